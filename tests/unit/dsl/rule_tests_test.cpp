// The checker on `test` blocks.
#include "tests/unit/dsl/checked.hpp"

#include <catch2/catch.hpp>

namespace tocsin::dsl {
namespace {

using Codes = std::vector<std::string>;
using Kind = ExpectPlan::Kind;

const std::string kWatch = R"(
watch m {
  fear late "Answers come late" {
    measure p95(latency) over 10m
    by platform and overall
    warn when > 200ms for 10m
    page when > 300ms for 5m
    no data keep
  }
  performance bad {
    measure precision over 7d every 10m
    warn when < 95%
  }
  contract inputs {
    over 1h
    warn when < 95%
    expect there: income is present
    expect old: age > 20
  }
}
)";

Checked tested(const std::string& items, const std::string& of = " of m.late") {
  return checked(kModel + kRoutes + kWatch + "test \"t\"" + of + " {\n" + items + "\n}\n");
}

const TestPlan& only(const Checked& rules) {
  INFO(rules.text());
  REQUIRE(rules.plan);
  REQUIRE(rules.plan->tests.size() == 1);
  return rules.plan->tests[0];
}

Instant at(const char* text) { return parse_time(text).value(); }

const std::string kSend = "send 600 events over 1h {}\n";

}  // namespace

TEST_CASE("a test's times are those of its clock", "[dsl][tests]") {
  const auto rules = tested(R"(
  clock 2026-03-02T09:00 in "Europe/Berlin"
  send 3600 events over 60m { latency = 120ms }
  quiet 5m
  send 1200 events over 20m { latency = 420ms }
  send 10 events over 1m from +30m { latency = 1s }
  expect no alert by +67m
  at +68m expect late is pending
  expect page from late between 10:10 and 2026-03-02T10:30
  expect notified all by 08:00)");
  const auto& test = only(rules);
  CHECK(test.clock == at("2026-03-02T08:00:00Z"));
  REQUIRE(test.sends.size() == 3);
  CHECK(test.sends[0].from == test.clock);
  CHECK(test.sends[1].from == test.clock + 65min);
  CHECK(test.sends[2].from == test.clock + 30min);
  CHECK(test.sends[1].count == 1200);
  CHECK(test.sends[1].over == 20min);
  REQUIRE(test.expects.size() == 4);
  CHECK(test.expects[0].to == test.clock + 67min);
  CHECK(test.expects[1].at == test.clock + 68min);
  CHECK(test.expects[2].from == at("2026-03-02T09:10:00Z"));
  CHECK(test.expects[2].to == at("2026-03-02T09:30:00Z"));
  CHECK(test.expects[3].to == at("2026-03-03T07:00:00Z"));  // the next 08:00 is tomorrow's
  CHECK(test.end == at("2026-03-03T07:00:00Z"));
  CHECK(only(tested(kSend)).clock == at("2026-01-05T00:00:00Z"));
  CHECK(only(tested("clock 2026-03-02T09:00+02:00\nat 10:00 expect late is ok\n" + kSend))
            .expects[0]
            .at == at("2026-03-02T08:00:00Z"));
}

TEST_CASE("records become generators, what is given comes first", "[dsl][tests]") {
  const auto rules = tested(R"(
  given { platform = cycle("a", "b"); known = true; latency = 5ms }
  send 100 events over 1h {
    latency = 1h30m
    status = mix("ok": 90%, "error": 10%)
    age = ramp(20, 60)
    p = normal(40%, 5%)
    income = missing
    outcome = "yes" after 1d
    city = ""
  })");
  const auto& test = only(rules);
  const auto& schema = rules.plan->models[0].schema;
  const auto value = [&](const char* name) -> const AssignPlan& {
    for (const auto& assign : test.sends[0].record)
      if (schema.fields[assign.field].name == name) return assign;
    FAIL(name);
    return test.sends[0].record[0];
  };
  CHECK(test.sends[0].record.size() == 9);
  CHECK(value("latency").value.texts == std::vector<std::string>{"1h30m"});
  CHECK(value("platform").value.kind == Generator::Kind::cycle);
  CHECK(value("platform").value.texts == std::vector<std::string>{"a", "b"});
  CHECK(value("known").value.texts == std::vector<std::string>{"true"});
  CHECK(value("status").value.kind == Generator::Kind::mix);
  CHECK(value("status").value.numbers == std::vector<double>{0.9, 0.1});
  CHECK(value("age").value.numbers == std::vector<double>{20, 60});
  CHECK(value("p").value.numbers == std::vector<double>{0.4, 0.05});
  CHECK(value("income").value.kind == Generator::Kind::missing);
  CHECK(value("outcome").after == kDay);
  CHECK(value("city").value.texts == std::vector<std::string>{""});
}

