#include "store/incident_rows.hpp"

#include "store/people.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::store {
namespace {

constexpr std::string_view kHead =
    "SELECT i.id, i.engine_id, i.run, r.kind, i.package, i.model, i.title, i.severity, s.name,"
    " i.state, i.opened, i.ended,"
    " (SELECT count(DISTINCT alert) FROM episodes e WHERE e.incident = i.id),"
    " (SELECT count(*) FROM episodes e WHERE e.incident = i.id),"
    " a.name, i.acknowledged_at, d.name, i.resolved_at, i.cause, i.cause_text"
    " FROM incidents i JOIN runs r ON r.id = i.run"
    " LEFT JOIN severities s ON s.run = i.run AND s.rank = i.severity"
    " LEFT JOIN people a ON a.id = i.acknowledged_by LEFT JOIN people d ON d.id = i.resolved_by";

std::optional<Deed> deed(Row& row) {
  auto by = row.text();
  const auto at = row.maybe_instant();
  if (!at) return std::nullopt;
  return Deed{std::move(by), *at};
}

IncidentRecord head(Row& row) {
  IncidentRecord record;
  record.id = row.text();
  record.engine_id = row.text();
  record.run = row.integer();
  record.kind = row.text() == "live" ? RunKind::live : RunKind::replayed;
  record.package = row.text();
  record.model = row.text();
  record.title = row.text();
  record.severity = {row.small(), row.text()};
  record.state = parse_state(row.text()).value_or(IncidentState::open);
  record.opened = row.instant();
  record.ended = row.maybe_instant();
  record.alerts = row.integer();
  record.episodes = row.integer();
  record.acknowledged = deed(row);
  record.resolved = deed(row);
  record.cause = row.text();
  record.cause_text = row.text();
  return record;
}

bool has(const std::vector<IncidentState>& states, IncidentState state) {
  return states.empty() || std::ranges::find(states, state) != states.end();
}

}  // namespace

std::vector<IncidentRecord> find_incidents(Transaction& reading, const IncidentFilter& filter) {
  std::vector<IncidentRecord> found;
  reading.each(
      fmt::format(
          "{} WHERE (?1 = '' OR EXISTS (SELECT 1 FROM episodes e JOIN alerts l ON l.id = e.alert"
          "   WHERE e.incident = i.id AND ?1 IN (l.model, l.package || '.' || l.model)))"
          " AND (?2 = '' OR i.severity >= (SELECT min(rank) FROM severities m"
          "   WHERE m.run = i.run AND m.name = ?2))"
          " AND (?3 = '' OR i.cause = ?3 OR substr(i.cause, 1, length(?3) + 1) = ?3 || '.')"
          " AND (?4 IS NULL OR i.opened >= ?4) AND (?5 IS NULL OR i.opened < ?5)"
          " ORDER BY i.opened DESC, i.id",
          kHead),
      {filter.model, filter.severity, filter.cause, filter.since, filter.until}, [&](Row& row) {
        auto record = head(row);
        if (has(filter.states, record.state)) found.push_back(std::move(record));
      });
  return found;
}

std::optional<IncidentRecord> find_incident(Transaction& reading, std::string_view id) {
  std::optional<IncidentRecord> found;
  reading.each(fmt::format("{} WHERE i.id = ?", kHead), {id}, [&](Row& row) { found = head(row); });
  return found;
}

std::vector<std::string> ids_with_prefix(Transaction& reading, std::string_view prefix) {
  std::vector<std::string> ids;
  reading.each("SELECT id FROM incidents WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id",
               {prefix}, [&](Row& row) { ids.push_back(row.text()); });
  return ids;
}

std::vector<std::string> ids_firing(Transaction& reading, std::string_view alert) {
  std::vector<std::string> ids;
  reading.each(
      "SELECT DISTINCT e.incident FROM episodes e JOIN alerts a ON a.id = e.alert"
      " WHERE e.ended IS NULL AND e.incident IS NOT NULL AND ?1 IN"
      " (a.model || '.' || a.monitor, a.package || '.' || a.model || '.' || a.monitor)"
      " ORDER BY e.incident",
      {alert}, [&](Row& row) { ids.push_back(row.text()); });
  return ids;
}

