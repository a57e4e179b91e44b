#include "base/counted.hpp"
#include "base/printable.hpp"
#include "cli/replay_report.hpp"
#include "dsl/value_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace tocsin::cli {
namespace {

const std::string& severity_name(const dsl::Plan& plan, int severity) {
  return plan.severities.names[static_cast<std::size_t>(severity)];
}

std::string painted(const std::string& text, const ReplayView& view, int severity,
                    const Invocation& invocation) {
  if (!invocation.colour) return text;
  const int highest = view.plan.severities.highest();
  const char* colour = severity == highest ? "31" : severity == 0 ? "36" : "33";
  return fmt::format("\x1b[{}m{}\x1b[0m", colour, text);
}

std::string at_segment(const AlertId& alert) {
  return alert.segment.empty() ? "" : fmt::format(" [{}]", printable(alert.segment));
}

void show_intake(const dryrun::ModelIntake& intake, std::ostream& out) {
  const auto& counts = intake.counts;
  out << fmt::format(
      "{}: {} rows from {}, {} not readable, {} with a malformed field, {} late\n", intake.model,
      counts.rows, printable(intake.data_file), intake.rows.malformed_rows,
      counts.malformed - std::min(counts.malformed, intake.rows.malformed_rows), counts.late);
  if (!intake.labels_file.empty() || counts.labels > 0)
    out << fmt::format("  labels: {} joined, {} unmatched, {} late, {} conflicting{}\n",
                       counts.labels, counts.labels_unmatched, counts.labels_late,
                       counts.labels_conflicting,
                       intake.labels_file.empty() ? "" : " from " + printable(intake.labels_file));
  if (counts.members_beyond_limit > 0)
    out << fmt::format(
        "  segments: {} beyond the 10000 that a monitor tells apart; they are judged as `other`\n",
        counts.members_beyond_limit);
  constexpr auto kIndent = "    ";
  out << sources::examples_text(intake.rows.row_reasons, "", kIndent);
  for (const auto& [field, reasons] : intake.rows.field_reasons)
    out << sources::examples_text(reasons, field + ": ", kIndent);
  out << sources::examples_text(intake.labels.row_reasons, "labels: ", kIndent);
  if (intake.rows.zoneless_times)
    out << "  times without a zone were taken for UTC; say `time F in \"Zone\"` if they are not\n";
}

void show_held(const dryrun::Episode& episode, std::ostream& out) {
  for (const auto& record : episode.held)
    out << fmt::format("  held back {} to {}: {}\n", format_utc(record.from),
                       record.to ? format_utc(*record.to) : "the end",
                       printable(text_of(record.cause)));
}

void show_episode(const ReplayView& view, const dryrun::Episode& episode, Invocation& invocation) {
  const auto& monitor = view.plan.monitors[episode.monitor];
  const auto& type = monitor.measure->type;
  std::ostream& out = invocation.out;
  out << fmt::format(
      "{}  {}.{}{}\n",
      painted(severity_name(view.plan, episode.highest), view, episode.highest, invocation),
      episode.alert.model, episode.alert.monitor, at_segment(episode.alert));
  if (monitor.title != monitor.name) out << fmt::format("  {}\n", printable(monitor.title));
  for (const auto& [at, severity] : episode.severities)
    out << fmt::format("  {}  {}\n", format_utc(at), severity_name(view.plan, severity));
  if (episode.ended)
    out << fmt::format("  {}  ended: {}, after {}\n", format_utc(*episode.ended),
                       episode.end_reason, format_duration(*episode.ended - episode.began));
  else
    out << "  still firing at the end\n";
  show_held(episode, out);
  out << fmt::format("  {}; peak {}; n {}{}\n", episode.reason, dsl::value_text(episode.peak, type),
                     episode.n, episode.incident.empty() ? "" : "; incident " + episode.incident);
}

// Two models may have monitors of one name.
std::string name_in_course(const ReplayView& view, const dsl::MonitorPlan& monitor,
                           const std::string& segment) {
  const std::string model =
      view.report.models.size() < 2 ? "" : view.plan.models[monitor.model].schema.model + ".";
  return model + monitor.name + (segment.empty() ? "" : " [" + printable(segment) + "]");
}

// " (mostly: needs 100 events)", where there is any; with what came where that was never enough.
std::string why_unknown(const dryrun::Course& course) {
  const auto count = [](const auto& reason) { return reason.second; };
  const auto often = std::ranges::max_element(course.reasons, {}, count);
  if (often == course.reasons.end() || often->first.empty()) return "";
  const bool never = course.unknown == course.readings && often->first.starts_with("needs");
  return fmt::format(" (mostly: {}{})", often->first,
                     never ? fmt::format("; a window had at most {}", course.most) : "");
}

void show_courses(const ReplayView& view, std::ostream& out) {
  out << "\nMeasures\n";
  for (const auto& [key, course] : view.summary.courses()) {
    const auto& monitor = view.plan.monitors[key.first];
    const std::string line = course.line.text();
    const std::string name = name_in_course(view, monitor, key.second);
    const std::string range =
        line.empty()
            ? "no value"
            : fmt::format("{} .. {}", dsl::value_text(course.lowest, monitor.measure->type),
                          dsl::value_text(course.highest, monitor.measure->type));
    out << fmt::format("  {:<44} {}  {}; {} readings, {} without a value{}\n", name, line, range,
                       course.readings, course.unknown, why_unknown(course));
  }
}

// Every line of a payload, set in under its message.
std::string set_in(const std::string& text) {
  std::string lines = "    ";
  for (const char c : printable_lines(text))
    lines += c == '\n' ? std::string("\n    ") : std::string(1, c);
  return lines + '\n';
}

void show_messages(const ReplayView& view, std::ostream& out) {
  const auto& messages = view.summary.messages();
  out << fmt::format("\nMessages ({}{})\n", messages.size(),
                     view.letters.empty() ? ", none sent" : ", sent");
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const auto& message = messages[i];
    out << fmt::format("  {}  to {}: {}\n", format_utc(message.at), message.channel,
                       printable(headline(message)));
    if (i < view.letters.size())
      out << fmt::format(
          "    {}{}\n", to_text(view.letters[i].fate),
          view.letters[i].reason.empty() ? "" : ": " + printable(view.letters[i].reason));
    if (view.show_payloads) out << set_in(view.payloads[i]);
  }
  if (!messages.empty() && !view.show_payloads)
    out << "  (--payloads shows each as it would be sent)\n";
}

