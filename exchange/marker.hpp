// The annotations by which `export` tells `import` what a rule was: "service ranker.queue as number
// over 10m by platform for 3 of 5", and its message where it names what Prometheus cannot.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::exchange {

inline constexpr std::string_view kMarkerKey = "tocsin";
inline constexpr std::string_view kMessageKey = "tocsin_message";
inline constexpr std::string_view kRecordPrefix = "tocsin:";

struct Marker {
  std::string kind, model, monitor;
  std::string type = "number";  // as rules write it: int, duration in ms, number in EUR
  Duration window{0};
  std::vector<std::string> by;
  std::uint32_t of_m = 0;   // its expr counts over so many steps: `for N of M`; 0: it does not
  bool is_no_data = false;  // the rule stands for `no data`

  bool operator==(const Marker&) const = default;
};

std::string marker_text(const Marker& marker);
std::optional<Marker> read_marker(std::string_view text);

// The unit that such a type is in; empty: none.
std::string_view unit_in(std::string_view type);

// A number of Prometheus as a threshold of that type: 0.8 as `80%`, 300 as `300ms`.
std::string threshold_text(double value, std::string_view type);

}  // namespace tocsin::exchange
