// Decimal numbers as files write them, read to the nearest double.
#pragma once

#include <string>
#include <string_view>

namespace tocsin::sources {

struct NumberRead {
  enum class Kind { finite, not_finite, too_large, malformed };
  Kind kind = Kind::malformed;
  double value = 0;  // of `finite`; what is too small for a double is zero
};

// `-12.5e3`, times ten to the power of `shift`. A leading `+`, `.5` and `5.` are read too; `nan`,
// `inf` and `infinity` in any case and with any sign are `not_finite`.
NumberRead read_number(std::string_view text, int shift = 0);

// A JSON number in the form in which a CSV file would hold it, so that both name the same key:
// 17, 17.0 and 1.7e1 are "17". Integers are kept digit by digit, whatever their length.
std::string canonical_number(std::string_view token);

}  // namespace tocsin::sources
