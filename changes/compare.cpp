#include "changes/compare.hpp"

#include "changes/names.hpp"
#include "changes/parts.hpp"
#include "changes/receivers.hpp"
#include "changes/timers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

namespace tocsin::changes {
namespace {

using dsl::MonitorPlan;
using dsl::Plan;

template <typename T>
std::optional<Where> place_of(const T& thing, bool in_old) {
  return Where{in_old, thing.span};
}
// A plan does not say where its channels stand.
std::optional<Where> place_of(const ChannelConfig&, bool) { return std::nullopt; }

Change whole(What what, Aspect aspect, std::string subject, std::string after,
             std::optional<Where> where) {
  return {.what = what,
          .aspect = aspect,
          .subject = std::move(subject),
          .after = std::move(after),
          .where = where};
}

template <typename T>
const T* find_in(const std::map<std::string, const T*>& by_name, const std::string& name) {
  const auto at = by_name.find(name);
  return at == by_name.end() ? nullptr : at->second;
}

// By name; the second of one name gets a number.
template <typename T, typename Name>
std::map<std::string, const T*> by_name(const std::vector<T>& things, Name name) {
  std::map<std::string, const T*> found;
  for (const auto& thing : things) {
    const std::string called = name(thing);
    auto key = called;
    for (int i = 2; !found.emplace(key, &thing).second; ++i)
      key = fmt::format("{} ({})", called, i);
  }
  return found;
}

class Comparison {
 public:
  Comparison(const Plan& old, const Plan& now) : old_(old), now_(now) {}

  Changes run() {
    compare("project", project_parts(old_), project_parts(now_), std::nullopt, result_.all);
    models();
    monitors();
    channels();
    tests();
    std::ranges::stable_sort(result_.timers, {}, &TimerFate::monitor);
    return std::move(result_);
  }

 private:
  void models() {
    const auto name = [](const auto& model) { return name_of(model); };
    const auto parts = [](const Plan&, const auto& model) { return parts_of(model); };
    each_pair(by_name(old_.models, name), by_name(now_.models, name), "model {}", Aspect::schema,
              parts);
  }

  void channels() {
    const auto name = [](const auto& channel) { return channel.name; };
    const auto parts = [](const Plan&, const auto& channel) { return parts_of(channel); };
    each_pair(by_name(old_.channels, name), by_name(now_.channels, name), "channel {}",
              Aspect::delivery, parts);
  }

  void tests() {
    const auto is_common = [&](const std::string& monitor) {
      return find_in(old_monitors_, monitor) && find_in(now_monitors_, monitor);
    };
    const auto title = [](const auto& test) { return test.title; };
    const auto parts = [&](const Plan& plan, const auto& test) {
      return parts_of(plan, test, is_common);
    };
    each_pair(by_name(old_.tests, title), by_name(now_.tests, title), "test \"{}\"", Aspect::test,
              parts);
  }

  // `subject` has a place for the name.
  template <typename Map, typename Parts>
  void each_pair(const Map& old, const Map& now, fmt::format_string<const std::string&> subject,
                 Aspect aspect, Parts parts) {
    for (const auto& [key, thing] : now) {
      const auto where = place_of(*thing, false);
      const auto called = fmt::format(subject, key);
      if (const auto* before = find_in(old, key))
        compare(called, parts(old_, *before), parts(now_, *thing), where, result_.all);
      else
        result_.all.push_back(whole(What::added, aspect, called, "", where));
    }
    for (const auto& [key, thing] : old)
      if (!find_in(now, key))
        result_.all.push_back(
            whole(What::removed, aspect, fmt::format(subject, key), "", place_of(*thing, true)));
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
  std::map<std::string, const MonitorPlan*> old_monitors_, now_monitors_;
  Changes result_;
};

}  // namespace

Changes compare(const Plan& old, const Plan& now) { return Comparison(old, now).run(); }

}  // namespace tocsin::changes