void show_incidents(const ReplayView& view, Invocation& invocation) {
  if (view.summary.incidents().empty()) return;
  invocation.out << "\nIncidents\n";
  for (const auto& incident : view.summary.incidents())
    invocation.out << fmt::format(
        "  {}  {}  {}: {}; {} to {}, {}\n", incident.id,
        painted(severity_name(view.plan, incident.highest), view, incident.highest, invocation),
        incident.model, printable(incident.title), format_utc(incident.opened),
        incident.ended ? format_utc(*incident.ended) : "now",
        counted(incident.alerts.size(), "alert"));
}

void show_totals(const ReplayView& view, std::ostream& out) {
  const auto counts = view.summary.by_severity();
  std::vector<std::string> parts;
  for (std::size_t s = counts.size(); s-- > 0;)
    parts.push_back(fmt::format("{} {}", counts[s], view.plan.severities.names[s]));
  out << fmt::format("\nTotals: {} alerts ({}), {} messages, {} incidents\n",
                     view.summary.episodes().size(), fmt::join(parts, ", "),
                     view.summary.messages().size(), view.summary.incidents().size());
  for (const auto& [week, by_severity] : view.summary.by_week()) {
    std::vector<std::string> each;
    for (std::size_t s = by_severity.size(); s-- > 0;)
      each.push_back(fmt::format("{} {}", by_severity[s], view.plan.severities.names[s]));
    out << fmt::format("  week of {}: {}\n", format_utc(week).substr(0, 10), fmt::join(each, ", "));
  }
}

}  // namespace

void show_table(const ReplayView& view, Invocation& invocation) {
  std::ostream& out = invocation.out;
  out << fmt::format("Replayed {} to {}\n", format_utc(view.report.start),
                     format_utc(view.report.end));
  for (const auto& intake : view.report.models) show_intake(intake, out);
  out << (view.summary.episodes().empty() ? "\nNo alerts.\n" : "\nAlerts\n");
  for (const auto& episode : view.summary.episodes()) show_episode(view, episode, invocation);
  show_incidents(view, invocation);
  show_courses(view, out);
  show_messages(view, out);
  show_totals(view, out);
  if (!view.lints.all().empty()) out << "\nWhat this says about the rules\n";
  for (const auto& lint : view.lints.all())
    out << "  " << dsl::render_brief(lint, view.project.sources);
}

}  // namespace tocsin::cli
