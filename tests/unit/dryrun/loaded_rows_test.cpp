#include "dryrun/loaded_rows.hpp"

#include "dryrun/joined_rows.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

namespace tocsin::dryrun {
namespace {

using namespace std::chrono_literals;

// time, a category, and a yes/no label within a day that comes on its own.
Schema schema() {
  Schema schema;
  schema.model = "shop";
  schema.fields = {{.name = "at", .column = "at", .type = FieldType::time},
                   {.name = "kind", .column = "kind", .type = FieldType::category, .members = {}},
                   {.name = "good",
                    .column = "good",
                    .type = FieldType::boolean,
                    .role = Role::label,
                    .optional = true,
                    .members = {}}};
  schema.label_fields = {2};
  schema.horizon = 24h;
  schema.labels_apart = true;
  return schema;
}

const Instant kNine = *parse_time("2026-03-02T09:00Z");

std::string kind_of(const Batch& batch, std::size_t row) {
  const auto& column = batch.columns[1];
  return column.valid[row] ? column.dictionary->text(column.codes[row]) : "";
}

Result<Batch> load(const std::string& text) {
  const test::TempDir dir;
  dir.write("events.csv", text);
  return load_rows(schema(), (dir / "events.csv").string(), "events.csv");
}

}  // namespace

TEST_CASE("a fixture is read by time, with its labels where it has them", "[dryrun][loaded_rows]") {
  const auto rows = load("at,kind,good\n2026-03-02T09:01Z,b,\n2026-03-02T09:00Z,a,true\n");
  REQUIRE(rows.has_value());
  REQUIRE(rows->rows == 2);
  CHECK(rows->time == std::vector{kNine, kNine + 1min});
  CHECK(rows->arrival == rows->time);
  CHECK(kind_of(*rows, 0) == "a");
  CHECK(kind_of(*rows, 1) == "b");
  CHECK(rows->columns[2].valid[0]);
  CHECK(!rows->columns[2].valid[1]);
  CHECK(rows->label_known == std::vector{kNine, kForever});
}

TEST_CASE("a fixture without labels has none", "[dryrun][loaded_rows]") {
  const auto rows = load("at,kind\n2026-03-02T09:00Z,a\n");
  REQUIRE(rows.has_value());
  CHECK(!rows->columns[2].valid[0]);
  CHECK(rows->label_known == std::vector{kForever});
}

TEST_CASE("what is wrong with a fixture is told with its line", "[dryrun][loaded_rows]") {
  struct Case {
    std::string_view why, text, told;
  };
  const auto c = GENERATE(values<Case>({
      {"no time", "at,kind\n2026-03-02T09:00Z,a\nsoon,b\n", "fixture `events.csv` line 3: "},
      {"a cell too few", "at,kind\n2026-03-02T09:00Z\n", "fixture `events.csv` line 2: "},
      {"no such column", "when,kind\n2026-03-02T09:00Z,a\n", "fixture `events.csv`: "},
      {"no row", "at,kind\n", "fixture `events.csv`: no rows in it"},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto rows = load(std::string(c.text));
    REQUIRE(!rows.has_value());
    CHECK_THAT(rows.error().message, Catch::Matchers::StartsWith(std::string(c.told)));
  }
}

TEST_CASE("two batches become one by time, with texts of both", "[dryrun][joined_rows]") {
  const auto first = load("at,kind\n2026-03-02T09:00Z,a\n2026-03-02T09:02Z,b\n");
  const auto second = load("at,kind,good\n2026-03-02T09:01Z,c,true\n2026-03-02T09:02Z,a,false\n");
  REQUIRE(first.has_value());
  REQUIRE(second.has_value());
  const auto all = merged(schema(), *first, *second);
  REQUIRE(all.rows == 4);
  CHECK(all.time == std::vector{kNine, kNine + 1min, kNine + 2min, kNine + 2min});
  std::string kinds;
  for (std::size_t row = 0; row < 4; ++row) kinds += kind_of(all, row);
  CHECK(kinds == "acba");
  CHECK(all.columns[1].codes[0] == all.columns[1].codes[3]);
  CHECK(all.label_known == std::vector{kForever, kNine + 1min, kForever, kNine + 2min});
  CHECK(all.columns[2].numbers[1] == 1.0);
}

}  // namespace tocsin::dryrun
