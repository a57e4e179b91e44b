#include "changes/compare.hpp"

#include "changes/names.hpp"
#include "changes/pairs.hpp"
#include "changes/parts.hpp"
#include "changes/quiet.hpp"
#include "changes/receivers.hpp"
#include "changes/timers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

namespace tocsin::changes {
namespace {

using dsl::MonitorPlan;
using dsl::Plan;

class Comparison {
 public:
  Comparison(const Plan& old, const Plan& now, const Surroundings& around)
      : old_(old), now_(now), around_(around) {}

  Changes run() {
    compare("project", project_parts(old_), project_parts(now_), std::nullopt, result_.all);
    models();
    monitors();
    channels();
    compare_quiet(old_, now_, result_.all);
    tests();
    std::ranges::stable_sort(result_.timers, {}, &TimerFate::monitor);
    return std::move(result_);
  }

 private:
  void models() {
    const auto things = [](const Plan& plan) {
      return by_name(plan.models, [](const auto& model) { return name_of(model); });
    };
    const auto parts = [](const Plan&, const auto& model) { return parts_of(model); };
    std::vector<Change> found;
    each_pair(old_, now_, things, "model {}", Aspect::schema, parts, found);
    const auto old = things(old_);
    for (const auto& [name, model] : things(now_))
      if (const auto* before = find_in(old, name))
        contents("model " + name, *before, *model, found);
    std::ranges::stable_sort(found, {}, &Change::subject);
    std::ranges::move(found, std::back_inserter(result_.all));
  }

  // Files under the same names that hold something else.
  void contents(const std::string& subject, const dsl::ModelPlan& old, const dsl::ModelPlan& now,
                std::vector<Change>& found) const {
    if (!around_.old_content || !around_.now_content) return;
    for (const auto& reference : now.references) {
      const auto before =
          std::ranges::find(old.references, reference.name, &dsl::ReferencePlan::name);
      if (before == old.references.end() || before->path != reference.path ||
          reference.path.empty())
        continue;
      const auto was = around_.old_content(reference.path);
      const auto is = around_.now_content(reference.path);
      if (!was || !is || *was == *is) continue;
      found.push_back({.aspect = Aspect::schema,
                       .subject = subject,
                       .part = "reference " + reference.name,
                       .note = "its file has other contents",
                       .where = Where{false, reference.span}});
    }
  }

  void channels() {
    const auto things = [](const Plan& plan) {
      return by_name(plan.channels, [](const auto& channel) { return channel.name; });
    };
    const auto parts = [&](const Plan&, const auto& channel) {
      const auto def = std::ranges::find(around_.channels, channel.kind, &ChannelDef::name);
      return parts_of(channel, def == around_.channels.end() ? nullptr : &*def);
    };
    each_pair(old_, now_, things, "channel {}", Aspect::delivery, parts, result_.all,
              ShowNew::parts);
  }

  void tests() {
    const auto is_common = [&](const std::string& monitor) {
      return find_in(old_monitors_, monitor) && find_in(now_monitors_, monitor);
    };
    const auto things = [](const Plan& plan) {
      return by_name(plan.tests, [](const auto& test) { return test.title; });
    };
    const auto parts = [&](const Plan& plan, const auto& test) {
      return parts_of(plan, test, is_common);
    };
    each_pair(old_, now_, things, "test \"{}\"", Aspect::test, parts, result_.all);
  }

  void monitors() {
    old_monitors_ = by_name(old_.monitors, [&](const auto& m) { return name_of(old_, m); });
    now_monitors_ = by_name(now_.monitors, [&](const auto& m) { return name_of(now_, m); });
    const auto by = distinctions(old_, now_);
    std::vector<Change> told;
    std::map<std::string, std::string> renamed;  // old name -> new one
    for (const auto& [name, monitor] : now_monitors_) {
      const auto* before = find_in(old_monitors_, name);
      if (!before && !monitor->was.empty()) before = renamed_from(name, *monitor, renamed);
      if (before)
        pair({old_, *before}, {now_, *monitor}, name, by, told);
      else
        added(name, {now_, *monitor});
    }
    for (const auto& [name, monitor] : old_monitors_)
      if (!find_in(now_monitors_, name) && !renamed.contains(name)) removed(name, {old_, *monitor});
    std::ranges::move(join_alike(std::move(told)), std::back_inserter(result_.all));
  }

