#include "store/migrations.hpp"

#include "store/incident_rows.hpp"
#include "store/message_json.hpp"
#include "store/outbox.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/store/sample.hpp"

#include <catch2/catch.hpp>
#include <sqlite3.h>

using namespace tocsin;
using namespace tocsin::test;

namespace {

// A store as version 1 made it. Never changes: such files may be out there.
constexpr const char* kVersion1Store = R"sql(
PRAGMA application_id = 1953457011;
PRAGMA user_version = 1;
CREATE TABLE runs (id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('live', 'replayed')),
  started INTEGER NOT NULL, finished INTEGER, version TEXT NOT NULL, rules TEXT NOT NULL,
  data TEXT NOT NULL) STRICT;
CREATE INDEX runs_by_data ON runs (data);
CREATE TABLE severities (run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  rank INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (run, rank)) STRICT, WITHOUT ROWID;
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE incidents (id TEXT PRIMARY KEY NOT NULL, run INTEGER NOT NULL REFERENCES runs,
  engine_id TEXT NOT NULL, package TEXT NOT NULL, model TEXT NOT NULL, title TEXT NOT NULL,
  severity INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'open'
  CHECK (state IN ('open', 'acknowledged', 'resolved')), opened INTEGER NOT NULL, ended INTEGER,
  acknowledged_at INTEGER, acknowledged_by INTEGER REFERENCES people,
  resolved_at INTEGER, resolved_by INTEGER REFERENCES people, UNIQUE (run, engine_id)) STRICT;
CREATE INDEX incidents_by_opened ON incidents (opened);
CREATE TABLE alerts (id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  package TEXT NOT NULL, model TEXT NOT NULL, monitor TEXT NOT NULL, segment TEXT NOT NULL,
  kind TEXT NOT NULL, title TEXT NOT NULL, UNIQUE (run, package, model, monitor, segment)) STRICT;
CREATE TABLE episodes (id INTEGER PRIMARY KEY, alert INTEGER NOT NULL REFERENCES alerts,
  number INTEGER NOT NULL, incident TEXT REFERENCES incidents ON DELETE CASCADE,
  severity INTEGER NOT NULL, began INTEGER NOT NULL, reason TEXT NOT NULL, ended INTEGER,
  end_reason TEXT NOT NULL DEFAULT '', peak REAL, peak_text TEXT NOT NULL DEFAULT '',
  peak_at INTEGER, peak_n INTEGER, UNIQUE (alert, number)) STRICT;
CREATE INDEX episodes_by_incident ON episodes (incident);
CREATE TABLE transitions (id INTEGER PRIMARY KEY,
  alert INTEGER NOT NULL REFERENCES alerts ON DELETE CASCADE, episode INTEGER NOT NULL,
  at INTEGER NOT NULL, change TEXT NOT NULL, from_severity INTEGER NOT NULL,
  to_severity INTEGER NOT NULL, reason TEXT NOT NULL, value REAL, value_text TEXT NOT NULL,
  low REAL, high REAL, threshold TEXT NOT NULL, n INTEGER NOT NULL, labels INTEGER,
  judged_from INTEGER NOT NULL, judged_to INTEGER NOT NULL,
  UNIQUE (alert, episode, at, change, from_severity, to_severity)) STRICT;
CREATE TABLE timeline (id INTEGER PRIMARY KEY AUTOINCREMENT,
  incident TEXT NOT NULL REFERENCES incidents ON DELETE CASCADE, at INTEGER NOT NULL,
  written_at INTEGER NOT NULL, author INTEGER REFERENCES people, kind TEXT NOT NULL,
  episode INTEGER REFERENCES episodes, severity INTEGER, text TEXT NOT NULL) STRICT;
CREATE INDEX timeline_by_incident ON timeline (incident, at, id);
CREATE INDEX timeline_by_episode ON timeline (episode);
CREATE UNIQUE INDEX timeline_engine ON timeline (incident, at, kind, ifnull(episode, 0), severity)
  WHERE author IS NULL;
