// Every clause of a monitor leaves its trace in the paragraph that explains it. A world that fails
// is shown again alone with TOCSIN_SEED=N.
#include "prose/explanation.hpp"
#include "tests/properties/rule_programs.hpp"
#include "tests/properties/slow_world.hpp"
#include "tests/support/rules.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <regex>
#include <sstream>

namespace tocsin::test {
namespace {

// 1h30m -> "1 hour 30 minutes", by the letters alone.
std::string spoken(const std::string& duration) {
  static const std::regex kPart("([0-9]+)(ms|d|h|m|s)");
  std::string text;
  for (std::sregex_iterator at(duration.begin(), duration.end(), kPart), end; at != end; ++at) {
    const auto count = (*at)[1].str(), unit = (*at)[2].str();
    if (!text.empty()) text += " ";
    const auto* name = unit == "d"   ? "day"
                       : unit == "h" ? "hour"
                       : unit == "m" ? "minute"
                                     : "second";
    text += unit == "ms" ? count + unit : count + " " + name + (count == "1" ? "" : "s");
  }
  return text;
}

// Limits of whole seconds are said in words, others as they are written.
std::string limit_said(const std::string& literal) {
  if (!std::regex_match(literal, std::regex("[0-9]+(ms|d|h|m|s)[0-9a-z]*"))) return literal;
  const bool is_ms = literal.ends_with("ms");
  if (!is_ms) return spoken(literal);
  const bool is_whole = literal.ends_with("000ms");
  return is_whole ? spoken(literal.substr(0, literal.size() - 5) + "s") : literal;
}

// What the paragraph must hold for one line of the monitor.
std::vector<std::string> traces(const std::string& line) {
  static const std::regex kHold("(?:for|after) ([0-9]+(?:ms|d|h|m|s)[0-9a-z]*)");
  static const std::regex kOf("for ([0-9]+) of ([0-9]+)");
  static const std::regex kLimit("(?:[<>]=?|outside) (-?[0-9]+(?:\\.[0-9]+)?[a-zA-Z%/]*)");
  static const std::regex kUpper("outside [^ ]*\\.\\.(-?[0-9]+(?:\\.[0-9]+)?[a-zA-Z%/]*)");
  static const std::regex kNeed("([0-9]+%?) (?:events|labels|positives|labelled)");
  static const std::regex kTop("top ([0-9]+)");
  static const std::regex kOver("over (?:each )?([0-9]+(?:ms|d|h|m|s)[0-9a-z]*)");
  std::vector<std::string> found;
  const auto each = [&](const std::regex& what, auto&& add) {
    for (std::sregex_iterator at(line.begin(), line.end(), what), end; at != end; ++at) add(*at);
  };
  if (line.starts_with("measure")) {
    const bool is_silence = line.starts_with("measure silence") && line.find(" - ") == line.npos;
    each(kOver, [&](const auto& m) {
      if (!is_silence) found.push_back(spoken(m[1]).starts_with("1 ") ? "" : spoken(m[1]));
    });
    each(kNeed, [&](const auto& m) { found.push_back(m[1].str() + " events"); });
    return found;
  }
  each(kHold, [&](const auto& m) { found.push_back(spoken(m[1])); });
  each(kOf, [&](const auto& m) {
    found.push_back(fmt::format("{} of the last {} values", m[1].str(), m[2].str()));
  });
  if (line.find(" when ") != line.npos) {
    each(kLimit, [&](const auto& m) { found.push_back(" " + limit_said(m[1])); });
    each(kUpper, [&](const auto& m) { found.push_back(" " + limit_said(m[1])); });
  }
  if (line.starts_with("needs"))
    each(kNeed, [&](const auto& m) { found.push_back("at least " + m[1].str()); });
  each(kTop, [&](const auto& m) { found.push_back("the " + m[1].str() + " with most events"); });
  return found;
}

}  // namespace

TEST_CASE("every literal of a clause stands in the paragraph", "[property][explain]") {
  const auto first = first_seed(1);
  std::size_t looked_for = 0;
  for (std::uint64_t seed = first; seed < first + cases(60); ++seed) {
    CAPTURE(seed);
    const auto world = slow::make_world(seed, 1, 8);
    const auto plan = sound(world.rules);
    for (std::size_t i = 0; i < world.monitors.size(); ++i) {
      const auto said = prose::paragraph(*plan, plan->monitors[i]);
      INFO(world.monitors[i].text << "\n" << said);
      std::istringstream lines(world.monitors[i].text);
      for (std::string line; std::getline(lines, line);)
        for (const auto& trace : traces(line)) {
          CAPTURE(line, trace);
          REQUIRE(said.find(trace) != std::string::npos);
          ++looked_for;
        }
    }
  }
  CHECK(looked_for > cases(60) * 8);
}

}  // namespace tocsin::test
