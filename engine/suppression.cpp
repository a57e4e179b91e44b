#include "engine/suppression.hpp"

#include <algorithm>

namespace tocsin::engine {
namespace {

const std::string* value_of(const Labels& labels, const std::string& field) {
  const auto at = std::ranges::find(labels, field, &Labels::value_type::first);
  return at == labels.end() || at->second.empty() ? nullptr : &at->second;
}

}  // namespace

Suppressions::Suppressions(const dsl::Plan& plan)
    : plan_(plan),
      rules_of_target_(plan.monitors.size()),
      rules_of_source_(plan.monitors.size()),
      firing_(plan.suppressions.size()),
      depth_(plan.monitors.size(), -1) {
  for (std::size_t rule = 0; rule < plan.suppressions.size(); ++rule) {
    for (const auto monitor : plan.suppressions[rule].monitors)
      rules_of_target_[monitor].push_back(rule);
    for (const auto monitor : plan.suppressions[rule].sources)
      rules_of_source_[monitor].push_back(rule);
  }
  std::set<std::size_t> open;
  for (std::size_t monitor = 0; monitor < plan.monitors.size(); ++monitor)
    measure_depth(monitor, open);
}

void Suppressions::measure_depth(std::size_t monitor, std::set<std::size_t>& open) {
  if (depth_[monitor] >= 0 || !open.insert(monitor).second) return;
  int depth = 0;
  for (const auto rule : rules_of_target_[monitor])
    for (const auto source : plan_.suppressions[rule].sources) {
      measure_depth(source, open);
      if (source != monitor) depth = std::max(depth, depth_[source] + 1);
    }
  depth_[monitor] = depth;
  open.erase(monitor);
}

// Nothing where a field is missing: then the rule does not concern the alert.
std::optional<Suppressions::Key> Suppressions::key_of(std::size_t rule,
                                                      const Labels& labels) const {
  Key key;
  for (const auto& field : plan_.suppressions[rule].same) {
    const auto* value = value_of(labels, field);
    if (value == nullptr) return std::nullopt;
    key.push_back(*value);
  }
  return key;
}

void Suppressions::move(const AlertRef& ref, const Labels& labels, int from, int to) {
  if (from == to) return;
  for (const auto rule : rules_of_source_[ref.monitor]) {
    const auto key = key_of(rule, labels);
    if (!key) continue;
    auto& firing = firing_[rule][*key];
    if (from >= 0) {
      const auto at = firing.find({-from, ref.monitor});
      if (at != firing.end() && at->second.erase(ref.segment) > 0 && at->second.empty())
        firing.erase(at);
    }
    if (to >= 0) firing[{-to, ref.monitor}].insert(ref.segment);
    if (firing.empty()) firing_[rule].erase(*key);
  }
}

std::vector<Suppressions::Source> Suppressions::sources_of(const AlertRef& ref,
                                                           const Labels& labels,
                                                           int severity) const {
  std::vector<Source> found;
  for (const auto rule : rules_of_target_[ref.monitor]) {
    const auto key = key_of(rule, labels);
    const auto at = key ? firing_[rule].find(*key) : firing_[rule].end();
    if (at == firing_[rule].end()) continue;
    const int least = std::max(severity, plan_.suppressions[rule].severity);
    for (const auto& [worst, segments] : at->second) {
      const auto [negated, monitor] = worst;
      if (-negated < least) break;
      if (monitor == ref.monitor) continue;
      found.push_back({rule, {monitor, *segments.begin()}, -negated});
      break;
    }
  }
  return found;
}

}  // namespace tocsin::engine
