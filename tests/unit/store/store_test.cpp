#include "store/store.hpp"

#include "store/incident_rows.hpp"
#include "store/migrations.hpp"
#include "tests/support/files.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/store/sample.hpp"

#include <catch2/catch.hpp>
#include <sqlite3.h>

#include <filesystem>
#include <sys/wait.h>
#include <unistd.h>

using namespace tocsin;
using namespace tocsin::test;
using namespace std::chrono_literals;
using store::IfMissing;
using store::Store;

namespace {

void run_sql(const std::string& file, const std::string& sql) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &handle) == SQLITE_OK);
  char* problem = nullptr;
  sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, &problem);
  const std::string words = problem == nullptr ? "" : problem;
  sqlite3_free(problem);
  sqlite3_close(handle);
  REQUIRE(words.empty());
}

std::string refusal(const std::string& file, IfMissing if_missing = IfMissing::create) {
  const auto store = Store::open(file, if_missing, 20ms);
  return store ? "opened" : store.error().message;
}

// Root may write anything; the test looks at the file as somebody else does.
class AsNobody {
 public:
  AsNobody() : root_(geteuid() == 0) {
    if (root_ && seteuid(65534) != 0) throw std::runtime_error("cannot become nobody");
  }
  ~AsNobody() {
    if (root_ && seteuid(0) != 0) std::abort();
  }

 private:
  bool root_;
};

// Runs `work` in a process of its own; the exit code says whether it went well.
template <typename Work>
pid_t in_child(Work work) {
  const pid_t child = fork();
  if (child != 0) return child;
  bool well = false;
  try {
    well = work();
  } catch (...) {
  }
  _exit(well ? 0 : 1);
}

bool went_well(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("a new store is marked as tocsin's and has the newest schema", "[store][open]") {
  const TempDir folder;
  const auto file = (folder / "tocsin.db").string();
  {
    open_store(file);
  }
  const auto header = test::content_of(file);
  CHECK(header.substr(68, 4) == "tocs");  // the application id's place in SQLite's file format
  const auto store = open_store(file);
  store::Transaction reading(store, store::Transaction::Kind::read);
  CHECK(reading.find_integer("PRAGMA user_version") == store::newest_version());
  CHECK(reading.find_text("PRAGMA journal_mode") == "wal");
  CHECK(reading.find_integer("PRAGMA foreign_keys") == 1);
}

TEST_CASE("what is no store is refused in words and left as it was", "[store][open]") {
  const TempDir folder;
  const auto file = folder / "x.db";
  SECTION("a text file") {
    folder.write("x.db", std::string(5000, 'x'));
    CHECK_THAT(refusal(file), Catch::StartsWith(file.string() + ": is not an SQLite database"));
  }
  SECTION("another program's database") {
    run_sql(file, "CREATE TABLE bookmarks (url TEXT)");
    CHECK_THAT(refusal(file), Catch::Contains("another program"));
  }
  SECTION("another program's empty database") {
    run_sql(file, "PRAGMA user_version = 1");
    CHECK_THAT(refusal(file), Catch::Contains("another program"));
  }
  SECTION("a store of a newer tocsin") {
    {
      open_store(file);
    }
    run_sql(file, "PRAGMA user_version = 99");
    CHECK_THAT(refusal(file), Catch::Contains("newer tocsin") && Catch::Contains("version 99"));
  }
  SECTION("a version that cannot be") {
    {
      open_store(file);
    }
    run_sql(file, "PRAGMA user_version = -3");
    CHECK_THAT(refusal(file), Catch::Contains("damaged"));
  }
  SECTION("a store whose middle is overwritten") {
    {
      record_all(open_store(file), run_spec());
    }
    auto content = test::content_of(file);
    content.replace(4096, 8 * 4096, 8 * 4096, '\x5a');
    folder.write("x.db", content);
    const auto store = Store::open(file, IfMissing::fail);
    if (store) {
      store::Transaction reading(*store, store::Transaction::Kind::read);
      store::find_incidents(reading, {});
      const auto done = reading.commit();
      REQUIRE_FALSE(done.has_value());
      CHECK_THAT(done.error().message, Catch::Contains("damaged"));
    } else {
      CHECK_THAT(store.error().message, Catch::Contains("damaged"));
    }
  }
  if (std::filesystem::exists(file)) {
    const auto before = test::content_of(file);
    (void)refusal(file);
    CHECK(test::content_of(file) == before);
  }
}

TEST_CASE("a path that leads nowhere says what would work", "[store][open]") {
  const TempDir folder;
  const auto missing = (folder / "none.db").string();
  CHECK_THAT(refusal(missing, IfMissing::fail),
             Catch::Contains("no such file") && Catch::Contains("tocsin replay"));
  CHECK_FALSE(std::filesystem::exists(missing));
  CHECK_THAT(refusal(folder.path().string()), Catch::Contains("is a folder"));
  CHECK_THAT(refusal((folder / "no" / "such" / "x.db").string()), Catch::Contains("has to exist"));
  CHECK_THAT(refusal(""), Catch::Contains("needs a file name"));
}

TEST_CASE("a locked store says that another process is writing", "[store][open]") {
  const TempDir folder;
  const auto file = (folder / "tocsin.db").string();
  {
    open_store(file);
  }
  const auto one = open_store(file);
  const auto two = need(Store::open(file, IfMissing::fail, 20ms));
  store::Transaction writing(one, store::Transaction::Kind::write);
  const auto begun = store::Recorder::begin(two, run_spec());
  REQUIRE_FALSE(begun.has_value());
  CHECK_THAT(begun.error().message, Catch::Contains("another process is writing"));
  CHECK(begun.error().retry == Retry::later);
  // Reading goes on meanwhile.
  store::Transaction reading(two, store::Transaction::Kind::read);
  CHECK(store::find_incidents(reading, {}).empty());
  CHECK(reading.commit().has_value());
}

TEST_CASE("a file that may only be read can be read", "[store][open]") {
  const TempDir folder;
  const auto file = folder / "tocsin.db";
  {
    record_all(open_store(file), run_spec());
  }
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0777));
  std::filesystem::permissions(file, std::filesystem::perms(0444));
  const AsNobody nobody;
  const auto store = need(Store::open(file, IfMissing::fail));
  {
    store::Transaction reading(store, store::Transaction::Kind::read);
    CHECK(store::find_incidents(reading, {}).size() == 1);
    REQUIRE(reading.commit().has_value());
  }
  const auto begun = store::Recorder::begin(store, run_spec());
  REQUIRE_FALSE(begun.has_value());
  CHECK_THAT(begun.error().message,
             Catch::Contains("may only be read") && Catch::Contains("write permission"));
  CHECK(begun.error().retry == Retry::no);
}

