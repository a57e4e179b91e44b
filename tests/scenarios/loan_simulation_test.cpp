#include <catch2/catch.hpp>

#include <algorithm>

#include "dryrun/simulate.hpp"
#include "tests/scenarios/replayed.hpp"
#include "tests/support/rules.hpp"
#include "tests/support/temp_dir.hpp"

namespace tocsin::test {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string file_of(const dryrun::SimulationReport& report, dryrun::SimulatedFile::Content content) {
  for (const auto& file : report.files)
    if (file.content == content) return file.path;
  return "";
}

// Every trouble is told by the fear meant for it; nothing pages outside the troubles.
void check_seed(std::uint64_t seed) {
  CAPTURE(seed);
  const TempDir dir;
  const auto spec = dryrun::load_simulation((source_dir() / "rules/loan_rejection").string());
  REQUIRE(spec);
  dryrun::SimulateOptions simulation;
  simulation.seed = seed;
  simulation.days = 21;
  simulation.out_dir = dir.path().string();
  const auto history = dryrun::simulate(*spec, simulation);
  REQUIRE(history);
  using Content = dryrun::SimulatedFile::Content;
  dryrun::ReplayOptions options;
  options.data["loan_rejection"] = file_of(*history, Content::predictions);
  options.labels["loan_rejection"] = file_of(*history, Content::labels);
  options.references["loan_rejection.training"] = file_of(*history, Content::reference);
  const auto replay = replayed(project("rules/loan_rejection").plan, options);

  REQUIRE(history->troubles.size() == 4);
  const int page = replay.plan->severities.highest();
  for (const auto& trouble : history->troubles) {
    CAPTURE(trouble.name);
    const bool told = std::any_of(
        replay.summary->episodes().begin(), replay.summary->episodes().end(), [&](const dryrun::Episode& episode) {
          return contains(trouble.told_by, episode.alert.monitor) && episode.began >= trouble.from && episode.began <= trouble.told_until;
        });
    CHECK(told);
  }
  for (const auto& episode : replay.summary->episodes()) {
    if (episode.highest < page) continue;
    CAPTURE(episode.alert.monitor, format_utc(episode.began));
    const bool inside = std::any_of(history->troubles.begin(), history->troubles.end(), [&](const auto& trouble) {
      const bool meant = contains(trouble.told_by, episode.alert.monitor) || contains(trouble.also, episode.alert.monitor);
      return meant && episode.began >= trouble.from && episode.began <= trouble.told_until;
    });
    CHECK(inside);
  }
}

}  // namespace

TEST_CASE("every simulated trouble of a loan model is told, and nothing else pages", "[scenario]") {
  check_seed(GENERATE(1, 2, 7));
}

TEST_CASE("so it is with seven more seeds", "[scenario][long]") { check_seed(GENERATE(3, 4, 5, 6, 8, 9, 10)); }

}  // namespace tocsin::test
