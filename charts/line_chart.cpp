#include "charts/line_chart.hpp"

#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "charts/axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>

namespace tocsin::charts {
namespace {

constexpr double kWidth = 960, kHeight = 340;
constexpr double kLeft = 76, kRight = 944, kTop = 62, kBottom = 296;
constexpr std::size_t kColumns = static_cast<std::size_t>(kRight - kLeft);
constexpr double kLineHeight = 13;
constexpr double kMost = 1e300;  // beyond, differences of values are no numbers

constexpr const char* kStyle =
    "<style>"
    ".tc{font-family:system-ui,'Segoe UI','DejaVu Sans',sans-serif;font-size:12px}"
    ".tc-paper{fill:#fff}.tc text{fill:#333}.tc .tc-title{font-size:15px;font-weight:600}"
    ".tc-grid{stroke:#ddd}.tc-line{fill:none;stroke:#1f4e8c;stroke-width:1.4;"
    "stroke-linecap:round;stroke-linejoin:round}.tc-band{fill:#1f4e8c;fill-opacity:.18}"
    ".tc-level{stroke-dasharray:6 4;stroke-width:1.2}"
    ".tc-mild{stroke:#0b7285;fill:#0b7285}.tc-middle{stroke:#b35c00;fill:#b35c00}"
    ".tc-worst{stroke:#c92a2a;fill:#c92a2a}.tc-fired{fill-opacity:.2;stroke:none}"
    "@media (prefers-color-scheme:dark){.tc-paper{fill:#16181d}.tc text{fill:#ddd}"
    ".tc-grid{stroke:#3a3f47}.tc-line{stroke:#8ab8f5}.tc-band{fill:#8ab8f5}"
    ".tc-mild{stroke:#5bc8d8;fill:#5bc8d8}.tc-middle{stroke:#f0a04b;fill:#f0a04b}"
    ".tc-worst{stroke:#ff7b72;fill:#ff7b72}.tc-fired{fill-opacity:.28}}"
    "</style>\n";

const char* class_of(Shade shade) {
  static constexpr std::array<const char*, 3> kClasses{"tc-mild", "tc-middle", "tc-worst"};
  return kClasses[static_cast<std::size_t>(shade)];
}

// The first `most` characters of it, with what XML reads as its own written otherwise.
std::string escaped(const std::string& text, std::size_t most) {
  const std::string shown = printable(text);
  const bool is_long = code_points(shown) > most;
  std::string out;
  std::size_t count = 0;
  for (std::size_t i = 0; i < shown.size() && count < (is_long ? most - 1 : most); ++count) {
    const auto point = first_code_point(std::string_view(shown).substr(i));
    switch (point.value) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case 0xFFFE:
      case 0xFFFF: out += "\xEF\xBF\xBD"; break;  // no XML may hold these
      default: out += shown.substr(i, point.size);
    }
    i += point.size;
  }
  return is_long ? out + "…" : out;
}

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void take(double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, std::clamp(value, -kMost, kMost));
    high = std::max(high, std::clamp(value, -kMost, kMost));
  }
  double size() const { return high - low; }
};

bool has_band(const TracePoint& point) {
  return std::isfinite(point.value) && std::isfinite(point.low) && std::isfinite(point.high);
}

// All values and thresholds, and of wide intervals as much again: the line stays legible.
Range range_of(const LineChart& chart) {
  Range inner;
  for (const auto& point : chart.points) inner.take(point.value);
  for (const auto& threshold : chart.thresholds) inner.take(threshold.value);
  if (inner.low > inner.high) return {0, 1};
  const bool is_flat = inner.size() <= std::abs(inner.high) * 1e-12;
  const double reach = is_flat ? std::max(std::abs(inner.high) * 0.1, 1e-9) : inner.size();
  Range all = inner;
  for (const auto& point : chart.points) {
    if (!has_band(point)) continue;
    all.take(std::max(point.low, inner.low - reach));
    all.take(std::min(point.high, inner.high + reach));
  }
  const double margin = 0.06 * std::max(all.size(), reach);
  const double low = all.low >= 0 ? std::max(0., all.low - margin) : all.low - margin;
  return {low, all.high + margin};
}

class Drawing {
 public:
  explicit Drawing(const LineChart& chart)
      : chart_(chart), points_(thinned(chart.points, kColumns)), range_(range_of(chart)) {}

  std::string svg();

 private:
  double x(Instant at) const {
    const auto span = static_cast<double>((chart_.to - chart_.from).count());
    const double share = static_cast<double>((at - chart_.from).count()) / span;
    return kLeft + std::clamp(share, 0., 1.) * (kRight - kLeft);
  }
  double y(double value) const {
    const double share = (std::clamp(value, -kMost, kMost) - range_.low) / range_.size();
    return kBottom - std::clamp(share, 0., 1.) * (kBottom - kTop);
  }
  template <typename... Args>
  void put(fmt::format_string<Args...> text, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), text, std::forward<Args>(args)...);
    out_ += '\n';
  }

  double grain() const;
  void heading();
  void value_axis();
  void time_axis();
  void stretches();
  void band();
  void line();
  void thresholds();

  const LineChart& chart_;
  std::vector<TracePoint> points_;
  Range range_;
  std::string out_;
};

