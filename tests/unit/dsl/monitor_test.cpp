#include "tests/unit/dsl/checked.hpp"

#include <catch2/catch.hpp>

namespace tocsin::dsl {
namespace {

using Codes = std::vector<std::string>;

const MonitorPlan& only(const Checked& rules) {
  INFO(rules.text());
  REQUIRE(rules.plan);
  return rules.plan->monitors.at(0);
}

const std::string kLate = "measure p95(latency) over 10m\nwarn when > 300ms\n";

}  // namespace

TEST_CASE("a monitor is filled in from itself, its watch block, its model", "[dsl][monitor]") {
  const auto rules = watched(R"(
  every 5m
  needs 10 events
  no data keep
  runbook "https://x/watch"
  tag tier = "1"
  tag area = "home"
  ## First line
  ## - look at it
  quality a "Too late" {
    measure p95(latency) where known over 1h
    needs 20 events
    tag tier = "2"
    because "roll back"
    message "late: {value} for {segment.platform}"
    by platform and overall
    warn when > 300ms
  }
  quality b {
    measure count over 1h every 10m
    owner "others"
    warn when > 5
  })");
  INFO(rules.text());
  REQUIRE(rules.plan);
  const auto& a = rules.monitor("a");
  CHECK(a.kind == MonitorKind::quality);
  CHECK(a.title == "Too late");
  CHECK(a.measure_text == "p95(latency) where known over 1h");
  CHECK(a.window.every == 5min);
  CHECK(a.needs.events == 20);
  CHECK(a.no_data.written);
  CHECK(a.owner == "team");
  CHECK(a.runbook == "https://x/watch");
  CHECK(a.tags == std::map<std::string, std::string>{{"area", "home"}, {"tier", "2"}});
  CHECK(a.because == std::vector<std::string>{"roll back"});
  CHECK(a.doc == "First line\n- look at it");
  CHECK(a.by.overall);
  REQUIRE(a.by.fields.size() == 1);
  CHECK(a.by.fields[0].members == std::vector<std::string>{"a", "b"});
  const auto& b = rules.monitor("b");
  CHECK(b.title == "b");
  CHECK(b.window.every == 10min);
  CHECK(b.needs.events == 10);
  CHECK(b.owner == "others");
}

TEST_CASE("silence is told by default where somebody feared it", "[dsl][monitor]") {
  const auto fear = monitor(kLate);
  CHECK(only(fear).no_data.policy == GapPolicy::alert);
  CHECK(only(fear).no_data.severity == 1);
  CHECK(only(fear).no_data.after == 30min);
  CHECK_FALSE(only(fear).no_data.written);
  CHECK(only(fear).too_few.policy == GapPolicy::keep);
  const auto drift = watched("drift f {\n" + kLate + "}");
  CHECK(only(drift).no_data.policy == GapPolicy::keep);
  const auto said = monitor(kLate + "no data page after 10m\ntoo few ok");
  CHECK(only(said).no_data.severity == 2);
  CHECK(only(said).no_data.after == 10min);
  CHECK(only(said).too_few.policy == GapPolicy::ok);
}

TEST_CASE("windows become plans", "[dsl][monitor]") {
  const auto window = [](const std::string& text) {
    return only(monitor("measure count " + text + "\nwarn when > 5")).window;
  };
  CHECK(window("over 10m").every == 1min);
  CHECK(window("over 30s").every == 30s);
  CHECK(window("over 10m every 2m").every == 2min);
  CHECK(window("over each 1h").kind == WindowKind::each);
  CHECK(window("over each 1h").every == 1h);
  CHECK(window("over each 500 events").kind == WindowKind::each_events);
  CHECK(window("over each 500 events").count == 500);
  CHECK(window("over each 500 events").every == 1min);
}

TEST_CASE("a measure that reads a label waits for it", "[dsl][monitor]") {
  const auto mode = [](const std::string& measure) {
    return only(monitor("measure " + measure + "\nwarn when < 50%")).window.labels;
  };
  CHECK(mode("precision over 7d") == LabelMode::matured);
  CHECK(mode("precision over 7d matured") == LabelMode::matured);
  CHECK(mode("precision over 7d on arrival") == LabelMode::on_arrival);
  CHECK(mode("labelled over 7d") == LabelMode::matured);
  CHECK(mode("share(decision = \"no\") over 7d") == LabelMode::none);
  CHECK(mode("share(decision != outcome) over 7d") == LabelMode::matured);
  CHECK(mode("share(known where outcome = \"no\") over 7d") == LabelMode::matured);
}

TEST_CASE("performance measures know what they compare", "[dsl][monitor]") {
  const auto rules =
      monitor("measure precision over 7d\nwarn when < 50%\nneeds 5 positives, 60% labelled");
  const auto& plan = only(rules);
  const auto& schema = rules.plan->models[0].schema;
  const auto& call = plan.aggregates.at(0);
  CHECK(call.prediction == schema.find("decision"));
  CHECK(call.label == schema.find("outcome"));
  CHECK_FALSE(call.score);
  CHECK(call.positive == "no");
  CHECK(call.reads == std::vector<std::size_t>{*schema.find("decision"), *schema.find("outcome")});
  CHECK(plan.needs.positives == 5);
  CHECK(plan.needs.labelled == 0.6);
  const auto wrong =
      monitor("measure share(decision != outcome) over 7d\nwarn when > 5%\nneeds 5 positives");
  CHECK(only(wrong).aggregates[0].label == schema.find("outcome"));
  CHECK(only(wrong).aggregates[0].positive == "no");
  const auto ranking = monitor("measure auc over 7d\nwarn when < 0.7");
  CHECK(only(ranking).aggregates[0].score == schema.find("p"));
  CHECK(only(ranking).aggregates[0].positive == "no");
}

TEST_CASE("a score of one class is judged by that class", "[dsl][monitor]") {
  const auto auc_of = [](const std::string& prediction, const std::string& measure) {
    return checked(R"(

model parcels "Parcels" {
  owner "team"
  time at
  prediction state: category of ["early", "late", "lost"])" +
                   prediction + R"(
  score p_late: share, for "late"
  score p_lost: share, for "lost"
  label came: category of ["early", "late", "lost"]
}

watch parcels {
  performance order { measure )" +
                   measure + R"( over 7d
    warn when < 0.7
  }
}
)" + kRoutes);
  };
  const auto late = auc_of(", positive \"lost\"", "auc(score: p_late)");
  CHECK(only(late).aggregates[0].score == late.plan->models[0].schema.find("p_late"));
  CHECK(only(late).aggregates[0].positive == "late");
  const auto lost = auc_of(", positive \"lost\"", "auc");
  CHECK(only(lost).aggregates[0].score == lost.plan->models[0].schema.find("p_lost"));
  CHECK(only(lost).aggregates[0].positive == "lost");
  CHECK(only(auc_of("", "auc(score: p_late)")).aggregates[0].positive == "late");
  CHECK(auc_of("", "auc").errors() == Codes{"T4109"});
}

