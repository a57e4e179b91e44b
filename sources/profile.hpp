// What the columns of a file look like, before anybody has written a schema for it.
#pragma once

#include "base/result.hpp"
#include "base/schema.hpp"
#include "sources/source.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace tocsin::sources {

inline constexpr std::size_t kMostProfiledValues = 1000;

// Values are read by the very readers of events, so that a type which reads all of them here will
// read them later too.
struct ColumnProfile {
  std::string name;
  std::uint64_t missing = 0;
  std::uint64_t present = 0;
  // Of `present`, how many the type can read, by FieldType.
  std::array<std::uint64_t, 8> readable{};
  // Of what `number` can read; empty range: none.
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  bool whole = true;      // no number has a fraction
  bool zoneless = false;  // a time says neither Z nor an offset
  // Values as text with their counts; incomplete once more than kMostProfiledValues were seen.
  std::map<std::string, std::uint64_t> values;
  bool more_values = false;
  bool unique = true;  // no value occurred twice; looked at in all rows

  bool all(FieldType type) const {
    return present > 0 && readable[static_cast<std::size_t>(type)] == present;
  }
};

struct Profile {
  std::uint64_t rows = 0;
  bool whole_file = true;  // false: there are more rows than `most_rows`
  std::vector<ColumnProfile> columns;
};

// Reads at most `most_rows` rows. Rows that are none are counted in `intake`.
Result<Profile> profile(const Location& location, std::uint64_t most_rows, Intake& intake);

}  // namespace tocsin::sources
