// The same predictions, scores and lists through scikit-learn, whose definitions ours are said to
// be.
#include "tests/unit/evaluators/counterpart.hpp"
#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>

namespace tocsin::test {
namespace {

constexpr double kCut = 5;    // as in the script
constexpr double kAll = 1e6;  // more places than any list has

struct Case {
  std::vector<double> predicted, actual, score, label, decision, list, rank, gain;
  std::vector<std::string> classes, predicted_classes;

  nlohmann::json json() const {
    return {{"predicted", predicted}, {"actual", actual},
            {"score", score},         {"label", label},
            {"decision", decision},   {"list", list},
            {"rank", rank},           {"gain", gain},
            {"classes", classes},     {"predicted_classes", predicted_classes}};
  }
};

// A list of two items or more; with ties, items are ranked by few distinct marks.
void add_list(Case& to, std::mt19937_64& random, std::size_t name, bool has_ties) {
  std::vector<double> marks(2 + random() % 12);
  for (auto& mark : marks)
    mark = has_ties ? static_cast<double>(random() % 4) : static_cast<double>(random());
  for (const double mark : marks) {
    to.list.push_back(static_cast<double>(name));
    const auto better = std::ranges::count_if(marks, [&](double other) { return other > mark; });
    to.rank.push_back(static_cast<double>(1 + better));
    to.gain.push_back(random() % 3 == 0 ? static_cast<double>(random() % 4) : 0);
  }
}

// Of four classes, and one each that is never predicted and never true.
void add_classes(Case& to, std::mt19937_64& random) {
  const auto any = [&] { return std::string(1, "abcd"[random() % 4]); };
  const auto kind = random() % 40;
  to.classes.push_back(kind == 0 ? "rare" : any());
  const bool is_right = kind != 0 && random() % 3 > 0;
  to.predicted_classes.push_back(kind == 1 ? "odd" : is_right ? to.classes.back() : any());
}

// Every other case has many ties.
Case random_case(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  std::normal_distribution<double> normal(0, 1);
  const bool has_ties = seed % 2 == 0;
  const double step = has_ties ? 0.05 : 1e-12;
  Case made;
  for (std::size_t n = 50 + random() % 1000; n > 0; --n) {
    made.actual.push_back(0.5 + 4 * uniform(random));
    made.predicted.push_back(std::abs(made.actual.back() + normal(random)));
    const double score = std::round(uniform(random) / step) * step;
    made.score.push_back(std::min(1.0, score));
    made.label.push_back(uniform(random) < 0.2 + 0.6 * score ? 1 : 0);
    made.decision.push_back(score > 0.6 ? 1 : 0);
    add_classes(made, random);
  }
  for (std::size_t n = 20 + random() % 30; n > 0; --n) add_list(made, random, n, has_ties);
  return made;
}

// `precision_macro` is precision(average: macro).
std::string_view average_in(std::string_view name) {
  for (const std::string_view average : {"macro", "micro", "weighted"})
    if (name.ends_with(average)) return average;
  return "";
}

Table class_table(const Case& c) {
  std::vector<std::string> rows;
  for (std::size_t i = 0; i < c.classes.size(); ++i)
    rows.push_back(c.predicted_classes[i] + " " + c.classes[i]);
  return table("p:category:prediction y:category:label", rows);
}

Table table_of(const Case& c, std::string_view name) {
  if (!average_in(name).empty()) return class_table(c);
  const auto& measured = measure(name);
  Columns columns;
  if (name == "cost")
    columns.numbers("p", numbers(c.decision), FieldType::boolean, Role::prediction)
        .numbers("y", numbers(c.label), FieldType::boolean, Role::label);
  else if (measured.needs.score)
    columns.numbers("s", numbers(c.score), FieldType::share, Role::score)
        .numbers("y", numbers(c.label), FieldType::boolean, Role::label);
  else if (measured.needs.prediction)
    columns.numbers("p", numbers(c.predicted), FieldType::number, Role::prediction)
        .numbers("y", numbers(c.actual), FieldType::number, Role::label);
  else
    columns.numbers("list", numbers(c.list))
        .numbers("rank", numbers(c.rank))
        .numbers("y", numbers(c.gain), FieldType::number, Role::label);
  return columns.table();
}

dsl::AggregateCall call_of(std::string_view name, const Table& t) {
  if (const auto average = average_in(name); !average.empty()) {
    auto made = call(name.substr(0, name.size() - average.size() - 1), t);
    made.options = {{.name = "average", .word = std::string(average)}};
    return made;
  }
  std::vector<RowExprPtr> args;
  if (name == "share_error_over") args = {constant(1)};
  if (name == "ndcg" || name == "hit_rate") args = {constant(kCut)};
  if (name == "map") args = {constant(kAll)};
  auto made = call(name, t, args);
  if (name == "cost") made.options = {{.name = "fn", .number = 50}, {.name = "fp", .number = 5}};
  if (!made.def->needs.prediction && !made.def->needs.score)
    made.options = {{.name = "list", .values = {field(t, "list")}},
                    {.name = "rank", .values = {field(t, "rank")}}};
  return made;
}

TEST_CASE("measures of performance agree with scikit-learn", "[evaluators][libraries]") {
  std::vector<Case> cases;
  std::vector<nlohmann::json> lines;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    cases.push_back(random_case(seed));
    lines.push_back(cases.back().json());
  }
  ask_counterpart(
      "performance.py", "scikit-learn is", lines,
      [&](std::size_t i, const nlohmann::json& figures) {
        CHECK(figures.size() == 25);
        for (const auto& [name, want] : figures.items()) {
          CAPTURE(name);
          const Table t = table_of(cases[i], name);
          const auto made = call_of(name, t);
          CHECK(value_of(made, t).value == Approx(want.get<double>()).epsilon(1e-11).margin(1e-12));
        }
      });
}

}  // namespace
}  // namespace tocsin::test