TEST_CASE("measures are combined and share their aggregates", "[dsl][monitor]") {
  CHECK(monitor("measure 1 - share(known) over 1h\nwarn when < 50%").errors() == Codes{"T2103"});
  const auto difference = monitor("measure precision - recall over 7d\nwarn when < -2pp");
  CHECK(only(difference).measure->type.is(TypeKind::points));
  CHECK(only(difference).rungs[0].trigger.low == -0.02);
  const auto ratio = monitor("measure count / (count + count) over 1h\nwarn when < 30%");
  CHECK(only(ratio).aggregates.size() == 1);
  CHECK(only(ratio).measure->type.is(TypeKind::ratio));
  const auto let = watched(
      "let bad = share(status = \"error\")\nfear f \"F\" {\nmeasure bad over 1h\nwarn when > "
      "5%\n}");
  CHECK(only(let).aggregates[0].canonical == "share((= `status` \"error\"), )");
  const auto yes_no = monitor("measure mean(latency) > 1s and count > 5 over 1h\nwarn when true");
  CHECK(only(yes_no).measure->op == WindowOp::min);
  CHECK(only(yes_no).measure->args[0]->condition.low == 1e9);
  const auto largest = monitor("measure max(p95(latency), 1s) over 1h\nwarn when > 2s");
  CHECK(only(largest).measure->op == WindowOp::max);
}

TEST_CASE("drift is measured against a reference", "[dsl][monitor]") {
  CHECK(only(monitor("measure psi(p) against training over 1d\nwarn when > 0.2"))
            .aggregates[0]
            .reference == 0);
  CHECK(only(monitor("measure psi(p, against: training) over 1d\nwarn when > 0.2"))
            .aggregates[0]
            .reference == 0);
  CHECK(monitor("measure psi(p) over 1d\nwarn when > 0.2").errors() == Codes{"T4103"});
}

