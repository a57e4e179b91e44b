#include "evaluators/past.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tocsin::evaluators {
namespace {

// One standard error of what was measured; 0: not known. A quantile of few values may know one end
// of its interval only.
double sampling_error(const Value& now) {
  const double reach = normal_reach(kUsualLevel);
  if (std::isfinite(now.low) && std::isfinite(now.high)) return (now.high - now.low) / 2 / reach;
  if (std::isfinite(now.low)) return (now.value - now.low) / reach;
  return std::isfinite(now.high) ? (now.high - now.value) / reach : 0;
}

}  // namespace

#define TOCSIN_PAST_MEASURE(name) const PastMeasure& past_##name();
#include "evaluators/past_measures.def"
#undef TOCSIN_PAST_MEASURE

const PastMeasure* past_measure(std::string_view name) {
  static const std::array kAll{
#define TOCSIN_PAST_MEASURE(name) &past_##name(),
#include "evaluators/past_measures.def"
#undef TOCSIN_PAST_MEASURE
  };
  const auto found = std::ranges::find(kAll, name, &PastMeasure::name);
  return found == kAll.end() ? nullptr : *found;
}

Value score(const Value& now, double distance, double spread) {
  if (distance == 0) return {.known = true, .value = 0};
  spread = std::max(spread, sampling_error(now));
  const double scores = spread > 0 ? distance / spread : std::copysign(kMostScore, distance);
  if (std::isnan(scores)) return {};
  return {.known = true, .value = std::clamp(scores, -kMostScore, kMostScore)};
}

}  // namespace tocsin::evaluators
