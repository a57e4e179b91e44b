#include "store/migrations.hpp"

#include "store/transaction.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>

namespace tocsin::store {
namespace {

// Version 1: what the engine decided, who was told, and who looked at it.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('live', 'replayed')),
  started INTEGER NOT NULL,
  finished INTEGER,
  version TEXT NOT NULL,
  rules TEXT NOT NULL,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX runs_by_data ON runs (data);

CREATE TABLE severities (
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  rank INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (run, rank)
) STRICT, WITHOUT ROWID;

CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE incidents (
  id TEXT PRIMARY KEY NOT NULL,
  run INTEGER NOT NULL REFERENCES runs,
  engine_id TEXT NOT NULL,
  package TEXT NOT NULL,
  model TEXT NOT NULL,
  title TEXT NOT NULL,
  severity INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'acknowledged', 'resolved')),
  opened INTEGER NOT NULL,
  ended INTEGER,
  acknowledged_at INTEGER,
  acknowledged_by INTEGER REFERENCES people,
  resolved_at INTEGER,
  resolved_by INTEGER REFERENCES people,
  UNIQUE (run, engine_id)
) STRICT;
CREATE INDEX incidents_by_opened ON incidents (opened);

CREATE TABLE alerts (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  package TEXT NOT NULL,
  model TEXT NOT NULL,
  monitor TEXT NOT NULL,
  segment TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  UNIQUE (run, package, model, monitor, segment)
) STRICT;

CREATE TABLE episodes (
  id INTEGER PRIMARY KEY,
  alert INTEGER NOT NULL REFERENCES alerts,
  number INTEGER NOT NULL,
  incident TEXT REFERENCES incidents ON DELETE CASCADE,
  severity INTEGER NOT NULL,
  began INTEGER NOT NULL,
  reason TEXT NOT NULL,
  ended INTEGER,
  end_reason TEXT NOT NULL DEFAULT '',
  peak REAL,
  peak_text TEXT NOT NULL DEFAULT '',
  peak_at INTEGER,
  peak_n INTEGER,
  UNIQUE (alert, number)
) STRICT;
CREATE INDEX episodes_by_incident ON episodes (incident);

CREATE TABLE transitions (
  id INTEGER PRIMARY KEY,
  alert INTEGER NOT NULL REFERENCES alerts ON DELETE CASCADE,
  episode INTEGER NOT NULL,
  at INTEGER NOT NULL,
  change TEXT NOT NULL,
  from_severity INTEGER NOT NULL,
  to_severity INTEGER NOT NULL,
  reason TEXT NOT NULL,
  value REAL,
  value_text TEXT NOT NULL,
  low REAL,
  high REAL,
  threshold TEXT NOT NULL,
  n INTEGER NOT NULL,
  labels INTEGER,
  judged_from INTEGER NOT NULL,
  judged_to INTEGER NOT NULL,
  UNIQUE (alert, episode, at, change, from_severity, to_severity)
) STRICT;

CREATE TABLE timeline (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  incident TEXT NOT NULL REFERENCES incidents ON DELETE CASCADE,
  at INTEGER NOT NULL,
  written_at INTEGER NOT NULL,
  author INTEGER REFERENCES people,
  kind TEXT NOT NULL,
  episode INTEGER REFERENCES episodes,
  severity INTEGER,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX timeline_by_incident ON timeline (incident, at, id);
CREATE INDEX timeline_by_episode ON timeline (episode);
CREATE UNIQUE INDEX timeline_engine ON timeline (incident, at, kind, ifnull(episode, 0), severity)
  WHERE author IS NULL;
CREATE TRIGGER timeline_is_append_only BEFORE UPDATE ON timeline
BEGIN SELECT RAISE(ABORT, 'the timeline is append-only'); END;
CREATE TRIGGER timeline_keeps_people BEFORE DELETE ON timeline WHEN OLD.author IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'what people wrote is never deleted'); END;

CREATE TABLE messages (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs,
  key TEXT NOT NULL,
  channel TEXT NOT NULL,
  thread TEXT NOT NULL,
  step INTEGER NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  severity INTEGER NOT NULL,
  headline TEXT NOT NULL,
  body TEXT NOT NULL,
  content TEXT NOT NULL,
  UNIQUE (run, key)
) STRICT;

