#include "base/counted.hpp"
#include "dsl/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::dsl {
namespace {

constexpr int kDrawn = 3;  // of one code in one file
constexpr std::size_t kOften = 4;
constexpr std::size_t kNamed = 5;

std::size_t count(const std::vector<Diagnostic>& all, Level level) {
  return static_cast<std::size_t>(std::ranges::count(all, level, &Diagnostic::level));
}

// "T2104 30 times, T0001 12 times": the commonest first.
std::string often(const std::vector<Diagnostic>& all) {
  std::map<std::string, std::size_t> times;
  for (const auto& d : all) ++times[d.code];
  std::vector<std::pair<std::size_t, std::string>> ranked;
  for (const auto& [code, n] : times)
    if (n >= kOften) ranked.emplace_back(n, code);
  std::ranges::stable_sort(ranked, std::greater{}, [](const auto& entry) { return entry.first; });
  if (ranked.size() > kNamed) ranked.resize(kNamed);
  std::string text;
  for (const auto& [n, code] : ranked)
    text += fmt::format("{}{} {} times", text.empty() ? "" : ", ", code, n);
  return text;
}

}  // namespace

std::string render_all(const std::vector<Diagnostic>& all, const Sources& sources, Colour colour) {
  std::map<std::pair<std::uint32_t, std::string>, int> drawn;
  std::string text;
  bool after_line = false;
  for (const auto& d : all) {
    const bool draw = ++drawn[{d.span.file, d.code}] <= kDrawn;
    if (draw && after_line) text += "\n";
    text += draw ? render(d, sources, colour) + "\n" : render_brief(d, sources);
    after_line = !draw;
  }
  return after_line ? text + "\n" : text;
}

std::string render_summary(const std::vector<Diagnostic>& all) {
  const auto errors = count(all, Level::error), warnings = count(all, Level::warning);
  if (errors + warnings == 0) return {};
  std::set<std::uint32_t> files;
  for (const auto& d : all) files.insert(d.span.file);
  const auto named = often(all);
  return fmt::format("{}, {} in {}{}{}\n", counted(errors, "error"), counted(warnings, "warning"),
                     counted(files.size(), "file"), named.empty() ? "" : ": ", named);
}

}  // namespace tocsin::dsl
