// `tocsin test` from outside: which tests run, what is said about them, and how it ends.
#include "tests/scenarios/program.hpp"
#include "tests/support/process.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tocsin::test {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Arguments = std::vector<std::string>;

// Events every ten seconds. A tick at +k min has seen those of the first k - 1 minutes, at most
// five: ten of them are there at +3m, a value over 400ms has lasted two minutes at +5m.
constexpr const char* kTests = R"(tocsin 1
test "six hundred milliseconds page" of shop.slow {
  send 60 events over 10m { latency = 600ms }
  expect page from slow between +5m and +5m
}
test "a tenth of a second is fine" of shop.slow {
  send 60 events over 10m { latency = 100ms }
  expect no alert
}
test "a fifth of a second warns" of shop.slow {
  send 60 events over 10m { latency = 250ms }
  at +4m expect slow is pending
  at +5m expect page from slow
}
)";

// The shop with a second fear, so that there are gaps to exercise.
struct Shop {
  TempDir dir;

  Shop() {
    dir.write("rules/shop.tocsin", shop_rules());
    dir.write("rules/shop_test.tocsin", kTests);
    dir.write("rules/silent.tocsin", R"(tocsin 1
watch shop {
  fear silent "Nobody asks" {
    measure mean(latency) over 5m
    runbook "https://wiki.shop.example/silent"
    warn when > 5s for 2m
    no data warn after 10m
    too few ok
  }
}
)");
  }

  Run test(Arguments more = {}) const {
    more.insert(more.begin(), {"test", "rules"});
    return run_tocsin(dir, more);
  }
};

bool is_read_by_python(const std::filesystem::path& xml) {
  return ChildProcess({"/usr/bin/python3", "-c",
                       "import sys, xml.etree.ElementTree as t; t.parse(sys.argv[1])",
                       xml.string()})
             .exit_code() == 0;
}

}  // namespace

TEST_CASE("a failure shows the test line, the rule line and the ticks around it",
          "[scenario][test]") {
  const Shop shop;
  const auto run = shop.test({"--filter", "fifth"});
  CHECK(run.code == 1);
  CHECK(run.err.empty());
  CHECK_THAT(run.out, Contains("FAIL  shop_test.tocsin:10  a fifth of a second warns\n"));
  CHECK_THAT(run.out, Contains("  shop_test.tocsin:13: expected page from slow\n"));
  CHECK_THAT(run.out, Contains("    happened: slow warn at +5m (breach); at +5m slow is 250ms\n"));
  CHECK_THAT(run.out,
             Contains("    rule: shop.tocsin:15: page when > 400ms for 2m until < 300ms\n"));
  // Six events a minute and the one at +0: 13 in three minutes, 30 once the window is full.
  CHECK_THAT(run.out, Contains("      +2m  needs 10 events  n 7      ok\n"
                               "      +3m            250ms  n 13     pending\n"
                               "      +4m            250ms  n 19     pending\n"
                               "    > +5m            250ms  n 25     warn\n"
                               "      +6m            250ms  n 30     warn\n"));
  // The warning was not expected either.
  CHECK_THAT(run.out, Contains("expected no warn from slow\n") &&
                          Contains("warn from slow at +5m (breach); expect it, or `ignore slow`"));
  CHECK_THAT(run.out, Contains("0 passed, 1 failed\n"));
}

TEST_CASE("what happened instead is told with its time", "[scenario][test]") {
  const Shop shop;
  shop.dir.write("rules/shop_test.tocsin", R"(tocsin 1
test "told too late" of shop.slow {
  send 60 events over 10m { latency = 600ms }
  expect page from slow between +7m and +8m
  expect notified hook between +1m and +2m
  expect no message to hook between +4m and +6m
  expect no alert by +6m
}
)");
  const auto run = shop.test();
  CHECK(run.code == 1);
  CHECK_THAT(run.out, Contains("shop_test.tocsin:4: expected page from slow between +7m and +8m\n"
                               "    happened: slow page at +5m (breach)\n"));
  CHECK_THAT(run.out,
             Contains("shop_test.tocsin:5: expected notified hook between +1m and +2m\n"
                      "    happened: slow page at +5m (breach); messages to hook at +5m\n"));
  CHECK_THAT(run.out,
             Contains("shop_test.tocsin:6: expected no message to hook between +4m and +6m\n"));
  CHECK_THAT(run.out, Contains("shop_test.tocsin:7: expected no alert by +6m\n"));
  // Around +5m, where it happened, and around the interval in which it should have.
  CHECK_THAT(run.out, Contains(">  +5m") && Contains(">  +7m") && Contains(">  +8m"));
}

