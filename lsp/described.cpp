#include "lsp/described.hpp"

#include "base/counted.hpp"
#include "dsl/plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <vector>

namespace tocsin::lsp {
namespace {

struct FunctionText {
  std::string_view name, how, what;
};
constexpr auto kFunctions = std::to_array<FunctionText>({
    {"abs", "abs(x)", "The value without its sign."},
    {"hour", "hour(t)", "The hour of a time, 0 to 23, in the zone of the model's time."},
    {"len", "len(x)", "The number of characters of a text."},
    {"lower", "lower(x)", "The text in small letters."},
    {"max", "max(a, b, ...)", "The largest of several values of one event."},
    {"min", "min(a, b, ...)", "The smallest of several values of one event."},
    {"orelse", "orelse(x, d)", "The value, or `d` where it is missing."},
    {"round", "round(x)", "The nearest whole number."},
    {"weekday", "weekday(t)", "1 for Monday to 7, in the zone of the model's time."},
});

std::string_view name_of(dsl::ResultKind kind) {
  switch (kind) {
    case dsl::ResultKind::share: return "a share";
    case dsl::ResultKind::number: return "a number";
    case dsl::ResultKind::rate: return "a rate";
    case dsl::ResultKind::duration: return "a duration";
    case dsl::ResultKind::unit_interval: return "a number between 0 and 1";
    case dsl::ResultKind::ratio: return "a ratio";
    case dsl::ResultKind::boolean: return "yes or no";
    case dsl::ResultKind::as_argument: return "of the type of what it is computed of";
    case dsl::ResultKind::as_label: return "in the unit of the label";
    case dsl::ResultKind::label_squared: return "in the square of the label's unit";
    case dsl::ResultKind::as_option: return "in the unit of its arguments";
    case dsl::ResultKind::as_measure: return "of the type of the measure in it";
    case dsl::ResultKind::measure_apart: return "a difference of two values of the measure in it";
  }
  return "";
}

std::string for_how_long(Duration hold) {
  return hold.count() == 0 ? "" : " for " + format_duration(hold);
}

std::string listed(const dsl::NeedsPlan& needs) {
  std::vector<std::string> all;
  if (needs.events > 0) all.push_back(fmt::format("{} events", needs.events));
  if (needs.labels > 0) all.push_back(fmt::format("{} labels", needs.labels));
  if (needs.positives > 0) all.push_back(fmt::format("{} positives", needs.positives));
  if (needs.labelled > 0) all.push_back(fmt::format("{}% labelled", needs.labelled * 100));
  return fmt::format("{}", fmt::join(all, ", "));
}

std::string shown(const dsl::GapPlan& gap, const SeverityLadder& severities) {
  if (gap.policy == dsl::GapPolicy::keep) return "keep";
  if (gap.policy == dsl::GapPolicy::ok) return "ok";
  const auto rank = static_cast<std::size_t>(gap.severity);
  return severities.names.at(rank) +
         (gap.after.count() == 0 ? "" : " after " + format_duration(gap.after));
}

std::string shown(const dsl::RungPlan& rung, const SeverityLadder& severities) {
  const auto rank = static_cast<std::size_t>(rung.severity);
  auto text = fmt::format("{} when {}", severities.names.at(rank), rung.trigger.text);
  text +=
      rung.of_m > 0 ? fmt::format(" for {} of {}", rung.of_n, rung.of_m) : for_how_long(rung.hold);
  text += " until " + (rung.until_clear ? std::string("clear") : rung.until.text);
  return text + for_how_long(rung.clear_hold);
}

// The monitors that a name stands for: one, or the checks of a contract.
std::vector<const dsl::MonitorPlan*> planned(const Project& project, const Declaration& declared) {
  std::vector<const dsl::MonitorPlan*> found;
  if (!project.plan()) return found;
  const auto& names = project.names();
  const bool is_check = declared.kind == NameKind::check;
  const auto* contract = is_check ? names.find(declared.owner) : nullptr;
  if (is_check && !contract) return found;
  const auto* model = names.find(contract ? contract->owner : declared.owner);
  if (!model) return found;
  const auto name = contract ? contract->name + "." + declared.name : declared.name;
  for (const auto& monitor : project.plan()->monitors) {
    const auto& of = project.plan()->models[monitor.model];
    const bool is_meant =
        monitor.name == name || (!is_check && monitor.name.starts_with(name + "."));
    if (is_meant && of.schema.model == model->name && of.package == model->package)
      found.push_back(&monitor);
  }
  return found;
}

// In a sentence or more, then clause by clause with every default filled in.
std::string in_words(const Project& project, const dsl::MonitorPlan& monitor) {
  const auto& severities = project.plan()->severities;
  auto text = project.paragraph(monitor);
  if (!text.empty()) text += "\n\n";
  const auto line = [&](std::string_view head, const std::string& value) {
    if (!value.empty()) text += fmt::format("- {}: {}\n", head, value);
  };
  line("measure", fmt::format("`{}`", monitor.measure_text));
  line("judged", "every " + format_duration(monitor.window.every));
  line("needs", listed(monitor.needs));
  for (auto rung = monitor.rungs.rbegin(); rung != monitor.rungs.rend(); ++rung)
    line("tells", fmt::format("`{}`", shown(*rung, severities)));
  line("no data", shown(monitor.no_data, severities));
  line("too few", shown(monitor.too_few, severities));
  line("owner", monitor.owner);
  line("runbook", monitor.runbook);
  return text;
}

}  // namespace

std::string described_monitor(const Project& project, const Declaration& declared) {
  std::string text;
  const auto monitors = planned(project, declared);
  for (const auto* monitor : monitors) {
    const auto& model = project.plan()->models[monitor->model].schema.model;
    text += fmt::format("\n`{}.{}`\n\n", model, monitor->name);
    if (monitors.size() == 1) text += in_words(project, *monitor);
  }
  return text;
}

std::string described_field(const Project& project, const Declaration& declared) {
  const auto* model = project.names().find(declared.owner);
  return model ? fmt::format("\nof the model `{}`\n", model->name) : std::string();
}

std::string described_model(const Project& project, const Declaration& declared) {
  std::size_t monitors = 0;
  for (const auto& [key, other] : project.names().declarations())
    if (other.kind == NameKind::monitor && other.owner == declared.key) ++monitors;
  return "\n" + counted(monitors, "monitor") + "\n";
}

std::string described_severity(const Project& project, const std::string& name) {
  static const SeverityLadder kUsual;
  const auto& ladder = project.plan() ? project.plan()->severities : kUsual;
  if (std::ranges::find(ladder.names, name) == ladder.names.end()) return {};
  return fmt::format("\nseverity `{}` of {}\n", name, fmt::join(ladder.names, " < "));
}

std::string signature(const dsl::MeasureDef& measure) {
  std::vector<std::string> params;
  for (const auto& param : measure.params)
    params.push_back(std::string(param.name) + (param.required ? "" : "?"));
  if (params.empty()) return std::string(measure.name);
  return fmt::format("{}({})", measure.name, fmt::join(params, ", "));
}

std::string described_measure(const dsl::Catalogue& catalogue, std::string_view name) {
  const auto* measure = catalogue.measure(name);
  if (!measure) return {};
  auto text = fmt::format("```tocsin\n{}\n```\n\n{}\n\n- result: {}\n", signature(*measure),
                          measure->summary, name_of(measure->result));
  if (measure->needs.label) text += "- reads labels\n";
  if (measure->needs.reference) text += "- compares with a reference: `against NAME`\n";
  if (!measure->formula.empty()) text += fmt::format("- definition: {}\n", measure->formula);
  if (!measure->dialect.empty()) text += fmt::format("- dialect: {}\n", measure->dialect);
  return text;
}

std::string described_function(std::string_view name) {
  const auto* found = std::ranges::find(kFunctions, name, &FunctionText::name);
  if (found == kFunctions.end()) return {};
  return fmt::format("```tocsin\n{}\n```\n\n{}\n", found->how, found->what);
}

}  // namespace tocsin::lsp