std::vector<AnswerRecord> answers_after(Transaction& reading, std::int64_t run,
                                        std::int64_t number) {
  std::vector<AnswerRecord> found;
  reading.each(
      "SELECT t.id, i.engine_id, p.name, t.at, t.lasts FROM timeline t"
      " JOIN incidents i ON i.id = t.incident JOIN people p ON p.id = t.author"
      " WHERE i.run = ? AND t.id > ? AND t.lasts IS NOT NULL ORDER BY t.id",
      {run, number}, [&](Row& row) {
        AnswerRecord& answer = found.emplace_back();
        answer.number = row.integer();
        answer.incident = row.text();
        answer.deed.by = row.text();
        answer.deed.at = row.instant();
        answer.lasts = Duration(row.integer());
      });
  return found;
}

std::vector<std::string> severity_names(Transaction& reading) {
  std::vector<std::string> names;
  reading.each("SELECT name FROM severities GROUP BY name ORDER BY min(rank), name", {},
               [&](Row& row) { names.push_back(row.text()); });
  return names;
}

void append(Transaction& writing, std::string_view incident, const Deed& deed, Instant written_at,
            std::string_view kind, std::string_view text) {
  writing.run(
      "INSERT INTO timeline (incident, at, written_at, author, kind, text) VALUES (?, ?, ?, ?, ?, "
      "?)",
      {incident, deed.at, written_at, person(writing, deed.by), kind, text});
}

void append_answer(Transaction& writing, std::string_view incident, const Deed& deed,
                   Instant written_at, std::string_view text, Duration lasts) {
  writing.run(
      "INSERT INTO timeline (incident, at, written_at, author, kind, text, lasts)"
      " VALUES (?, ?, ?, ?, 'acknowledged', ?, ?)",
      {incident, deed.at, written_at, person(writing, deed.by), text, lasts.count()});
}

bool has_answer(Transaction& reading, std::string_view incident, const Deed& deed) {
  return reading
      .find_integer(
          "SELECT 1 FROM timeline t JOIN people p ON p.id = t.author"
          " WHERE t.incident = ? AND t.kind = 'acknowledged' AND t.at = ? AND p.name = ?",
          {incident, deed.at, deed.by})
      .has_value();
}

void set_acknowledged(Transaction& writing, std::string_view incident, const Deed& deed) {
  writing.run(
      "UPDATE incidents SET state = 'acknowledged', acknowledged_at = ?, acknowledged_by = ?"
      " WHERE id = ? AND state != 'resolved'",
      {deed.at, person(writing, deed.by), incident});
}

void set_unanswered(Transaction& writing, std::string_view incident) {
  writing.run(
      "UPDATE incidents SET state = 'open', acknowledged_at = NULL, acknowledged_by = NULL"
      " WHERE id = ? AND state = 'acknowledged'",
      {incident});
}

void set_resolved(Transaction& writing, std::string_view incident, const Deed& deed,
                  std::string_view cause, std::string_view cause_text) {
  writing.run(
      "UPDATE incidents SET state = 'resolved', resolved_at = ?, resolved_by = ?, cause = ?,"
      " cause_text = ? WHERE id = ?",
      {deed.at, person(writing, deed.by), cause, cause_text, incident});
}

void add_step(Transaction& writing, std::string_view incident, const Deed& deed,
              std::string_view text) {
  writing.run("INSERT INTO steps (incident, author, at, text) VALUES (?, ?, ?, ?)",
              {incident, person(writing, deed.by), deed.at, text});
}

bool add_link(Transaction& writing, std::string_view incident, const Deed& deed,
              std::string_view url, std::string_view title) {
  return writing.run(
             "INSERT INTO links (incident, author, at, url, title) VALUES (?, ?, ?, ?, ?)"
             " ON CONFLICT DO NOTHING",
             {incident, person(writing, deed.by), deed.at, url, title}) > 0;
}

}  // namespace tocsin::store