CREATE TRIGGER timeline_is_append_only BEFORE UPDATE ON timeline
BEGIN SELECT RAISE(ABORT, 'the timeline is append-only'); END;
CREATE TRIGGER timeline_keeps_people BEFORE DELETE ON timeline WHEN OLD.author IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'what people wrote is never deleted'); END;
CREATE TABLE messages (id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs,
  key TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT NOT NULL, step INTEGER NOT NULL,
  at INTEGER NOT NULL, kind TEXT NOT NULL, severity INTEGER NOT NULL, headline TEXT NOT NULL,
  body TEXT NOT NULL, content TEXT NOT NULL, UNIQUE (run, key)) STRICT;
CREATE TABLE message_incidents (message INTEGER NOT NULL REFERENCES messages ON DELETE CASCADE,
  incident TEXT NOT NULL REFERENCES incidents ON DELETE CASCADE,
  PRIMARY KEY (message, incident)) STRICT, WITHOUT ROWID;
CREATE INDEX message_incidents_by_incident ON message_incidents (incident);
CREATE TABLE receipts (id INTEGER PRIMARY KEY, message INTEGER NOT NULL REFERENCES messages,
  attempt INTEGER NOT NULL, at INTEGER NOT NULL,
  result TEXT NOT NULL
  CHECK (result IN ('delivered', 'partly', 'retry', 'rejected', 'given up')),
  status INTEGER NOT NULL, detail TEXT NOT NULL, receiver_id TEXT NOT NULL, UNIQUE (message, attempt)) STRICT;
CREATE TRIGGER receipts_are_append_only BEFORE UPDATE ON receipts
BEGIN SELECT RAISE(ABORT, 'receipts are append-only'); END;
CREATE TRIGGER receipts_are_kept BEFORE DELETE ON receipts
BEGIN SELECT RAISE(ABORT, 'receipts are never deleted'); END;

INSERT INTO runs VALUES (1, 'live', 1772438400000000000, NULL, '0.0.9', 'r', '');
INSERT INTO severities VALUES (1, 0, 'info'), (1, 1, 'warn'), (1, 2, 'page');
INSERT INTO people VALUES (1, 'mara');
INSERT INTO incidents VALUES ('0ld0ld0ld0ld', 1, '0ld0ld0ld0ld', '', 'churn', 'Old fear', 2,
  'acknowledged', 1772442000000000000, 1772445600000000000, 1772442600000000000, 1, NULL, NULL);
INSERT INTO alerts VALUES (1, 1, '', 'churn', 'slow', '', 'fear', 'Old fear');
INSERT INTO episodes VALUES (1, 1, 1, '0ld0ld0ld0ld', 2, 1772442000000000000, 'breach', NULL, '',
  0.5, '50%', 1772442000000000000, 10);
INSERT INTO timeline (incident, at, written_at, author, kind, episode, severity, text) VALUES
  ('0ld0ld0ld0ld', 1772442000000000000, 1772442000000000000, NULL, 'opened', 1, 2, 'page: slow'),
  ('0ld0ld0ld0ld', 1772442600000000000, 1772442600000000000, 1, 'acknowledged', NULL, NULL, 'on it');
)sql";

std::string make_version_1(const TempDir& folder) {
  const auto file = (folder / "old.db").string();
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &handle) == SQLITE_OK);
  REQUIRE(sqlite3_exec(handle, kVersion1Store, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
  return file;
}

// The tables, columns, indices and triggers, whatever layout their text has. A column added later
// has its place where it was added, which is where a new store has it too.
std::vector<std::string> shape(const store::Store& store) {
  std::vector<std::string> lines;
  store::Transaction reading(store, store::Transaction::Kind::read);
  reading.each(
      "SELECT m.type || ' ' || m.name || ' ' || ifnull(c.name || ' ' || c.type || ' ' || "
      "c.\"notnull\","
      " '') FROM sqlite_schema m LEFT JOIN pragma_table_xinfo(m.name) c ON m.type = 'table'"
      " WHERE m.name NOT LIKE 'sqlite%' ORDER BY m.type, m.name, c.cid",
      {}, [&](store::Row& row) { lines.push_back(row.text()); });
  need(reading.commit());
  return lines;
}

}  // namespace

