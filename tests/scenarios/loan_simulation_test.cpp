#include "dryrun/simulate.hpp"
#include "tests/scenarios/replayed.hpp"
#include "tests/support/rules.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace tocsin::test {
namespace {

using Trouble = dryrun::InjectedTrouble;
using dryrun::Episode;

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

std::string file_of(const dryrun::SimulationReport& report,
                    dryrun::SimulatedFile::Content content) {
  for (const auto& file : report.files)
    if (file.content == content) return file.path;
  return "";
}

dryrun::SimulationReport simulated(std::uint64_t seed, const TempDir& dir) {
  const auto spec = dryrun::load_simulation((source_dir() / "rules/loan_rejection").string());
  REQUIRE(spec);
  dryrun::SimulateOptions options;
  options.seed = seed;
  options.days = 21;
  options.out_dir = dir.path().string();
  auto report = dryrun::simulate(*spec, options);
  REQUIRE(report);
  return std::move(*report);
}

Replayed replay_of(const dryrun::SimulationReport& history) {
  using Content = dryrun::SimulatedFile::Content;
  dryrun::ReplayOptions options;
  options.data["loan_rejection"] = file_of(history, Content::predictions);
  options.labels["loan_rejection"] = file_of(history, Content::labels);
  options.references["loan_rejection.training"] = file_of(history, Content::reference);
  return replayed(project("rules/loan_rejection").plan, options, Readings::drop);
}

bool began_in(const Episode& episode, const Trouble& trouble) {
  return episode.began >= trouble.from && episode.began <= trouble.told_until;
}

bool tells(const Episode& episode, const Trouble& trouble) {
  return contains(trouble.told_by, episode.alert.monitor) && began_in(episode, trouble);
}

bool belongs_to(const Episode& episode, const Trouble& trouble) {
  return tells(episode, trouble) ||
         (contains(trouble.also, episode.alert.monitor) && began_in(episode, trouble));
}

// Every trouble is told by the fear meant for it; nothing pages outside the troubles.
void check_seed(std::uint64_t seed) {
  CAPTURE(seed);
  const TempDir dir;
  const auto history = simulated(seed, dir);
  REQUIRE(history.troubles.size() == 4);
  REQUIRE(history.left_out.empty());
  const auto replay = replay_of(history);
  const auto& episodes = replay.summary->episodes();
  const int page = replay.plan->severities.highest();
  for (const auto& trouble : history.troubles) {
    CAPTURE(trouble.name);
    CHECK(std::ranges::any_of(episodes, [&](const auto& e) { return tells(e, trouble); }));
  }
  for (const auto& episode : episodes) {
    if (episode.highest < page) continue;
    CAPTURE(episode.alert.monitor, episode.alert.segment, format_utc(episode.began));
    CHECK(std::ranges::any_of(history.troubles,
                              [&](const auto& trouble) { return belongs_to(episode, trouble); }));
  }
}

}  // namespace

TEST_CASE("every trouble of a simulated loan model is told, and nothing else pages: seed 1",
          "[scenario]") {
  check_seed(1);
}

TEST_CASE("every trouble of a simulated loan model is told, and nothing else pages: seed 2",
          "[scenario]") {
  check_seed(2);
}

TEST_CASE("every trouble of a simulated loan model is told, and nothing else pages: seed 7",
          "[scenario]") {
  check_seed(7);
}

TEST_CASE("so it is with seven more seeds", "[scenario][long]") {
  check_seed(GENERATE(3, 4, 5, 6, 8, 9, 10));
}

}  // namespace tocsin::test
