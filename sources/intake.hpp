// What became of the rows of a file: how many were read, and which could not be, with examples.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::sources {

inline constexpr std::size_t kExamples = 3;

// Where something was wrong and what stood there, cut to a line of text that any screen can show.
struct Example {
  std::string file;
  std::uint64_t line = 0;  // from 1; of a row that goes over several lines the first
  std::string excerpt;     // "3 cells, the header has 12: `a,b,c`"; nothing of sensitive fields
};

struct Tally {
  std::uint64_t count = 0;
  std::vector<Example> first;  // the first kExamples, in the order of the files

  // `found` is raw text of the file.
  void add(std::string_view file, std::uint64_t line, std::string_view found);
};

using TallyByReason = std::map<std::string, Tally, std::less<>>;

// The tally of a reason, made when it is new.
Tally& tally_of(TallyByReason& reasons, std::string_view reason);

// One line a reason with its count, and below it its examples, indented; `of` stands before each
// reason. Fit for a terminal.
std::string examples_text(const TallyByReason& reasons, std::string_view of,
                          std::string_view indent);

struct Intake {
  std::vector<std::string> files;    // in the order in which they were read
  std::uint64_t rows = 0;            // handed on
  std::uint64_t malformed_rows = 0;  // left out: unreadable, or without a readable time
  std::uint64_t unlabelled_rows =
      0;                      // of a label file: left out, because the label is still missing
  TallyByReason row_reasons;  // of malformed_rows
  std::map<std::string, TallyByReason, std::less<>> field_reasons;  // by field; the row was kept
  bool zoneless_times = false;      // a time without zone was taken for UTC
  std::vector<std::string> absent;  // of a reference: fields for which the file has no column
};

}  // namespace tocsin::sources