TEST_CASE("tests are chosen: --filter takes parts and patterns of titles and monitors",
          "[scenario][test]") {
  struct Case {
    std::string_view why;
    Arguments filters;
    std::string_view sum;
  };
  const auto c = GENERATE(values<Case>({
      {"a part of a title", {"--filter", "hundred"}, "1 passed, 0 failed"},
      {"case aside", {"--filter", "SIX Hundred"}, "1 passed, 0 failed"},
      {"a pattern of a whole title", {"--filter", "*a second*"}, "1 passed, 1 failed"},
      {"a pattern of a monitor", {"--filter", "shop.sl*"}, "2 passed, 1 failed"},
      {"a part of a monitor", {"--filter", "p.slow"}, "2 passed, 1 failed"},
      {"either", {"--filter", "hundred", "--filter", "tenth"}, "2 passed, 0 failed"},
  }));
  DYNAMIC_SECTION(c.why) { CHECK_THAT(Shop().test(c.filters).out, Contains(std::string(c.sum))); }
}

TEST_CASE("a filter that means no test says what is near", "[scenario][test]") {
  const auto near = Shop().test({"--filter", "hundred", "--filter", "fith of"});
  CHECK(near.code == 2);
  CHECK_THAT(near.err, Contains("--filter fith of") && Contains("`a fifth of a second warns`"));
  const auto far = Shop().test({"--filter", "xyzzy"});
  CHECK(far.code == 2);
  CHECK_THAT(far.err, Contains("there are 3, such as `six hundred milliseconds page`"));
  const auto end = Shop().test({"--filter", "hundred*"});  // a pattern is the whole title
  CHECK(end.code == 2);
  CHECK_THAT(end.err, Contains("near: `six hundred milliseconds page`"));
}

TEST_CASE("what tests exercise is counted, and what they do not is listed", "[scenario][test]") {
  const Shop shop;
  shop.dir.write("rules/silent_test.tocsin", R"(tocsin 1
test "ten minutes of silence" of shop.silent {
  quiet 20m
  expect warn from silent between +10m and +10m
}
)");
  // The page of one test and the warnings of the two others; of the rungs `warn` of silent is left,
  // of the gaps the `ok` that nothing met.
  const auto all = shop.test({"--coverage"});
  CHECK_THAT(all.out, EndsWith("\nexercised: 2 of 3 rungs, 1 of 2 gaps, 2 of 2 routes (71.4%)\n"));
  CHECK_THAT(all.out, Contains("no test exercises\n"
                               "  silent.tocsin:6: rung warn of shop.silent\n"
                               "  silent.tocsin:3: gap too few of shop.silent\n"));
  // A warning waits 30 seconds before it is sent.
  const auto page = shop.test({"--filter", "hundred"});
  CHECK(page.code == 0);
  CHECK_THAT(page.out, EndsWith("\nexercised: 1 of 3 rungs, 0 of 2 gaps, 1 of 2 routes (28.5%)\n"));
  CHECK(page.out.find("no test exercises") == std::string::npos);
}

TEST_CASE("too little coverage: --min-coverage fails a run that exercises too little",
          "[scenario][test]") {
  const Shop shop;
  CHECK(shop.test({"--filter", "hundred", "--min-coverage", "28"}).code == 0);
  const auto little = shop.test({"--filter", "hundred", "--min-coverage", "29"});
  CHECK(little.code == 1);
  CHECK_THAT(little.err, Contains("28.5%") && Contains("--min-coverage is 29%") &&
                             Contains("--coverage lists"));
  CHECK(shop.test({"--min-coverage", "101"}).code == 2);
}

