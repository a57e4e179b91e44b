// Rolling references: what the model's own rows were some time ago.
#include "engine/rolling_rows.hpp"
#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <random>

namespace tocsin::engine {
namespace {

using test::monitoring;
using test::Scene;
using test::spread;

// The scene's rules with the rolling reference `past`.
std::shared_ptr<const dsl::Plan> against(const std::string& reference, const std::string& body,
                                         const std::string& kind = "quality") {
  std::string model = test::kModelOfScene;
  const std::string training = "  reference training";
  model.insert(model.find(training), "  reference past " + reference + "\n");
  return test::rules(model + test::kRoutesOfScene + "watch m {\n" + kind + " q \"Something\" {\n" +
                     body + "\n}\n}\n");
}

std::vector<std::string> joined(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

struct Row {
  Instant at;
  std::string platform;
  double income;  // below 0: missing
};

// ---- the obvious computation -----------------------------------------------------------------

// Rows after `from`, up to `to`.
std::vector<double> incomes(const std::vector<Row>& rows, Instant from, Instant to,
                            const std::string& platform) {
  std::vector<double> all;
  for (const auto& row : rows)
    if (row.at > from && row.at <= to && row.income >= 0 &&
        (platform.empty() || row.platform == platform))
      all.push_back(row.income);
  return all;
}

double share_up_to(const std::vector<double>& values, double x) {
  return static_cast<double>(std::ranges::count_if(values, [&](double v) { return v <= x; })) /
         static_cast<double>(values.size());
}

double largest_gap(const std::vector<double>& live, const std::vector<double>& past) {
  double gap = 0;
  for (const auto* side : {&live, &past})
    for (const double x : *side)
      gap = std::max(gap, std::abs(share_up_to(live, x) - share_up_to(past, x)));
  return gap;
}

double unseen(const std::vector<double>& live, const std::vector<double>& past) {
  const auto is_new = [&](double x) { return std::ranges::count(past, x) == 0; };
  return static_cast<double>(std::ranges::count_if(live, is_new)) /
         static_cast<double>(live.size());
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

}  // namespace

// Lateness 2m. At 42m the window is (30m, 40m], the reference the half hour before it.
TEST_CASE("without ago a rolling reference ends where the window begins", "[engine][rolling]") {
  Scene scene(
      against("rolling 30m",
              "measure new_values(income) against past over 10m every 2m\nwarn when > 40%\n"));
  scene.events(joined(spread(30, "1m", "1m", "income=5"), spread(10, "31m", "1m", "income=6")));
  scene.pass("1h30m");
  CHECK(scene.reading("42m").sample.value == 1);
  CHECK(scene.reading("42m").sample.n == 10);
  // (34m, 44m] against (4m, 34m]: 31m to 34m have shown the 6.
  CHECK(scene.reading("46m").sample.value == 0);
  CHECK(scene.reading("38m").sample.value == Approx(0.6));
}

// At 62m the window is (50m, 60m], the reference what was an hour before: (-10m, 0m] of 20 minutes.
TEST_CASE("a rolling reference that says how long ago", "[engine][rolling]") {
  Scene scene(
      against("rolling 20m ago 1h",
              "measure new_values(income) against past over 10m every 2m\nwarn when > 40%\n"));
  scene.events(joined(spread(60, "0s", "1m", "income=5"), spread(60, "60m", "1m", "income=6")));
  scene.pass("3h");
  // Half of it is filled when it reaches ten minutes behind the first event, at 0m.
  CHECK(scene.reading("1h10m").sample.kind == SampleKind::few);
  CHECK(scene.reading("1h10m").sample.reason == "less than half of `past`");
  CHECK(scene.reading("1h12m").sample.kind == SampleKind::value);
  CHECK(scene.reading("1h12m").sample.value == 1);
  // The first 6, of 60m, is in (40m, 60m], the reference of 2h2m.
  CHECK(scene.reading("2h").sample.value == 1);
  CHECK(scene.reading("2h2m").sample.value == 0);
}

TEST_CASE("too few does not count before a rolling reference is half filled", "[engine][rolling]") {
  Scene scene(against("rolling 2h",
                      "measure new_values(income) against past over 10m every 2m\nwarn when > 40%\n"
                      "too few page after 10m\n"));
  scene.events(spread(300, "0s", "1m", "income=5"));
  scene.pass("4h");
  CHECK(scene.steps().empty());
  CHECK(scene.reading("1h10m").sample.warming_up);
  CHECK(scene.reading("1h12m").sample.kind == SampleKind::value);
}

TEST_CASE("a measure on a rolling reference", "[engine][rolling]") {
  Scene scene(against("rolling 1h",
                      "measure mean(income) - mean(income, on: past) over 10m every 2m\n"
                      "warn when > 40\n"));
  scene.events(joined(spread(60, "1m", "1m", "income=10"), spread(20, "61m", "1m", "income=70")));
  scene.pass("1h12m");
  // (60m, 70m] against (0m, 60m].
  CHECK(scene.reading("1h12m").sample.value == 60);
  CHECK(scene.steps() == "1h10m warn");
}

TEST_CASE("labels of a rolling reference count when they are known", "[engine][rolling]") {
  Scene scene(against(
      "rolling 1h", "measure accuracy - accuracy(on: past) over 10m every 2m\nwarn when > 90pp\n"));
  scene.events({"10m id=1 decision=true", "50m id=2 decision=true", "65m id=3 decision=true"});
  scene.outcomes({"1h id=1 outcome=true", "3h id=2 outcome=false", "3h30m id=3 outcome=true"});
  scene.pass("6h");
  // Matured, the tick 4h12m judges (60m, 70m] and compares with (0m, 60m].
  CHECK(scene.reading("4h12m").sample.value == 0.5);
}

// Lateness 2m. Incomes of 10 in each of the first 60 minutes, then of 70 in every third.
TEST_CASE("windows of events are compared with what was some time ago", "[engine][rolling]") {
  const auto run = [](const std::string& body) {
    auto scene = std::make_unique<Scene>(against("rolling 1h ago 30m", body));
    scene->events(
        joined(spread(60, "1m", "1m", "income=10"), spread(20, "61m", "3m", "income=70")));
    scene->pass("4h");
    return scene;
  };
  const auto latest = run(
      "measure mean(income) - mean(income, on: past) over 10 events every 10m\nwarn when > 90\n");
  // Ten of 70 up to 98m against (8m, 68m]: 52 of 10 and three of 70.
  CHECK(latest->reading("1h40m").sample.value == Approx(70 - 730.0 / 55));
  // The same ten, but the reference (108m, 168m] has moved on.
  CHECK(latest->reading("3h20m").sample.value == 0);
  const auto chunks =
      run("measure new_values(income) against past over each 10 events\n"
          "warn when > 99%\n");
  CHECK(chunks->reading("12m").sample.reason == "less than half of `past`");
  CHECK(chunks->reading("1h30m").sample.value == 1);  // against (-2m, 58m]
  CHECK(chunks->reading("2h").sample.value == 0);     // against (28m, 88m]
  CHECK(chunks->steps() == "1h30m warn, 2h ended");
}

TEST_CASE("a batch is compared with what was some time ago", "[engine][rolling]") {
  Scene scene(against("rolling 1h ago 10m",
                      "measure mean(income) - mean(income, on: past) over each batch\n"
                      "warn when > 40\n"));
  const auto deliver = [&](std::uint32_t number, const std::vector<std::string>& lines) {
    Batch batch = test::rows(scene.model(), lines);
    batch.delivery.assign(batch.rows, number);
    batch.delivered = {{.number = number, .at = batch.arrival.back()}};
    scene.engine.ingest(0, std::move(batch));
  };
  deliver(0, spread(60, "1m", "1m", "income=10"));
  deliver(1, {"2h income=70"});
  scene.pass("4h");
  CHECK(scene.reading("1h").sample.value == 0);
  CHECK(scene.reading("2h").sample.value == 60);  // against (50m, 110m]
  CHECK(scene.steps() == "2h warn");
}

TEST_CASE("labels on arrival are compared with what was some time ago", "[engine][rolling]") {
  Scene scene(against("rolling 1h ago 1h",
                      "measure new_values(income where outcome = true) against past over 10m "
                      "on arrival\nwarn when > 90%\n"));
  scene.events({"20m id=3 income=7", "50m id=2 income=5", "2h10m id=4 income=5"});
  scene.outcomes({"1h id=2 outcome=true", "2h25m id=3 outcome=true", "2h26m id=4 outcome=true"});
  scene.pass("6h");
  // The labels of (2h20m, 2h30m], one of an event that is long ago, against (28m, 88m].
  CHECK(scene.reading("2h30m").sample.n == 2);
  CHECK(scene.reading("2h30m").sample.value == 0.5);
}

TEST_CASE("of very many rows of a reference an even draw is held", "[engine][rolling]") {
  const auto plan = monitoring("measure mean(income) over 10m\nwarn when > 1\n");
  const auto batch =
      std::make_shared<Batch>(test::rows(plan->models[0], spread(1000, "0s", "1m", "income=5")));
  RollingRows held(plan->models[0].schema, 100);
  held.keep(std::chrono::hours(24), std::chrono::minutes(50));
  for (std::uint32_t row = 0; row < batch->rows; ++row) held.add({batch, row}, row);
  const std::vector<bool> needed(batch->columns.size(), true);
  const Instant now = test::at("1000m");
  auto& live = held.span(test::at("949m"), now, now, needed);
  CHECK(live.block().rows() == 50);
  auto& first = held.span(kBeginning, test::at("474m"), now, needed);
  auto& second = held.span(test::at("474m"), test::at("949m"), now, needed);
  const std::size_t drawn = first.block().rows() + second.block().rows();
  CHECK(drawn <= 100);
  CHECK(drawn > 25);
  CHECK(first.block().rows() > drawn / 4);
  CHECK(second.block().rows() > drawn / 4);
}

TEST_CASE("values against a rolling reference are those of the obvious computation",
          "[engine][rolling][property]") {
  const auto seed = GENERATE(1u, 2u, 3u, 4u, 5u, 6u);
  std::mt19937_64 random(seed);
  const auto below = [&](std::uint64_t n) { return random() % n; };
  const bool each = below(2) == 0, has_ago = below(2) == 0;
  const Duration window = std::chrono::minutes(10 * (1 + below(3)));
  const Duration rolling = std::chrono::minutes(20 * (1 + below(4)));
  const Duration ago = has_ago ? std::chrono::minutes(7 * (1 + below(12))) : Duration{0};
  const std::string measure =
      std::vector<std::string>{"ks(income) against past", "new_values(income) against past",
                               "mean(income) - mean(income, on: past)"}[below(3)];
  const std::string limit = measure.starts_with("new")  ? "90%"
                            : measure.starts_with("ks") ? "0.9"
                                                        : "500";
  const std::string reference =
      "rolling " + format_duration(rolling) + (has_ago ? " ago " + format_duration(ago) : "");
  const std::string over =
      (each ? "over each " : "over ") + format_duration(window) + (each ? "" : " every 5m");
  const auto plan =
      against(reference, "measure " + measure + " " + over +
                             "\nby platform and overall\nwarn when > " + limit + "\n");
  CAPTURE(seed, measure, reference, over);
  std::vector<Row> rows;
  std::vector<std::string> lines;
  Duration time{0};
  for (int i = 0; i < 400; ++i) {
    time += std::chrono::seconds(below(8) == 0 ? 600 : below(120));
    const double income = below(10) == 0 ? -1 : static_cast<double>(below(12 + i / 20));
    const std::string platform = below(3) == 0 ? "b" : "a";
    rows.push_back({test::kMonday + time, platform, income});
    lines.push_back(format_duration(time) + " platform=" + platform +
                    (income < 0 ? "" : " income=" + std::to_string(static_cast<int>(income))));
  }
  auto engine = std::make_unique<Engine>(plan, References{}, test::kMonday);
  for (std::size_t next = 0; next < lines.size();) {
    const std::size_t end = std::min(lines.size(), next + 1 + below(60));
    engine->ingest(0,
                   test::rows(plan->models[0], {lines.begin() + static_cast<std::ptrdiff_t>(next),
                                                lines.begin() + static_cast<std::ptrdiff_t>(end)}));
    next = end;
  }
  std::vector<Reading> readings;
  const Instant last = test::kMonday + time;
  for (Instant now = test::kMonday; now < last;) {
    now = std::min(last, now + std::chrono::minutes(1 + below(200)));
    for (auto& reading : engine->advance(now).readings) readings.push_back(std::move(reading));
    auto other = std::make_unique<Engine>(plan, References{}, test::kMonday);
    if (below(3) > 0) continue;
    REQUIRE(other->load(engine->save()));
    engine = std::move(other);
  }
  std::size_t values = 0;
  for (const auto& reading : readings) {
    const auto& sample = reading.sample;
    const Instant to = reading.slot - 2min - Duration(each ? 1 : 0);
    const Instant from = to - window;
    const Instant end = has_ago ? to - ago : from;
    const std::string platform =
        reading.segment == "overall" ? "" : reading.segment.substr(std::string("platform=").size());
    const auto live = incomes(rows, from, to, platform);
    const auto past = incomes(rows, end - rolling, end, platform);
    const auto first = std::ranges::find_if(
        rows, [&](const Row& row) { return row.at > end - rolling && row.at <= end; });
    const bool is_filled = first != rows.end() && end - first->at >= rolling / 2;
    CAPTURE(reading.segment, format_utc(reading.slot));
    if (live.empty()) {
      CHECK(sample.kind == SampleKind::empty);
      continue;
    }
    const bool is_known = is_filled && !past.empty();
    REQUIRE(sample.kind == (is_known ? SampleKind::value : SampleKind::few));
    if (!is_known) continue;
    ++values;
    const double expected = measure.starts_with("ks")    ? largest_gap(live, past)
                            : measure.starts_with("new") ? unseen(live, past)
                                                         : mean(live) - mean(past);
    CHECK(sample.value == Approx(expected).margin(1e-12));
  }
  CHECK(values > 20);
}

}  // namespace tocsin::engine
