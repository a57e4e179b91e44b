#include "charts/trace.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace tocsin::charts {
namespace {

using Points = std::vector<TracePoint>;

bool is_known(const TracePoint& point) { return std::isfinite(point.value); }

bool is_lower(const TracePoint& a, const TracePoint& b) { return a.value < b.value; }

// What stays of one stretch: [first, last) is not empty.
void keep(Points::const_iterator first, Points::const_iterator last, Points& kept) {
  Points known;
  std::copy_if(first, last, std::back_inserter(known), is_known);
  if (known.empty()) {
    kept.push_back(*first);
    return;
  }
  double low = std::nan(""), high = std::nan("");
  for (const auto& point : known) {
    low = std::fmin(low, point.low);  // NaN loses
    high = std::fmax(high, point.high);
  }
  auto [lowest, highest] = std::minmax_element(known.begin(), known.end(), is_lower);
  if (highest < lowest) std::swap(lowest, highest);
  kept.push_back({lowest->at, lowest->value, low, high});
  if (lowest != highest) kept.push_back({highest->at, highest->value, low, high});
}

}  // namespace

Points thinned(const Points& points, std::size_t columns) {
  if (points.size() <= 2 * columns) return points;
  const Instant start = points.front().at;
  const double span = static_cast<double>((points.back().at - start).count()) + 1;
  const auto column_of = [&](const TracePoint& point) {
    const double share = static_cast<double>((point.at - start).count()) / span;
    return static_cast<std::size_t>(share * static_cast<double>(columns));
  };
  Points kept;
  for (auto first = points.begin(); first != points.end();) {
    const auto last = std::find_if(first, points.end(), [&](const TracePoint& point) {
      return column_of(point) != column_of(*first);
    });
    keep(first, last, kept);
    first = last;
  }
  return kept;
}

void Trace::add(const TracePoint& point) {
  points_.push_back(point);
  if (points_.size() >= most_) points_ = thinned(points_, most_ / 3);
}

}  // namespace tocsin::charts
