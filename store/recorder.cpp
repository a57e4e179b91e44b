#include "store/recorder.hpp"

#include "store/alert_rows.hpp"
#include "store/incident_rows.hpp"
#include "store/outbox.hpp"
#include "store/runs.hpp"
#include "store/transaction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace tocsin::store {
namespace {

// The engine's id, unless an incident of another run has it: then the run's number tells them
// apart.
std::string free_id(Transaction& writing, const std::string& engine_id, std::int64_t run) {
  const bool taken =
      writing.find_integer("SELECT 1 FROM incidents WHERE id = ?", {engine_id}).has_value();
  return taken ? fmt::format("{}-{}", engine_id, run) : engine_id;
}

void open_incident(Transaction& writing, std::int64_t run, const IncidentEntry& entry) {
  const bool known = writing
                         .find_integer("SELECT 1 FROM incidents WHERE run = ? AND engine_id = ?",
                                       {run, entry.incident})
                         .has_value();
  if (known) return;
  writing.run(
      "INSERT INTO incidents (id, run, engine_id, package, model, title, severity, opened)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      {free_id(writing, entry.incident, run), run, entry.incident, entry.alert.package,
       entry.alert.model, entry.title, entry.severity, entry.at});
}

// The past is replayed now, so its entries are written when the run is; live ones as they happen.
Instant written_at(const RunSpec& spec, Instant at) { return std::max(at, spec.started); }

void move_incident(Transaction& writing, const std::string& id, const IncidentEntry& entry) {
  writing.run("UPDATE incidents SET severity = max(severity, ?) WHERE id = ?",
              {entry.severity, id});
  if (entry.kind == IncidentEntry::Kind::ended) {
    writing.run("UPDATE incidents SET ended = ? WHERE id = ?", {entry.at, id});
  }
  if (entry.kind == IncidentEntry::Kind::lapsed) set_unanswered(writing, id);
  // What came back is open again, whoever had answered it; the timeline remembers.
  if (entry.kind == IncidentEntry::Kind::reopened) {
    writing.run(
        "UPDATE incidents SET ended = NULL, state = 'open', acknowledged_at = NULL,"
        " acknowledged_by = NULL, resolved_at = NULL, resolved_by = NULL WHERE id = ?",
        {id});
  }
}

// The engine may have it from this log, where it stands already.
void add_answer(Transaction& writing, const std::string& id, const RunSpec& spec,
                const IncidentEntry& entry) {
  const Deed deed{entry.by, entry.at};
  if (has_answer(writing, id, deed)) return;
  append(writing, id, deed, written_at(spec, entry.at), to_text(entry.kind), entry.text);
  set_acknowledged(writing, id, deed);
}

void add_entry(Transaction& writing, AlertRows& alerts, const RunSpec& spec,
               const IncidentEntry& entry) {
  const auto id = alerts.incident_id(entry.incident);
  if (entry.kind == IncidentEntry::Kind::acknowledged) return add_answer(writing, id, spec, entry);
  const auto episode = alerts.episode(entry.alert, entry.episode, entry.at);
  const bool is_new =
      writing.run(
          "INSERT INTO timeline (incident, at, written_at, kind, episode, severity, text)"
          " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
          {id, entry.at, written_at(spec, entry.at), to_text(entry.kind), episode, entry.severity,
           entry.text}) > 0;
  if (!is_new) return;
  if (episode) alerts.join(*episode, id);
  move_incident(writing, id, entry);
}

std::set<std::string> incidents_of(const Message& message) {
  std::set<std::string> ids{message.incident};
  for (const AlertLine& line : message.alerts) ids.insert(line.incident);
  ids.erase("");
  return ids;
}

// Only a live run sends by itself; what a replay decided is sent when somebody asks for it.
void add_message(Transaction& writing, AlertRows& alerts, const RunSpec& spec, std::int64_t run,
                 const Message& message) {
  const auto row = insert_message(writing, run, message);
  if (!row) return;
  for (const auto& incident : incidents_of(message)) {
    writing.run("INSERT INTO message_incidents (message, incident) VALUES (?, ?)",
                {*row, alerts.incident_id(incident)});
  }
  if (spec.kind == RunKind::live) post(writing, *row);
}

bool says_nothing(const Outcome& outcome) {
  return outcome.transitions.empty() && outcome.messages.empty() && outcome.incidents.empty() &&
         outcome.held.empty() && std::ranges::none_of(outcome.readings, [](const Reading& reading) {
           return reading.phase == AlertPhase::firing;
         });
}

}  // namespace

Result<Recorder> Recorder::begin(const Store& store, RunSpec spec) {
  Transaction writing(store, Transaction::Kind::write);
  const auto run = begin_run(writing, spec);
  if (auto done = writing.commit(); !done) return tl::unexpected(std::move(done.error()));
  // A replay can be computed again, so its commits need not wait for the disk; a power cut may take
  // the last ones, and never a part of one.
  if (spec.kind == RunKind::replayed) (void)store.script("PRAGMA synchronous = NORMAL");
  return Recorder(store, run, std::move(spec));
}

Result<Recorder> Recorder::go_on(const Store& store, std::int64_t run, RunSpec spec) {
  Transaction writing(store, Transaction::Kind::write);
  writing.run("UPDATE runs SET started = ?, rules = ?, version = ?, finished = NULL WHERE id = ?",
              {spec.started, spec.rules, spec.version, run});
  if (auto done = writing.commit(); !done) return tl::unexpected(std::move(done.error()));
  (void)store.script("PRAGMA synchronous = NORMAL");
  return Recorder(store, run, std::move(spec));
}

void Recorder::write(Transaction& writing, const Outcome& outcome) const {
  AlertRows alerts(writing, run_, spec_);
  // Transitions name incidents, entries name episodes: the incidents come first.
  for (const auto& entry : outcome.incidents) {
    if (entry.kind == IncidentEntry::Kind::opened) open_incident(writing, run_, entry);
  }
  for (const auto& transition : outcome.transitions) alerts.add(transition);
  for (const auto& record : outcome.held) alerts.add(record);
  for (const auto& entry : outcome.incidents) add_entry(writing, alerts, spec_, entry);
  for (const auto& message : outcome.messages) add_message(writing, alerts, spec_, run_, message);
  alerts.add_peaks(outcome.readings);
}

Result<void> Recorder::record(const Outcome& outcome) {
  if (says_nothing(outcome)) return {};
  Transaction writing(*store_, Transaction::Kind::write);
  write(writing, outcome);
  return writing.commit();
}

Result<void> Recorder::record(const Outcome& outcome, const Progress& progress) {
  Transaction writing(*store_, Transaction::Kind::write);
  if (!says_nothing(outcome)) write(writing, outcome);
  write_progress(writing, run_, progress);
  return writing.commit();
}

Result<void> Recorder::finish(Instant at) {
  Transaction writing(*store_, Transaction::Kind::write);
  writing.run("UPDATE runs SET finished = ? WHERE id = ?", {at, run_});
  return writing.commit();
}

}  // namespace tocsin::store
