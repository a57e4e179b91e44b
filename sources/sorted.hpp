// Rows and labels of files in the order in which a replay needs them.
#pragma once

#include "sources/source.hpp"

#include <cstdint>
#include <memory>

namespace tocsin::sources {

// A stretch between two rows, by time, in which there is none.
struct Gap {
  Instant from{}, to{};           // the rows at its ends
  std::uint64_t rows_before = 0;  // all up to `from`
};

// From one instant to a later one; the longest duration where none is long enough.
Duration apart(Instant earlier, Instant later);

// What a first look at the times of all rows shows.
struct Extent {
  std::uint64_t rows = 0;  // with a readable time
  Instant first{};  // event time of the earliest and the latest row; equal when there are none
  Instant last{};
  Gap widest;            // the earliest of the longest ones
  bool in_order = true;  // the files hold their rows by time already
};

struct SortedRows {
  std::unique_ptr<RowReader> reader;
  Extent extent;
};

// Rows by event time, ties in the order of files and lines. The times are read once before
// anything else. Rows in order are then streamed a batch at a time; otherwise, and for a pipe,
// which cannot be read twice, all rows are held in memory and sorted.
Result<SortedRows> open_sorted_rows(const Schema& schema, const Location& location, Intake& intake,
                                    Options options = {});

// Labels by arrival, ties in the order of files and lines; those without one (kForever) come last.
// All are held in memory.
Result<std::unique_ptr<LabelReader>> open_sorted_labels(const Schema& schema,
                                                        const Location& location, Intake& intake,
                                                        Options options = {});

}  // namespace tocsin::sources
