#include "prose/explanation.hpp"

#include "base/counted.hpp"
#include "base/printable.hpp"
#include "dsl/false_alarms.hpp"
#include "prose/evidence.hpp"
#include "prose/measure_words.hpp"
#include "prose/timing.hpp"
#include "prose/words.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace tocsin::prose {
namespace {

using dsl::MonitorPlan;
using dsl::Plan;

constexpr std::size_t kWidth = 100;

class Facts {
 public:
  Facts(const Plan& plan, std::size_t index, const Origins& origins)
      : plan_(plan),
        index_(index),
        monitor_(plan.monitors[index]),
        model_(plan.models[monitor_.model]),
        origins_(origins) {}

  std::vector<Fact> take() {
    add_time();
    add_measure();
    add_policies();
    add_silencers();
    add_people();
    return std::move(facts_);
  }

 private:
  void add(std::string name, std::string text, std::string origin = "") {
    facts_.push_back({std::move(name), std::move(text), std::move(origin)});
  }
  void add(std::string name, std::string text, Origin origin) {
    add(std::move(name), std::move(text), std::string(to_text(origin)));
  }

  std::string severity(int rank) const {
    return plan_.severities.names[static_cast<std::size_t>(rank)];
  }

  void add_time() {
    const auto kind = monitor_.window.kind;
    const bool has_rhythm = kind == dsl::WindowKind::sliding || kind == dsl::WindowKind::events ||
                            kind == dsl::WindowKind::each_events;
    add("judged", interval(monitor_, model_),
        has_rhythm ? "every: " + std::string(to_text(origins_.every)) : "");
    for (const auto& rung : monitor_.rungs) {
      const auto held = effective(rung.hold, monitor_.window);
      if (held != rung.hold)
        add("hold", fmt::format("`{}` holds for {} instead of {}: a multiple of its rhythm",
                                severity(rung.severity), format_duration(held),
                                format_duration(rung.hold)));
    }
    for (const auto& chance : chances(plan_, monitor_)) {
      const auto made_of = chance.sum.empty() ? "" : " (" + chance.sum + ")";
      add("first " + severity(chance.severity),
          fmt::format("{}: at the first tick {} after the start{}; a fault that starts now is told "
                      "after {} at the earliest",
                      chance.what, format_duration(chance.first), made_of,
                      format_duration(chance.told)));
    }
  }

  void add_measure() {
    add("measure", monitor_.raw ? monitor_.raw->query : monitor_.measure_text);
    std::set<std::string_view> said;
    for (const auto& call : monitor_.aggregates)
      if (said.insert(call.def->name).second)
        add(std::string(call.def->name), definition(*call.def));
    for (const auto& one : monitor_.not_evaluated)
      add("not yet", one.what + (one.runs_in_tests
                                     ? " is checked and run by tests, and not asked by this version"
                                     : " is checked, and not evaluated by this version"));
  }

  static std::string definition(const dsl::MeasureDef& def) {
    auto text = std::string(def.summary);
    if (!def.formula.empty()) text += fmt::format(" Definition: {}.", def.formula);
    return def.dialect.empty() ? text : fmt::format("{} {}", text, def.dialect);
  }

  bool is_named(const std::vector<std::size_t>& monitors) const {
    return std::ranges::find(monitors, index_) != monitors.end();
  }

  // What holds its alerts back.
  void add_silencers() {
    for (const auto& suppress : plan_.suppressions)
      if (is_named(suppress.monitors)) add_suppression(suppress);
    for (const auto& mute : plan_.mutes)
      if (is_named(mute.monitors))
        add("muted", fmt::format("by {}, up to {}", mute.name, severity(mute.up_to)));
    for (const auto& silence : plan_.silences)
      if (is_named(silence.monitors))
        add("silenced", fmt::format("from {} to {} by {}: {}", format_utc(silence.from),
                                    format_utc(silence.to), silence.by, silence.because));
  }

  void add_suppression(const dsl::SuppressPlan& suppress) {
    std::vector<std::string> sources;
    for (const auto source : suppress.sources)
      if (source != index_) sources.push_back(full_name(plan_, plan_.monitors[source]));
    if (sources.empty()) return;
    auto text = fmt::format("while {} fires", listed(sources, "or"));
    if (suppress.severity >= 0) text += fmt::format(" at {} or above", severity(suppress.severity));
    if (!suppress.same.empty()) text += " for the same " + listed(suppress.same);
    add("suppressed", text);
  }

  void add_policies() {
    add("needs", needs_text(), origins_.needs);
    for (auto& sentence : evidence(plan_, monitor_)) add("evidence", std::move(sentence));
    add_noise();
    add("no data", gap_text(monitor_.no_data), origins_.no_data);
    add("too few", gap_text(monitor_.too_few), origins_.too_few);
  }

