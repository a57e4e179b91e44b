#include "tests/support/data_dir.hpp"
#include "tests/support/files.hpp"
#include "tests/unit/dsl/parsed.hpp"

#include <catch2/catch.hpp>

namespace tocsin::dsl {
namespace {

using test::nth;
using test::Parsed;
using test::parsed;

std::string example(const std::string& name) {
  return tocsin::test::content_of(tocsin::test::source_dir() / "tests/unit/dsl/data" / name);
}

const Parsed& loan() {
  static const Parsed file = test::parse_whole(example("loan.tocsin"));
  return file;
}

const Parsed& sampler() {
  static const Parsed file = test::parse_whole(example("sampler.tocsin"));
  return file;
}

const ast::Monitor& monitor(const Parsed& file, std::string_view name) {
  for (const auto& item : file.decl<ast::Watch>().items)
    if (const auto* found = std::get_if<ast::Monitor>(&item.node);
        found && found->name.text == name)
      return *found;
  throw std::runtime_error("no such monitor");
}

template <typename T>
const T& clause(const ast::Monitor& monitor, std::size_t n = 0) {
  return nth<T>(monitor.clauses, n);
}

TEST_CASE("the loan file and the sampler have no fault", "[dsl][parser]") {
  CHECK(loan().text() == "");
  CHECK(sampler().text() == "");
  CHECK_FALSE(loan().file.broken);
  CHECK(loan().file.version->first == 1);
  CHECK(loan().file.decls.size() == 16);
}

TEST_CASE("the model of the loan file is read field by field", "[dsl][parser]") {
  const auto& model = loan().decl<ast::Model>();
  CHECK(model.name.text == "loan_rejection");
  CHECK(model.title->value == "Early loan rejection");
  CHECK(model.doc ==
        "Rejects applications the bank would turn down anyway, before the paid credit report.");
  CHECK(loan().at(model.span) == "model loan_rejection \"Early loan rejection\"");

  const auto& time = nth<ast::TimeItem>(model.items, 0);
  CHECK(time.field.text == "decided_at");
  CHECK(time.lateness->value == std::chrono::minutes(2));
  CHECK(nth<ast::KeyItem>(model.items, 0).fields[0].text == "application_id");
  CHECK(nth<ast::SourceItem>(model.items, 1).word.text == "labels");
  CHECK(nth<ast::SourceItem>(model.items, 1).call->op == ast::Op::path);

  const auto& income = nth<ast::FieldItem>(model.items, 0);
  CHECK(income.role.text == "feature");
  CHECK(income.type.word == "number");
  CHECK(income.type.unit->text == "EUR");
  CHECK(income.attributes[0].kind == ast::FieldAttr::Kind::optional);
  const auto& decision = nth<ast::FieldItem>(model.items, 3);
  CHECK(decision.type.set->children.size() == 2);
  CHECK(decision.type.set->children[1]->text == "accept");
  CHECK(decision.attributes[0].text.value == "reject");
  const auto& outcome = nth<ast::FieldItem>(model.items, 5);
  CHECK(outcome.attributes[0].duration.value == std::chrono::hours(24 * 7));
  CHECK(nth<ast::FieldItem>(model.items, 7).type.unit->text == "ms");

  const auto& training = nth<ast::RefItem>(model.items, 0);
  CHECK(training.file->value == "refs/loan_2026_01.csv");
  CHECK(training.taken->text == "2026-01-31");
}

TEST_CASE("a fear of the loan file is read clause by clause", "[dsl][parser]") {
  const auto& fear = monitor(loan(), "unfair_rejections");
  CHECK(fear.kind.text == "fear");
  CHECK(fear.title->value == "We reject people the bank would have accepted");

  const auto& measure = clause<ast::Measure>(fear);
  CHECK(measure.value->op == ast::Op::path);
  CHECK(loan().at(measure.where->span) == "arm = \"shadow\"");
  CHECK(measure.window->length.value == std::chrono::hours(24 * 7));
  CHECK(measure.window->every->value == std::chrono::minutes(10));
  CHECK(measure.window->labels->text == "matured");
  CHECK(loan().at(measure.span) ==
        "measure precision where arm = \"shadow\" over 7d every 10m matured");

  const auto& needs = clause<ast::Needs>(fear);
  CHECK(needs.needs[0].what == ast::Need::What::labels);
  CHECK(needs.needs[0].amount == 300);
  CHECK(needs.needs[1].what == ast::Need::What::labelled);
  CHECK(needs.needs[1].amount == 60);

  const auto& page = clause<ast::Ladder>(fear, 1);
  CHECK(page.severity.text == "page");
  CHECK(page.trigger.op == "<");
  CHECK(page.trigger.value->op == ast::Op::percent);
  CHECK(page.trigger.value->number == 95);
  CHECK(page.hold->value == std::chrono::hours(1));
  CHECK(page.until->trigger->op == ">=");
  CHECK(page.until->hold->value == std::chrono::hours(2));

  const auto& gap = clause<ast::Gap>(fear);
  CHECK(gap.what == ast::Gap::What::too_few);
  CHECK(gap.policy.text == "warn");
  CHECK(gap.after->value == std::chrono::hours(48));
}

TEST_CASE("segments, clearing and checks of a contract are read", "[dsl][parser]") {
  const auto& by = clause<ast::By>(monitor(loan(), "not_from_model"));
  CHECK(by.segments[0].field.text == "platform");
  CHECK(by.top->first == 10);
  CHECK(by.overall);

  const auto& clear = clause<ast::Ladder>(monitor(loan(), "no_answer"));
  CHECK_FALSE(clear.until->trigger);
  CHECK(clear.until->hold->value == std::chrono::minutes(10));
  CHECK(loan().at(clear.until->span) == "until clear for 10m");

  const auto& known = clause<ast::Expect>(monitor(loan(), "inputs"), 1);
  CHECK(known.name.text == "known_platform");
  CHECK(known.condition->op == ast::Op::in);
  CHECK(nth<ast::Ladder>(known.body, 0).trigger.value->number == 99.5);
  CHECK(loan().at(known.span) == "expect known_platform: platform in platforms");
}

TEST_CASE("channels, routes and incidents of the loan file are read", "[dsl][parser]") {
  const auto& oncall = loan().decl<ast::Channel>();
  CHECK(oncall.kind.text == "pagerduty");
  CHECK(oncall.settings[0].name.text == "key");
  CHECK(oncall.settings[0].value->args[0].value->text == "LOAN_PAGERDUTY_KEY");

  const auto& page = loan().decl<ast::Route>(0);
  CHECK(page.severities[0].text == "page");
  CHECK(page.channels[1].text == "ml_slack");
  CHECK(page.options[0].duration.value == std::chrono::hours(1));
  CHECK(page.options[1].kind == ast::RouteOption::Kind::escalate);
  CHECK(page.options[1].to.text == "head_of_risk");
  CHECK(loan().decl<ast::Route>(1).options[1].paths[0].parts[0].text == "monitor");
  const auto& digest = loan().decl<ast::Route>(2).options[0];
  CHECK(digest.digest_rhythm.text == "daily");
  CHECK(digest.digest_time.text == "08:00");
  CHECK(digest.digest_zone.value == "Europe/Berlin");

  const auto& incident = loan().decl<ast::Incident>();
  CHECK(incident.from.text == "warn");
  CHECK(incident.by[0].parts[0].text == "model");
  CHECK(incident.join->value == std::chrono::minutes(10));
}

TEST_CASE("the tests of the loan file are read", "[dsl][parser]") {
  const auto& test = loan().decl<ast::Test>(0);
  CHECK(test.title.value == "slow answers page after five bad minutes");
  CHECK(test.of->parts[1].text == "slow_applications");
  CHECK(test.items[0].text.value == "2026-03-02T09:00");
  CHECK(test.items[0].zone->value == "Europe/Berlin");
  CHECK(test.items[1].record[0].value->args.size() == 3);
  CHECK(test.items[2].send->count == 3600);
  CHECK(test.items[2].send->over.value == std::chrono::hours(1));
  CHECK(test.items[2].send->record[0].value->duration == std::chrono::milliseconds(120));
  CHECK(test.items[4].outcome->kind == ast::Outcome::Kind::no_alert);
  CHECK(test.items[4].outcome->when->to->plus == std::chrono::minutes(67));
  CHECK(test.items[5].at->plus == std::chrono::minutes(67));
  CHECK(test.items[5].outcome->kind == ast::Outcome::Kind::is_pending);
  CHECK(test.items[6].outcome->kind == ast::Outcome::Kind::severity_from);
  CHECK(test.items[6].outcome->where->op == ast::Op::compare);
  CHECK(test.items[7].outcome->name.text == "oncall");
  CHECK(test.items[7].outcome->when->from->plus == std::chrono::minutes(68));

  const auto& mixed = loan().decl<ast::Test>(1).items[2].send->record[0];
  CHECK(mixed.after->value == std::chrono::hours(24));
  CHECK(mixed.value->args[1].name->text == "accept");
  CHECK(mixed.value->args[1].value->number == 2);
}

TEST_CASE("what holds messages back is read", "[dsl][parser]") {
  const auto& mute = loan().decl<ast::Mute>();
  CHECK(mute.name.text == "price_update");
  CHECK(mute.times[0].days[0].text == "weekday");
  CHECK(mute.times[0].from.text == "02:00");
  CHECK(mute.times[0].to.text == "02:45");
  CHECK(mute.times[0].zone->value == "Europe/Berlin");
  CHECK(mute.selectors[0].parts[1].text == "slow_applications");
  CHECK(mute.up_to[0].text == "warn");
  CHECK(sampler().decl<ast::Mute>().times[0].days[1].text == "sunday");

  const auto& silence = sampler().decl<ast::Silence>();
  CHECK(silence.selectors[0].parts[1].text == "queue");
  CHECK(silence.where->op == ast::Op::compare);
  CHECK(silence.from.value == "2026-03-02T10:00Z");
  CHECK(silence.to.value == "2026-03-02T14:00Z");
  CHECK(silence.because.value == "load test");
  CHECK(silence.by.value == "ranking-oncall");

  const auto& suppress = loan().decl<ast::Suppress>();
  CHECK(suppress.selectors[0].parts[1].text == "*");
  CHECK(suppress.source.parts[1].text == "no_answer");
  CHECK(suppress.op->text == ">=");
  CHECK(suppress.severity.text == "page");
  CHECK(sampler().decl<ast::Suppress>().same[0].text == "platform");
}

TEST_CASE("severities, parameters and instances of templates are read", "[dsl][parser]") {
  CHECK(sampler().decl<ast::Use>().path.value == "shared/latency");
  CHECK(sampler().decl<ast::Use>().alias->text == "shared");
  const auto& latency = sampler().decl<ast::Template>();
  CHECK(sampler().at(latency.span) ==
        "template latency_fear(limit: duration, early: duration = limit * 0.8) for fear");
  CHECK(sampler().at(latency.whole).ends_with("until clear for 15m\n}"));
  CHECK(latency.kind->text == "fear");
  CHECK(latency.params.size() == 2);
  CHECK(latency.clauses.size() == 4);
  CHECK(sampler().decl<ast::SeverityDecl>().names[3].text == "wake_everyone");
  const auto& slow = sampler().decl<ast::Let>();
  CHECK(slow.params[0].name.text == "limit");
  CHECK(slow.params[0].type.word == "duration");
  CHECK(slow.params[0].fallback->duration == std::chrono::seconds(1));
  const auto& from = monitor(sampler(), "slow");
  CHECK(from.was->text == "slow_ranking");
  CHECK(from.from->name.parts[0].text == "shared");
  CHECK(from.from->args[0].value->duration == std::chrono::milliseconds(150));
  CHECK(monitor(sampler(), "slow2").clauses.empty());
  CHECK(monitor(sampler(), "slow2").from->args[0].value->duration == std::chrono::minutes(90));
}

TEST_CASE("every form of window is read", "[dsl][parser]") {
  const auto window = [](std::string_view name) {
    return *clause<ast::Measure>(monitor(sampler(), name)).window;
  };
  using Kind = ast::Window::Kind;
  CHECK(window("traffic_drop").kind == Kind::sliding);
  CHECK(window("worst_rank").kind == Kind::each_calendar);
  CHECK(window("worst_rank").calendar.text == "day");
  CHECK(window("worst_rank").zone->value == "Europe/Berlin");
  CHECK(window("calib").kind == Kind::events);
  CHECK(window("calib").count == 5000);
  CHECK(window("calib").labels->text == "arrival");
  CHECK(window("chunks").kind == Kind::each_events);
  CHECK(clause<ast::WindowClause>(monitor(sampler(), "batch")).window->kind == Kind::each_batch);
  const auto each = parsed("watch m { fear f \"x\" { over each 1h30m } }");
  CHECK(clause<ast::WindowClause>(monitor(each, "f")).window->kind == Kind::each);
}

TEST_CASE("rungs with confidence, counts and ranges are read", "[dsl][parser]") {
  const auto& worse = clause<ast::Ladder>(monitor(sampler(), "worse"), 1);
  CHECK(worse.trigger.confidence->first == 99);
  CHECK(worse.trigger.value->op == ast::Op::negate);
  CHECK(worse.trigger.value->children[0]->op == ast::Op::points);
  CHECK(worse.hold->value == std::chrono::hours(6));
  CHECK(clause<ast::Ladder>(monitor(sampler(), "chunks")).of == std::pair{2, 3});
  const auto& queue = monitor(sampler(), "queue");
  CHECK(clause<ast::Measure>(queue).raw->language.text == "promql");
  CHECK(clause<ast::Measure>(queue).raw->query.value ==
        "max by (platform) (queue_depth{job=\"ranker\"})");
  CHECK(clause<ast::Measure>(queue).raw->type.word == "number");
  CHECK(clause<ast::Ladder>(queue).trigger.kind == ast::Trigger::Kind::outside);
  CHECK(clause<ast::By>(queue).segments[0].set->children.size() == 2);
  CHECK(clause<ast::Paused>(monitor(sampler(), "traffic_drop")).because.value == "campaign");
  CHECK(clause<ast::Paused>(monitor(sampler(), "inputs")).trial);
}

TEST_CASE("every form of expectation is read", "[dsl][parser]") {
  const auto file = parsed(R"(
test "all" of m.a {
  expect no alert
  expect no alert from m.a where p = "x" by +5m
  expect no message to cto by 2026-03-02
  expect notified boss between +1m and 10:00
  expect digest to boss
  expect value of m.a where p = "x" = 133 within 5
  expect a is ok
  expect a is no data
  expect a where p = "x" is too few
  expect a held back by +5m
  expect a held back by m.b by +5m
  expect page from a
  seed 7
  load "x.csv"
  reference training from "x.csv"
  feed m.a = ramp(0, 200) over 30m
  quiet 10m
  ignore m.*, *.b
  at 10:00 acknowledge m.a where p = "x"
}
)");
  CHECK(file.text() == "");
  const auto& items = file.decl<ast::Test>().items;
  const auto outcome = [&](std::size_t n) -> const ast::Outcome& { return *items[n].outcome; };
  using Kind = ast::Outcome::Kind;
  CHECK_FALSE(outcome(0).monitor);
  CHECK(file.at(outcome(1).monitor->span) == "m.a");
  CHECK(file.at(outcome(1).where->span) == "p = \"x\"");
  CHECK(outcome(2).kind == Kind::no_message);
  CHECK(outcome(2).when->to->kind == ast::Offset::Kind::datetime);
  CHECK(outcome(3).when->to->kind == ast::Offset::Kind::time_of_day);
  CHECK(outcome(3).when->to->text == "10:00");
  CHECK(outcome(4).kind == Kind::digest);
  CHECK(outcome(5).op == "=");
  CHECK(outcome(5).value->number == 133);
  CHECK(outcome(5).within->number == 5);
  CHECK(outcome(6).kind == Kind::is_ok);
  CHECK(outcome(7).kind == Kind::is_no_data);
  CHECK(outcome(8).kind == Kind::is_too_few);
  CHECK(outcome(8).where->children.size() == 2);
  CHECK(outcome(9).kind == Kind::held_back);
  CHECK_FALSE(outcome(9).held_by);
  CHECK(outcome(9).when->to->plus == std::chrono::minutes(5));
  CHECK(outcome(10).held_by->parts[1].text == "b");
  CHECK(outcome(11).name.text == "page");
  CHECK(items[12].number == 7);
  CHECK(items[13].text.value == "x.csv");
  CHECK(items[14].name.text == "training");
  CHECK(items[15].feed->over.value == std::chrono::minutes(30));
  CHECK(items[16].duration.value == std::chrono::minutes(10));
  CHECK(items[17].selectors[0].parts[1].text == "*");
  CHECK(items[17].selectors[1].parts[0].text == "*");
  CHECK(items[18].target->parts.size() == 2);
  CHECK(items[18].where->op == ast::Op::compare);
}

}  // namespace
}  // namespace tocsin::dsl
