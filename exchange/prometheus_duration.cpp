#include "exchange/prometheus_rules.hpp"

#include <array>
#include <charconv>

namespace tocsin::exchange {
namespace {

using Unit = std::pair<std::string_view, Duration>;

constexpr std::array<Unit, 7> kUnits{{{"y", 365 * kDay},
                                      {"w", 7 * kDay},
                                      {"d", kDay},
                                      {"h", 1h},
                                      {"m", 1min},
                                      {"s", 1s},
                                      {"ms", 1ms}}};

}  // namespace

std::optional<Duration> prometheus_duration(std::string_view text) {
  if (text == "0") return Duration(0);
  if (text.empty()) return std::nullopt;
  Duration sum{0};
  for (std::size_t unit = 0; !text.empty(); ++unit) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || count < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const auto letters = text.substr(0, text.find_first_of("0123456789"));
    while (unit < kUnits.size() && kUnits[unit].first != letters) ++unit;
    if (unit >= kUnits.size()) return std::nullopt;
    if (count > (Duration::max() - sum) / kUnits[unit].second) return std::nullopt;
    sum += count * kUnits[unit].second;
    text.remove_prefix(letters.size());
  }
  return sum;
}

std::string prometheus_duration(Duration duration) {
  std::string out;
  for (const auto& [name, length] : kUnits) {
    if (name == "y" || name == "w" || duration < length) continue;
    out += fmt::format("{}{}", duration / length, name);
    duration %= length;
  }
  return out.empty() ? "0s" : out;
}

}  // namespace tocsin::exchange
