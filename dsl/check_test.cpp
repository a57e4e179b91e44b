#include "dsl/check_test.hpp"

#include "dsl/check_generator.hpp"
#include "dsl/limits.hpp"
#include "dsl/monitor_names.hpp"
#include "dsl/packages.hpp"
#include "dsl/saturate.hpp"
#include "dsl/scope.hpp"
#include "dsl/test_size.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace tocsin::dsl {
namespace {

using Kind = ast::TestItem::Kind;

const ast::TestItem* first_of(const ast::Test& test, Kind kind) {
  const auto found = std::ranges::find(test.items, kind, &ast::TestItem::kind);
  return found == test.items.end() ? nullptr : &*found;
}

// `clock` and `seed` stand once.
void check_single(Checking& c, const ast::Test& test) {
  for (const auto kind : {Kind::clock, Kind::seed}) {
    const auto* first = first_of(test, kind);
    for (const auto& item : test.items)
      if (item.kind == kind && &item != first)
        twice(c, kind == Kind::clock ? "clock" : "seed", item.span, first->span, "test");
  }
}

// The scope that `of` names. False after T1201.
bool read_scope(TestJob& job) {
  if (!job.test.of) return true;
  job.of_text = on_one_line(job.c.sources, job.test.of->span);
  auto found = find_monitors(job.c, job.package, std::nullopt, *job.test.of);
  if (!found) return false;
  job.plan.scope = std::move(*found);
  const auto place = qualified(job.c, job.package, *job.test.of);
  const auto model = place->package->models.find(place->parts.front().text);
  if (model != place->package->models.end())
    job.of_model = model->second;
  else if (!job.plan.scope.empty())
    job.of_model = job.c.plan.monitors[job.plan.scope.front()].model;
  return true;
}

// `to`, the model of `of`, or the only one. T7108.
std::optional<std::size_t> target_of(TestJob& job, const ast::Send& send) {
  if (send.to) return find_model(job.c, job.package, *send.to);
  if (job.of_model) return job.of_model;
  if (job.package.models.size() == 1) return job.package.models.begin()->second;
  job.c.diagnostics.error(
      "T7108", send.span,
      "the test does not say where its events go: add `of MODEL` or `send ... to MODEL`");
  return std::nullopt;
}

bool has_possible_size(TestJob& job, const ast::Send& send) {
  auto& diagnostics = job.c.diagnostics;
  if (send.over.value.count() <= 0)
    diagnostics.error("T3113", send.over.span, "`over` must be longer than zero");
  else if (send.count < 1)
    diagnostics.error("T3113", send.span, "`send` expects at least one event");
  else if (send.count > kMostTestEvents)
    diagnostics.error("T2112", send.span,
                      fmt::format("`send` expects at most {:.0f} events", kMostTestEvents));
  else
    return true;
  return false;
}

// Assignments of one record, each field once.
std::vector<AssignPlan> read_record(TestJob& job, std::size_t model,
                                    const std::vector<ast::Assign>& record) {
  std::vector<AssignPlan> plans;
  std::map<std::string_view, Span> seen;
  for (const auto& assign : record) {
    const auto [at, added] = seen.emplace(assign.field.text, assign.field.span);
    if (!added)
      twice(job.c, assign.field.text, assign.field.span, at->second, "record");
    else if (auto plan = check_assign(job.c, job.package, model, assign))
      plans.push_back(std::move(*plan));
  }
  return plans;
}

// What `given` says for all sends; a field must be one of some model that the test sends to.
void add_given(TestJob& job) {
  std::vector<std::size_t> models;
  for (const auto& send : job.plan.sends) models.push_back(send.model);
  std::map<std::string_view, Span> seen;
  for (const auto& item : job.test.items) {
    if (item.kind != Kind::given) continue;
    for (const auto& assign : item.record) {
      if (const auto [at, added] = seen.emplace(assign.field.text, assign.field.span); !added) {
        twice(job.c, assign.field.text, assign.field.span, at->second, "test");
        continue;
      }
      const auto knows = [&](std::size_t m) {
        return job.c.models[m].fields.contains(assign.field.text);
      };
      if (!models.empty() && std::ranges::none_of(models, knows))
        no_such_field(job.c, job.c.models[models.front()], assign.field);
      std::map<std::size_t, std::optional<AssignPlan>> by_model;
      for (auto& send : job.plan.sends) {
        if (!knows(send.model)) continue;
        const auto [made, added] = by_model.try_emplace(send.model);
        if (added) made->second = check_assign(job.c, job.package, send.model, assign);
        const auto& plan = made->second;
        if (plan && std::ranges::count(send.record, plan->field, &AssignPlan::field) == 0)
          send.record.push_back(*plan);
      }
    }
  }
}

// Sends and quiets follow each other, unless `from` says where one begins.
void read_sends(TestJob& job) {
  auto cursor = job.plan.clock;
  for (const auto& item : job.test.items) {
    if (item.kind == Kind::quiet) cursor = later(cursor, item.duration.value);
    if (item.kind == Kind::send) {
      const auto& send = *item.send;
      const auto from = send.from ? job.clock.at(*send.from) : cursor;
      const auto model = target_of(job, send);
      if (!from || !model || !has_possible_size(job, send)) continue;
      cursor = later(*from, send.over.value);
      job.plan.sends.push_back({*model, whole(send.count), *from, send.over.value,
                                read_record(job, *model, send.record), send.span});
    }
    if (item.kind == Kind::feed)
      if (auto feed = check_feed(job, *item.feed, cursor)) {
        cursor = later(cursor, feed->over);
        job.plan.feeds.push_back(std::move(*feed));
      }
    job.plan.end = std::max(job.plan.end, cursor);
  }
  add_given(job);
}

void read_reference(TestJob& job, const ast::TestItem& item) {
  std::vector<std::size_t> models;
  if (job.of_model) models.push_back(*job.of_model);
  for (const auto& send : job.plan.sends) models.push_back(send.model);
  bool found = false;
  for (const auto model : models) {
    const auto reference = job.c.models[model].references.find(item.name.text);
    if (reference == job.c.models[model].references.end()) continue;
    job.plan.references[{model, reference->second}] = item.text.value;
    found = true;
  }
  if (!found && !models.empty())
    no_such(job.c, "reference", item.name, names_of(job.c.models[models.front()].references));
}

// T7105.
bool is_loadable(TestJob& job, std::size_t model, const ast::Text& file) {
  const auto& options = job.c.options;
  if (!options.fixture_problem) return true;
  const auto path = (std::filesystem::path(options.root) / file.value).string();
  const auto problem = options.fixture_problem(job.c.plan.models[model].schema, path, file.value);
  if (problem) job.c.diagnostics.error("T7105", file.span, *problem);
  return !problem;
}

// The file's rows go where the test's own go.
void read_load(TestJob& job, const ast::TestItem& item) {
  std::optional<std::size_t> model = job.of_model;
  if (!model && job.package.models.size() == 1) model = job.package.models.begin()->second;
  if (!model) {
    job.c.diagnostics.error("T7108", item.span,
                            "the test does not say where its events go: add `of MODEL`");
    return;
  }
  if (is_loadable(job, *model, item.text))
    job.plan.loads.push_back({*model, item.text.value, item.text.span});
}

void read_item(TestJob& job, const ast::TestItem& item) {
  switch (item.kind) {
    case Kind::seed: job.plan.seed = whole(item.number); break;
    case Kind::acknowledge: check_acknowledge(job, item); break;
    case Kind::reference: read_reference(job, item); break;
    case Kind::expect: check_expectation(job, *item.outcome, nullptr); break;
    case Kind::at_expect: check_expectation(job, *item.outcome, &*item.at); break;
    case Kind::ignore:
      for (const auto& selector : item.selectors)
        for (const auto monitor : matching(job.c, job.package, job.of_model, selector))
          job.plan.ignored.push_back(monitor);
      break;
    default: break;
  }
}

// Without `of` the test speaks about all monitors of the models that it sends to, feeds or loads.
void widen_scope(TestJob& job) {
  if (job.test.of || job.c.selected > kMostSelected) return;
  std::vector<std::size_t> models;
  for (const auto& send : job.plan.sends) models.push_back(send.model);
  for (const auto& load : job.plan.loads) models.push_back(load.model);
  for (const auto& feed : job.plan.feeds) models.push_back(job.c.plan.monitors[feed.monitor].model);
  for (std::size_t m = 0; m < job.c.plan.monitors.size(); ++m)
    if (std::ranges::count(models, job.c.plan.monitors[m].model) > 0) job.plan.scope.push_back(m);
  if (selects_too_many(job.c, job.plan.scope.size(), job.test.span)) job.plan.scope.clear();
}

// T7110.
void check_size(TestJob& job) {
  double events = 0;
  for (const auto& send : job.plan.sends) {
    events += static_cast<double>(send.count);
    if (events <= kMostTestEvents) continue;
    job.c.diagnostics.error("T7110", send.span,
                            fmt::format("the test sends {:.0f} events up to here, at most {:.0f} "
                                        "are possible",
                                        events, kMostTestEvents));
    return;
  }
  if (const auto problem = too_many_verdicts(job.c.plan, job.plan, job.plan.end))
    job.c.diagnostics.error("T7110", job.test.title.span, *problem);
}

}  // namespace

void check_test(Checking& c, Package& package, const ast::Test& test) {
  c.unfolded = 0;
  check_single(c, test);
  TestJob job{c, package, test, TestClock(c, first_of(test, Kind::clock)), {}, {}, {}};
  job.plan.title = test.title.value;
  job.plan.span = test.span;
  job.plan.clock = job.plan.end = job.clock.start();
  if (!read_scope(job)) return;
  read_sends(job);
  for (const auto& item : test.items)
    if (item.kind == Kind::load) read_load(job, item);
  widen_scope(job);
  for (const auto& item : test.items) read_item(job, item);
  check_fed(job);
  check_contradictions(job);
  check_size(job);
  c.plan.tests.push_back(std::move(job.plan));
}

}  // namespace tocsin::dsl