CREATE TABLE message_incidents (
  message INTEGER NOT NULL REFERENCES messages ON DELETE CASCADE,
  incident TEXT NOT NULL REFERENCES incidents ON DELETE CASCADE,
  PRIMARY KEY (message, incident)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_incidents_by_incident ON message_incidents (incident);

CREATE TABLE receipts (
  id INTEGER PRIMARY KEY,
  message INTEGER NOT NULL REFERENCES messages,
  attempt INTEGER NOT NULL,
  at INTEGER NOT NULL,
  result TEXT NOT NULL CHECK (result IN ('delivered', 'partly', 'retry', 'rejected', 'given up')),
  status INTEGER NOT NULL,
  detail TEXT NOT NULL,
  receiver_id TEXT NOT NULL,
  UNIQUE (message, attempt)
) STRICT;
CREATE TRIGGER receipts_are_append_only BEFORE UPDATE ON receipts
BEGIN SELECT RAISE(ABORT, 'receipts are append-only'); END;
CREATE TRIGGER receipts_are_kept BEFORE DELETE ON receipts
BEGIN SELECT RAISE(ABORT, 'receipts are never deleted'); END;
)sql";

// Version 2: what people found out and did: the root cause, steps and links.
constexpr const char* kVersion2 = R"sql(
ALTER TABLE incidents ADD COLUMN cause TEXT NOT NULL DEFAULT '';
ALTER TABLE incidents ADD COLUMN cause_text TEXT NOT NULL DEFAULT '';
CREATE INDEX incidents_by_cause ON incidents (cause);

CREATE TABLE steps (
  id INTEGER PRIMARY KEY,
  incident TEXT NOT NULL REFERENCES incidents ON DELETE CASCADE,
  author INTEGER NOT NULL REFERENCES people,
  at INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX steps_by_incident ON steps (incident);

CREATE TABLE links (
  id INTEGER PRIMARY KEY,
  incident TEXT NOT NULL REFERENCES incidents ON DELETE CASCADE,
  author INTEGER NOT NULL REFERENCES people,
  at INTEGER NOT NULL,
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  UNIQUE (incident, url)
) STRICT;
)sql";

// Version 3: the outbox, which says where each message stands, and how the channels are.
constexpr const char* kVersion3 = R"sql(
CREATE TABLE outbox (
  message INTEGER PRIMARY KEY REFERENCES messages ON DELETE CASCADE,
  state TEXT NOT NULL CHECK (state IN ('pending', 'under way', 'delivered', 'partly', 'dead')),
  attempts INTEGER NOT NULL DEFAULT 0,
  first INTEGER,
  next INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  owed TEXT NOT NULL DEFAULT '',
  refused TEXT NOT NULL DEFAULT '',
  taken_by_some INTEGER NOT NULL DEFAULT 0,
  copy_of INTEGER REFERENCES messages ON DELETE CASCADE
) STRICT;
CREATE INDEX outbox_unsettled ON outbox (message) WHERE state IN ('pending', 'under way');
CREATE INDEX outbox_copies ON outbox (copy_of) WHERE copy_of IS NOT NULL;
CREATE INDEX messages_by_key ON messages (key);

CREATE TABLE channels (
  name TEXT PRIMARY KEY NOT NULL,
  failures INTEGER NOT NULL,
  failing_since INTEGER,
  next INTEGER NOT NULL,
  answer TEXT NOT NULL,
  broken INTEGER NOT NULL,
  told INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO outbox (message, state, attempts, first, next, reason)
SELECT m.id,
  CASE ifnull(l.result, 'retry') WHEN 'retry' THEN 'pending' WHEN 'delivered' THEN 'delivered'
    WHEN 'partly' THEN 'partly' ELSE 'dead' END,
  ifnull(l.attempt, 0), (SELECT min(at) FROM receipts WHERE message = m.id), ifnull(l.at, m.at),
  CASE ifnull(l.result, 'delivered') WHEN 'delivered' THEN '' ELSE l.detail END
FROM messages m JOIN runs u ON u.id = m.run
LEFT JOIN receipts l ON l.message = m.id
  AND l.attempt = (SELECT max(attempt) FROM receipts WHERE message = m.id)
WHERE u.kind = 'live' OR l.id IS NOT NULL;
)sql";

// Version 4: for how long who said to be on an incident is.
constexpr const char* kVersion4 = R"sql(
ALTER TABLE timeline ADD COLUMN lasts INTEGER;
)sql";

