// Measures of the past over random rows, against the obvious computation from all of them.
#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <random>

namespace tocsin::engine {
namespace {

using test::monitoring;
using test::Scene;

struct Row {
  Duration at, arrival;
  std::string platform;
  double income;
};

// In order of arrival; one in ten comes up to half an hour late.
std::vector<Row> random_rows(std::uint64_t seed, Duration length) {
  std::mt19937_64 random(seed);
  std::vector<Row> rows;
  for (Duration at{0}; at < length; at += std::chrono::seconds(1 + random() % 1200)) {
    const Duration late = random() % 10 == 0 ? Duration(std::chrono::seconds(random() % 1800)) : 0s;
    rows.push_back(
        {at, at + late, random() % 3 == 0 ? "b" : "a", static_cast<double>(random() % 1000)});
  }
  std::ranges::stable_sort(rows, {}, &Row::arrival);
  return rows;
}

std::vector<std::string> lines_of(const std::vector<Row>& rows) {
  std::vector<std::string> lines;
  for (const auto& row : rows)
    lines.push_back(fmt::format("{} arrival={} platform={} income={}", format_duration(row.at),
                                format_duration(row.arrival), row.platform, row.income));
  return lines;
}

// The largest income of (to - window, to] as it was known at `known`; nothing without rows.
std::optional<double> largest(const std::vector<Row>& rows, const std::string& platform,
                              Duration to, Duration window, Duration known) {
  std::optional<double> most;
  for (const auto& row : rows)
    if (row.at > to - window && row.at <= to && row.arrival <= known &&
        (platform.empty() || row.platform == platform))
      most = std::max(most.value_or(row.income), row.income);
  return most;
}

constexpr Duration kLate = 2min, kWindow = 1h, kPast = 12h;

// Readings of k windows ago, those of windows that began before the start left out.
std::vector<double> readings(const std::vector<Row>& rows, const std::string& platform,
                             Duration tick) {
  std::vector<double> found;
  for (Duration age = kWindow; age <= kPast; age += kWindow) {
    const Duration then = tick - age;
    if (then - kLate - kWindow < Duration{0}) break;
    if (const auto x = largest(rows, platform, then - kLate, kWindow, then)) found.push_back(*x);
  }
  return found;
}

std::optional<double> zscore(double now, const std::vector<double>& past) {
  if (past.size() < 8) return std::nullopt;
  long double sum = 0, squares = 0;
  for (const double x : past) sum += x;
  const long double mean = sum / static_cast<long double>(past.size());
  for (const double x : past) squares += (x - mean) * (x - mean);
  if (squares == 0) return now == past[0] ? 0 : std::copysign(99, now - past[0]);
  const auto score = (now - mean) / std::sqrt(squares / static_cast<long double>(past.size() - 1));
  return std::clamp(static_cast<double>(score), -99.0, 99.0);
}

}  // namespace

TEST_CASE("scores are those of the obvious computation", "[engine][history]") {
  const auto seed = GENERATE(range<std::uint64_t>(1, 7));
  const auto every = seed % 2 == 0 ? "10m" : "30m";
  CAPTURE(seed, every);
  const auto rows = random_rows(seed, 30h);
  Scene scene(
      monitoring(fmt::format("measure zscore(max(income), past: 12h) over 1h every {}\n"
                             "by platform and overall\nwarn when outside -3..3\n",
                             every)));
  scene.events(lines_of(rows));
  scene.pass("30h");
  const std::map<std::string, std::string> platforms{
      {"platform=a", "a"}, {"platform=b", "b"}, {"overall", ""}};
  std::size_t known = 0;
  for (const auto& reading : scene.all.readings) {
    const auto platform = platforms.find(reading.segment);
    if (platform == platforms.end()) continue;
    const Duration tick = reading.slot - test::kMonday;
    CAPTURE(reading.segment, format_duration(tick));
    const auto now = largest(rows, platform->second, tick - kLate, kWindow, tick);
    if (!now) {
      CHECK(reading.sample.kind == SampleKind::empty);
      continue;
    }
    const auto expected = zscore(*now, readings(rows, platform->second, tick));
    REQUIRE((reading.sample.kind == SampleKind::value) == expected.has_value());
    if (!expected) continue;
    CHECK(reading.sample.value == Approx(*expected).margin(1e-9));
    ++known;
  }
  CHECK(known > 60);
}

TEST_CASE("scores do not depend on how time passed or rows were cut", "[engine][history]") {
  const auto seed = GENERATE(range<std::uint64_t>(11, 15));
  CAPTURE(seed);
  const auto lines = lines_of(random_rows(seed, 20h));
  const auto plan = monitoring(
      "measure iqr_score(max(income), past: 9h) over 1h every 25m\nby platform and overall\n"
      "warn when outside -1..1\n");
  Scene at_once(plan), in_pieces(plan);
  at_once.events(lines);
  at_once.pass("20h");
  std::mt19937_64 random(seed);
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = std::min(lines.size(), begin + 1 + random() % 7);
    in_pieces.events({lines.begin() + static_cast<std::ptrdiff_t>(begin),
                      lines.begin() + static_cast<std::ptrdiff_t>(end)});
    begin = end;
  }
  for (int minute = 13; minute < 1200; minute += 13) in_pieces.pass(fmt::format("{}m", minute));
  in_pieces.pass("20h");
  REQUIRE(at_once.all.readings.size() == in_pieces.all.readings.size());
  for (std::size_t i = 0; i < at_once.all.readings.size(); ++i) {
    const auto &a = at_once.all.readings[i], &b = in_pieces.all.readings[i];
    CHECK(a.segment == b.segment);
    CHECK(a.sample.kind == b.sample.kind);
    CHECK((a.sample.value == b.sample.value || std::isnan(a.sample.value)));
  }
  CHECK(at_once.steps("overall") == in_pieces.steps("overall"));
}

}  // namespace tocsin::engine