TEST_CASE("one fault in a monitor gives one diagnostic", "[dsl][monitor]") {
  struct Case {
    std::string body;
    Codes errors;
  };
  const auto c = GENERATE(values<Case>({
      {"measure p95(latncy) over 10m\nwarn when > 300ms\npage when > 200ms", {"T1203"}},
      {"measure shar(known) over 10m\nneeds 5 labels\nwarn when > 5 until < 7", {"T1201"}},
      {"measure p95(latency)\nwarn when > 300ms for 90s", {"T3110"}},
      {"measure p95(latency) over 10m", {"T3107"}},
      {"warn when > 5", {"T0001"}},
      {"measure latency over 10m\nwarn when > 5ms", {"T1204"}},
      {"measure p95(status) over 10m\nwarn when > 5ms", {"T2112"}},
      {"measure quantile(latency, 120%) over 10m\nwarn when > 5ms", {"T2105"}},
      {"measure count over 10m\nwarn when > 5%", {"T2106"}},
      {"measure count over 10m\nwarn when true", {"T2112"}},
      {"measure count over 10m\nwarn when > count", {"T2112"}},
      {"measure mean(income) over 10m\nwarn when > 5", {"T2103"}},
      {"measure rate over 10m\nwarn when > 5", {"T2103"}},
      {"measure auc over 7d\nwarn when < 70%", {"T2106"}},
      {"measure count over 10m\nwarn when > 5\nby income", {"T4106"}},
      {"measure count over 10m\nwarn when > 5\nby city", {"T4105"}},
      {"measure count over 10m\nwarn when > 5\nby note top 5", {"T4106"}},
      {"measure count over 10m\nwarn when > 5\nby platform of [\"c\"]", {"T2111"}},
      {"measure count over 10m\nwarn when > 5\nby platform, platform", {"T1101"}},
      {"measure count over 10m\nwarn when > 5\nmessage \"{segment.platform}\"", {"T1201"}},
      {"measure count over 10m\nwarn when > 5\nneeds 120% labelled", {"T4121"}},
      {"measure precision over 10m\nwarn when < 5%\nneeds 120% labelled", {"T2105"}},
      {"expect x: known\nmeasure count over 10m\nwarn when > 5", {"T0002"}},
      {"measure precision(prediction: outcome) over 7d\nwarn when < 5%", {"T2112"}},
      {"measure count(known, known) over 7d\nwarn when < 5", {"T2112"}},
      {"measure min(count, 5%) over 7d\nwarn when < 5", {"T2103"}},
  }));
  DYNAMIC_SECTION(c.body) {
    const auto rules = monitor(c.body);
    INFO(rules.text());
    CHECK(rules.errors() == c.errors);
  }
}

TEST_CASE("segments without a fixed set need a limit", "[dsl][monitor]") {
  const auto by = [](const std::string& clause) {
    return monitor("measure count over 10m\nwarn when > 5\nby " + clause);
  };
  CHECK(only(by("city top 10")).by.top == 10);
  CHECK(only(by("city of [\"x\", \"y\"]")).by.fields[0].members ==
        std::vector<std::string>{"x", "y"});
  CHECK(only(by("known")).by.fields[0].members == std::vector<std::string>{"true", "false"});
  CHECK(only(by("age of [20, 30]")).by.fields[0].members == std::vector<std::string>{"20", "30"});
  CHECK(only(by("age, known")).by.fields.size() == 2);  // `age` has a range
}

TEST_CASE("the fingerprint is that of the meaning", "[dsl][monitor]") {
  const auto print = [](const std::string& body) {
    const auto rules = monitor(body);
    return rules.fingerprint(only(rules).name);
  };
  const auto base = print("measure p95(latency) where known over 10m\nwarn when > 300ms");
  CHECK(base == print("measure p95( latency )\n  where (known)\n  over 10m every 2m\nneeds 5 "
                      "events\npage when > 1s for 5m"));
  CHECK(base != print("measure p95(latency) over 10m\nwarn when > 300ms"));
  CHECK(base != print("measure p95(latency) where known over 20m\nwarn when > 300ms"));
  CHECK(base != print("measure p95(latency) where known over 10m\nby platform\nwarn when > 300ms"));
  CHECK(base != print("measure p99(latency) where known over 10m\nwarn when > 300ms"));
}

TEST_CASE("a contract is a monitor a check", "[dsl][contract]") {
  const auto rules = watched(R"(
  contract inputs "What we are sent" {
    over 1h every 5m
    needs 200 events
    owner "data"
    warn when < 98% for 15m
    expect there: income is present
    expect known_platform: platform in platforms {
      needs 50 events
      warn when < 99.5% for 15m
      page when < 95% for 15m
    }
    expect few_nulls: nulls(income) < 1%
    expect seen: share(known)
  })");
  INFO(rules.text());
  REQUIRE(rules.plan);
  REQUIRE(rules.plan->monitors.size() == 4);
  const auto& there = rules.monitor("inputs.there");
  CHECK(there.kind == MonitorKind::contract);
  CHECK(there.title == "What we are sent: there");
  CHECK(there.measure_text == "income is present over 1h");
  CHECK(there.aggregates[0].canonical == "share((present `income`), )");
  CHECK(there.window.every == 5min);
  CHECK(there.needs.events == 200);
  CHECK(there.owner == "data");
  CHECK(there.no_data.policy == GapPolicy::keep);
  const auto& platform = rules.monitor("inputs.known_platform");
  CHECK(platform.needs.events == 50);
  REQUIRE(platform.rungs.size() == 2);
  CHECK(platform.rungs[0].trigger.low == Approx(0.995));
  const auto& nulls = rules.monitor("inputs.few_nulls");
  CHECK(nulls.measure->op == WindowOp::holds);
  CHECK(nulls.measure->condition.kind == Condition::Kind::less);
  CHECK(nulls.measure->condition.low == 0.01);
  CHECK(nulls.measure->type.is(TypeKind::share));
  CHECK(rules.monitor("inputs.seen").measure->op == WindowOp::aggregate);
}

}  // namespace tocsin::dsl
