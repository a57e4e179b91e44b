#include "dryrun/simulate.hpp"

#include "tests/support/temp_dir.hpp"
#include "tests/unit/dryrun/simulation_support.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <map>

using namespace tocsin;
using namespace tocsin::dryrun;
using namespace tocsin::test;

namespace {

const std::vector<std::string> kFiles{"predictions.csv", "labels.csv", "training.csv", "truth.csv"};

SimulationReport run(const TempDir& dir, SimulateOptions options = {},
                     const SimulationSpec& spec = small_simulation()) {
  options.out_dir = dir.path().string();
  auto report = simulate(spec, options);
  INFO((report ? "" : report.error().message));
  REQUIRE(report);
  return *report;
}

std::string all_bytes(const TempDir& dir) {
  std::string all;
  for (const auto& file : kFiles) all += bytes_of((dir / file).string());
  return all;
}

}  // namespace

TEST_CASE("simulate() gives the same bytes for the same seed", "[dryrun][simulate]") {
  const TempDir first, second, other;
  run(first, {.seed = 7});
  run(second, {.seed = 7});
  run(other, {.seed = 8});
  CHECK(all_bytes(first) == all_bytes(second));
  for (const auto& file : kFiles) {
    CAPTURE(file);
    CHECK(bytes_of((first / file).string()) != bytes_of((other / file).string()));
  }
}

TEST_CASE("the predictions of a shorter run begin a longer one", "[dryrun][simulate]") {
  const TempDir four, six;
  run(four, {.days = 4});
  run(six, {.days = 6});
  const auto longer = bytes_of((six / "predictions.csv").string());
  const auto shorter = bytes_of((four / "predictions.csv").string());
  CHECK(longer.size() > shorter.size());
  CHECK(longer.substr(0, shorter.size()) == shorter);
}

TEST_CASE("the log is sorted by time and its ids count on", "[dryrun][simulate]") {
  const TempDir dir;
  const auto report = run(dir);
  const auto log = read_table((dir / "predictions.csv").string());
  CHECK(log.size() == 7);
  const auto& times = log.at("at");
  CHECK(report.files.at(0).rows == times.size());
  CHECK(static_cast<double>(times.size()) == Approx(4 * 1440 * 2).epsilon(0.05));
  CHECK(std::ranges::is_sorted(times));
  CHECK(instant(times.front()) >= report.start);
  CHECK(instant(times.back()) < report.end);
  CHECK(log.at("id").front() == "L-1001");
  CHECK(log.at("id").back() == "L-" + std::to_string(1000 + times.size()));
}

TEST_CASE("labels belong to rows, in order and within their delay", "[dryrun][simulate]") {
  const TempDir dir;
  const auto report = run(dir);
  const auto log = read_table((dir / "predictions.csv").string());
  const auto labels = read_table((dir / "labels.csv").string());
  std::map<std::string, Instant> asked;
  for (std::size_t i = 0; i < log.at("id").size(); ++i)
    asked[log.at("id")[i]] = instant(log.at("at")[i]);
  const auto& arrivals = labels.at("known_at");
  CHECK(std::ranges::is_sorted(arrivals));
  double delays = 0;
  for (std::size_t i = 0; i < arrivals.size(); ++i) {
    const auto row = asked.find(labels.at("id")[i]);
    REQUIRE(row != asked.end());
    const Duration delay = instant(arrivals[i]) - row->second;
    REQUIRE(delay >= 1h - 1ms);
    REQUIRE(delay <= 48h);
    delays += std::chrono::duration<double, std::ratio<3600>>(delay).count();
    asked.erase(row);  // no row has two
  }
  const auto rows = static_cast<double>(report.files.at(0).rows);
  const auto labelled = static_cast<double>(arrivals.size());
  CHECK(labelled / rows == Approx(0.9).margin(0.02));
  CHECK(delays / labelled == Approx(24.5).margin(0.7));  // uniform from 1h to 48h
}

TEST_CASE("decisions and outcomes follow the score", "[dryrun][simulate]") {
  const TempDir dir;
  run(dir);
  const auto training = read_table((dir / "training.csv").string());
  CHECK(training.at("id").front() == "L-1");
  CHECK(training.at("id").back() == "L-1000");
  CHECK(std::ranges::is_sorted(training.at("at")));
  CHECK(instant(training.at("at").front()) >= instant("2026-02-20T00:00:00Z"));
  CHECK(instant(training.at("at").back()) < instant("2026-03-02T00:00:00Z"));
  const auto log = read_table((dir / "predictions.csv").string());
  for (std::size_t i = 0; i < log.at("id").size(); ++i) {
    const double score = std::stod(log.at("score")[i]);
    if (score != 0.5) REQUIRE(log.at("decision")[i] == (score > 0.5 ? "yes" : "no"));
    const double odds = std::stod(log.at("amount")[i]) / 100;
    REQUIRE(score == Approx(odds * odds / (1 + odds * odds)).margin(0.001));
  }
}

