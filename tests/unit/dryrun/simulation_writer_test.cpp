#include "dryrun/simulation_writer.hpp"

#include "tests/support/temp_dir.hpp"
#include "tests/unit/dryrun/simulation_support.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <filesystem>
#include <limits>

using namespace tocsin;
using namespace tocsin::dryrun::simulation;
using namespace tocsin::test;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// One field, one column.
struct Sheet {
  Spec spec;
  std::vector<Column> columns{{"x", FieldIndex{0}}};

  std::string line(double cell, Instant at = {}, Instant arrives = {}) {
    Row row{.index = 41, .at = at, .real = {cell}, .sent = {cell}};
    return std::string(RowFormat(spec, columns).line(row, arrives));
  }
};

}  // namespace

TEST_CASE("a number is written with its decimals", "[dryrun][simulate]") {
  struct Case {
    double x;
    int decimals;
    std::string_view want;
  };
  const auto c = GENERATE(values<Case>({
      {2400, 0, "2400"},
      {0.5, 4, "0.5000"},
      {-0.04, 1, "0.0"},
      {-0.06, 1, "-0.1"},
      {12.999, 2, "13.00"},
      {-7.05, 3, "-7.050"},
      {0, 2, "0.00"},
      {0.1, -1, "0.1"},
      {1e300, -1, "1e+300"},
      {3e15, 1, "3000000000000000.0"},
      {1.0 / 3, -1, "0.3333333333333333"},
      {kNan, 2, ""},
      {std::numeric_limits<double>::infinity(), 2, "inf"},
  }));
  CAPTURE(c.x, c.decimals);
  Sheet sheet{.spec = {.fields = {{.name = "x", .kind = Drawn{}, .decimals = c.decimals}}}};
  CHECK(sheet.line(c.x) == c.want);
}

TEST_CASE("a time is written in the format of the description", "[dryrun][simulate]") {
  struct Case {
    TimeFormat format;
    std::string_view want;
  };
  const auto c = GENERATE(values<Case>({{TimeFormat::iso, "2026-12-31T23:59:09.007Z"},
                                        {TimeFormat::epoch_milliseconds, "1798761549007"},
                                        {TimeFormat::epoch_seconds, "1798761549.007"}}));
  Sheet sheet{.spec = {.times = c.format, .fields = {{.name = "x", .kind = EventTime{}}}}};
  // 1798761549 is 2026-12-31T23:59:09Z (`date -u -d 2026-12-31T23:59:09 +%s`).
  const Instant at{1798761549s + 7ms + 999us};
  CHECK(sheet.line(0, at) == c.want);
  sheet.columns = {{"arrives", std::nullopt}};
  CHECK(sheet.line(0, {}, at) == c.want);
}

TEST_CASE("ids count on from the first, values stand in quotes where they must",
          "[dryrun][simulate]") {
  Sheet ids{.spec = {.fields = {{.name = "x", .kind = Id{.prefix = "A-", .first = 100}}}}};
  CHECK(ids.line(0) == "A-141");
  Sheet words{.spec = {.fields = {{.name = "x", .kind = Choice{}, .values = {"a", "b,\"c\""}}}}};
  CHECK(words.line(0) == "a");
  CHECK(words.line(1) == "\"b,\"\"c\"\"\"");
  CHECK(words.line(kNan).empty());
  CHECK(csv_text("two\nlines") == "\"two\nlines\"");
}

TEST_CASE("a file has its name only when it is whole", "[dryrun][simulate]") {
  namespace fs = std::filesystem;
  const TempDir dir;
  const std::string path = (dir / "x.csv").string();
  {
    auto file = CsvFile::create(path);
    REQUIRE(file);
    file->append("a,b");
    CHECK_FALSE(fs::exists(path));
    CHECK(fs::exists(path + ".part"));
  }
  CHECK(fs::is_empty(dir.path()));
  auto file = CsvFile::create(path);
  REQUIRE(file);
  file->append("a,b");
  file->append("1,2");
  CHECK(file->lines() == 2);
  REQUIRE(file->close());
  CHECK(bytes_of(path) == "a,b\n1,2\n");
  CHECK_FALSE(fs::exists(path + ".part"));
}

TEST_CASE("a file that cannot be written says so", "[dryrun][simulate]") {
  const auto nowhere = CsvFile::create("/nonexistent/x.csv");
  REQUIRE_FALSE(nowhere);
  CHECK(nowhere.error().message ==
        "/nonexistent/x.csv: cannot be written: No such file or directory");
}
