#include <catch2/catch.hpp>

#include <fstream>

#include <nlohmann/json.hpp>

#include "tests/scenarios/replayed.hpp"
#include "tests/support/rules.hpp"

namespace tocsin::test {
namespace {

constexpr std::size_t kChunks = 10;
constexpr std::size_t kFirstBad = 5;  // the publisher's break lies between rows 24999 and 25000

// Monitor -> metric of the published table.
const std::map<std::string, std::string> kMetrics{
    {"lent_to_the_wrong", "precision"}, {"turned_away", "recall"},         {"specificity_fell", "specificity"},
    {"f1_fell", "f1"},                  {"accuracy_fell", "accuracy"},     {"ranking_worse", "roc_auc"},
    {"precision_curve_fell", "average_precision"}};

nlohmann::json published(const std::filesystem::path& folder) {
  std::ifstream in(folder / "published/calculating_standard_metrics_binary_classification__cell6.json");
  return nlohmann::json::parse(in).at("rows");
}

Replayed car_loan(const std::filesystem::path& folder) {
  dryrun::ReplayOptions options;
  options.data["car_loan"] = folder / "monitoring.csv.gz";
  options.references["car_loan.training"] = folder / "reference.csv.gz";
  return replayed(project("rules/car_loan").plan, options);
}

}  // namespace

TEST_CASE("the car loan's realised metrics are the published ones", "[scenario][data]") {
  const auto folder = needed_data("nannyml_car_loan");
  if (!folder) return;
  const auto replay = car_loan(*folder);
  const auto chunks = published(*folder);
  REQUIRE(chunks.size() == kChunks);
  CHECK(replay.report.models.at(0).counts.rows == 50'000);
  for (const auto& [monitor, metric] : kMetrics) {
    const auto readings = replay.of(monitor);
    REQUIRE(readings.size() == kChunks);
    for (std::size_t i = 0; i < kChunks; ++i) {
      CAPTURE(metric, i);
      CHECK(readings[i].sample.value == Approx(chunks[i].at(metric + ".value").get<double>()).margin(1e-5).epsilon(0));
      CHECK(readings[i].sample.n == 5000);
    }
  }
}

TEST_CASE("the car loan's monitors fire in the half after row 25000 and none before", "[scenario][data]") {
  const auto folder = needed_data("nannyml_car_loan");
  if (!folder) return;
  const auto replay = car_loan(*folder);
  const Instant broke = *parse_time("2019-03-31T00:00:00Z");
  for (const auto& episode : replay.summary->episodes()) {
    CAPTURE(episode.alert.monitor);
    CHECK(episode.began > broke);
  }
  for (const auto& [monitor, metric] : kMetrics) {
    CAPTURE(monitor);
    const auto readings = replay.of(monitor);
    REQUIRE(readings.size() == kChunks);
    CHECK(readings[kFirstBad - 1].severity < 0);
    CHECK(readings[kFirstBad].severity >= 0);  // the first chunk that is bad throughout
  }
}

}  // namespace tocsin::test