// The largest unit of time of which the axis shows more than two.
double Drawing::grain() const {
  if (!chart_.are_durations) return 1;
  for (const double unit : {86'400e9, 3'600e9, 60e9, 1e9, 1e6, 1e3})
    if (range_.size() > 2 * unit) return unit;
  return 1;
}

void Drawing::heading() {
  put("<text class=\"tc-title\" x=\"{}\" y=\"24\">{}</text>", kLeft, escaped(chart_.title, 100));
  put("<text x=\"{}\" y=\"44\">{}</text>", kLeft, escaped(chart_.subtitle, 130));
}

void Drawing::value_axis() {
  for (const double mark : value_marks(range_.low, range_.high, grain(), 6)) {
    put("<path class=\"tc-grid\" d=\"M{} {:.1f}H{}\"/>", kLeft, y(mark), kRight);
    put("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>", kLeft - 8, y(mark) + 4,
        escaped(chart_.text_of(mark), 12));
  }
}

void Drawing::time_axis() {
  for (const auto& mark : time_marks(chart_.from, chart_.to, 7)) {
    put("<path class=\"tc-grid\" d=\"M{:.1f} {}V{}\"/>", x(mark.at), kBottom, kBottom + 5);
    put("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>", x(mark.at), kBottom + 18,
        mark.text);
  }
  put("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{} to {}</text>", kRight, kBottom + 36,
      format_utc(chart_.from), format_utc(chart_.to));
}

void Drawing::stretches() {
  for (const auto& stretch : chart_.stretches) {
    const double width = std::max(1., x(stretch.to) - x(stretch.from));  // the shortest is seen too
    put("<rect class=\"tc-fired {}\" x=\"{:.1f}\" y=\"{}\" width=\"{:.1f}\" height=\"{}\">"
        "<title>{}</title></rect>",
        class_of(stretch.shade), x(stretch.from), kTop, width, kBottom - kTop,
        escaped(stretch.note, 300));
  }
}

void Drawing::band() {
  for (auto first = points_.begin(); first != points_.end();) {
    first = std::find_if(first, points_.end(), has_band);
    const auto last = std::find_if_not(first, points_.end(), has_band);
    if (last - first > 1) {
      out_ += "<path class=\"tc-band\" d=\"M";
      for (auto p = first; p != last; ++p)
        out_ += fmt::format("{:.1f} {:.1f} ", x(p->at), y(p->high));
      for (auto p = last; p-- != first;) out_ += fmt::format("{:.1f} {:.1f} ", x(p->at), y(p->low));
      out_ += "Z\"/>\n";
    }
    first = last;
  }
}

// A value between two gaps is a dot: round ends make one of a line without length.
void Drawing::line() {
  const auto is_known = [](const TracePoint& point) { return std::isfinite(point.value); };
  if (std::ranges::none_of(points_, is_known)) {
    put("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">no value</text>", (kLeft + kRight) / 2,
        (kTop + kBottom) / 2);
    return;
  }
  out_ += "<path class=\"tc-line\" d=\"";
  bool is_drawing = false;
  for (std::size_t i = 0; i < points_.size(); ++i) {
    const auto& point = points_[i];
    if (is_known(point)) {
      out_ += fmt::format("{}{:.1f} {:.1f}", is_drawing ? "L" : "M", x(point.at), y(point.value));
      const bool ends = i + 1 == points_.size() || !is_known(points_[i + 1]);
      if (ends && !is_drawing) out_ += "h0";
    }
    is_drawing = is_known(point);
  }
  out_ += "\"/>\n";
}

// Labels of thresholds that lie close together stand below each other.
void Drawing::thresholds() {
  auto levels = chart_.thresholds;
  std::ranges::stable_sort(levels, std::ranges::greater{}, &Threshold::value);
  double free = kTop - kLineHeight;
  for (const auto& level : levels) {
    const double height = y(level.value);
    free = std::max(height - 4, free + kLineHeight);
    put("<path class=\"tc-level {}\" d=\"M{} {:.1f}H{}\"/>", class_of(level.shade), kLeft, height,
        kRight);
    put("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>", kRight - 4, free,
        escaped(level.label, 60));
  }
}

std::string Drawing::svg() {
  put("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"tc\" role=\"img\" viewBox=\"0 0 {} {}\" "
      "width=\"{}\" height=\"{}\">",
      kWidth, kHeight, kWidth, kHeight);
  put("<title>{}</title>", escaped(chart_.title, 300));
  out_ += kStyle;
  put("<rect class=\"tc-paper\" width=\"{}\" height=\"{}\"/>", kWidth, kHeight);
  heading();
  value_axis();
  time_axis();
  stretches();
  band();
  line();
  thresholds();
  out_ += "</svg>\n";
  return std::move(out_);
}

}  // namespace

std::string to_svg(const LineChart& chart) { return Drawing(chart).svg(); }

}  // namespace tocsin::charts
