// The annotation by which `export` tells `import` what a rule was: "service ranker.queue as number
// over 10m by platform".
#pragma once

#include "base/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::exchange {

inline constexpr std::string_view kMarkerKey = "tocsin";
inline constexpr std::string_view kRecordPrefix = "tocsin:";

struct Marker {
  std::string kind, model, monitor;
  std::string type = "number";  // number, int, share, bool, or a unit of time
  Duration window{0};
  std::vector<std::string> by;
  bool is_no_data = false;  // the rule stands for `no data`

  bool operator==(const Marker&) const = default;
};

std::string marker_text(const Marker& marker);
std::optional<Marker> read_marker(std::string_view text);

// A number of Prometheus as a threshold of that type: 0.8 as `80%`, 300 as `300ms`.
std::string threshold_text(double value, std::string_view type);

}  // namespace tocsin::exchange
