#include "charts/axis.hpp"

#include <catch2/catch.hpp>

namespace tocsin::charts {
namespace {

std::vector<std::string> texts(std::string_view from, std::string_view to, std::size_t most) {
  std::vector<std::string> all;
  for (const auto& mark : time_marks(*parse_time(from), *parse_time(to), most))
    all.push_back(mark.text);
  return all;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("marks of values are round", "[charts][axis]") {
  CHECK(value_marks(0, 10, 1, 5) == std::vector<double>{0, 2, 4, 6, 8, 10});
  CHECK(value_marks(0.5, 99, 1, 5) == std::vector<double>{20, 40, 60, 80});
  const auto shares = value_marks(-0.013, 0.027, 1, 4);
  REQUIRE(shares.size() == 4);
  CHECK(shares[0] == Approx(-0.01));
  CHECK(shares[3] == Approx(0.02));
}

TEST_CASE("marks of durations are round in their own unit", "[charts][axis]") {
  // Up to five minutes: at whole minutes, not at a hundred seconds.
  CHECK(value_marks(0, 300e9, 60e9, 5) == std::vector<double>{0, 60e9, 120e9, 180e9, 240e9, 300e9});
}

TEST_CASE("marks of time are as fine as there is room for", "[charts][axis]") {
  CHECK(texts("2026-03-02T09:00:07Z", "2026-03-02T09:01:00Z", 4) ==
        Texts{"09:00:15", "09:00:30", "09:00:45", "09:01:00"});
  CHECK(texts("2026-03-02T22:10Z", "2026-03-03T01:00Z", 4) ==
        Texts{"03-02 23:00", "03-03 00:00", "03-03 01:00"});
  CHECK(texts("2026-03-02T00:00Z", "2026-03-05T00:00Z", 4) ==
        Texts{"2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"});
}

TEST_CASE("over long times marks stand at the first of a month", "[charts][axis]") {
  CHECK(texts("2025-11-15T00:00Z", "2026-03-20T00:00Z", 5) ==
        Texts{"2025-12", "2026-01", "2026-02", "2026-03"});
  CHECK(texts("2011-01-01T00:00Z", "2012-12-31T00:00Z", 4) ==
        Texts{"2011-01", "2011-07", "2012-01", "2012-07"});
  CHECK(texts("1900-01-01T00:00Z", "2100-01-01T00:00Z", 5) ==
        Texts{"1900-01", "1950-01", "2000-01", "2050-01", "2100-01"});
}

}  // namespace tocsin::charts
