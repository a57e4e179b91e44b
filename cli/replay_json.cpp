#include "cli/replay_report.hpp"
#include "dsl/findings.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <ostream>

namespace tocsin::cli {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value, const dsl::Type& type) {
  if (std::isnan(value)) return nullptr;
  return type.is(dsl::TypeKind::duration) ? value / 1e9 : value;
}

Json tallies(const sources::TallyByReason& reasons) {
  Json all = Json::array();
  for (const auto& [reason, tally] : reasons) {
    Json examples = Json::array();
    for (const auto& example : tally.first)
      examples.push_back(
          {{"file", example.file}, {"line", example.line}, {"found", example.excerpt}});
    all.push_back({{"reason", reason}, {"count", tally.count}, {"first", examples}});
  }
  return all;
}

Json intake_of(const dryrun::ModelIntake& intake) {
  const auto& counts = intake.counts;
  Json fields = Json::object();
  for (const auto& [field, reasons] : intake.rows.field_reasons) fields[field] = tallies(reasons);
  return {{"model", intake.model},
          {"data", intake.data_file},
          {"labels_file", intake.labels_file},
          {"rows", counts.rows},
          {"malformed", counts.malformed},
          {"late", counts.late},
          {"labels", counts.labels},
          {"labels_unmatched", counts.labels_unmatched},
          {"labels_late", counts.labels_late},
          {"labels_conflicting", counts.labels_conflicting},
          {"segments_beyond_limit", counts.members_beyond_limit},
          {"malformed_rows", tallies(intake.rows.row_reasons)},
          {"malformed_fields", fields}};
}

// What is told of a cause: nothing that it does not have.
Json held_of(const HeldBack& record) {
  const auto& cause = record.cause;
  Json json{{"from", format_utc(record.from)}};
  json["to"] = record.to ? Json(format_utc(*record.to)) : Json(nullptr);
  json["kind"] = std::string(to_text(cause.kind));
  if (!cause.name.empty()) json["name"] = cause.name;
  if (cause.kind == HoldKind::suppression) json["source"] = name_of(cause.source);
  if (!cause.by.empty()) json["by"] = cause.by;
  if (!cause.because.empty()) json["because"] = cause.because;
  json["until"] = cause.until ? Json(format_utc(*cause.until)) : Json(nullptr);
  json["text"] = text_of(cause);
  return json;
}

Json episode_of(const ReplayView& view, const dryrun::Episode& episode) {
  const auto& monitor = view.plan.monitors[episode.monitor];
  const auto name = [&](int severity) {
    return view.plan.severities.names[static_cast<std::size_t>(severity)];
  };
  Json steps = Json::array();
  for (const auto& [at, severity] : episode.severities)
    steps.push_back({{"at", format_utc(at)}, {"severity", name(severity)}});
  Json json{{"model", episode.alert.model},
            {"monitor", episode.alert.monitor},
            {"segment", episode.alert.segment},
            {"kind", std::string(dsl::to_text(monitor.kind))},
            {"title", monitor.title},
            {"episode", episode.number},
            {"severity", name(episode.highest)},
            {"began", format_utc(episode.began)}};
  json["ended"] = episode.ended ? Json(format_utc(*episode.ended)) : Json(nullptr);
  json["steps"] = steps;
  json["peak"] = number(episode.peak, monitor.measure->type);
  json["n"] = episode.n;
  json["reason"] = episode.reason;
  json["end_reason"] = episode.end_reason;
  json["incident"] = episode.incident;
  json["held"] = Json::array();
  for (const auto& record : episode.held) json["held"].push_back(held_of(record));
  return json;
}

Json incident_of(const ReplayView& view, const dryrun::IncidentOutline& incident) {
  Json json{{"id", incident.id},
            {"model", incident.model},
            {"title", incident.title},
            {"severity", view.plan.severities.names[static_cast<std::size_t>(incident.highest)]},
            {"opened", format_utc(incident.opened)}};
  json["ended"] = incident.ended ? Json(format_utc(*incident.ended)) : Json(nullptr);
  json["alerts"] = incident.alerts.size();
  return json;
}

Json message_of(const ReplayView& view, std::size_t index) {
  const auto& message = view.summary.messages()[index];
  Json json{{"at", format_utc(message.at)},      {"key", message.key},
            {"channel", message.channel},        {"kind", std::string(to_text(message.kind))},
            {"severity", message.severity_name}, {"group", message.group},
            {"headline", headline(message)},     {"payload", view.payloads[index]}};
  if (index < view.letters.size()) {
    json["fate"] = std::string(to_text(view.letters[index].fate));
    json["reason"] = view.letters[index].reason;
  }
  return json;
}

Json counts_of(const ReplayView& view, const std::vector<std::size_t>& counts) {
  Json json = Json::object();
  for (std::size_t s = 0; s < counts.size(); ++s) json[view.plan.severities.names[s]] = counts[s];
  return json;
}

}  // namespace

void show_json(const ReplayView& view, Invocation& invocation) {
  Json json{{"start", format_utc(view.report.start)}, {"end", format_utc(view.report.end)}};
  json["models"] = Json::array();
  for (const auto& intake : view.report.models) json["models"].push_back(intake_of(intake));
  json["alerts"] = Json::array();
  for (const auto& episode : view.summary.episodes())
    json["alerts"].push_back(episode_of(view, episode));
  json["incidents"] = Json::array();
  for (const auto& incident : view.summary.incidents())
    json["incidents"].push_back(incident_of(view, incident));
  json["messages"] = Json::array();
  for (std::size_t i = 0; i < view.summary.messages().size(); ++i)
    json["messages"].push_back(message_of(view, i));
  json["totals"] = {{"alerts", counts_of(view, view.summary.by_severity())},
                    {"messages", view.summary.messages().size()},
                    {"incidents", view.summary.incidents().size()}};
  json["weeks"] = Json::array();
  for (const auto& [week, counts] : view.summary.by_week())
    json["weeks"].push_back(
        {{"monday", format_utc(week).substr(0, 10)}, {"alerts", counts_of(view, counts)}});
  json["lints"] = Json::parse(dsl::render_json({{view.lints.all(), view.project.sources}}));
  invocation.out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace tocsin::cli
