// dsl/codes/*.txt as they were when the program was built.
#pragma once

#include <span>
#include <string_view>

namespace tocsin::dsl {

struct CodeText {
  std::string_view code;  // the name of the file: T2104
  std::string_view text;  // "error: TITLE", an empty line, the explanation
};

// In the order of their codes.
std::span<const CodeText> code_texts();

}  // namespace tocsin::dsl
