#include "evaluators/catalogue.hpp"

#include "dsl/catalogue.hpp"
#include "evaluators/past.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <string>

namespace tocsin::evaluators {
namespace {

TEST_CASE("the catalogue is in alphabetical order, each name once", "[evaluators][catalogue]") {
  const auto all = measures();
  CHECK(std::ranges::adjacent_find(all, std::ranges::greater_equal(), &dsl::MeasureDef::name) ==
        all.end());
}

TEST_CASE("every measure says what it is", "[evaluators][catalogue]") {
  for (const auto* def : measures()) {
    CAPTURE(def->name);
    CHECK(def->summary.ends_with('.'));
    if (!def->evaluated) {
      CHECK(def->make == nullptr);
      continue;
    }
    CHECK(def->dialect.ends_with('.'));
    CHECK(!def->formula.empty());
    CHECK(def->cost != dsl::Cost::unset);
    CHECK(!def->push_down.ends_with('.'));
    const std::set<std::string_view> by_engine{
        "change",      "drifted",          "freshness", "labelled", "labels_conflicting",
        "labels_late", "labels_unmatched", "late",      "silence",  "spread"};
    CHECK((def->make == nullptr) ==
          (by_engine.contains(def->name) || past_measure(def->name) != nullptr));
  }
}

TEST_CASE("all measures of the first width are there", "[evaluators][catalogue]") {
  std::set<std::string_view> names;
  for (const auto* def : measures()) names.insert(def->name);
  for (const auto* name : {"count",      "share",
                           "rate",       "mean",
                           "sum",        "min",
                           "max",        "stddev",
                           "median",     "p50",
                           "p75",        "p90",
                           "p95",        "p99",
                           "p999",       "quantile",
                           "nulls",      "malformed",
                           "new_values", "precision",
                           "recall",     "specificity",
                           "f1",         "accuracy",
                           "auc",        "average_precision",
                           "labelled",   "silence",
                           "psi",        "ks",
                           "errors",     "availability"}) {
    CAPTURE(name);
    CHECK(names.contains(name));
  }
}

}  // namespace
}  // namespace tocsin::evaluators