// Version 5: what was held back, and the silences made by command.
constexpr const char* kVersion5 = R"sql(
CREATE TABLE silences (
  id TEXT PRIMARY KEY NOT NULL,
  selector TEXT NOT NULL,
  starts INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  because TEXT NOT NULL,
  author INTEGER NOT NULL REFERENCES people,
  made INTEGER NOT NULL,
  ended_at INTEGER,
  ended_by INTEGER REFERENCES people
) STRICT;
CREATE INDEX silences_by_start ON silences (starts);

CREATE TABLE silence_labels (
  silence TEXT NOT NULL REFERENCES silences ON DELETE CASCADE,
  place INTEGER NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (silence, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE held (
  id INTEGER PRIMARY KEY,
  alert INTEGER NOT NULL REFERENCES alerts ON DELETE CASCADE,
  episode INTEGER NOT NULL,
  severity INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('trial', 'suppression', 'silence', 'mute')),
  rule INTEGER,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  began INTEGER NOT NULL,
  ended INTEGER
) STRICT;
CREATE UNIQUE INDEX held_by_alert ON held (alert, episode, kind, ifnull(rule, -1), name, began);
)sql";

// Version 6: what came in, how far the engine is with it, and its state from time to time.
constexpr const char* kVersion6 = R"sql(
CREATE TABLE journal (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('events', 'labels', 'command')),
  model TEXT NOT NULL,
  received INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;

CREATE TABLE answers (
  model TEXT NOT NULL,
  key TEXT NOT NULL,
  at INTEGER NOT NULL,
  request TEXT NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (model, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_by_time ON answers (at);

CREATE TABLE progress (
  run INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
  plan TEXT NOT NULL,
  start INTEGER NOT NULL,
  first INTEGER NOT NULL,
  position INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE snapshots (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  plan TEXT NOT NULL,
  position INTEGER NOT NULL,
  at INTEGER NOT NULL,
  size INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX snapshots_by_run ON snapshots (run);

CREATE TABLE snapshot_parts (
  snapshot INTEGER NOT NULL REFERENCES snapshots ON DELETE CASCADE,
  number INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (snapshot, number)
) STRICT;
)sql";

// The step at index i leads from version i to version i + 1. A step that was released never
// changes.
constexpr std::array kSteps{kVersion1, kVersion2, kVersion3, kVersion4, kVersion5, kVersion6};

struct Identity {
  int application = 0;
  int version = 0;
  bool is_empty = true;
};

Result<Identity> identity(const Store& store) {
  Identity found;
  Transaction reading(store, Transaction::Kind::read);
  reading.each(
      "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema) "
      "FROM pragma_application_id, pragma_user_version",
      {}, [&](Row& row) {
        found.application = row.small();
        found.version = row.small();
        found.is_empty = row.integer() == 0;
      });
  if (auto done = reading.commit(); !done) return tl::unexpected(std::move(done.error()));
  return found;
}

// Two processes may open an old store at once: the second finds the step already made.
Result<void> make_step(const Store& store, int from) {
  Transaction writing(store, Transaction::Kind::write);
  if (writing.find_integer("PRAGMA user_version") == from) {
    writing.script(kSteps[from]);
    writing.run(fmt::format("PRAGMA application_id = {}", kApplicationId));
    writing.run(fmt::format("PRAGMA user_version = {}", from + 1));
  }
  return writing.commit();
}

}  // namespace

int newest_version() { return static_cast<int>(kSteps.size()); }

Result<void> check_identity(const Store& store) {
  const auto found = identity(store);
  if (!found) return tl::unexpected(found.error());
  const bool is_blank = found->is_empty && found->version == 0;
  if (found->application != kApplicationId && !is_blank) {
    return fail(
        "{}: is an SQLite database of another program; name another file, or one that does "
        "not exist yet",
        store.path());
  }
  if (found->version > newest_version()) {
    return fail(
        "{}: a newer tocsin wrote this store (version {}, this one knows up to {}); use that "
        "tocsin, or name another file",
        store.path(), found->version, newest_version());
  }
  if (found->version < 0) return tl::unexpected(store.error(SQLITE_CORRUPT));
  return {};
}

Result<void> migrate(const Store& store) {
  const auto found = identity(store);
  if (!found) return tl::unexpected(found.error());
  for (int version = found->version; version < newest_version(); ++version) {
    if (auto made = make_step(store, version); !made) return made;
  }
  return {};
}

}  // namespace tocsin::store