  const MonitorPlan* renamed_from(const std::string& name, const MonitorPlan& monitor,
                                  std::map<std::string, std::string>& renamed) {
    const auto was = name.substr(0, name.size() - monitor.name.size()) + monitor.was;
    const auto* before = find_in(now_monitors_, was) ? nullptr : find_in(old_monitors_, was);
    if (!before) return nullptr;
    renamed.emplace(was, name);
    auto change = whole(What::renamed, Aspect::meaning, name, name, place_of(monitor, false));
    change.before = was;
    result_.all.push_back(std::move(change));
    return before;
  }

  void pair(MonitorOf old, MonitorOf now, const std::string& name, const Distinctions& by,
            std::vector<Change>& told) {
    const auto first = result_.all.size();
    const Where where{false, now.monitor.span};
    auto old_parts = parts_of(old_, old.monitor), now_parts = parts_of(now_, now.monitor);
    leave_inherited(old, now, old_parts, now_parts);
    compare(name, old_parts, now_parts, where, result_.all);
    compare_rungs(name, old, now, result_.all);
    const bool is_adjusted = std::any_of(
        result_.all.begin() + static_cast<std::ptrdiff_t>(first), result_.all.end(),
        [](const auto& c) { return c.aspect == Aspect::threshold || c.aspect == Aspect::timing; });
    result_.timers.push_back(fate_of(old, now, is_adjusted));
    compare_receivers(name, old, now, by, told);
  }

  // What a monitor has from its model is told of the model.
  static void leave_inherited(MonitorOf old, MonitorOf now, Facets& old_parts, Facets& now_parts) {
    const auto is_inherited = [&](const Facet& part) {
      const auto of = [&](MonitorOf m) -> const std::string* {
        const auto& model = m.plan.models[m.monitor.model];
        if (part.name == "owner") return m.monitor.owner == model.owner ? &model.owner : nullptr;
        if (part.name == "runbook")
          return m.monitor.runbook == model.runbook ? &model.runbook : nullptr;
        if (part.name == "dashboard")
          return m.monitor.dashboard == model.dashboard ? &model.dashboard : nullptr;
        return nullptr;
      };
      return of(old) && of(now);
    };
    std::erase_if(old_parts, is_inherited);
    std::erase_if(now_parts, is_inherited);
  }

  void added(const std::string& name, MonitorOf now) {
    auto text = now.monitor.measure_text;
    for (const auto& rung : now.monitor.rungs)
      text += fmt::format("; {} when {}", severity_name(now_, rung.severity),
                          rung_text(rung, now.monitor.measure->type));
    text += "; " + receivers_text(now);
    result_.all.push_back(
        whole(What::added, Aspect::meaning, name, std::move(text), place_of(now.monitor, false)));
    result_.timers.push_back(fate_of_added(now));
  }

  void removed(const std::string& name, MonitorOf old) {
    result_.all.push_back(
        whole(What::removed, Aspect::meaning, name, "", place_of(old.monitor, true)));
    result_.timers.push_back(fate_of_removed(old));
  }

  const Plan& old_;
  const Plan& now_;
  const Surroundings& around_;
  std::map<std::string, const MonitorPlan*> old_monitors_, now_monitors_;
  Changes result_;
};

}  // namespace

Changes compare(const Plan& old, const Plan& now, const Surroundings& around) {
  return Comparison(old, now, around).run();
}

}  // namespace tocsin::changes
