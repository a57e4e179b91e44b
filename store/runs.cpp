#include "store/runs.hpp"

#include <vector>

namespace tocsin::store {
namespace {

// An incident is kept when a person wrote on it, or when a message about it left the machine or was
// given to the outbox. Everything else of a replay can be computed again.
void clear_untouched(Transaction& writing, std::int64_t run) {
  writing.run(
      "DELETE FROM incidents WHERE run = ?"
      " AND NOT EXISTS (SELECT 1 FROM timeline t WHERE t.incident = incidents.id AND t.author IS "
      "NOT NULL)"
      " AND NOT EXISTS (SELECT 1 FROM message_incidents m JOIN receipts r ON r.message = m.message"
      "                 WHERE m.incident = incidents.id)"
      " AND NOT EXISTS (SELECT 1 FROM message_incidents m JOIN outbox o ON o.message = m.message"
      "                 WHERE m.incident = incidents.id)",
      {run});
  writing.run(
      "DELETE FROM episodes WHERE incident IS NULL AND alert IN (SELECT id FROM alerts WHERE run = "
      "?)",
      {run});
  writing.run(
      "DELETE FROM transitions WHERE alert IN (SELECT id FROM alerts WHERE run = ?)"
      " AND NOT EXISTS (SELECT 1 FROM episodes e"
      "                 WHERE e.alert = transitions.alert AND e.number = transitions.episode)",
      {run});
  writing.run(
      "DELETE FROM held WHERE alert IN (SELECT id FROM alerts WHERE run = ?)"
      " AND NOT EXISTS (SELECT 1 FROM episodes e"
      "                 WHERE e.alert = held.alert AND e.number = held.episode)",
      {run});
  writing.run(
      "DELETE FROM alerts WHERE run = ?"
      " AND NOT EXISTS (SELECT 1 FROM episodes e WHERE e.alert = alerts.id)",
      {run});
  writing.run(
      "DELETE FROM messages WHERE run = ?"
      " AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.message = messages.id)"
      " AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.message = messages.id)"
      " AND NOT EXISTS (SELECT 1 FROM message_incidents m WHERE m.message = messages.id)",
      {run});
}

// What a replay begins again is not where it goes on.
void clear_progress(Transaction& writing, std::int64_t run) {
  writing.run("DELETE FROM snapshots WHERE run = ?", {run});
  writing.run("DELETE FROM progress WHERE run = ?", {run});
}

void drop_if_empty(Transaction& writing, std::int64_t run) {
  writing.run(
      "DELETE FROM runs WHERE id = ?1"
      " AND NOT EXISTS (SELECT 1 FROM incidents WHERE run = ?1)"
      " AND NOT EXISTS (SELECT 1 FROM messages WHERE run = ?1)"
      " AND NOT EXISTS (SELECT 1 FROM alerts WHERE run = ?1)",
      {run});
}

std::int64_t insert_run(Transaction& writing, const RunSpec& spec) {
  writing.run("INSERT INTO runs (kind, started, version, rules, data) VALUES (?, ?, ?, ?, ?)",
              {to_text(spec.kind), spec.started, spec.version, spec.rules, spec.data});
  return writing.last_id();
}

// The same replay as before keeps its number, so that its incidents keep their ids.
std::optional<std::int64_t> same_replay(Transaction& writing, const RunSpec& spec) {
  return writing.find_integer(
      "SELECT max(id) FROM runs WHERE kind = 'replayed' AND data = ? AND rules = ? AND version = ?",
      {spec.data, spec.rules, spec.version});
}

std::int64_t begin_replay(Transaction& writing, const RunSpec& spec) {
  const auto again = same_replay(writing, spec);
  std::vector<std::int64_t> earlier;
  writing.each("SELECT id FROM runs WHERE kind = 'replayed' AND data = ?", {spec.data},
               [&](Row& row) { earlier.push_back(row.integer()); });
  for (const auto run : earlier) {
    clear_untouched(writing, run);
    clear_progress(writing, run);
    if (run != again) drop_if_empty(writing, run);
  }
  if (!again) return insert_run(writing, spec);
  writing.run("UPDATE runs SET started = ?, finished = NULL WHERE id = ?", {spec.started, *again});
  return *again;
}

}  // namespace

std::int64_t begin_run(Transaction& writing, const RunSpec& spec) {
  const bool replaces = spec.kind == RunKind::replayed && !spec.data.empty();
  const auto run = replaces ? begin_replay(writing, spec) : insert_run(writing, spec);
  for (int rank = 0; rank <= spec.ladder.highest(); ++rank) {
    writing.run(
        "INSERT INTO severities (run, rank, name) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET name = excluded.name",
        {run, rank, spec.ladder.names[static_cast<std::size_t>(rank)]});
  }
  return run;
}

}  // namespace tocsin::store