TEST_CASE("expectations say whom they mean", "[dsl][tests]") {
  const auto rules = tested(kSend + R"(
  expect no alert by +10m
  expect no alert from m.inputs by +10m
  expect warn from late where platform = "a" between +11m and +1h
  expect warn from inputs.old between +11m and +1h
  expect no message to all between +1h and +2h
  at +1h expect value of late = 120ms within 5ms
  at +2h expect warn from late
  expect late is ok)",
                            " of m");
  const auto& test = only(rules);
  const auto& plan = *rules.plan;
  CHECK(test.scope.size() == plan.monitors.size());
  REQUIRE(test.expects.size() == 8);
  CHECK(test.expects[0].kind == Kind::no_alert);
  CHECK(test.expects[0].monitors.empty());
  CHECK(test.expects[1].monitors.size() == 2);
  CHECK(test.expects[2].kind == Kind::severity);
  CHECK(test.expects[2].where == Labels{{"platform", "a"}});
  CHECK(plan.monitors[test.expects[3].monitors.at(0)].name == "inputs.old");
  CHECK(test.expects[4].kind == Kind::no_message);
  CHECK(test.expects[5].kind == Kind::value);
  CHECK(test.expects[5].value == 120e6);
  CHECK(test.expects[5].within == 5e6);
  CHECK(test.expects[6].kind == Kind::severity_at);
  CHECK(test.expects[6].severity == 1);
  CHECK(test.expects[7].kind == Kind::is_ok);
  CHECK_FALSE(test.expects[7].at);
}

TEST_CASE("the scope of a test is what it names or sends to", "[dsl][tests]") {
  const auto names = [](const Checked& rules, const std::vector<std::size_t>& monitors) {
    std::vector<std::string> all;
    for (const auto m : monitors) all.push_back(rules.plan->monitors[m].name);
    return all;
  };
  const auto contract = tested(kSend, " of m.inputs");
  CHECK(names(contract, only(contract).scope) == Codes{"inputs.there", "inputs.old"});
  const auto all = tested(kSend, "");
  CHECK(only(all).scope.size() == 4);
  const auto ignoring = tested("ignore m.inputs, *.bad\n" + kSend, "");
  CHECK(names(ignoring, only(ignoring).ignored) == Codes{"inputs.there", "inputs.old", "bad"});
}

