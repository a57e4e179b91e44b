#include "sources/sorted.hpp"

#include "tests/unit/sources/read.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <sys/stat.h>
#include <thread>

using namespace tocsin;
using namespace tocsin::test;

namespace {

struct Line {
  int at;
  int id;
};

std::string csv_of(const std::vector<Line>& lines) {
  std::string csv = "at,id,n\n";
  for (const auto& line : lines) csv += fmt::format("{},k{},{}\n", line.at, line.id, line.id);
  return csv;
}

// The ids in the order in which they were read.
std::vector<int> ids_of(sources::RowReader& reader) {
  std::vector<int> ids;
  Batch batch;
  for (;;) {
    const auto more = reader.next(batch);
    REQUIRE(more);
    if (!*more) return ids;
    for (const double n : batch.columns[2].numbers) ids.push_back(static_cast<int>(n));
  }
}

std::vector<int> ids_of(std::vector<Line> lines) {
  std::ranges::stable_sort(lines, {}, &Line::at);
  std::vector<int> ids;
  for (const auto& line : lines) ids.push_back(line.id);
  return ids;
}

const Schema& schema() {
  static const Schema schema = schema_with({field_of("n", FieldType::number)});
  return schema;
}

}  // namespace

TEST_CASE("rows come by event time, ties in line order", "[sources][sorted][property]") {
  const auto seed = GENERATE(1u, 2u, 3u, 4u, 5u);
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  std::vector<Line> lines;
  const int rows = static_cast<int>(random() % 300);
  for (int i = 0; i < rows; ++i) lines.push_back({static_cast<int>(random() % 50), i});
  const TempDir dir;
  const sources::Location location{dir.write("f.csv", csv_of(lines)).string(), ""};
  for (const std::size_t batch_rows : {1, 7, 4096}) {
    sources::Intake intake;
    const auto sorted = sources::open_sorted_rows(schema(), location, intake, {batch_rows});
    REQUIRE(sorted);
    CHECK(ids_of(*sorted->reader) == ids_of(lines));
    CHECK(sorted->extent.rows == lines.size());
    CHECK(intake.rows == lines.size());
  }
}

TEST_CASE("the extent tells rows, ends and order of a file", "[sources][sorted]") {
  const TempDir dir;
  sources::Intake intake;
  const auto at = [](int s) { return Instant{Duration(std::chrono::seconds(s))}; };
  const auto extent_of = [&](const std::vector<Line>& lines) {
    const auto sorted = sources::open_sorted_rows(
        schema(), {dir.write("f.csv", csv_of(lines)).string(), ""}, intake);
    REQUIRE(sorted);
    return sorted->extent;
  };
  const auto ordered = extent_of({{10, 1}, {10, 2}, {30, 3}});
  CHECK(ordered.in_order);
  CHECK(ordered.rows == 3);
  CHECK(ordered.first == at(10));
  CHECK(ordered.last == at(30));
  const auto mixed = extent_of({{20, 1}, {40, 2}, {10, 3}});
  CHECK_FALSE(mixed.in_order);
  CHECK(mixed.first == at(10));
  CHECK(mixed.last == at(40));
  CHECK(extent_of({}).rows == 0);
  for (const auto& widest : {extent_of({{10, 1}, {11, 2}, {40, 3}, {50, 4}}).widest,
                             extent_of({{40, 1}, {11, 2}, {50, 3}, {10, 4}}).widest}) {
    CHECK(widest.from == at(11));
    CHECK(widest.to == at(40));
    CHECK(widest.rows_before == 2);
  }
}

TEST_CASE("disorder between two batches of the survey is seen", "[sources][sorted]") {
  std::vector<Line> lines;
  for (int i = 0; i < 4096; ++i) lines.push_back({100 + i, i});
  lines.push_back({50, 4096});
  const TempDir dir;
  sources::Intake intake;
  const auto sorted =
      sources::open_sorted_rows(schema(), {dir.write("f.csv", csv_of(lines)).string(), ""}, intake);
  REQUIRE(sorted);
  CHECK_FALSE(sorted->extent.in_order);
  CHECK(ids_of(*sorted->reader).front() == 4096);
}

TEST_CASE("several files are one, in the order of their names", "[sources][sorted]") {
  const TempDir dir;
  dir.write("day2.csv", csv_of({{20, 3}, {40, 4}}));
  dir.write("day1.csv", csv_of({{20, 1}, {30, 2}}));
  dir.write("other.csv", "nothing,of,this\n");
  sources::Intake intake;
  const auto sorted =
      sources::open_sorted_rows(schema(), {(dir / "day*.csv").string(), ""}, intake);
  REQUIRE(sorted);
  CHECK(ids_of(*sorted->reader) == std::vector{1, 3, 2, 4});
  REQUIRE(intake.files.size() == 2);
  CHECK(intake.files[0].ends_with("day1.csv"));
}

