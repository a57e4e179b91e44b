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
  for (const auto monitor : judged_by(test))
    refusals.add_in_tests(plan.monitors[monitor].not_evaluated);
  return refusals.take();
}

std::vector<std::size_t> judged_by(const TestPlan& test) {
  auto monitors = test.scope;
  for (const auto& expect : test.expects)
    monitors.insert(monitors.end(), expect.monitors.begin(), expect.monitors.end());
  std::ranges::sort(monitors);
  const auto [begin, end] = std::ranges::unique(monitors);
  monitors.erase(begin, end);
  return monitors;
}

}  // namespace tocsin::dsl
