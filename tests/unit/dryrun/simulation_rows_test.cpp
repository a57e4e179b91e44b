#include "dryrun/simulation_rows.hpp"

#include "tests/unit/dryrun/simulation_support.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace tocsin;
using namespace tocsin::dryrun::simulation;
using namespace tocsin::test;

namespace {

constexpr int kRows = 40'000;

// A description whose fields are `fields`, beside the id and the time that every log needs.
Spec spec_of(std::string_view fields, std::string_view troubles = "") {
  return small_simulation(fmt::format(R"(
model = "m"
start = 2026-03-02T00:00:00Z
days = 2
rate = "1/s"
[[field]]
name = "at"
kind = "time"
{}
[predictions]
file = "p.csv"
columns = ["at"]
{}
)",
                                      fields, troubles));
}

FieldIndex index_of(const Spec& spec, std::string_view name) {
  const auto at = std::ranges::find(spec.fields, name, &Field::name);
  REQUIRE(at != spec.fields.end());
  return static_cast<FieldIndex>(at - spec.fields.begin());
}

// As many rows as `kRows`, with all changes of the first trouble under way if so asked.
std::vector<Row> rows_of(const Spec& spec, bool in_trouble = false, std::uint64_t seed = 5) {
  std::vector<ActiveChange> active;
  if (in_trouble) {
    for (const auto& change : spec.troubles.at(0).changes) active.push_back({&change, 17});
  }
  const RowMaker maker(spec, seed, Purpose::row);
  std::vector<Row> rows(kRows);
  for (int i = 0; i < kRows; ++i) maker.make(i, spec.start, active, rows[i]);
  return rows;
}

std::vector<double> cells(const std::vector<Row>& rows, FieldIndex field) {
  std::vector<double> all;
  for (const auto& row : rows) {
    if (!std::isnan(row.sent[field])) all.push_back(row.sent[field]);
  }
  return all;
}

double mean(const std::vector<double>& all) {
  double sum = 0;
  for (const double x : all) sum += x;
  return sum / static_cast<double>(all.size());
}

double deviation(const std::vector<double>& all) {
  const double centre = mean(all);
  double sum = 0;
  for (const double x : all) sum += (x - centre) * (x - centre);
  return std::sqrt(sum / static_cast<double>(all.size()));
}

double share(const std::vector<double>& all, double value) {
  return static_cast<double>(std::ranges::count(all, value)) / static_cast<double>(all.size());
}

// Five standard errors of a share among `n` rows: wrong once in a million tries.
double margin_of(double share, double n = kRows) { return 5 * std::sqrt(share * (1 - share) / n); }

}  // namespace

TEST_CASE("numbers have the mean and deviation of their distribution", "[dryrun][simulate]") {
  struct Case {
    std::string_view toml;
    double mean, deviation;
  };
  const auto c = GENERATE(values<Case>({
      {R"(distribution = "constant"
value = 3.5)",
       3.5, 0},
      {R"(distribution = "normal"
mean = -2
sd = 3)",
       -2, 3},
      {R"(distribution = "uniform"
low = 10
high = 22)",
       16, 12 / std::sqrt(12.0)},
      {R"(distribution = "exponential"
mean = 4)",
       4, 4},
      // m·exp(σ²/2), and that times sqrt(exp(σ²) − 1).
      {R"(distribution = "lognormal"
median = 100
sigma = 0.5)",
       100 * std::exp(0.125), 100 * std::exp(0.125) * std::sqrt(std::exp(0.25) - 1)},
  }));
  CAPTURE(c.toml);
  const auto spec = spec_of(fmt::format("[[field]]\nname = \"x\"\nkind = \"number\"\n{}", c.toml));
  const auto all = cells(rows_of(spec), index_of(spec, "x"));
  CHECK(mean(all) == Approx(c.mean).margin(5 * c.deviation / std::sqrt(kRows) + 1e-12));
  CHECK(deviation(all) == Approx(c.deviation).epsilon(0.05).margin(1e-12));
}

