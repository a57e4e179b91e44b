#include "changes/names.hpp"
#include "changes/parts.hpp"
#include "dsl/window_build.hpp"

#include <fmt/format.h>

#include <limits>
#include <set>
#include <utility>

namespace tocsin::changes {
namespace {

using dsl::GapPlan;
using dsl::MonitorPlan;
using dsl::Plan;
using dsl::WindowKind;

std::string calendar_text(const dsl::WindowPlan& window) {
  static constexpr const char* kUnits[] = {"hour", "day", "week", "month"};
  return fmt::format("over each {} in \"{}\"", kUnits[static_cast<std::size_t>(window.unit)],
                     window.zone.empty() ? "UTC" : window.zone);
}

std::string window_text(const dsl::WindowPlan& window) {
  static constexpr const char* kLabels[] = {"", " matured", " on arrival"};
  const auto* labels = kLabels[static_cast<std::size_t>(window.labels)];
  switch (window.kind) {
    case WindowKind::sliding:
      return fmt::format("over {}{}", format_duration(window.length), labels);
    case WindowKind::each:
      return fmt::format("over each {}{}", format_duration(window.length), labels);
    case WindowKind::events: return fmt::format("over {} events{}", window.count, labels);
    case WindowKind::each_events: return fmt::format("over each {} events{}", window.count, labels);
    case WindowKind::each_batch: return "over each batch";
    case WindowKind::each_calendar: return calendar_text(window) + labels;
  }
  return "";
}

std::string by_text(const MonitorPlan& monitor, Members text_of) {
  std::vector<std::string> each;
  for (const auto& segment : monitor.by.fields) {
    const auto members = text_of(segment.members);
    each.push_back(segment.name + (members.empty() ? "" : " of " + members));
  }
  auto text = fmt::format("{}", fmt::join(each, ", "));
  if (monitor.by.top > 0) text += fmt::format(" top {}", monitor.by.top);
  if (monitor.by.overall && !each.empty()) text += " and overall";
  return text;
}

std::string needs_text(const dsl::NeedsPlan& needs) {
  std::vector<std::string> each;
  if (needs.events > 0) each.push_back(fmt::format("{} events", needs.events));
  if (needs.labels > 0) each.push_back(fmt::format("{} labels", needs.labels));
  if (needs.positives > 0) each.push_back(fmt::format("{} positives", needs.positives));
  if (needs.labelled > 0) each.push_back(fmt::format("{:.12g}% labelled", needs.labelled * 100));
  return fmt::format("{}", fmt::join(each, ", "));
}

// A default acts on overall and named members only: with segments that is not the same.
std::string gap_text(const Plan& plan, const MonitorPlan& monitor, const GapPlan& gap) {
  if (gap.policy == dsl::GapPolicy::keep) return "keep";
  if (gap.policy == dsl::GapPolicy::ok) return "ok";
  auto text = severity_name(plan, gap.severity);
  if (gap.after.count() > 0) text += " after " + format_duration(gap.after);
  const bool partly = !gap.written && !monitor.by.fields.empty();
  return partly ? text + " (by default, for members the rules name)" : text;
}

// More needed is judged less often, unless too little is told as well.
std::vector<double> strictness(const MonitorPlan& monitor) {
  if (monitor.too_few.policy == dsl::GapPolicy::alert) return {};
  const auto& needs = monitor.needs;
  return {-static_cast<double>(needs.events), -static_cast<double>(needs.labels),
          -static_cast<double>(needs.positives), -needs.labelled};
}

std::vector<double> strictness(const MonitorPlan& monitor, const GapPlan& gap) {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  if (gap.policy != dsl::GapPolicy::alert) return {-1, -kNever, 0};
  const bool is_for_all = gap.written || monitor.by.fields.empty();
  return {static_cast<double>(gap.severity), -static_cast<double>(gap.after.count()),
          is_for_all ? 1.0 : 0.0};
}

std::string measure_of(const MonitorPlan& monitor) {
  if (monitor.raw) {
    const auto unit = monitor.raw->unit.count() > 0 ? format_duration(monitor.raw->unit) : "";
    return fmt::format("{} {} {}", monitor.raw->language, quoted(monitor.raw->query), unit);
  }
  auto text = monitor.measure ? canonical(*monitor.measure, monitor.aggregates) : "";
  for (const auto& column : monitor.columns)
    text += "; " + canonical(*column.measure, column.aggregates);
  return text;
}

Facet gap_part(std::string name, const Plan& plan, const MonitorPlan& monitor, const GapPlan& gap) {
  return {.name = std::move(name),
          .value = gap_text(plan, monitor, gap),
          .aspect = Aspect::timing,
          .strictness = strictness(monitor, gap)};
}

bool has_rhythm(WindowKind kind) {
  return kind == WindowKind::sliding || kind == WindowKind::events ||
         kind == WindowKind::each_events;
}

void add_texts(const MonitorPlan& monitor, Facets& parts) {
  const auto add = [&](std::string name, std::string value) {
    parts.push_back({std::move(name), std::move(value), Aspect::text});
  };
  add("title", quoted(monitor.title));
  add("owner", quoted(monitor.owner));
  add("runbook", quoted(monitor.runbook));
  add("dashboard", quoted(monitor.dashboard));
  add("message", quoted(monitor.message));
  add("because",
      monitor.because.size() == 1 ? quoted(monitor.because[0]) : quoted(monitor.because));
  add("doc", quoted(monitor.doc));
  for (const auto& [name, value] : monitor.tags) add("tag " + name, quoted(value));
}

std::set<std::size_t> fields_read(const MonitorPlan& monitor, const dsl::ModelPlan& model) {
  std::set<std::size_t> fields{model.schema.time_field};
  for (const auto& call : monitor.aggregates) fields.insert(call.reads.begin(), call.reads.end());
  for (const auto& segment : monitor.by.fields)
    if (segment.field != dsl::kNoField) fields.insert(segment.field);
  for (const auto& column : monitor.columns) fields.insert(column.field);
  return fields;
}

// The parts of its model that it reads, under names that read as a reason.
void add_declarations(const MonitorPlan& monitor, const dsl::ModelPlan& model, Facets& parts) {
  const auto declared = parts_of(model);
  std::set<std::string> wanted{"time", "time zone", "lateness"};
  if (monitor.label_measure) wanted.insert("label within");
  for (const auto field : fields_read(monitor, model))
    if (field < model.schema.fields.size())
      wanted.insert("field " + model.schema.fields[field].name);
  for (const auto& call : monitor.aggregates)
    for (const auto& reference : {call.reference, call.on})
      if (reference) wanted.insert("reference " + model.references[*reference].name);
  for (const auto& part : declared)
    if (wanted.contains(part.name)) parts.push_back({"the " + part.name, part.value});
}

}  // namespace

Facets parts_of(const Plan& plan, const MonitorPlan& monitor) {
  Facets parts{{"kind", std::string(to_text(monitor.kind)), Aspect::delivery},
               {"measure", measure_of(monitor), Aspect::meaning, monitor.measure_text},
               {"window", window_text(monitor.window)},
               {"by", by_text(monitor, quoted_set), Aspect::meaning, by_text(monitor, as_written)},
               {.name = "needs",
                .value = needs_text(monitor.needs),
                .aspect = Aspect::timing,
                .strictness = strictness(monitor)},
               gap_part("no data", plan, monitor, monitor.no_data),
               gap_part("too few", plan, monitor, monitor.too_few)};
  if (has_rhythm(monitor.window.kind))
    parts.push_back({"every", format_duration(monitor.window.every), Aspect::timing});
  const auto date = [](const std::optional<Instant>& until) {
    return until ? format_utc(*until).substr(0, 10) : "";
  };
  parts.push_back({"paused until", date(monitor.paused_until), Aspect::delivery});
  parts.push_back({"trial until", date(monitor.trial_until), Aspect::delivery});
  add_texts(monitor, parts);
  return parts;
}

Facets state_parts(const Plan& plan, const MonitorPlan& monitor) {
  Facets parts{{"the measure", measure_of(monitor)},
               {"the window", window_text(monitor.window)},
               {"`by`", by_text(monitor, quoted_set)}};
  add_declarations(monitor, plan.models[monitor.model], parts);
  return parts;
}

std::vector<std::string> segment_names(const MonitorPlan& monitor) {
  std::vector<std::string> names;
  for (const auto& segment : monitor.by.fields) names.push_back(segment.name);
  return names;
}

}  // namespace tocsin::changes
