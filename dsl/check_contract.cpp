// Contracts: each check is a monitor of its own, with the contract's clauses as defaults.
#include "dsl/check_monitor.hpp"
#include "dsl/supported.hpp"

#include <fmt/format.h>

namespace tocsin::dsl {
namespace {

void check_one(Checking& c, const Scope& scope, const WatchDefaults& defaults,
               const ast::Monitor& monitor, const ast::Expect& expect, const Body& contract) {
  const auto index = add_monitor(c, scope, monitor, &expect);
  const auto body = with_defaults(collect_body(c, expect.body, BodyKind::check, "check"), contract);
  auto& plan = c.plan.monitors[index];
  plan.title =
      monitor.title ? fmt::format("{}: {}", monitor.title->value, expect.name.text) : plan.name;
  MeasureChecker checker(c, {scope, nullptr, std::nullopt});
  MonitorJob job{c,
                 scope,
                 defaults,
                 body,
                 plan,
                 c.monitors[index],
                 expect.name.span,
                 checker.contract_check(*expect.condition, expect.name.text),
                 monitor.broken || expect.broken};
  plan.aggregates = checker.take_aggregates();
  const auto* window = body.window ? &body.window->window : nullptr;
  plan.measure_text = on_one_line(c.sources, expect.condition->span);
  if (window) plan.measure_text += " " + window_text(c, *window);
  finish_monitor(job, window);
}

}  // namespace

void check_contract(Checking& c, const Scope& scope, const WatchDefaults& defaults,
                    const ast::Monitor& monitor) {
  auto& known = c.models[scope.model->index].monitors;
  if (const auto same = known.find(monitor.name.text); same != known.end() && !same->second.empty())
    twice(c, monitor.name.text, monitor.name.span,
          c.monitors[same->second.front()].monitor->name.span, "watch block");
  known[monitor.name.text];  // a contract without checks is known all the same
  if (refuse_monitor_head(c, monitor)) return;
  const auto contract = collect_body(c, monitor.clauses, BodyKind::contract, "contract");
  if (contract.expects.empty() && !monitor.broken)
    c.diagnostics.error("T3107", monitor.name.span, "a contract without `expect` can never alert");
  for (const auto* expect : contract.expects)
    check_one(c, scope, defaults, monitor, *expect, contract);
}

}  // namespace tocsin::dsl
