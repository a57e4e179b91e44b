#include "dsl/not_evaluated.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

class Refusals {
 public:
  void add(const std::vector<NotEvaluated>& all) {
    for (const auto& one : all) add(one);
  }

  void add_in_tests(const std::vector<NotEvaluated>& all) {
    for (const auto& one : all)
      if (!one.runs_in_tests) add(one);
  }

  std::vector<Diagnostic> take() {
    diagnostics_.sort();
    return diagnostics_.all();
  }

 private:
  void add(const NotEvaluated& one) {
    diagnostics_.error("N001", one.span,
                       fmt::format("{} is not evaluated by this version yet; `check` knows it, "
                                   "and nothing that depends on it can be run{}",
                                   one.what, one.runs_in_tests ? " but a test that feeds it" : ""));
  }

  Diagnostics diagnostics_;
};

// A model that the test leaves alone is silent for lack of interest, which is no outage.
bool brings_rows(const TestPlan& test, const Plan& plan, std::size_t monitor) {
  const auto model = plan.monitors[monitor].model;
  return std::ranges::count(test.sends, model, &SendPlan::model) > 0 ||
         std::ranges::count(test.loads, model, &LoadPlan::model) > 0 ||
         std::ranges::count(test.feeds, monitor, &FeedPlan::monitor) > 0;
}

bool asks_for(const TestPlan& test, const Plan& plan, std::size_t monitor) {
  const auto& m = plan.monitors[monitor];
  const auto whole = plan.models[m.model].schema.model + "." + m.name;
  return std::ranges::any_of(test.expects, [&](const ExpectPlan& expect) {
    return expect.kind == ExpectPlan::Kind::held_back &&
           (expect.held_by == m.name || expect.held_by == whole);
  });
}

using Monitors = std::vector<std::size_t>;

void append(Monitors& all, const Monitors& more) {
  all.insert(all.end(), more.begin(), more.end());
}

void sort_once(Monitors& all) {
  std::ranges::sort(all);
  all.erase(std::ranges::unique(all).begin(), all.end());
}

}  // namespace

std::vector<Diagnostic> not_evaluated(const Plan& plan) {
  Refusals refusals;
  for (const auto& monitor : plan.monitors) {
    refusals.add(monitor.not_evaluated);
    refusals.add(plan.models[monitor.model].not_evaluated);
  }
  return refusals.take();
}

std::vector<Diagnostic> not_evaluated(const Plan& plan, const TestPlan& test) {
  Refusals refusals;
  refusals.add(test.not_evaluated);
  for (const auto monitor : judged_by(plan, test))
    refusals.add_in_tests(plan.monitors[monitor].not_evaluated);
  return refusals.take();
}

std::vector<std::size_t> judged_by(const Plan& plan, const TestPlan& test) {
  Monitors named = test.scope;
  for (const auto& said : test.acknowledgements) append(named, said.monitors);
  for (const auto& expect : test.expects) append(named, expect.monitors);
  sort_once(named);
  auto monitors = named;
  for (const auto& suppression : plan.suppressions) {
    const auto is_named = [&](std::size_t monitor) {
      return std::ranges::binary_search(named, monitor);
    };
    if (std::ranges::none_of(suppression.monitors, is_named)) continue;
    for (const auto source : suppression.sources)
      if (brings_rows(test, plan, source) || asks_for(test, plan, source))
        monitors.push_back(source);
  }
  sort_once(monitors);
  return monitors;
}

}  // namespace tocsin::dsl