TEST_CASE("malformed rows are counted once, sorted or not", "[sources][sorted]") {
  const TempDir dir;
  const auto seen = [&](std::string_view csv) {
    sources::Intake intake;
    const auto sorted =
        sources::open_sorted_rows(schema(), {dir.write("f.csv", csv).string(), ""}, intake, {2});
    REQUIRE(sorted);
    const auto times = unreadable_of(*sorted->reader);
    CHECK(times.size() == 2);
    CHECK(std::ranges::is_sorted(times));
    return shown(intake);
  };
  CHECK(seen("at,id,n\n10,k,1\nx,k,1\n20,k,1\ny,k,1\n") ==
        "2 rows, 2 malformed\nan unreadable time: 2\n  3: `x` in x,k,1\n  5: `y` in y,k,1\n");
  CHECK(seen("at,id,n\n20,k,1\nx,k,1\n10,k,1\ny,k,1\n") ==
        "2 rows, 2 malformed\nan unreadable time: 2\n  3: `x` in x,k,1\n  5: `y` in y,k,1\n");
}

TEST_CASE("a pipe, which cannot be read twice, is sorted too", "[sources][sorted]") {
  const TempDir dir;
  const auto path = (dir / "pipe.csv").string();
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  std::thread writer([&] { std::ofstream(path) << csv_of({{30, 1}, {10, 2}, {20, 3}}); });
  sources::Intake intake;
  const auto sorted = sources::open_sorted_rows(schema(), {path, ""}, intake);
  writer.join();
  REQUIRE(sorted);
  CHECK(ids_of(*sorted->reader) == std::vector{2, 3, 1});
}

TEST_CASE("a wrong file is told before any row", "[sources][sorted]") {
  const TempDir dir;
  sources::Intake intake;
  const auto error = [&](const std::string& name, std::string_view content) {
    const auto sorted =
        sources::open_sorted_rows(schema(), {dir.write(name, content).string(), ""}, intake);
    return sorted ? "no error" : sorted.error().message.substr(dir.path().string().size() + 1);
  };
  CHECK(error("f.csv", "at,id\n1,2\n") ==
        "f.csv:1:1: no column `n` for field `n`; the columns are: at, id");
  CHECK(error("f.txt", "at,id\n") ==
        "f.txt: its ending tells no kind of source; .csv, .csv.gz, .jsonl or .jsonl.gz would have "
        "worked");
  const auto nowhere =
      sources::open_sorted_rows(schema(), {(dir / "none*.csv").string(), ""}, intake);
  REQUIRE_FALSE(nowhere);
  CHECK(nowhere.error().message.ends_with("none*.csv: no file matches"));
  CHECK_FALSE(sources::open_sorted_rows(schema(), {"x", "http"}, intake));
  CHECK(sources::open_sorted_rows(schema(), {"x.csv", "kafka"}, intake).error().message ==
        "x.csv: source kind `kafka` is unknown; known: csv, jsonl");
}

TEST_CASE("each file is a delivery, told when its last row has come", "[sources][sorted]") {
  const TempDir dir;
  const bool mixed = GENERATE(false, true);
  const std::size_t batch_rows = GENERATE(1, 2, 3, 4096);
  // In order the files follow each other; mixed, the rows of the second lie between those of the
  // first. The last file has no row, and a line of the second cannot be read.
  dir.write("1.csv", csv_of({{10, 1}, {mixed ? 40 : 20, 2}}));
  dir.write("2.csv", csv_of({{30, 3}, {30, 4}}) + "never,k5,5\n");
  dir.write("3.csv", csv_of({}));
  sources::Intake intake;
  const auto sorted =
      sources::open_sorted_rows(schema(), {(dir.path() / "*.csv").string(), ""}, intake,
                                {.batch_rows = batch_rows, .notes_deliveries = true});
  REQUIRE(sorted);
  std::map<std::uint32_t, std::size_t> rows;
  std::map<std::uint32_t, Delivery> ended;
  Batch batch;
  for (bool goes_on = true; goes_on;) {
    goes_on = *sorted->reader->next(batch);
    REQUIRE(batch.delivery.size() == batch.rows);
    for (const auto number : batch.delivery) {
      CHECK(!ended.contains(number));
      ++rows[number];
    }
    for (const auto& delivery : batch.delivered) ended[delivery.number] = delivery;
  }
  const auto at = [](int s) { return Instant{Duration(std::chrono::seconds(s))}; };
  CHECK(rows == std::map<std::uint32_t, std::size_t>{{0, 2}, {1, 2}});
  REQUIRE(ended.size() == 2);
  CHECK(ended[0].at == at(mixed ? 40 : 20));
  CHECK(ended[1].at == at(30));
  CHECK(ended[0].unreadable == 0);
  CHECK(ended[1].unreadable == 1);
}
