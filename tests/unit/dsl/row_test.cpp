#include "tests/unit/dsl/checked.hpp"

#include <catch2/catch.hpp>

namespace tocsin::dsl {
namespace {

// `condition` as the only argument of share(...).
Checked share(const std::string& condition) {
  return monitor("measure share(" + condition + ") over 1h\nwarn when > 5%\nno data keep");
}

std::string canonical(const std::string& condition) {
  const auto rules = share(condition);
  INFO(rules.text());
  REQUIRE(rules.plan);
  return rules.monitor("f").aggregates.at(0).args.at(0)->canonical;
}

}  // namespace

TEST_CASE("a row expression keeps its meaning in one text", "[dsl][row]") {
  CHECK(canonical("status = \"error\"") == "(= `status` \"error\")");
  CHECK(canonical("(status) = (\"error\")") == "(= `status` \"error\")");
  CHECK(canonical("latency > 1s and known") == "(and (> `latency` 1000000000) `known`)");
  CHECK(canonical("p > 40% + 10pp") == "(> `p` 0.5)");
  CHECK(canonical("p in 40%..60%") == "(range `p` 0.4 0.6)");
  CHECK(canonical("platform in [\"b\", \"a\"]") == "(in `platform` [\"a\" \"b\"])");
  CHECK(canonical("platform in platforms") == canonical("platform in [\"a\", \"b\"]"));
  CHECK(canonical("platform not in platforms") == "(not (in `platform` [\"a\" \"b\"]))");
  CHECK(canonical("note like \"x*\"") == "(like `note` \"x*\")");
  CHECK(canonical("age * 2 + 1 > 40") == "(> (+ (* `age` 2) 1) 40)");
  CHECK(canonical("hour(at) < 6") == "(< (hour `at`) 6)");
  CHECK(canonical("len(lower(note)) > 3") == "(> (len (lower `note`)) 3)");
  CHECK(canonical("min(age, 50) < 20") == "(< (min `age` 50) 20)");
  CHECK(canonical("at > 1970-01-01T00:00:01Z") == "(> `at` 1000000000)");
  CHECK(canonical("known = true") == "(= `known` 1)");
  CHECK(canonical("known and latency > 1s") == canonical("latency > 1s and known"));
  CHECK(canonical("known or age > 3 and p > 1%") == canonical("p > 1% and age > 3 or known"));
  CHECK(canonical("known or (age > 3 or p > 1%)") == canonical("(p > 1% or age > 3) or known"));
  CHECK(canonical("known or age > 3 and p > 1%") != canonical("(known or age > 3) and p > 1%"));
  CHECK(canonical("age - 2 > 3") != canonical("2 - age > 3"));
}

TEST_CASE("shares become fractions exactly", "[dsl][row]") {
  const auto rules = share("p > 95%");
  REQUIRE(rules.plan);
  CHECK(rules.monitor("f").aggregates[0].args[0]->args[1]->number == 95.0 / 100);
}

TEST_CASE("an optional field is narrowed before it is used", "[dsl][row]") {
  struct Case {
    std::string why;
    std::string condition;
    std::vector<std::string> errors;
  };
  const auto c = GENERATE(values<Case>({
      {"it may be missing", "income > 5EUR", {"T2109"}},
      {"a test before it is enough", "income is present and income > 5EUR", {}},
      {"a test behind it is too late", "income > 5EUR and income is present", {"T2109"}},
      {"missing, or else there", "income is missing or income > 5EUR", {}},
      {"missing, or then not there", "income is present or income > 5EUR", {"T2109"}},
      {"not missing", "not income is missing and income > 5EUR", {}},
      {"neither of both is missing", "not (income is missing or known) and income > 5EUR", {}},
      {"a replacement is there", "orelse(income, 0EUR) > 5EUR", {}},
      {"a replacement has the unit", "orelse(income, 0) > 5EUR", {"T2103"}},
      {"the filter narrows the argument", "income > 5EUR where income is present", {}},
      {"it may be asked twice", "income is present and income is present", {}},
      {"what is never missing needs no test", "age is present", {"T2110"}},
      {"membership needs it too", "income in [5EUR]", {"T2109"}},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto rules = share(c.condition);
    INFO(rules.text());
    CHECK(rules.errors() == c.errors);
  }
}

TEST_CASE("the filter of a clause narrows its aggregates", "[dsl][row]") {
  const auto rules =
      monitor("measure share(income > 5EUR) where income is present over 1h\nwarn when > 5%");
  INFO(rules.text());
  REQUIRE(rules.plan);
  const auto& call = rules.monitor("f").aggregates[0];
  CHECK(call.where->canonical == "(present `income`)");
  CHECK(call.reads == std::vector<std::size_t>{0});
}

TEST_CASE("inner and outer filters hold together", "[dsl][row]") {
  const auto rules =
      monitor("measure p95(latency where status = \"ok\") where known over 1h\nwarn when > 1s");
  REQUIRE(rules.plan);
  CHECK(rules.monitor("f").aggregates[0].where->canonical == "(and (= `status` \"ok\") `known`)");
}

TEST_CASE("one fault in a condition gives one diagnostic", "[dsl][row]") {
  struct Case {
    std::string condition;
    std::string error;
  };
  const auto c = GENERATE(values<Case>({
      {"platfrom = \"a\" and known", "T1203"},
      {"(nothing + age) * 2 > 5", "T1203"},
      {"status = \"ko\"", "T2111"},
      {"status < \"ok\"", "T2112"},
      {"age", "T2112"},
      {"age and known", "T2112"},
      {"p = 50", "T2104"},
      {"p > 101%", "T2105"},
      {"latency > 300", "T2107"},
      {"age > 5%", "T2106"},
      {"income + 5 > 3", "T2109"},
      {"age like \"a*\"", "T2115"},
      {"age / 0 > 1", "T2116"},
      {"age in 5..3", "T3108"},
      {"age in nothing", "T1201"},
      {"lower(age) = \"a\"", "T2112"},
      {"len(note, 5) > 1", "T2112"},
      {"count > 5", "T1205"},
      {"mean(age) > 5", "T1205"},
      {"rond(age) > 5", "T1201"},
      {"platform = 5", "T2103"},
      {"at > 2026-13-01T00:00Z", "T2119"},
      {"at > 2026-01-01", "T2121"},
      {"age > 5min", "T2101"},
      {"age > 5GBP", "T2102"},
  }));
  DYNAMIC_SECTION(c.condition) {
    const auto rules = share(c.condition);
    INFO(rules.text());
    CHECK(rules.errors() == std::vector<std::string>{c.error});
  }
}

TEST_CASE("lets are macros, and circles and explosions end", "[dsl][row]") {
  const auto with = [](const std::string& lets, const std::string& condition) {
    return checked(lets + kModel + kRoutes + "watch m {\n fear f \"F\" {\n measure share(" +
                   condition + ") over 1h\n warn when > 5%\n }\n}\n");
  };
  const auto twice = with("let limit = 1s\nlet is_late = latency > limit\n", "is_late");
  INFO(twice.text());
  REQUIRE(twice.plan);
  CHECK(twice.monitor("f").aggregates[0].args[0]->canonical == "(> `latency` 1000000000)");
  CHECK(with("let a = b + 1\nlet b = a\n", "age > a").errors() ==
        std::vector<std::string>{"T1208"});
  std::string doublings = "let x0 = age\n";
  for (int i = 1; i < 40; ++i)
    doublings += "let x" + std::to_string(i) + " = x" + std::to_string(i - 1) + " + x" +
                 std::to_string(i - 1) + "\n";
  CHECK(with(doublings, "x39 > 1").errors() == std::vector<std::string>{"T0016"});
}

}  // namespace tocsin::dsl