TEST_CASE("JSON says what the text says", "[scenario][test]") {
  const Shop shop;
  const auto run = shop.test({"--format", "json", "--coverage"});
  CHECK(run.code == 1);
  const auto json = nlohmann::json::parse(run.out);
  CHECK(json["passed"] == 2);
  CHECK(json["failed"] == 1);
  REQUIRE(json["tests"].size() == 3);
  CHECK(json["tests"][0]["state"] == "passed");
  const auto& failed = json["tests"][2];
  CHECK(failed["state"] == "failed");
  CHECK(failed["file"] == "shop_test.tocsin");
  CHECK(failed["line"] == 10);
  const auto& failure = failed["failures"][0];
  CHECK(failure["expected"] == "page from slow");
  CHECK(failure["test"]["line"] == 13);
  CHECK(failure["rule"]["text"] == "page when > 400ms for 2m until < 300ms");
  CHECK(failure["timeline"][3] == nlohmann::json{{"at", "+5m"},
                                                 {"segment", ""},
                                                 {"value", "250ms"},
                                                 {"n", 25},
                                                 {"state", "warn"},
                                                 {"asked", true}});
  CHECK(json["coverage"]["rungs"] == nlohmann::json{{"exercised", 2}, {"all", 3}});
  CHECK(json["coverage"]["not_exercised"].size() == 3);
}