TEST_CASE("a test that cannot hold is refused", "[dsl][tests]") {
  struct Case {
    std::string why, items;
    Codes errors;
  };
  const auto c = GENERATE(values<Case>({
      {"no such monitor", "expect warn from laet", {"T1201"}},
      {"out of scope", "expect warn from bad", {"T7101"}},
      {"no such severity", "expect wran from late", {"T1201"}},
      {"out of reach", "expect info from late", {"T5112"}},
      {"no such channel", "expect notified al", {"T1201"}},
      {"no such segment", "expect warn from late where city = \"x\"", {"T1212"}},
      {"no such member", "expect warn from late where platform = \"x\"", {"T2111"}},
      {"no equation", "expect warn from late where platform != \"a\"", {"T2112"}},
      {"before anything was judged", "at +1m expect late is ok", {"T7102"}},
      {"at the first tick", "at +2m expect late is ok", {}},
      {"between two ticks", "at +1m30s expect late is ok", {}},
      {"a message at a time", "at +5m expect notified all", {"T2112"}},
      {"a state by a time", "expect late is ok by +5m", {"T0006"}},
      {"the end before the start", "expect warn from late between +9m and +8m", {"T3108"}},
      {"a value of another kind", "at +9m expect value of late = 5", {"T2107"}},
      {"a margin around nothing", "at +9m expect value of late > 5ms within 1ms", {"T2112"}},
      {"both yes and no", "expect no alert\nexpect warn from late by +1h", {"T7104"}},
      {"no and yes at a time", "expect no alert by +40m\nat +30m expect warn from late", {"T7104"}},
      {"no before yes", "expect no alert by +30m\nexpect warn from late between +31m and +40m", {}},
      {"nothing selected", "ignore m.nothing", {"T5107"}},
      {"another field", "send 5 events over 1m { latncy = 5ms }", {"T1203"}},
      {"another type", "send 5 events over 1m { latency = 5 }", {"T7103"}},
      {"an amount without its unit", "send 5 events over 1m { income = 900 }", {}},
      {"missing where it must be", "send 5 events over 1m { age = missing }", {"T7103"}},
      {"a label may be missing", "send 5 events over 1m { outcome = missing }", {}},
      {"below its range", "send 5 events over 1m { age = 17 }", {"T7103"}},
      {"at the end of its range", "send 5 events over 1m { age = 99 }", {}},
      {"a ramp that leaves its range", "send 5 events over 1m { age = ramp(20, 100) }", {"T7103"}},
      {"no such share", "send 5 events over 1m { p = cycle(50%, 150%) }", {"T7103"}},
      {"both ends of a ramp", "send 5 events over 1m { p = ramp(0, 1) }", {"T7103", "T7103"}},
      {"a wide spread", "send 5 events over 1m { age = normal(40, 5) }", {}},
      {"broken on purpose", "send 5 events over 1m { age = mix(\"17\": 100%) }", {}},
      {"missing on purpose", "send 5 events over 1m { age = mix(\"\": 100%) }", {}},
      {"a slip in a member", "send 5 events over 1m { status = \"eror\" }", {"T7103"}},
      {"a stranger among members", "send 5 events over 1m { status = \"on fire\" }", {}},
      {"after what is no label", "send 5 events over 1m { status = \"ok\" after 1h }", {"T7103"}},
      {"shares that are no whole",
       "send 5 events over 1m { status = mix(\"ok\": 50%) }",
       {"T7106"}},
      {"a mix without shares",
       "send 5 events over 1m { status = mix(\"ok\", \"error\") }",
       {"T2112"}},
      {"no such generator", "send 5 events over 1m { status = cycel(\"ok\") }", {"T1201"}},
      {"a ramp of texts", "send 5 events over 1m { status = ramp(1, 2) }", {"T7103"}},
      {"half a ramp", "send 5 events over 1m { age = ramp(1) }", {"T2112"}},
      {"twice in a record", "send 5 events over 1m { age = 20; age = 21 }", {"T1101"}},
      {"no events", "send 0 events over 1m {}", {"T3113"}},
      {"no time", "send 5 events over 0s {}", {"T3113"}},
      {"too many", "send 99_000_000 events over 1m {}", {"T2112"}},
      {"too many together",
       "send 6_000_000 events over 1m {}\nsend 6_000_000 events over 1m {}",
       {"T7110"}},
      {"too long", "send 5 events over 1m {}\nquiet 100000d", {"T7110"}},
      {"to nobody", "send 5 events to n over 1m {}", {"T1201"}},
      {"a reference of no model", "reference live from \"x.csv\"", {"T1201"}},
      {"two clocks", "clock 2026-01-01T00:00Z\nclock 2026-01-02T00:00Z", {"T1101"}},
      {"no zone", "clock 2026-01-01T00:00", {"T2121"}},
      {"no such zone", "clock 2026-01-01T00:00 in \"Mars\"", {"T2120"}},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto rules = tested(kSend + c.items);
    INFO(rules.text());
    CHECK(rules.errors() == c.errors);
  }
}

TEST_CASE("labels delay the first evaluation", "[dsl][tests]") {
  CHECK(tested(kSend + "at +7d expect bad is ok", " of m.bad").errors() == Codes{"T7102"});
  CHECK(tested(kSend + "at +7d10m expect bad is ok", " of m.bad").errors().empty());
}

TEST_CASE("a test without `of` names monitors with their model, or alone where only one has it",
          "[dsl][tests]") {
  CHECK(tested(kSend + "expect warn from m.late", "").errors().empty());
  CHECK(tested(kSend + "expect warn from late", "").errors().empty());
  CHECK(tested(kSend + "expect warn from nothing", "").errors() == Codes{"T1201"});
  CHECK(tested(kSend, " of n.late").errors() == Codes{"T1201"});
}

}  // namespace tocsin::dsl
