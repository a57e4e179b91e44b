// The syntax sampler of the specification, made a whole project by channels, routes and a template:
// what it says can be run.
#include "dryrun/rule_test.hpp"
#include "tests/support/rules.hpp"

#include <catch2/catch.hpp>

namespace tocsin::test {

TEST_CASE("the tests of the sampler pass", "[scenario]") {
  const auto rules = project("tests/scenarios/sampler");
  REQUIRE(rules.plan->tests.size() == 3);
  for (const auto& test : rules.plan->tests) {
    CAPTURE(test.title);
    const auto result = dryrun::run_test(*rules.plan, test);
    if (!result) FAIL_CHECK(result.error().message);
    if (!result) continue;
    for (const auto& failure : result->failures)
      FAIL_CHECK(failure.expected << " but " << failure.happened);
  }
}

}  // namespace tocsin::test
