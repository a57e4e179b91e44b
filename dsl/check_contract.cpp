// Contracts: each check is a monitor of its own, with the contract's clauses as defaults.
#include "dsl/check_monitor.hpp"

#include <fmt/format.h>

namespace tocsin::dsl {
namespace {

void check_one(Checking& c, const Scope& scope, const WatchDefaults& defaults,
               const ast::Monitor& monitor, const ast::Expect& expect, const Body& contract,
               const Instance* instance) {
  const auto index = add_monitor(c, scope, monitor, &expect);
  const auto body = with_defaults(collect_body(c, expect.body, BodyKind::check, "check"), contract);
  auto& plan = c.monitor_plans[index];
  plan.title =
      monitor.title ? fmt::format("{}: {}", monitor.title->value, expect.name.text) : plan.name;
  const bool damaged =
      monitor.broken || expect.broken || body.has_unknown || (instance && instance->node->broken);
  MonitorJob job{c,  scope,   defaults, body, plan, c.monitors[index], expect.name.span,
                 {}, damaged, instance};
  judge_check(job, expect);
}

}  // namespace

void check_contract(Checking& c, const Scope& scope, const WatchDefaults& defaults,
                    const ast::Monitor& monitor) {
  auto& known = c.models[scope.model->index].monitors;
  if (const auto same = known.find(monitor.name.text); same != known.end() && !same->second.empty())
    twice(c, monitor.name.text, monitor.name.span,
          c.monitors[same->second.front()].monitor->name.span, "watch block");
  known[monitor.name.text];  // a contract without checks is known all the same
  const auto first = c.diagnostics.all().size();
  auto contract = collect_body(c, monitor.clauses, BodyKind::contract, "contract");
  std::optional<Instance> instance;
  if (monitor.from) {
    instance = instantiate(c, scope, monitor, BodyKind::contract, std::move(contract));
    if (!instance) {
      c.monitors_lost = true;
      return;
    }
    contract = instance->body;
  }
  const bool damaged =
      monitor.broken || contract.has_unknown || (instance && instance->node->broken);
  if (contract.expects.empty() && !damaged)
    c.diagnostics.error("T3107", monitor.name.span, "a contract without `expect` can never alert");
  for (const auto* expect : contract.expects)
    check_one(c, scope, defaults, monitor, *expect, contract, instance ? &*instance : nullptr);
  if (instance) name_instance(c, *instance, monitor, first);
}

void judge_check(MonitorJob& job, const ast::Expect& expect) {
  auto& c = job.c;
  const auto& scope = job.scope_at(expect.span);
  measure_columns(job, expect.span, [&](const Scope& in, std::vector<AggregateCall>& aggregates) {
    MeasureChecker checker(c, {in, nullptr, std::nullopt});
    auto measured = checker.contract_check(*expect.condition, expect.name.text);
    aggregates = checker.take_aggregates();
    return measured;
  });
  const auto* window = job.body.window ? job.body.window->window.get() : nullptr;
  job.plan.measure_text = on_one_line(spelled_out(c, scope, *expect.condition));
  if (window) job.plan.measure_text += " " + window_text(c, *window);
  finish_monitor(job, window);
}

}  // namespace tocsin::dsl
