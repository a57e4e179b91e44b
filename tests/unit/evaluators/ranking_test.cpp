#include "evaluators/ranking.hpp"

#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <random>

namespace tocsin::test {
namespace {

struct Scored {
  std::vector<double> scores;
  std::vector<bool> labels;
};

Table table_of(const Scored& data) {
  Columns::Numbers labels;
  for (const bool label : data.labels) labels.push_back(label ? 1 : 0);
  return Columns()
      .numbers("s", numbers(data.scores), FieldType::share, Role::score)
      .numbers("y", labels, FieldType::boolean, Role::label)
      .table();
}

Value measured(std::string_view name, const Scored& data) {
  const Table t = table_of(data);
  return value_of(call(name, t), t);
}

// Every pair of a positive and a negative event.
double slow_auc(const Scored& data) {
  double halves = 0, pairs = 0;
  for (std::size_t i = 0; i < data.scores.size(); ++i) {
    for (std::size_t j = 0; j < data.scores.size(); ++j) {
      if (!data.labels[i] || data.labels[j]) continue;
      ++pairs;
      halves += data.scores[i] > data.scores[j] ? 2 : data.scores[i] == data.scores[j] ? 1 : 0;
    }
  }
  return halves / 2 / pairs;
}

// Precision and recall counted anew at every distinct score.
double slow_average_precision(const Scored& data) {
  std::vector<double> thresholds = data.scores;
  std::ranges::sort(thresholds, std::greater());
  thresholds.erase(std::ranges::unique(thresholds).begin(), thresholds.end());
  const auto positives = static_cast<double>(std::ranges::count(data.labels, true));
  double area = 0, before = 0;
  for (const double threshold : thresholds) {
    double above = 0, right = 0;
    for (std::size_t i = 0; i < data.scores.size(); ++i) {
      if (data.scores[i] < threshold) continue;
      ++above;
      right += data.labels[i] ? 1 : 0;
    }
    area += (right / positives - before) * (right / above);
    before = right / positives;
  }
  return area;
}

Scored random_data(std::mt19937_64& random, std::size_t n, int distinct) {
  Scored data;
  for (std::size_t i = 0; i < n; ++i) {
    const bool label = random() % 3 == 0;
    const double noise = std::uniform_real_distribution<double>(0, 1)(random);
    const double score = label ? std::sqrt(noise) : noise;
    data.scores.push_back(distinct == 0 ? score : std::floor(score * distinct) / distinct);
    data.labels.push_back(label);
  }
  data.labels[0] = true;
  data.labels[1] = false;
  return data;
}

const Scored kPublished{{.1, .4, .35, .8, .35, .9, .5, .5, .65, .2},
                        {false, false, true, true, false, true, true, false, true, false}};

TEST_CASE("auc and average precision of a published case", "[evaluators][ranking]") {
  CHECK(measured("auc", kPublished).value == Approx(0.88).epsilon(1e-15));
  CHECK(measured("average_precision", kPublished).value == Approx(0.885).epsilon(1e-15));
  CHECK(std::isnan(measured("average_precision", kPublished).low));
}

TEST_CASE("auc has the interval of Hanley and McNeil", "[evaluators][auc]") {
  const double a = 0.88, q1 = a / (2 - a), q2 = 2 * a * a / (1 + a);
  const double error = std::sqrt((a * (1 - a) + 4 * (q1 - a * a) + 4 * (q2 - a * a)) / 25);
  CHECK(measured("auc", kPublished).low == Approx(a - 1.959963984540054 * error));
  CHECK(measured("auc", kPublished).high == 1);
}

TEST_CASE("rankings at their edges", "[evaluators][ranking]") {
  struct Case {
    std::string_view why;
    Scored data;
    std::optional<double> auc, average_precision;
  };
  const std::nullopt_t none = std::nullopt;
  const auto c = GENERATE_COPY(values<Case>({
      {"nothing", {}, none, none},
      {"one class, all positive", {{0.2, 0.4}, {true, true}}, none, 1},
      {"one class, all negative", {{0.2, 0.4}, {false, false}}, none, none},
      {"all scores equal", {{0.5, 0.5, 0.5, 0.5}, {true, false, false, false}}, 0.5, 0.25},
      {"perfect", {{0.1, 0.9}, {false, true}}, 1, 1},
      {"upside down", {{0.9, 0.1}, {false, true}}, 0, 0.5},
  }));
  DYNAMIC_SECTION(c.why) {
    const Value auc = measured("auc", c.data);
    const Value area = measured("average_precision", c.data);
    CHECK(auc.known == c.auc.has_value());
    CHECK(area.known == c.average_precision.has_value());
    if (c.auc) CHECK(auc.value == *c.auc);
    if (c.average_precision) CHECK(area.value == *c.average_precision);
  }
}

TEST_CASE("events without score or label are not ranked", "[evaluators][ranking]") {
  const Table t = table("s:share?:score y:category:label",
                        {"0.9 bad", "0.1 good", "- bad", "0.95 -", "0.5 bad", "0.5 good"});
  const auto made = call("auc", t, {}, nullptr, "bad");
  const auto aggregate = start(made);
  add_rows(*aggregate, t, made, 0, 6);
  CHECK(aggregate->judged() == 4);
  CHECK(aggregate->value().value == 0.875);
}

TEST_CASE("rankings agree with counting every pair", "[evaluators][ranking][property]") {
  const auto seed = GENERATE(take(25, random(1, 1'000'000)));
  CAPTURE(seed);
  std::mt19937_64 random(static_cast<std::uint64_t>(seed));
  const Scored data = random_data(random, 2 + random() % 300, seed % 2 == 0 ? 0 : 8);
  CHECK(measured("auc", data).value == Approx(slow_auc(data)).epsilon(1e-13));
  CHECK(measured("average_precision", data).value ==
        Approx(slow_average_precision(data)).epsilon(1e-13));
}

// By ranks: fast enough for many events, without ties.
double rank_auc(const Scored& data) {
  std::vector<std::size_t> order(data.scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return data.scores[i]; });
  double below = 0, positives = 0, right = 0;
  for (const auto i : order) {
    if (data.labels[i]) {
      right += below;
      ++positives;
    } else {
      ++below;
    }
  }
  return right / positives / below;
}

TEST_CASE("beyond 100,000 events rankings are binned finely", "[evaluators][ranking]") {
  struct Case {
    std::string_view why;
    double (*score)(double);
    double margin;
  };
  const auto c = GENERATE(values<Case>({
      {"scores all over the range", [](double s) { return s; }, 1e-5},
      {"a rare class, close to zero", [](double s) { return std::pow(s, 4) * 1e-3; }, 1e-5},
      {"close to one", [](double s) { return 1 - std::pow(1 - s, 4) * 1e-4; }, 1e-5},
      {"no shares: bins of 0.2% of the distance from 1", [](double s) { return s * 1e3 - 500; },
       5e-4},
  }));
  std::mt19937_64 random(3);
  Scored data = random_data(random, 150'000, 0);
  for (auto& score : data.scores) score = c.score(score);
  DYNAMIC_SECTION(c.why) {
    CHECK(measured("auc", data).value == Approx(rank_auc(data)).margin(c.margin));
  }
}

TEST_CASE("only the number of scores decides how they are kept",
          "[evaluators][ranking][property]") {
  const auto size = GENERATE(values<std::size_t>({99'990, 100'001, 150'000}));
  CAPTURE(size);
  std::mt19937_64 random(size);
  const Scored data = random_data(random, size, 0);
  evaluators::ScoreSummary whole, merged;
  for (std::size_t i = 0; i < size; ++i) whole.add(data.scores[i], data.labels[i]);
  for (std::size_t at = 0; at < size;) {
    evaluators::ScoreSummary part;
    for (auto n = 1 + random() % 110'000; n > 0 && at < size; --n, ++at) {
      part.add(data.scores[at], data.labels[at]);
    }
    merged.merge(part);
  }
  const auto a = whole.groups(), b = merged.groups();
  REQUIRE(a.size() == b.size());
  CHECK(std::ranges::equal(a, b, [](const auto& x, const auto& y) {
    return x.positives == y.positives && x.negatives == y.negatives;
  }));
}

}  // namespace
}  // namespace tocsin::test
