#include "charts/line_chart.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <cmath>
#include <regex>

namespace tocsin::charts {
namespace {

using Catch::Matchers::Contains;

constexpr Instant kStart{std::chrono::hours(24 * 365 * 56)};
const double kNone = std::nan("");

// Ten minutes are the 868 pixels from 76 to 944; with values from 0 to 100 and no margin below,
// 0 stands at 296 and the top of 62 is 106.
LineChart chart_of(const std::vector<double>& values) {
  LineChart chart;
  chart.title = "Search is slow";
  chart.subtitle = "shop.slow: p95(latency)";
  chart.from = kStart;
  chart.to = kStart + 10min;
  for (std::size_t i = 0; i < values.size(); ++i)
    chart.points.push_back({kStart + static_cast<int>(i) * 1min, values[i], kNone, kNone});
  chart.text_of = [](double value) { return fmt::format("{:.0f}ms", value); };
  return chart;
}

std::size_t count_of(const std::string& text, const std::string& word) {
  std::size_t count = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

// Every element is closed by its own name, and nothing stands outside of quotes that XML forbids.
void check_well_formed(const std::string& svg) {
  static const std::regex kTag(
      R"(<(/?)([a-z]+)((?: [-a-zA-Z:]+="[^"<&]*(?:&[a-z]+;[^"<&]*)*")*)(/?)>)");
  std::vector<std::string> open;
  std::string rest;
  auto end = svg.cbegin();
  for (std::sregex_iterator tag(svg.begin(), svg.end(), kTag), none; tag != none; ++tag) {
    rest.append(end, (*tag)[0].first);
    end = (*tag)[0].second;
    if ((*tag)[4].length() > 0) continue;
    if ((*tag)[1].length() == 0) {
      open.push_back((*tag)[2]);
      continue;
    }
    REQUIRE_FALSE(open.empty());
    REQUIRE(open.back() == (*tag)[2]);
    open.pop_back();
  }
  rest.append(end, svg.cend());
  CHECK(open.empty());
  CHECK(rest.find('<') == std::string::npos);
  CHECK_FALSE(std::regex_search(rest, std::regex("&(?!(amp|lt|gt|quot);)")));
}

}  // namespace

TEST_CASE("a line goes through its values and stops at gaps", "[charts][line_chart]") {
  const auto svg = to_svg(chart_of({0, 50, kNone, 100, kNone, 0, 100}));
  check_well_formed(svg);
  // From 0 at the bottom; a value between two gaps is a dot.
  CHECK_THAT(svg, Contains("class=\"tc-line\" d=\"M76.0 296.0L162.8 185.6M336.4 75.2h0"
                           "M510.0 296.0L596.8 75.2\""));
  CHECK_THAT(svg, Contains(">Search is slow</text>"));
  CHECK_THAT(svg, Contains(">shop.slow: p95(latency)</text>"));
  CHECK_THAT(svg, Contains(">20ms</text>"));
}

TEST_CASE("thresholds are dashed lines, each with its name", "[charts][line_chart]") {
  auto chart = chart_of({0, 100});
  chart.thresholds = {{50, "warn > 50ms", Shade::middle}, {48, "page > 48ms", Shade::worst}};
  const auto svg = to_svg(chart);
  check_well_formed(svg);
  CHECK_THAT(svg, Contains("class=\"tc-level tc-middle\" d=\"M76 185.6H944\""));
  CHECK_THAT(svg, Contains("class=\"tc-level tc-worst\" d=\"M76 190.0H944\""));
  // The lower label gives way to the upper one.
  CHECK_THAT(svg, Contains("y=\"181.6\" text-anchor=\"end\">warn &gt; 50ms<"));
  CHECK_THAT(svg, Contains("y=\"194.6\" text-anchor=\"end\">page &gt; 48ms<"));
}

TEST_CASE("alerts are shaded stretches in the colour of their severity", "[charts][line_chart]") {
  auto chart = chart_of({0, 100});
  chart.stretches = {{kStart + 2min, kStart + 4min, Shade::mild, "info"},
                     {kStart + 5min, kStart + 5min, Shade::worst, "page: 600ms > 400ms"}};
  const auto svg = to_svg(chart);
  check_well_formed(svg);
  CHECK_THAT(svg, Contains("class=\"tc-fired tc-mild\" x=\"249.6\" y=\"62\" width=\"173.6\""));
  CHECK_THAT(svg, Contains("class=\"tc-fired tc-worst\" x=\"510.0\" y=\"62\" width=\"1.0\""));
  CHECK_THAT(svg, Contains("<title>page: 600ms &gt; 400ms</title>"));
}

TEST_CASE("the interval is a band where both of its ends are known", "[charts][line_chart]") {
  auto chart = chart_of({50, 50, 50, 50});
  chart.points[0].low = chart.points[1].low = 0;
  chart.points[0].high = chart.points[1].high = 100;
  chart.points[3].low = 0;  // no upper end
  chart.thresholds = {{0, "", Shade::mild}, {100, "", Shade::mild}};
  const auto svg = to_svg(chart);
  check_well_formed(svg);
  CHECK(count_of(svg, "class=\"tc-band\"") == 1);
  CHECK_THAT(svg,
             Contains("class=\"tc-band\" d=\"M76.0 75.2 162.8 75.2 162.8 296.0 76.0 296.0 Z\""));
}

TEST_CASE("an interval without bounds leaves the line legible", "[charts][line_chart]") {
  auto chart = chart_of({10, 20});
  for (auto& point : chart.points) point.low = -1e9, point.high = 1e9;
  // As much again on both sides, from 0 to 30 and a margin: the values keep a third of the chart.
  CHECK_THAT(to_svg(chart), Contains("class=\"tc-line\" d=\"M76.0 222.4L162.8 148.8\""));
}

TEST_CASE("a chart without values says so, and a constant is drawn", "[charts][line_chart]") {
  for (const auto& values : {std::vector<double>{}, {kNone, kNone}}) {
    const auto svg = to_svg(chart_of(values));
    check_well_formed(svg);
    CHECK_THAT(svg, Contains(">no value</text>"));
  }
  const double value = GENERATE(0., 5., -5., 1e308, INFINITY);
  const auto svg = to_svg(chart_of({value, value}));
  check_well_formed(svg);
  CHECK(svg.find("nan") == std::string::npos);
  CHECK(svg.find("inf") == std::string::npos);
}

TEST_CASE("no text breaks out of its place or runs off the chart", "[charts][line_chart]") {
  auto chart = chart_of({1, 2});
  chart.title = "<script>alert(\"x\")</script> & \x01\xff " + std::string(500, 'x');
  chart.subtitle =
      "a\xEF\xBF\xBF"
      "b";
  chart.thresholds = {{1, "page > \"1\" <&>", Shade::worst}};
  const auto svg = to_svg(chart);
  check_well_formed(svg);
  CHECK(svg.find("<script") == std::string::npos);
  CHECK_THAT(svg, Contains("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; "));
  CHECK_THAT(svg, Contains("x…</text>"));
  CHECK(svg.find('\x01') == std::string::npos);
  CHECK_THAT(svg, Contains(">a\xEF\xBF\xBD"
                           "b<"));
}

TEST_CASE("a chart of many values has as many points as pixels allow", "[charts][line_chart]") {
  auto chart = chart_of({});
  for (int i = 0; i < 100'000; ++i)
    chart.points.push_back({kStart + i * 6ms, i % 7 * 1., kNone, kNone});
  const auto svg = to_svg(chart);
  CHECK(count_of(svg, "L") <= 2 * 868);
  CHECK(svg.size() < 60'000);
}

}  // namespace tocsin::charts
