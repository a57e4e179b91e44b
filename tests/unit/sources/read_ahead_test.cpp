#include "sources/read_ahead.hpp"

#include "tests/unit/sources/read.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace tocsin;
using namespace tocsin::test;

namespace {

const Schema& schema() {
  static const Schema schema =
      schema_with({field_of("n", FieldType::number), field_of("kind", FieldType::category)});
  return schema;
}

// Numbers, some of them broken, and texts of which new ones keep coming.
std::string csv_of(int rows) {
  std::mt19937_64 random(3);
  std::string csv = "at,id,n,kind\n";
  for (int i = 0; i < rows; ++i) {
    const std::string time = random() % 50 == 0 ? "never" : std::to_string(i);
    const std::string number = random() % 20 == 0 ? "x" : std::to_string(random() % 1000);
    csv += fmt::format("{},k{},{},kind{}\n", time, i, number, random() % (1 + i / 10));
  }
  return csv;
}

std::unique_ptr<sources::RowReader> open(const std::string& csv, sources::Intake& intake,
                                         std::size_t batch_rows) {
  auto reader = sources::open_rows_in_memory(schema(), csv, {"f", "csv"}, intake, {batch_rows});
  REQUIRE(reader);
  return std::move(*reader);
}

std::unique_ptr<sources::RowReader> open_ahead(const std::string& csv, sources::Intake& intake,
                                               std::size_t batch_rows) {
  auto own = std::make_unique<sources::Intake>();
  auto reader = open(csv, *own, batch_rows);
  return std::make_unique<sources::ReadAhead>(std::move(reader), std::move(own), intake);
}

}  // namespace

TEST_CASE("rows that are read ahead are the same rows", "[sources][read_ahead]") {
  const std::string csv = csv_of(2'000);
  const std::size_t batch_rows = GENERATE(1, 7, 300, 4096);
  CAPTURE(batch_rows);
  sources::Intake plain, ahead;
  CHECK(read_rows(*open_ahead(csv, ahead, batch_rows)) == read_rows(*open(csv, plain, batch_rows)));
  CHECK(shown(ahead) == shown(plain));
}

TEST_CASE("what was found goes as far as the batches, not as the thread", "[sources][read_ahead]") {
  const std::string csv = csv_of(500);
  sources::Intake plain, ahead;
  const auto expected = open(csv, plain, 10);
  const auto reader = open_ahead(csv, ahead, 10);
  Batch batch, same;
  for (int i = 0; i < 40; ++i) {
    REQUIRE(reader->next(batch).value());
    REQUIRE(expected->next(same).value());
    CHECK(batch.unreadable == same.unreadable);
    CHECK(shown(ahead) == shown(plain));
  }
}

TEST_CASE("the end and an error are told once more when asked again", "[sources][read_ahead]") {
  sources::Intake intake;
  Batch batch;
  SECTION("end") {
    const std::string csv = csv_of(20);
    const auto reader = open_ahead(csv, intake, 100);
    CHECK(reader->next(batch).value());
    for (int i = 0; i < 2; ++i) {
      CHECK_FALSE(reader->next(batch).value());
      CHECK(batch.rows == 0);
    }
  }
  SECTION("error") {
    const std::string packed = gzipped(csv_of(20'000));
    const std::string half = packed.substr(0, packed.size() / 2);
    const auto reader = open_ahead(half, intake, 1'000'000);
    CHECK(reader->next(batch).value());  // the rows before it
    for (int i = 0; i < 2; ++i) {
      const auto more = reader->next(batch);
      REQUIRE_FALSE(more);
      CHECK(more.error().message.find("gzip") != std::string::npos);
    }
  }
}

TEST_CASE("a reader that is no longer wanted stops reading", "[sources][read_ahead]") {
  const std::string csv = csv_of(2'000);
  sources::Intake intake;
  const auto reader = open_ahead(csv, intake, 1);
  Batch batch;
  const int taken = GENERATE(0, 1, 100);
  for (int i = 0; i < taken; ++i) REQUIRE(reader->next(batch).value());
  CHECK(intake.rows == static_cast<std::uint64_t>(taken));
}
