#include "evaluators/different_values.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin::evaluators {

double DifferentValues::reach(std::uint64_t values) const {
  constexpr double kErrors = 4;
  return scale > 1 ? kErrors * scale * std::sqrt(static_cast<double>(values)) : 0;
}

DifferentValues look_at(const CountTable<ValueKey>& table) {
  DifferentValues values{.scale = std::ldexp(1.0, static_cast<int>(table.level())),
                         .kept = table.size()};
  table.for_each([&](const ValueKey&, std::uint64_t count) {
    values.once += count == 1 ? 1 : 0;
    values.repeats += count - 1;
    values.repeated += count > 1 ? count : 0;
  });
  return values;
}

double repeats_among(const DifferentValues& values, std::uint64_t rows) {
  const auto all = static_cast<double>(rows);
  const double rest = all - values.different();
  const double reach = values.reach(values.kept);
  const double found = values.scale * static_cast<double>(values.repeats);
  return std::clamp(std::clamp(found, rest - reach, rest + reach), 0.0, all);
}

double single_among(const DifferentValues& values, std::uint64_t rows) {
  const auto all = static_cast<double>(rows);
  const double direct = values.scale * static_cast<double>(values.once);
  const double reach = values.reach(values.once);
  const double found = all - values.scale * static_cast<double>(values.repeated);
  return std::clamp(std::clamp(found, direct - reach, direct + reach), 0.0, all);
}

}  // namespace tocsin::evaluators
