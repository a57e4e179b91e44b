#include "dsl/history.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <utility>

namespace tocsin::dsl {
namespace {

using Claims = std::map<std::pair<std::size_t, std::string>, Span>;

void check_claim(Checking& c, std::size_t model, const ast::Name& old, Claims& claims) {
  const auto living = c.models[model].monitors.find(old.text);
  if (living != c.models[model].monitors.end()) {
    auto& d = c.diagnostics.error(
        "T1209", old.span, fmt::format("`was {}` names a monitor that still exists", old.text));
    if (!living->second.empty())
      d.related.push_back({c.monitors[living->second.front()].monitor->name.span, "it is here"});
    return;
  }
  const auto [at, added] = claims.emplace(std::pair(model, old.text), old.span);
  if (added) return;
  auto& d = c.diagnostics.error("T1210", old.span,
                                fmt::format("two monitors claim the history of `{}`", old.text));
  d.related.push_back({at->second, "the first"});
}

}  // namespace

void check_history(Checking& c) {
  Claims claims;
  std::set<const ast::Monitor*> seen;
  for (std::size_t i = 0; i < c.monitors.size(); ++i) {
    const auto& source = c.monitors[i];
    if (!source.monitor->was) continue;
    const auto& old = *source.monitor->was;
    auto& plan = c.plan.monitors[i];
    plan.was = source.check ? old.text + "." + source.check->name.text : old.text;
    if (seen.insert(source.monitor).second) check_claim(c, plan.model, old, claims);
  }
}

}  // namespace tocsin::dsl
