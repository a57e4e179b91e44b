// Suppressions: which alerts hold others back, and whether they can.
#include "dsl/check_delivery.hpp"
#include "dsl/check_monitor.hpp"
#include "dsl/limits.hpp"
#include "dsl/monitor_names.hpp"
#include "dsl/saturate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace tocsin::dsl {
namespace {

const std::string& name_of(const Checking& c, std::size_t monitor) {
  return c.plan.monitors[monitor].name;
}

std::vector<std::size_t> selected(Checking& c, const Package& package,
                                  const ast::Suppress& suppress) {
  std::vector<std::size_t> monitors;
  std::set<std::size_t> known;
  for (const auto& selector : suppress.selectors)
    for (const auto monitor : matching(c, package, std::nullopt, selector))
      if (known.insert(monitor).second) monitors.push_back(monitor);
  return monitors;
}

// `>= SEVERITY`. T5113, T5112.
void read_severity(Checking& c, const ast::Suppress& suppress, SuppressPlan& plan) {
  if (!suppress.op) return;
  if (suppress.op->text != ">=") {
    c.diagnostics.error("T5113", suppress.op->span, "`while` takes `>= SEVERITY` or nothing");
    return;
  }
  const auto rank = severity_rank(c, suppress.severity);
  if (!rank) return;
  plan.severity = *rank;
  for (const auto source : plan.sources) {
    const auto severities = reachable(c.plan.monitors[source]);
    const auto is_enough = [&](int s) { return s >= *rank; };
    if (!c.monitors[source].complete || std::ranges::any_of(severities, is_enough)) return;
  }
  c.diagnostics.error(
      "T5112", suppress.severity.span,
      fmt::format("`{}` cannot reach `{}`, so this suppress never acts",
                  on_one_line(c.sources, suppress.source.span), suppress.severity.text));
}

bool is_segmented(const Checking& c, std::size_t monitor, const std::string& field) {
  return std::ranges::count(c.plan.monitors[monitor].by.fields, field, &SegmentField::name) > 0;
}

void read_same(Checking& c, const ast::Suppress& suppress, SuppressPlan& plan) {
  for (const auto& name : suppress.same) {
    plan.same.push_back(name.text);
    for (const auto* side : {&plan.monitors, &plan.sources}) {
      const auto lacks = [&](std::size_t m) {
        return c.monitors[m].complete && !is_segmented(c, m, name.text);
      };
      const auto without = std::ranges::find_if(*side, lacks);
      if (without == side->end()) continue;
      c.diagnostics.error("T5108", name.span,
                          fmt::format("`same {}` needs both monitors to be segmented by `{}`; `{}` "
                                      "is not",
                                      name.text, name.text, name_of(c, *without)));
      break;
    }
  }
}

// A monitor never holds itself back, so of itself alone this says nothing.
void check_self(Checking& c, const ast::Suppress& suppress, const SuppressPlan& plan) {
  if (plan.monitors.size() != 1 || plan.monitors != plan.sources) return;
  const auto is_wild = [&](const ast::Path& path) {
    return c.sources.text(path.span).find('*') != std::string_view::npos;
  };
  if (std::ranges::any_of(suppress.selectors, is_wild)) return;  // others may come
  const auto& name = name_of(c, plan.monitors.front());
  c.diagnostics.error("T5109", suppress.source.span,
                      fmt::format("suppressions form a circle: {} -> {}; a monitor never holds "
                                  "itself back",
                                  name, name));
}

// Each suppression is said once.
void check_repeated(Checking& c) {
  const auto meaning = [](const SuppressPlan& plan) {
    return std::tie(plan.monitors, plan.sources, plan.severity, plan.same);
  };
  const auto before = [&](const auto* a, const auto* b) { return meaning(*a) < meaning(*b); };
  std::set<const SuppressPlan*, decltype(before)> known(before);
  for (const auto& plan : c.plan.suppressions) {
    const auto [first, is_new] = known.insert(&plan);
    if (is_new || plan.monitors.empty()) continue;
    twice(c, on_one_line(c.sources, plan.span), plan.span, (*first)->span, "project");
  }
}

// How long a source goes on firing after what it saw is over.
Duration release_of(const MonitorPlan& source, int severity) {
  Duration longest{0};
  for (const auto& rung : source.rungs)
    if (rung.severity >= severity) longest = std::max(longest, rung.clear_hold);
  return saturated_sum(longest, source.window.length);
}

// A fault of minutes hardly moves a window of days: those are not waited for.
void lint_release(Checking& c, const ast::Suppress& suppress, const SuppressPlan& plan) {
  const MonitorPlan* slowest = nullptr;
  const std::set<std::size_t> sources(plan.sources.begin(), plan.sources.end());
  for (const auto m : plan.monitors) {
    const auto& monitor = c.plan.monitors[m];
    if (sources.contains(m) || monitor.window.length > kDay) continue;
    if (!slowest || monitor.window.length > slowest->window.length) slowest = &monitor;
  }
  if (!slowest || plan.sources.empty()) return;
  const auto& source = c.plan.monitors[plan.sources.front()];
  const auto length = slowest->window.length;
  if (release_of(source, plan.severity) >= length) return;
  const auto text = format_duration(length);
  c.diagnostics.lint(
      "L023", suppress.source.span,
      fmt::format("`{}` clears faster than the window of `{}`, which will be told as soon as the "
                  "suppression ends; give `{}` `until ... for {}`",
                  source.name, slowest->name, source.name, text));
}

// `a -> b -> c -> a`, of long circles the beginning and the end.
std::string circle_text(const Checking& c, const std::vector<std::size_t>& circle) {
  constexpr std::size_t kShown = 10;
  std::string text;
  for (std::size_t i = 0; i < circle.size(); ++i) {
    if (circle.size() > kShown && i == kShown - 1) {
      text += fmt::format("{} others -> ", circle.size() - kShown);
      i = circle.size() - 1;
    }
    text += name_of(c, circle[i]) + " -> ";
  }
  return text + name_of(c, circle.front());
}

// Depth first over the graph of suppressions; each one that closes a circle is said once.
class Circles {
 public:
  explicit Circles(Checking& c)
      : c_(c), state_(c.plan.monitors.size(), State::fresh), held_by_(c.plan.monitors.size()) {
    for (const auto& plan : c.plan.suppressions)
      for (const auto monitor : plan.monitors) held_by_[monitor].push_back(&plan);
  }