TEST_CASE("a folder that may not be written is named as the reason", "[store][open]") {
  const TempDir folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0555));
  {
    const AsNobody nobody;
    CHECK_THAT(refusal((folder / "tocsin.db").string()), Catch::Contains("writable"));
  }
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
}

TEST_CASE("two processes write one store at the same time and lose nothing", "[store][processes]") {
  const TempDir folder;
  const auto file = (folder / "tocsin.db").string();
  constexpr int kRuns = 10;
  const auto write_runs = [&] {
    const auto store = open_store(file);
    for (int i = 0; i < kRuns; ++i) record_all(store, run_spec());
    return true;
  };
  // Neither finds the file: both make it, and the schema, at once.
  const pid_t first = in_child(write_runs);
  const pid_t second = in_child(write_runs);
  CHECK(went_well(first));
  CHECK(went_well(second));
  const auto store = open_store(file);
  store::Transaction reading(store, store::Transaction::Kind::read);
  CHECK(store::find_incidents(reading, {}).size() == 2 * kRuns);
  CHECK(reading.find_integer("SELECT count(*) FROM timeline") == 2 * kRuns * 6);
  CHECK(reading.find_text("PRAGMA integrity_check") == "ok");
}

TEST_CASE("a process that is killed while writing leaves whole records only",
          "[store][processes]") {
  const TempDir folder;
  const auto file = (folder / "tocsin.db").string();
  {
    open_store(file);
  }
  int pipe_ends[2];
  REQUIRE(pipe(pipe_ends) == 0);
  const pid_t child = in_child([&] {
    const auto store = open_store(file);
    for (int i = 0;; ++i) {
      auto recorder = need(store::Recorder::begin(store, run_spec()));
      need(recorder.record(beginning()));
      if (i == 3 && write(pipe_ends[1], "x", 1) != 1) return false;
    }
  });
  char byte = 0;
  REQUIRE(read(pipe_ends[0], &byte, 1) == 1);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  close(pipe_ends[0]);
  close(pipe_ends[1]);

  const auto store = open_store(file);
  store::Transaction reading(store, store::Transaction::Kind::read);
  const auto incidents = store::find_incidents(reading, {});
  CHECK(incidents.size() >= 4);
  for (const auto& incident : incidents) {
    const auto detail = store::read_detail(reading, incident.id);
    CHECK(detail.episodes.size() == 1);
    CHECK(detail.timeline.size() == 1);
    CHECK(detail.messages.size() == 1);
  }
}