TEST_CASE("a store of version 1 is brought to the newest with all that is in it",
          "[store][upgrade]") {
  const TempDir folder;
  const auto store = open_store(make_version_1(folder));
  CHECK(shape(store) == shape(open_store()));
  store::Transaction writing(store, store::Transaction::Kind::write);
  CHECK(writing.find_integer("PRAGMA user_version") == store::newest_version());
  auto old = store::read_detail(writing, "0ld0ld0ld0ld");
  CHECK(old.head.state == store::IncidentState::acknowledged);
  CHECK(old.head.acknowledged->by == "mara");
  CHECK(old.head.severity.name == "page");
  CHECK(old.head.cause.empty());
  CHECK(old.episodes.at(0).peak_text == "50%");
  REQUIRE(old.timeline.size() == 2);
  CHECK(old.timeline[1].text == "on it");

  // And it can be worked on as any other.
  store::set_resolved(writing, "0ld0ld0ld0ld", {"jo", at("12:00")}, "data.unit", "cents for euros");
  store::add_step(writing, "0ld0ld0ld0ld", {"jo", at("12:00")}, "asked the platform to mend it");
  CHECK(store::read_detail(writing, "0ld0ld0ld0ld").head.cause == "data.unit");
  need(writing.commit());
}

TEST_CASE("messages of an older store have the place that their receipts give them",
          "[store][upgrade]") {
  const TempDir folder;
  const auto file = make_version_1(folder);
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &handle) == SQLITE_OK);
  std::string sql = "INSERT INTO runs VALUES (2, 'replayed', 0, 0, '0.0.9', 'r', 'd');";
  const auto add = [&](int id, int run, std::vector<std::string> results) {
    const auto content = store::to_json(
        message(fmt::format("key-{}", id), at("09:00"), Message::Kind::beginning, {}));
    sql += fmt::format(
        "INSERT INTO messages VALUES ({0}, {1}, 'key-{0}', 'team', 't', 0, 7, 'beginning', 1, '', "
        "'', '{2}');",
        id, run, content);
    for (std::size_t i = 0; i < results.size(); ++i)
      sql += fmt::format("INSERT INTO receipts VALUES (NULL, {}, {}, {}, '{}', 503, 'busy', '');",
                         id, i + 1, 100 + i, results[i]);
  };
  add(1, 1, {});
  add(2, 1, {"retry", "retry"});
  add(3, 1, {"retry", "delivered"});
  add(4, 1, {"given up"});
  add(5, 2, {});
  add(6, 2, {"partly"});
  REQUIRE(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(handle);

  const auto store = open_store(file);
  std::vector<std::string> places;
  store::Transaction reading(store, store::Transaction::Kind::read);
  reading.each("SELECT message || ' ' || state || ' ' || attempts || ' ' || reason FROM outbox", {},
               [&](store::Row& row) { places.push_back(row.text()); });
  need(reading.commit());
  CHECK(places == std::vector<std::string>{"1 pending 0 ", "2 pending 2 busy", "3 delivered 2 ",
                                           "4 dead 1 busy", "6 partly 1 busy"});
  const auto open = need(store::unsettled(store));
  REQUIRE(open.size() == 2);
  CHECK(open[1].message.key == "key-2");
  CHECK(open[1].first == Instant{Duration(100)});
  CHECK(open[1].next == Instant{Duration(101)});
}

TEST_CASE("an upgraded store is upgraded once", "[store][upgrade]") {
  const TempDir folder;
  const auto file = make_version_1(folder);
  {
    open_store(file);
  }
  const auto store = open_store(file);
  store::Transaction reading(store, store::Transaction::Kind::read);
  CHECK(store::read_detail(reading, "0ld0ld0ld0ld").timeline.size() == 2);
}

TEST_CASE("an upgrade waits for a process that is writing, or says so", "[store][upgrade]") {
  const TempDir folder;
  const auto file = make_version_1(folder);
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &handle) == SQLITE_OK);
  REQUIRE(sqlite3_exec(handle, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  const auto refused =
      store::Store::open(file, store::IfMissing::fail, std::chrono::milliseconds(20));
  REQUIRE_FALSE(refused.has_value());
  CHECK_THAT(refused.error().message, Catch::Contains("another process is writing"));
  sqlite3_exec(handle, "ROLLBACK", nullptr, nullptr, nullptr);
  sqlite3_close(handle);
  CHECK(store::Store::open(file, store::IfMissing::fail).has_value());
}
