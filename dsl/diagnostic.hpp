// What is wrong with a rule file, where, why, and the edit that mends it.
#pragma once

#include "dsl/source.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::dsl {

enum class Level { error, warning, note };
std::string_view level_name(Level level);

// A secondary place: "`page` starts here".
struct Label {
  Span span;
  std::string text;
};

// Replace `span` by `text`. Machine-applicable only if it surely compiles and means what was meant.
struct Edit {
  Span span;
  std::string text;
};

struct Fix {
  std::string help;  // "write the threshold as a percentage"
  std::vector<Edit> edits;
  bool machine_applicable = true;
};

struct Diagnostic {
  std::string code;  // T2104
  Level level = Level::error;
  std::string message;
  Span span;
  std::string label;  // under the carets; may be empty
  std::vector<Label> related;
  std::vector<std::string> notes;
  std::optional<Fix> fix;
};

// What a file with more errors or warnings gets in place of the rest.
inline constexpr std::size_t kMostTold = 1000;
inline constexpr const char* kTooMany =
    "expected fewer than 1000 errors in a file; the rest is not told";

class Diagnostics {
 public:
  Diagnostic& error(std::string code, Span span, std::string message);
  Diagnostic& lint(std::string code, Span span, std::string message);
  void add(Diagnostic diagnostic) { all_.push_back(std::move(diagnostic)); }
  // Takes out all from `first` on.
  std::vector<Diagnostic> cut(std::size_t first);
  bool has_errors() const;
  const std::vector<Diagnostic>& all() const { return all_; }
  std::vector<Diagnostic>& all() { return all_; }
  // By file, place and code; the same fault at the same place once.
  void sort();
  // Sorted ones: of each file fewer than `kMostTold` errors and as many warnings are kept, and a
  // note stands where the first one is left out.
  void limit();

 private:
  std::vector<Diagnostic> all_;
};

enum class Colour { no, yes };

// The shape of LANGUAGE 4.4, with source lines, carets, notes and the fix applied to its line.
std::string render(const Diagnostic& diagnostic, const Sources& sources, Colour colour);
// One line each: path:line:column: error[T2104]: message
std::string render_brief(const Diagnostic& diagnostic, const Sources& sources);
// All of them for a terminal. Of one code in one file the first few are drawn and the others take a
// line each, so that a fault that was copied fifty times does not hide the fifty-first.
std::string render_all(const std::vector<Diagnostic>& all, const Sources& sources, Colour colour);
// "3 errors, 1 warning in 2 files"; what occurs often is named. Empty when there is nothing to say.
std::string render_summary(const std::vector<Diagnostic>& all);

}  // namespace tocsin::dsl