TEST_CASE("numbers keep to their bounds and decimals", "[dryrun][simulate]") {
  const auto spec = spec_of(R"([[field]]
name = "x"
kind = "number"
distribution = "normal"
mean = 0
sd = 10
minimum = -5
maximum = 7.25
decimals = 1)");
  const auto all = cells(rows_of(spec), 1);
  CHECK(std::ranges::min(all) == -5);
  CHECK(std::ranges::max(all) == Approx(7.2));  // 7.25 in one decimal, ties to even
  for (const double x : all) REQUIRE(x * 10 == Approx(std::round(x * 10)).margin(1e-9));
}

TEST_CASE("categories have their shares, in each case its own", "[dryrun][simulate]") {
  const auto spec = spec_of(R"([[field]]
name = "platform"
kind = "category"
weights = { app = 6, fax = 0, web = 4 }
[[field]]
name = "known"
kind = "bool"
share = 0.1
given = "platform"
cases.web = { share = 0.7 }
[[field]]
name = "answer"
kind = "category"
weights = { a = 1, b = 1 }
missing = 0.25
given = "known"
cases.true = { c = 1 })");
  const auto rows = rows_of(spec);
  const auto platform = index_of(spec, "platform");
  CHECK(spec.fields[platform].values == std::vector<std::string>{"app", "fax", "web"});
  CHECK(share(cells(rows, platform), 0) == Approx(0.6).margin(margin_of(0.6)));
  CHECK(share(cells(rows, platform), 1) == 0);
  const double known = 0.6 * 0.1 + 0.4 * 0.7;
  CHECK(share(cells(rows, index_of(spec, "known")), 0) == Approx(known).margin(margin_of(known)));
  const auto answers = cells(rows, index_of(spec, "answer"));
  CHECK(static_cast<double>(answers.size()) / kRows == Approx(0.75).margin(margin_of(0.75)));
  CHECK(share(answers, 2) == Approx(known).margin(margin_of(known, 30'000)));
  for (const auto& row : rows)
    REQUIRE((row.sent[3] == 2) == (row.sent[2] == 0 && !std::isnan(row.sent[3])));
}

TEST_CASE("relations add up their terms", "[dryrun][simulate]") {
  const auto spec = spec_of(R"([[field]]
name = "x"
kind = "number"
distribution = "uniform"
low = 1
high = 9
missing = 0.2
[[field]]
name = "kind"
kind = "category"
weights = { a = 1, b = 1 }
[[field]]
name = "sum"
kind = "linear"
intercept = 10
terms = [
  { field = "x", weight = 2, centre = 5, if_missing = 100 },
  { field = "x", weight = 3, log = true, centre = 2 },
  { field = "kind", is = "b", weight = 0.5 },
]
[[field]]
name = "odds"
kind = "logistic"
terms = [{ field = "sum", weight = 0.1 }]
[[field]]
name = "noisy"
kind = "linear"
noise = 2
maximum = 500
terms = [{ field = "sum", weight = 1 }])");
  std::vector<double> noise;
  for (const auto& row : rows_of(spec)) {
    const double x = row.sent[1];
    const double b = row.sent[2] == 1 ? 0.5 : 0;
    const double want = std::isnan(x) ? 10 + 100 + b : 10 + 2 * (x - 5) + 3 * std::log(x / 2) + b;
    REQUIRE(row.sent[3] == Approx(want));
    REQUIRE(row.sent[4] == Approx(1 / (1 + std::exp(-0.1 * want))));
    noise.push_back(row.sent[5] - want);
  }
  CHECK(mean(noise) == Approx(0).margin(5 * 2 / std::sqrt(kRows)));
  CHECK(deviation(noise) == Approx(2).epsilon(0.05));
}

TEST_CASE("a chance follows its log-odds, a cut its number", "[dryrun][simulate]") {
  const auto spec = spec_of(R"([[field]]
name = "x"
kind = "number"
distribution = "uniform"
low = 0
high = 1
missing = 0.1
[[field]]
name = "yes"
kind = "chance"
intercept = -1
terms = [{ field = "x", weight = 0 }]
[[field]]
name = "high"
kind = "cut"
of = "x"
at = 0.7)");
  const auto rows = rows_of(spec);
  const double p = 1 / (1 + std::exp(1));
  CHECK(spec.fields[2].values == std::vector<std::string>{"true", "false"});
  CHECK(share(cells(rows, 2), 0) == Approx(p).margin(margin_of(p)));
  for (const auto& row : rows) {
    REQUIRE(std::isnan(row.sent[1]) == std::isnan(row.sent[3]));
    if (!std::isnan(row.sent[1])) REQUIRE((row.sent[1] >= 0.7) == (row.sent[3] == 0));
  }
}

TEST_CASE("a rule changes the rows it names", "[dryrun][simulate]") {
  const auto spec = spec_of(R"([[field]]
name = "state"
kind = "category"
weights = { bad = 0.3, good = 0.7 }
[[field]]
name = "x"
kind = "number"
distribution = "uniform"
low = 0
high = 1
rule = [
  { where = { state = "bad" }, blank = true },
  { where = { x = { at_least = 0.5 } }, add = 10, share = 0.5 },
])");
  const auto rows = rows_of(spec);
  const auto all = cells(rows, 2);
  for (const auto& row : rows) REQUIRE((row.sent[1] == 0) == std::isnan(row.sent[2]));
  const auto moved = std::ranges::count_if(all, [](double x) { return x >= 10.5; });
  CHECK(static_cast<double>(moved) / kRows == Approx(0.7 * 0.25).margin(margin_of(0.175)));
  CHECK(std::ranges::count_if(all, [](double x) { return x > 1 && x < 10.5; }) == 0);
}

TEST_CASE("a trouble changes what it names and nothing else", "[dryrun][simulate]") {
  const auto spec = spec_of(R"([[field]]
name = "platform"
kind = "category"
weights = { app = 0.5, web = 0.5 }
[[field]]
name = "income"
kind = "number"
distribution = "lognormal"
median = 100
sigma = 1
[[field]]
name = "score"
kind = "linear"
terms = [{ field = "income", weight = 1 }]
noise = 3
[[field]]
name = "outcome"
kind = "linear"
real = true
terms = [{ field = "income", weight = 1 }]
[[field]]
name = "other"
kind = "number"
distribution = "normal"
mean = 0
sd = 1)",
                            R"([[trouble]]
name = "unit"
starts = "1h"
lasts = "1h"
told_by = "x"
change = [
  { field = "income", where = { platform = "web" }, multiply = 1200 },
  { field = "outcome", where = { platform = "app" }, add = 7 },
  { drop = true, where = { income = { at_least = 1e6 } } },
  { withhold_label = true, share = 0.5 },
])");
  const auto healthy = rows_of(spec);
  const auto troubled = rows_of(spec, true);
  std::size_t withheld = 0;
  for (int i = 0; i < kRows; ++i) {
    const auto& before = healthy[i];
    const auto& now = troubled[i];
    const bool web = before.sent[1] == 1;
    const double income = before.sent[2];
    REQUIRE(now.sent[1] == before.sent[1]);
    REQUIRE(now.sent[2] == (web ? income * 1200 : income));
    // What is made of the income follows what was sent; the outcome follows what is true.
    REQUIRE(now.sent[3] - before.sent[3] == Approx(now.sent[2] - income).margin(1e-6));
    REQUIRE(now.sent[4] == Approx(before.sent[4] + (web ? 0 : 7)));
    REQUIRE(now.sent[5] == before.sent[5]);
    REQUIRE(now.dropped == (now.sent[2] >= 1e6));
    REQUIRE_FALSE(before.dropped);
    withheld += now.label_withheld ? 1 : 0;
  }
  CHECK(static_cast<double>(withheld) / kRows == Approx(0.5).margin(margin_of(0.5)));
}

TEST_CASE("what is added to a chance or a logistic counts in log-odds", "[dryrun][simulate]") {
  const auto spec = spec_of(R"([[field]]
name = "one"
kind = "number"
distribution = "constant"
value = 1
[[field]]
name = "p"
kind = "logistic"
intercept = 1
terms = [{ field = "one", weight = 0 }]
[[field]]
name = "yes"
kind = "chance"
intercept = 1
terms = [{ field = "one", weight = 0 }])",
                            R"([[trouble]]
name = "odds"
starts = "1h"
lasts = "1h"
told_by = "x"
change = [{ field = "p", add = -3 }, { field = "yes", add = -3 }])");
  const auto rows = rows_of(spec, true);
  const double p = 1 / (1 + std::exp(2));
  CHECK(rows[0].sent[2] == Approx(p));
  CHECK(share(cells(rows, 3), 0) == Approx(p).margin(margin_of(p)));
}
