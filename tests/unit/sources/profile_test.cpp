#include "sources/profile.hpp"

#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::sources;

namespace {

Profile profile_of(const std::string& content, std::uint64_t most_rows = 1000,
                   const std::string& name = "sample.csv") {
  const test::TempDir dir;
  dir.write(name, content);
  Intake intake;
  auto result = profile({(dir.path() / name).string(), ""}, most_rows, intake);
  REQUIRE(result);
  return *result;
}

}  // namespace

TEST_CASE("a profile counts what each type can read", "[sources][profile]") {
  const auto seen = profile_of(
      "id,at,ok,n,x,p,d,c\n"
      "1,2026-03-02T09:00:00Z,true,5,1.5,12%,120ms,red\n"
      "2,2026-03-02T09:00:01Z,false,-7,,99%,2s,red\n"
      "3,2026-03-02T09:00:02Z,true,6,NaN,5%,1h,blue\n");
  REQUIRE(seen.rows == 3);
  REQUIRE(seen.columns.size() == 8);
  const auto& id = seen.columns[0];
  CHECK(id.unique);
  CHECK(id.all(FieldType::integer));
  CHECK(id.whole);
  CHECK(seen.columns[1].all(FieldType::time));
  CHECK_FALSE(seen.columns[1].all(FieldType::number));
  CHECK_FALSE(seen.columns[1].zoneless);
  CHECK(seen.columns[2].all(FieldType::boolean));
  CHECK(seen.columns[3].low == -7);
  CHECK(seen.columns[3].high == 6);
  CHECK(seen.columns[4].missing == 2);  // an empty cell, and NaN
  CHECK(seen.columns[4].present == 1);
  CHECK_FALSE(seen.columns[4].whole);
  CHECK(seen.columns[5].all(FieldType::share));
  CHECK_FALSE(seen.columns[5].all(FieldType::number));
  CHECK(seen.columns[6].all(FieldType::duration));
  CHECK_FALSE(seen.columns[7].unique);
  CHECK(seen.columns[7].values == std::map<std::string, std::uint64_t>{{"blue", 1}, {"red", 2}});
}

TEST_CASE("a profile ends at the rows it was given", "[sources][profile]") {
  const std::string rows = "at,x\n2026-03-02,1\n2026-03-02,2\n2026-03-02,3\n";
  CHECK(profile_of(rows, 3).whole_file);
  const auto front = profile_of(rows, 2);
  CHECK_FALSE(front.whole_file);
  CHECK(front.rows == 2);
  CHECK(front.columns[1].high == 2);
}

TEST_CASE("values are remembered up to a bound, uniqueness beyond it", "[sources][profile]") {
  std::string rows = "id,twice\n";
  for (int i = 0; i < 3000; ++i) rows += std::to_string(i) + ',' + std::to_string(i % 2000) + '\n';
  const auto seen = profile_of(rows, 5000);
  CHECK(seen.columns[0].values.size() == kMostProfiledValues);
  CHECK(seen.columns[0].more_values);
  CHECK(seen.columns[0].unique);
  CHECK_FALSE(seen.columns[1].unique);
}

TEST_CASE("JSON Lines are profiled alike", "[sources][profile]") {
  const auto seen =
      profile_of("{\"at\":\"2026-03-02T09:00:00\",\"x\":1}\n{\"at\":\"2026-03-02T10:00:00\"}\n", 10,
                 "sample.jsonl");
  CHECK(seen.columns[0].zoneless);
  CHECK(seen.columns[1].missing == 1);
  CHECK(seen.columns[1].all(FieldType::integer));
}
