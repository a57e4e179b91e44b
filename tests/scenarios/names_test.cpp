// A project of several packages: what is shared is declared once and judged everywhere.
#include "dryrun/rule_test.hpp"
#include "tests/support/rules.hpp"

#include <catch2/catch.hpp>

namespace tocsin::test {

TEST_CASE("a project with packages, templates and severities of its own passes its tests",
          "[scenario][names]") {
  const auto rules = project("tests/scenarios/names");
  REQUIRE(rules.plan->tests.size() == 4);
  for (const auto& test : rules.plan->tests) {
    CAPTURE(test.title);
    const auto result = dryrun::run_test(*rules.plan, test);
    if (!result) FAIL(result.error().message);
    CHECK(result->passed());
  }
}

TEST_CASE("a ladder without `warn` takes its second severity for what nobody said",
          "[scenario][names]") {
  const auto rules = project("tests/scenarios/names");
  CHECK(rules.plan->severities.names == std::vector<std::string>{"note", "ticket", "wake"});
  CHECK(rules.plan->severities.default_rank == 1);
  CHECK(rules.plan->incident.from == 1);
}

}  // namespace tocsin::test
