#include "tests/scenarios/replayed.hpp"
#include "tests/support/rules.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>

namespace tocsin::test {
namespace {

constexpr std::size_t kChunks = 10;
constexpr std::size_t kFirstBad = 5;  // the publisher's break lies between rows 24999 and 25000
const Instant kBreak = *parse_time("2019-03-31T03:00:00Z");  // the hour in which row 25000 lies

// Measure -> metric of the published table.
const std::map<std::string, std::string> kMetrics{{"precision", "precision"},
                                                  {"recall", "recall"},
                                                  {"specificity", "specificity"},
                                                  {"f1", "f1"},
                                                  {"accuracy", "accuracy"},
                                                  {"auc", "roc_auc"},
                                                  {"average_precision", "average_precision"}};

// The monitor that takes this measure of each chunk.
const dsl::MonitorPlan& monitor_of(const Replayed& replay, const std::string& measure) {
  const auto& monitors = replay.plan->monitors;
  const auto found = std::find_if(monitors.begin(), monitors.end(), [&](const auto& monitor) {
    return monitor.window.kind == dsl::WindowKind::each_events &&
           monitor.aggregates.front().def->name == measure;
  });
  REQUIRE(found != monitors.end());
  return *found;
}

std::vector<Reading> chunks_of(const Replayed& replay, const std::string& measure) {
  return replay.of(monitor_of(replay, measure).name);
}

nlohmann::json published(const std::filesystem::path& folder) {
  std::ifstream in(folder /
                   "published/calculating_standard_metrics_binary_classification__cell6.json");
  return nlohmann::json::parse(in).at("rows");
}

Replayed car_loan(const std::filesystem::path& folder, const char* rows) {
  dryrun::ReplayOptions options;
  options.data["car_loan"] = folder / rows;
  options.references["car_loan.training"] = folder / "reference.csv.gz";
  return replayed(project("rules/car_loan").plan, options);
}

double mean_of(const std::vector<Reading>& readings) {
  double sum = 0;
  for (const auto& reading : readings) sum += reading.sample.value;
  return sum / static_cast<double>(readings.size());
}

// Divided by the number of readings, not by one less.
double deviation_of(const std::vector<Reading>& readings) {
  const double mean = mean_of(readings);
  double sum = 0;
  for (const auto& reading : readings) sum += std::pow(reading.sample.value - mean, 2);
  return std::sqrt(sum / static_cast<double>(readings.size()));
}

}  // namespace

TEST_CASE("the car loan's realised metrics are the published ones", "[scenario][data]") {
  const auto folder = needed_data("nannyml_car_loan");
  if (!folder) return;
  const auto replay = car_loan(*folder, "monitoring.csv.gz");
  const auto chunks = published(*folder);
  REQUIRE(chunks.size() == kChunks);
  CHECK(replay.report.models.at(0).counts.rows == 50'000);
  for (const auto& [measure, metric] : kMetrics) {
    const auto readings = chunks_of(replay, measure);
    REQUIRE(readings.size() == kChunks);
    for (std::size_t i = 0; i < kChunks; ++i) {
      CAPTURE(metric, i);
      const auto value = chunks[i].at(metric + ".value").get<double>();
      CHECK(readings[i].sample.value == Approx(value).margin(1e-5).epsilon(0));
      CHECK(readings[i].sample.n == 5000);
    }
  }
}

TEST_CASE("the car loan's limits come from its reference alone", "[scenario][data]") {
  const auto folder = needed_data("nannyml_car_loan");
  if (!folder) return;
  const auto reference = car_loan(*folder, "reference.csv.gz");
  for (const auto& [measure, metric] : kMetrics) {
    CAPTURE(measure);
    const auto readings = chunks_of(reference, measure);
    REQUIRE(readings.size() == kChunks);
    for (const auto& rung : monitor_of(reference, measure).rungs) {
      const int deviations = rung.severity + 1;  // two for a warning, three for a page
      const double limit = mean_of(readings) - deviations * deviation_of(readings);
      CHECK(rung.trigger.low ==
            Approx(limit).margin(0.5e-4).epsilon(0));  // four digits are written
    }
  }
}

TEST_CASE("the car loan's monitors fire in the half after row 25000 and none before",
          "[scenario][data]") {
  const auto folder = needed_data("nannyml_car_loan");
  if (!folder) return;
  const auto replay = car_loan(*folder, "monitoring.csv.gz");
  for (const auto& episode : replay.summary->episodes()) {
    CAPTURE(episode.alert.monitor);
    CHECK(episode.began > kBreak);
  }
  const int page = replay.plan->severities.highest();
  for (const auto& [measure, metric] : kMetrics) {
    CAPTURE(measure);
    const auto readings = chunks_of(replay, measure);
    REQUIRE(readings.size() == kChunks);
    const bool can_page = monitor_of(replay, measure).rungs.back().severity == page;
    for (std::size_t i = 0; i < kChunks; ++i) {
      CAPTURE(i);
      // The publisher's own alerts are beyond three deviations, as our pages are.
      if (can_page) CHECK((readings[i].severity == page) == (i >= kFirstBad));
      if (i < kFirstBad) CHECK(readings[i].severity < 0);
    }
    CHECK(readings[kFirstBad].severity >= 0);
  }
  CHECK(!replay.episodes("cars_dearer").empty());
  CHECK(!replay.episodes("scores_moved").empty());
}

}  // namespace tocsin::test
