// What holds and is not written: how often a monitor is judged, and how long a hold takes on its
// ticks.
#include "dsl/build.hpp"
#include "dsl/literal.hpp"
#include "lsp/features.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <vector>

namespace tocsin::lsp {
namespace {

using dsl::Kind;
using dsl::NodeRef;
using dsl::WindowKind;

bool has_rhythm(const dsl::WindowPlan& window) {
  return window.kind == WindowKind::sliding || window.kind == WindowKind::events ||
         window.kind == WindowKind::each_events;
}

// Up to the next tick; nothing where it ends on one.
std::optional<Duration> rounded(Duration hold, Duration every) {
  if (every.count() <= 0 || hold % every == Duration{0}) return std::nullopt;
  return (hold / every + 1) * every;
}

class Hints {
 public:
  Hints(const Asked& asked, const dsl::Plan& plan, std::size_t begin, std::size_t end)
      : asked_(asked), begin_(begin), end_(end) {
    for (const auto& monitor : plan.monitors) {
      if (monitor.span.file == asked.file) monitors_.emplace(monitor.span.begin, &monitor);
      for (const auto& rung : monitor.rungs)
        if (rung.span.file == asked.file) rungs_.emplace(rung.span.begin, &monitor);
    }
  }

  Json all() {
    const auto& tree = asked_.project.syntax(asked_.file).tree;
    for (std::uint32_t i = 0; i < tree.nodes().size(); ++i) {
      const NodeRef node(tree, i);
      if (node.is(Kind::monitor)) add_windows(node);
      if (node.is(Kind::ladder)) add_holds(node);
    }
    return std::move(hints_);
  }

 private:
  // The checks of a contract share its clauses: the first speaks for all.
  void add_windows(NodeRef node) {
    const auto monitor = monitors_.lower_bound(node.begin());
    if (monitor == monitors_.end() || monitor->first >= node.end()) return;
    const auto& window = monitor->second->window;
    if (!has_rhythm(window)) return;
    for (const auto item : children(node.child(Kind::block))) {
      const auto written = dsl::build::clause_of(item).child(Kind::window);
      if (!written || written.child(Kind::every)) continue;
      dsl::build::Cursor c(written);
      c.accept("over");
      add(c.peek(), "every " + format_duration(window.every), "how often it is judged");
    }
  }

  void add_holds(NodeRef node) {
    const auto rung = rungs_.find(node.begin());
    if (rung == rungs_.end()) return;
    const auto every = rung->second->window.every;
    add_hold(node.child(Kind::hold), every);
    add_hold(node.child(Kind::until_part), every);
  }

  void add_hold(NodeRef node, Duration every) {
    for (dsl::build::Cursor c(node); node && !c.done();) {
      const bool is_hold = c.accept("for");
      if (c.done()) return;
      const auto part = c.next();
      const auto hold = is_hold ? dsl::duration_value(part.text()) : std::nullopt;
      const auto lasts = hold ? rounded(*hold, every) : std::nullopt;
      if (lasts)
        add(part, "= " + format_duration(*lasts),
            fmt::format("judged every {}, and a hold ends at a tick", format_duration(every)));
    }
  }

  void add(NodeRef behind, const std::string& label, const std::string& tooltip) {
    const auto at = behind.end();
    if (at < begin_ || at > end_) return;
    const auto place = range_of(asked_.text(), at, at, asked_.encoding());
    hints_.push_back({{"position", place["start"]},
                      {"label", label},
                      {"paddingLeft", true},
                      {"tooltip", tooltip}});
  }

  const Asked& asked_;
  std::size_t begin_, end_;
  std::map<std::size_t, const dsl::MonitorPlan*> monitors_;  // by where the name begins
  std::map<std::size_t, const dsl::MonitorPlan*> rungs_;     // by where the clause begins
  Json hints_ = Json::array();
};

}  // namespace

Json inlay_hints(const Asked& asked, std::size_t begin, std::size_t end) {
  const auto* plan = asked.project.plan();
  return plan ? Hints(asked, *plan, begin, end).all() : Json::array();
}

}  // namespace tocsin::lsp