TEST_CASE("JUnit's file holds a suite a file and escapes what XML cannot hold",
          "[scenario][test]") {
  const Shop shop;
  shop.dir.write("rules/odd_test.tocsin",
                 "tocsin 1\n"
                 "test \"<odd> & \\\"quoted\\\" \\u{1b}[31m\" of "
                 "shop.slow {\n  quiet 1h\n  expect no alert\n}\n");
  const auto run = shop.test({"--junit", "out.xml"});
  CHECK(run.code == 1);
  const auto xml = content_of(shop.dir / "out.xml");
  INFO(xml);
  CHECK(is_read_by_python(shop.dir / "out.xml"));
  CHECK_THAT(xml, Contains(R"(<testsuites name="tocsin test" tests="4" failures="1" errors="0")"));
  CHECK_THAT(xml, Contains(R"(<testsuite name="odd_test.tocsin" tests="1" failures="0")"));
  CHECK_THAT(xml, Contains(R"(name="&lt;odd&gt; &amp; &quot;quoted&quot; \x1b[31m" classname=)"));
  CHECK_THAT(xml,
             Contains(R"(<failure message="expected page from slow; happened: slow warn at )"));
  CHECK_THAT(xml, Contains("+5m            250ms  n 25     warn"));
  CHECK(run.out.find('\x1b') == std::string::npos);
  CHECK(shop.test({"--junit", "nowhere/out.xml"}).code == 2);
}

TEST_CASE("several projects are told together", "[scenario][test]") {
  const Shop shop;
  shop.dir.write("rules/tocsin.toml", "");
  shop.dir.write("more/tocsin.toml", "");
  shop.dir.write("more/shop.tocsin", shop_rules());
  shop.dir.write("more/shop_test.tocsin",
                 "tocsin 1\ntest \"nothing happens\" of shop.slow {\n  quiet 1h\n  expect no "
                 "alert\n}\n");
  const auto both = [&](Arguments more) {
    more.insert(more.begin(), {"test", "rules", "more"});
    return run_tocsin(shop.dir, more);
  };
  const auto run = both({"--format", "json", "--junit", "out.xml"});
  CHECK(run.code == 1);
  const auto json = nlohmann::json::parse(run.out);
  CHECK(json["passed"] == 3);
  CHECK(json["failed"] == 1);
  CHECK(json["tests"][3]["file"] == "more/shop_test.tocsin");
  // Two rungs a rule set, two gaps and two routes of the first one's; see above.
  CHECK(json["coverage"]["rungs"]["all"] == 5);
  const auto xml = content_of(shop.dir / "out.xml");
  CHECK(is_read_by_python(shop.dir / "out.xml"));
  CHECK_THAT(xml, Contains(R"(<testsuites name="tocsin test" tests="4" failures="1" errors="0")"));
  CHECK_THAT(xml, Contains(R"(<testsuite name="rules/shop_test.tocsin" tests="3" failures="1")"));
  CHECK_THAT(xml, Contains(R"(<testsuite name="more/shop_test.tocsin" tests="1" failures="0")"));

  const auto one = both({"--filter", "nothing*"});
  CHECK(one.code == 0);
  CHECK_THAT(one.out, Contains("pass  more/shop_test.tocsin:2  nothing happens"));
  CHECK_THAT(one.out, !Contains("rules/shop_test.tocsin"));
  CHECK(both({"--filter", "xyzzy"}).code == 2);
}

TEST_CASE("what is printed does not depend on the number of threads", "[scenario][test]") {
  const Shop shop;
  std::string many = "tocsin 1\n";
  for (int i = 0; i < 40; ++i)
    many += fmt::format(
        "test \"number {}\" of shop.slow {{\n  send {} events over {}m {{ latency = {}ms }}\n"
        "  expect no alert\n}}\n",
        i, 600 + 200 * (i % 3), 10 + i, i % 4 == 3 ? 600 : 100);
  shop.dir.write("rules/many_test.tocsin", many);
  const auto one = shop.test({"--jobs", "1"});
  CHECK_THAT(one.out, Contains("32 passed, 11 failed"));
  for (const char* jobs : {"2", "7"}) CHECK(shop.test({"--jobs", jobs}).out == one.out);
  const auto first = shop.test({"--jobs", "1", "--fail-fast"});
  CHECK(first.code == 1);
  // Files are taken by name: three that pass, and then the first slow one.
  CHECK_THAT(first.out, Contains("3 passed, 1 failed, 39 not run after the first failure\n"));
  for (int i = 0; i < 5; ++i) CHECK(shop.test({"--jobs", "4", "--fail-fast"}).out == first.out);
  CHECK(shop.test({"--jobs", "0"}).code == 2);
}

TEST_CASE("a test that cannot run takes no other down", "[scenario][test]") {
  const Shop shop;
  shop.dir.write("rules/shape.tocsin", R"(tocsin 1
model shape {
  owner "search"
  time at
  field x: number
  reference training from "not_here.csv"
}
watch shape {
  drift moved "It moved" {
    measure psi(x) against training over 10m
    warn when > 0.2
  }
}
test "against what is not there" of shape.moved {
  send 60 events over 10m { x = 1 }
  expect no alert
}
)");
  const auto run = shop.test({"--filter", "hundred", "--filter", "against", "--junit", "out.xml"});
  CHECK(run.code == 2);
  CHECK_THAT(run.out, Contains("ERROR  shape.tocsin:14  against what is not there\n") &&
                          Contains("not_here.csv") && Contains("pass  shop_test.tocsin:2") &&
                          Contains("1 passed, 0 failed, 1 could not run"));
  CHECK_THAT(content_of(shop.dir / "out.xml"),
             Contains("<error message=") && Contains("errors=\"1\""));
}

// It says something of the rules, not of the world.
TEST_CASE("a test that asks for what is not evaluated fails the run", "[scenario][test]") {
  const Shop shop;
  shop.dir.write("rules/later.tocsin", R"(tocsin 1
model later "Later" { time at; field x: number; reference week rolling 7d }
watch later {
  quality punctual "It is not as it was" {
    measure share(x in range(week)) over 1h; warn when < 50%
  }
}
test "asks for what is to come" of later.punctual {
  send 60 events over 10m { x = 1 }
  expect no alert
}
)");
  const auto run = shop.test({"--filter", "hundred", "--filter", "asks for*"});
  CHECK(run.code == 1);
  CHECK_THAT(run.err,
             Contains("error[N001]: `in range(...)` of a rolling reference is not evaluated"));
  CHECK_THAT(run.out, Contains("ERROR  later.tocsin:8  asks for what is to come\n") &&
                          Contains("1 passed, 0 failed, 1 could not run\n"));
}

}  // namespace tocsin::test
