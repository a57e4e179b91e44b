#include "store/transaction.hpp"
#include "tests/scenarios/program.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>

using namespace tocsin;
using namespace tocsin::test;

namespace {

using Catch::Contains;

// Labels of their own, segments, an hour's window, chunks, and a line that cannot be read.
constexpr const char* kRules = R"(tocsin 1

model shop "Shop search" {
  owner "search"
  time at
  key id
  labels csv("labels.csv")
  field latency: duration in ms
  field platform: category of ["web", "app"]
  prediction hit: bool
  label clicked: bool, within 10m, arrives known
}

watch shop {
  fear slow "Search is slow" {
    measure p95(latency) over 5m
    by platform and overall
    needs 5 events
    warn when > 200ms for 2m until < 150ms
    page when > 400ms for 2m until < 300ms
  }
  quality chunk "chunks" { measure mean(latency) over each 25 events; warn when > 300ms }
  performance right "clicks" { needs 5 labels; measure precision over 10m every 2m; warn when < 70% }
}

channel all: console {}
channel later: console {}
route page to all repeat 10m
route warn to all
route warn to later digest hourly
incident from warn by model join 5m
)";

std::string clock(int second) {
  return fmt::format("2026-03-02T{:02}:{:02}:{:02}Z", 9 + second / 3600, second / 60 % 60,
                     second % 60);
}

void write_files(const TempDir& dir) {
  std::string events = "id,at,latency,platform,hit\n", labels = "id,known,clicked\n";
  for (int second = 0; second < 3600; second += 6) {
    const bool is_slow = second % 1500 >= 600 && second % 1500 < 1200;
    events += fmt::format("e{0},{1},{2},{3},true\n", second, clock(second),
                          (is_slow ? 600 : 100) + second % 7, second % 12 == 0 ? "web" : "app");
    if (second % 600 == 60) events += "this is no row\n";
    if (second % 18 != 0)
      labels += fmt::format("e{},{},{}\n", second, clock(second + second % 400),
                            second % (is_slow ? 4 : 60) != 0);
  }
  dir.write("rules.tocsin", kRules);
  dir.write("events.csv", events);
  dir.write("labels.csv", labels);
}

std::string read_text(const TempDir& dir, const std::string& name) {
  return content_of(dir / name);
}

Run replay(const TempDir& dir, std::vector<std::string> more) {
  more.insert(more.begin(), {"replay", "rules.tocsin", "--data", "shop=events.csv"});
  const auto run = run_tocsin(dir, more);
  INFO(run.err);
  REQUIRE(run.code == 0);
  return run;
}

// Every row of every table but when the clock showed what, and the states.
std::string log_of(const TempDir& dir, const std::string& name) {
  auto store = store::Store::open((dir / name).string(), store::IfMissing::fail);
  REQUIRE(store);
  store::Transaction reading(*store, store::Transaction::Kind::read);
  std::vector<std::string> tables;
  reading.each(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
      " AND name NOT IN ('progress', 'snapshots', 'snapshot_parts') ORDER BY name",
      {}, [&](store::Row& row) { tables.push_back(row.text()); });
  std::string out;
  for (const auto& table : tables) {
    std::string columns;
    reading.each(
        "SELECT group_concat('quote(' || name || ')', '||''|''||') FROM pragma_table_info(?)"
        " WHERE name NOT IN ('started', 'finished', 'written_at')",
        {table}, [&](store::Row& row) { columns = row.text(); });
    reading.each(fmt::format("SELECT {} FROM {}", columns, table), {},
                 [&](store::Row& row) { out += fmt::format("{}: {}\n", table, row.text()); });
  }
  REQUIRE(reading.commit());
  return out;
}

std::string without_header(const std::string& csv) { return csv.substr(csv.find('\n') + 1); }

struct Pieces {
  std::string log, readings;
};

Pieces in_pieces(const TempDir& dir, const std::string& store,
                 const std::vector<std::string>& cuts) {
  Pieces done;
  std::optional<std::string> from;
  for (std::size_t i = 0; i <= cuts.size(); ++i) {
    std::vector<std::string> more{"--store", store, "--readings", "part.csv"};
    if (from) more.insert(more.end(), {"--from", *from});
    if (i < cuts.size()) more.insert(more.end(), {"--to", cuts[i]});
    const auto run = replay(dir, more);
    if (from) CHECK_THAT(run.err, Contains("goes on where the replay up to " + *from));
    const auto part = read_text(dir, "part.csv");
    done.readings += i == 0 ? part : without_header(part);
    if (i < cuts.size()) from = cuts[i];
  }
  done.log = log_of(dir, store);
  return done;
}

}  // namespace

TEST_CASE("a replay that was cut into pieces is as one that was not", "[scenario][cli]") {
  const TempDir dir;
  write_files(dir);
  replay(dir, {"--store", "whole.db", "--readings", "whole.csv"});
  const auto log = log_of(dir, "whole.db");
  const auto readings = read_text(dir, "whole.csv");
  for (const char* part : {"transitions: ", "messages: ", "incidents: ", "timeline: "})
    REQUIRE_THAT(log, Contains(part));

  using Cuts = std::vector<std::string>;
  const auto cuts =
      GENERATE(Cuts{"2026-03-02T09:15:00Z"},      // at a row, a tick, and while it pages
               Cuts{"2026-03-02T09:11:03.500Z"},  // between rows
               Cuts{"2026-03-02T08:00:00Z"},      // before any row
               Cuts{"2026-03-02T09:59:54Z"},      // at the last row
               Cuts{"2026-03-02T10:30:00Z"},      // behind all of them
               Cuts{"2026-03-02T09:14:00Z", "2026-03-02T09:14:30Z", "2026-03-02T09:40:00Z"});
  CAPTURE(cuts);
  const auto pieces = in_pieces(dir, "pieces.db", cuts);
  if (cuts[0] > "2026-03-02T09" && cuts[0] < "2026-03-02T10:2") {
    CHECK(pieces.readings == readings);
    CHECK(pieces.log == log);
  }
}

TEST_CASE("the second piece shows what had begun in the first", "[scenario][cli]") {
  const TempDir dir;
  write_files(dir);
  replay(dir, {"--store", "log.db", "--to", "2026-03-02T09:16:00Z"});
  const auto run = replay(dir, {"--store", "log.db", "--from", "2026-03-02T09:16:00Z"});
  CHECK_THAT(run.out, Contains("09:1"));
  // The same piece once more changes nothing.
  const auto log = log_of(dir, "log.db");
  replay(dir, {"--store", "log.db", "--from", "2026-03-02T09:16:00Z"});
  CHECK(log_of(dir, "log.db") == log);
}

TEST_CASE("a state goes on only with the rules and files it is of", "[scenario][cli]") {
  const TempDir dir;
  write_files(dir);
  replay(dir, {"--store", "log.db", "--to", "2026-03-02T09:16:00Z"});
  std::vector<std::string> from{"--store", "log.db", "--from", "2026-03-02T09:16:00Z"};
  SECTION("another instant") { from.back() = "2026-03-02T09:17:00Z"; }
  SECTION("other rules") {
    dir.write("rules.tocsin", content_of(dir / "rules.tocsin") + "# changed\n");
  }
  SECTION("other data") {
    dir.write("events.csv",
              content_of(dir / "events.csv") + "e9,2026-03-02T10:00:00Z,1,web,true\n");
  }
  CHECK(replay(dir, from).err.find("goes on") == std::string::npos);
}
