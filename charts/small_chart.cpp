#include "charts/small_chart.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tocsin::charts {
namespace {

enum Ink : std::uint8_t { kPaper, kFrame, kBand, kLine, kRed, kAmber, kBlue };

const std::vector<Colour>& inks() {
  static const std::vector<Colour> kInks{{255, 255, 255}, {221, 221, 221}, {205, 216, 230},
                                         {31, 78, 140},   {208, 0, 0},     {230, 159, 0},
                                         {59, 125, 216}};
  return kInks;
}

constexpr double kWidth = 2 * kSmallWidth, kHeight = 2 * kSmallHeight;
constexpr double kMargin = 10;
constexpr double kMost = 1e300;  // beyond, differences of values are no numbers

Ink ink_of(int severity, int severities) {
  if (severity >= severities - 1) return kRed;
  return severity <= 0 ? kBlue : kAmber;
}

bool is_known(const Course::Point& point) { return std::isfinite(point.value); }

bool has_band(const Course::Point& point) {
  return is_known(point) && std::isfinite(point.low) && std::isfinite(point.high);
}

class Drawing {
 public:
  Drawing(const Course& course, int severities) : course_(course), severities_(severities) {
    for (const auto& point : course.points)
      if (is_known(point)) take(point.value);
    for (const auto& level : course.levels) take(level.value);
    const double margin = high_ > low_ ? 0.1 * (high_ - low_) : std::max(std::abs(high_), 1e-9);
    low_ -= margin;
    high_ += margin;
  }

  Picture draw() {
    frame();
    bands();
    levels();
    line();
    return std::move(picture_);
  }

 private:
  void take(double value) {
    low_ = std::min(low_, std::clamp(value, -kMost, kMost));
    high_ = std::max(high_, std::clamp(value, -kMost, kMost));
  }
  double x(Instant at) const {
    const auto first = course_.points.front().at, last = course_.points.back().at;
    const auto span = static_cast<double>(std::max<std::int64_t>((last - first).count(), 1));
    return kMargin + static_cast<double>((at - first).count()) / span * (kWidth - 2 * kMargin);
  }
  double y(double value) const {
    const double share = (std::clamp(value, low_, high_) - low_) / (high_ - low_);
    return kHeight - kMargin - share * (kHeight - 2 * kMargin);
  }

  void frame() {
    constexpr double kThick = 2;
    picture_.fill(0, 0, kWidth, kHeight, kFrame);
    picture_.fill(kThick, kThick, kWidth - kThick, kHeight - kThick, kPaper);
  }
  // Column by column between two points that both have an interval.
  void bands() {
    for (std::size_t i = 1; i < course_.points.size(); ++i) {
      const auto &a = course_.points[i - 1], &b = course_.points[i];
      if (!has_band(a) || !has_band(b)) continue;
      const double from = x(a.at), to = x(b.at);
      for (double at = from; at < to; ++at) {
        const double share = (at - from) / (to - from);
        picture_.fill(at, y(std::lerp(a.high, b.high, share)), at + 1,
                      y(std::lerp(a.low, b.low, share)), kBand);
      }
    }
  }
  void levels() {
    constexpr double kDash = 16, kGap = 10, kThick = 3;
    for (const auto& level : course_.levels) {
      const double height = y(level.value);
      for (double at = kMargin; at < kWidth - kMargin; at += kDash + kGap)
        picture_.fill(at, height - kThick / 2, std::min(at + kDash, kWidth - kMargin),
                      height + kThick / 2, ink_of(level.severity, severities_));
    }
  }
  // A value between two gaps is a dot.
  void line() {
    constexpr double kThick = 5;
    const Course::Point* before = nullptr;
    for (const auto& point : course_.points) {
      if (is_known(point)) {
        const auto& from = before != nullptr ? *before : point;
        picture_.line(x(from.at), y(from.value), x(point.at), y(point.value), kThick, kLine);
      }
      before = is_known(point) ? &point : nullptr;
    }
  }

  const Course& course_;
  int severities_;
  double low_ = std::numeric_limits<double>::infinity();
  double high_ = -std::numeric_limits<double>::infinity();
  Picture picture_{2 * kSmallWidth, 2 * kSmallHeight, inks()};
};

}  // namespace

std::optional<Picture> small_chart(const Course& course, int severities) {
  if (std::ranges::count_if(course.points, is_known) < 2) return std::nullopt;
  return Drawing(course, severities).draw();
}

const char* colour_name(int severity, int severities) {
  switch (ink_of(severity, severities)) {
    case kRed: return "red";
    case kBlue: return "blue";
    default: return "amber";
  }
}

}  // namespace tocsin::charts