  void find() {
    for (std::size_t monitor = 0; monitor < state_.size(); ++monitor)
      if (state_[monitor] == State::fresh) walk(monitor);
  }

 private:
  enum class State { fresh, open, done };
  struct Step {
    std::size_t monitor;
    std::size_t plan = 0, source = 0;  // the next to look at
  };

  void open(std::size_t monitor) {
    state_[monitor] = State::open;
    path_.push_back({monitor});
  }

  void walk(std::size_t first) {
    open(first);
    while (!path_.empty()) {
      auto& [monitor, next_plan, next_source] = path_.back();
      if (next_plan == held_by_[monitor].size()) {
        state_[monitor] = State::done;
        path_.pop_back();
        continue;
      }
      const auto& plan = *held_by_[monitor][next_plan];
      if (next_source == plan.sources.size()) {
        ++next_plan;
        next_source = 0;
        continue;
      }
      const auto source = plan.sources[next_source++];
      if (source == monitor) continue;
      if (state_[source] == State::open) report(source, plan);
      if (state_[source] == State::fresh) open(source);
    }
  }

  void report(std::size_t first, const SuppressPlan& plan) {
    if (!told_.insert(&plan).second) return;
    std::vector<std::size_t> circle;
    for (auto at = std::ranges::find(path_, first, &Step::monitor); at != path_.end(); ++at)
      circle.push_back(at->monitor);
    c_.diagnostics.error("T5109", plan.span,
                         "suppressions form a circle: " + circle_text(c_, circle));
  }

  Checking& c_;
  std::vector<State> state_;
  std::vector<std::vector<const SuppressPlan*>> held_by_;  // by monitor
  std::vector<Step> path_;
  std::set<const SuppressPlan*> told_;
};

// T0016. Each pair of a monitor and one that may hold it back is looked at.
bool pairs_too_many(Checking& c) {
  std::size_t pairs = 0;
  for (const auto& plan : c.plan.suppressions) {
    pairs += plan.monitors.size() * plan.sources.size();
    if (pairs <= kMostSuppressed) continue;
    c.diagnostics.error(
        "T0016", plan.span,
        fmt::format("up to here the suppressions hold more than {} pairs of monitors",
                    kMostSuppressed));
    return true;
  }
  return false;
}

}  // namespace

void check_suppress(Checking& c, Package& package, const ast::Suppress& suppress) {
  SuppressPlan plan;
  plan.span = suppress.span;
  plan.monitors = selected(c, package, suppress);
  auto sources = find_monitors(c, package, std::nullopt, suppress.source);
  if (!sources) return;
  plan.sources = std::move(*sources);
  read_severity(c, suppress, plan);
  read_same(c, suppress, plan);
  lint_release(c, suppress, plan);
  check_self(c, suppress, plan);
  c.plan.suppressions.push_back(std::move(plan));
}

void check_suppressions(Checking& c) {
  if (pairs_too_many(c)) return;
  check_repeated(c);
  Circles(c).find();
}

}  // namespace tocsin::dsl