TEST_CASE("a trouble shows in the rows of its time alone", "[dryrun][simulate]") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    const TempDir dir;
    const auto report = run(dir, {.seed = seed});
    REQUIRE(report.troubles.size() == 1);
    const auto& slow = report.troubles[0];
    const Instant start = instant("2026-03-02T00:00:00Z");
    CHECK(slow.from >= start + 24h);
    CHECK(slow.from <= start + 48h);
    CHECK(slow.to - slow.from >= 2h);
    CHECK(slow.to - slow.from <= 4h);
    CHECK(slow.told_until == slow.to + 1h);
    const auto log = read_table((dir / "predictions.csv").string());
    std::size_t slow_rows = 0;
    for (std::size_t i = 0; i < log.at("at").size(); ++i) {
      const Instant at = instant(log.at("at")[i]);
      // Times are cut to milliseconds in the file.
      const bool inside = at >= slow.from && at < slow.to;
      const double latency = std::stod(log.at("latency")[i]);
      REQUIRE(inside == (latency >= 500));
      slow_rows += inside ? 1 : 0;
    }
    CHECK(slow_rows > 150);
  }
}

TEST_CASE("the truth names each trouble, its time and who tells it", "[dryrun][simulate]") {
  const TempDir dir;
  const auto report = run(dir, {.seed = 3});
  const auto& slow = report.troubles.at(0);
  CHECK(bytes_of((dir / "truth.csv").string()) ==
        "name,title,from,to,told_until,told_by,also\nslow,\"Slow, and told\"," +
            format_utc(slow.from) + "," + format_utc(slow.to) + "," + format_utc(slow.told_until) +
            ",too_slow,no_answer drifted\n");
}

TEST_CASE("days and rate of the description give way to the options", "[dryrun][simulate]") {
  const TempDir dir;
  const auto report = run(dir, {.days = 1, .rate = 0.1});
  CHECK(report.end - report.start == 24h);
  CHECK(static_cast<double>(report.files.at(0).rows) == Approx(8640).margin(5 * 93));
  CHECK(report.troubles.empty());
  CHECK(report.left_out == std::vector<std::string>{"slow"});
  for (const int days : {0, -3, 4000}) {
    const auto refused =
        simulate(small_simulation(), {.days = days, .out_dir = dir.path().string()});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message ==
          fmt::format("{} days: from 1 to 3650 whole days would work", days));
  }
}

TEST_CASE("a description without labels and reference writes none", "[dryrun][simulate]") {
  std::string text(kSmallSimulation);
  const auto from = text.find("[labels]"), to = text.find("[[trouble]]");
  text.erase(from, to - from);
  const TempDir dir;
  const auto report = run(dir, {}, small_simulation(text));
  CHECK(report.files.size() == 2);
  CHECK_FALSE(std::filesystem::exists(dir / "labels.csv"));
}

TEST_CASE("labels go to the rows of which they can be known", "[dryrun][simulate]") {
  const auto text = replaced(std::string(kSmallSimulation), "share = 0.9",
                             "only_if = [{ platform = \"app\" }, { decision = \"yes\" }]");
  const TempDir dir;
  run(dir, {}, small_simulation(text));
  const auto log = read_table((dir / "predictions.csv").string());
  std::vector<std::string> want;
  for (std::size_t i = 0; i < log.at("id").size(); ++i) {
    if (log.at("platform")[i] == "app" || log.at("decision")[i] == "yes")
      want.push_back(log.at("id")[i]);
  }
  auto got = read_table((dir / "labels.csv").string()).at("id");
  std::ranges::sort(got);
  std::ranges::sort(want);
  CHECK(got == want);
}

TEST_CASE("progress rises to the end of the run", "[dryrun][simulate]") {
  const TempDir dir;
  std::vector<SimulationProgress> seen;
  run(dir, {.days = 1, .rate = 1.0, .progress = [&](const auto& progress) {
              seen.push_back(progress);
            }});
  REQUIRE(seen.size() > 5);
  CHECK(std::ranges::is_sorted(seen, {}, &SimulationProgress::share));
  CHECK(seen.front().share > 0);
  CHECK(seen.back().share <= 1);
  CHECK(seen.back().rows > 70'000);
}

TEST_CASE("a folder that cannot be made, a disk that is full", "[dryrun][simulate]") {
  const TempDir dir;
  const auto file = dir.write("file", "x");
  const auto under_file = simulate(small_simulation(), {.out_dir = (file / "out").string()});
  REQUIRE_FALSE(under_file);
  CHECK_THAT(under_file.error().message,
             Catch::Contains("cannot be made a folder: Not a directory"));
  std::filesystem::create_symlink("/dev/full", dir / "labels.csv.part");
  const auto full = simulate(small_simulation(), {.out_dir = dir.path().string()});
  REQUIRE_FALSE(full);
  CHECK(full.error().message ==
        (dir / "labels.csv").string() + ": cannot be written: No space left on device");
}