  void add_noise() {
    const auto alarms = dsl::false_alarms(monitor_, model_.schema);
    if (alarms.tests == 0) return;
    const auto times = alarms.a_week < 0.01 ? std::string("fewer than 0.01")
                                            : fmt::format("about {:.2g}", alarms.a_week);
    add("false alarms",
        fmt::format("{} a week from noise alone, over {}, each window of the fewest events that it "
                    "may rest on",
                    times, counted(alarms.tests, "segment")));
  }

  std::string needs_text() const {
    const auto& needs = monitor_.needs;
    std::vector<std::string> parts;
    if (needs.events > 0) parts.push_back(fmt::format("{} events", needs.events));
    if (needs.labels > 0) parts.push_back(fmt::format("{} labels", needs.labels));
    if (needs.positives > 0) parts.push_back(fmt::format("{} positives", needs.positives));
    if (needs.labelled > 0) parts.push_back(fmt::format("{:.12g}% labelled", needs.labelled * 100));
    return parts.empty() ? "nothing" : listed(parts);
  }

  std::string gap_text(const dsl::GapPlan& gap) const {
    if (gap.policy == dsl::GapPolicy::keep) return "keep";
    if (gap.policy == dsl::GapPolicy::ok) return "ok";
    const auto after =
        gap.after.count() > 0 ? fmt::format(" after {}", format_duration(gap.after)) : "";
    return severity(gap.severity) + after;
  }

  void add_people() {
    const auto text = [&](std::string name, const std::string& value, Origin origin) {
      if (!value.empty()) add(std::move(name), value, origin);
    };
    text("owner", monitor_.owner, origins_.owner);
    text("runbook", monitor_.runbook, origins_.runbook);
    text("dashboard", monitor_.dashboard, origins_.dashboard);
    for (const auto& advice : monitor_.because) add("because", advice);
    for (const auto& [name, value] : monitor_.tags) add("tag", name + " = " + value);
    if (!monitor_.was.empty()) add("was", monitor_.was);
    const auto tests = tests_of(plan_, index_);
    if (tests.empty()) add("tests", "none");
    for (const auto test : tests) add("test", plan_.tests[test].title);
  }

  const Plan& plan_;
  std::size_t index_;
  const MonitorPlan& monitor_;
  const dsl::ModelPlan& model_;
  const Origins& origins_;
  std::vector<Fact> facts_;
};

}  // namespace

std::string full_name(const Plan& plan, const MonitorPlan& monitor) {
  const auto name = plan.models[monitor.model].schema.model + "." + monitor.name;
  return monitor.package.empty() ? name : monitor.package + "." + name;
}

Explanation explain(const Plan& plan, std::size_t index, const Origins& origins) {
  const auto& monitor = plan.monitors[index];
  return {full_name(plan, monitor), std::string(dsl::to_text(monitor.kind)), monitor.title,
          paragraph(plan, monitor), Facts(plan, index, origins).take()};
}

std::string render_text(const Explanation& e) {
  auto text = fmt::format("{} {}: {}\n\n  {}\n\n", e.kind, e.name, printable(e.title),
                          wrapped(e.paragraph, kWidth, "  "));
  std::size_t width = 0;
  for (const auto& fact : e.facts) width = std::max(width, fact.name.size());
  const std::string indent(width + 4, ' ');
  for (const auto& fact : e.facts) {
    const auto origin = fact.origin.empty() ? "" : fmt::format(" [{}]", fact.origin);
    text += fmt::format("  {:<{}}  {}\n", fact.name, width,
                        wrapped(fact.text + origin, kWidth, indent));
  }
  return printable_lines(text);
}

std::string render_json(const Explanation& e) {
  auto facts = nlohmann::ordered_json::array();
  for (const auto& fact : e.facts)
    facts.push_back({{"name", fact.name}, {"text", fact.text}, {"origin", fact.origin}});
  const nlohmann::ordered_json all{{"monitor", e.name},
                                   {"kind", e.kind},
                                   {"title", e.title},
                                   {"paragraph", e.paragraph},
                                   {"facts", facts}};
  return all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::vector<std::size_t> tests_of(const Plan& plan, std::size_t monitor) {
  const auto names = [&](const std::vector<std::size_t>& monitors) {
    return std::ranges::find(monitors, monitor) != monitors.end();
  };
  std::vector<std::size_t> found;
  for (std::size_t t = 0; t < plan.tests.size(); ++t) {
    const auto& test = plan.tests[t];
    const bool expects = std::ranges::any_of(
        test.expects, [&](const auto& expect) { return names(expect.monitors); });
    if (expects || (test.scope.size() == 1 && names(test.scope))) found.push_back(t);
  }
  return found;
}

}  // namespace tocsin::prose
