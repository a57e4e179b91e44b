#include "prose/measure_reference.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::prose {
namespace {

using dsl::MeasureDef;
using dsl::ResultKind;

constexpr std::string_view kBegin = "<!-- measures -->\n";
constexpr std::string_view kEnd = "<!-- end of measures -->";

// What Markdown would take for marks stands behind a backslash.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("*_|<>").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string sentence(std::string_view text) {
  auto out = plain(text);
  return out.ends_with('.') ? out : out + ".";
}

// Named arguments: what they may be, and what they are where they are not said.
std::string options(const MeasureDef& def) {
  std::string text;
  for (const auto& option : def.options) {
    text += fmt::format("{}`{}:`", text.empty() ? "" : ", ", option.name);
    for (std::size_t i = 0; i < option.words.size(); ++i)
      text += fmt::format("{}`{}`",
                          i == 0                         ? " "
                          : i + 1 == option.words.size() ? " or "
                                                         : ", ",
                          option.words[i]);
    if (!option.usual.empty()) text += fmt::format(" (else `{}`)", option.usual);
    if (option.required) text += " (must be said)";
  }
  return text;
}

std::string line(std::string_view title, std::string_view text) {
  return text.empty() ? "" : fmt::format("- *{}:* {}\n", title, text);
}

std::string item(const MeasureDef& def) {
  auto text =
      fmt::format("\n### `{}`\n\n{} It is {}.", signature(def), plain(def.summary), result(def));
  if (!def.formula.empty()) text += fmt::format(" *Definition:* {}", sentence(def.formula));
  if (!def.dialect.empty()) text += " " + plain(def.dialect);
  if (!def.evaluated) text += " *Checked, and not evaluated by this version.*";
  auto lines = line("Takes", options(def));
  if (def.evaluated)
    lines += line("Interval", interval(def)) + line("Cost", cost(def)) +
             line("Push-down", push_down(def));
  return text + "\n" + (lines.empty() ? "" : "\n" + lines);
}

template <typename Is>
std::string section(std::string_view title, std::span<const MeasureDef* const> measures, Is is) {
  std::string text;
  for (const auto* def : measures)
    if (is(*def)) text += item(*def);
  return text.empty() ? "" : fmt::format("\n## {}\n{}", title, text);
}

}  // namespace

std::string signature(const MeasureDef& def) {
  std::string params;
  for (const auto& param : def.params)
    params += fmt::format("{}{}{}{}", params.empty() ? "" : ", ", param.name,
                          param.required ? "" : "?", param.repeated ? ", ..." : "");
  return params.empty() ? std::string(def.name) : fmt::format("{}({})", def.name, params);
}

std::string result(const MeasureDef& def) {
  switch (def.result) {
    case ResultKind::share: return "a share";
    case ResultKind::number: return def.whole_number ? "a whole number" : "a number";
    case ResultKind::rate: return "a rate";
    case ResultKind::duration: return "a duration";
    case ResultKind::unit_interval: return "a number from 0 to 1";
    case ResultKind::as_argument: return "in the unit of its argument";
    case ResultKind::ratio: return "a ratio";
    case ResultKind::boolean: return "yes or no";
    case ResultKind::as_label: return "in the unit of the label";
    case ResultKind::label_squared: return "in the unit of the label, squared";
    case ResultKind::as_option: return "in the unit of its arguments";
    case ResultKind::as_measure: return "as the measure in it";
    case ResultKind::measure_apart: return "a difference of the measure in it";
  }
  return "a value";
}

std::string_view interval(const MeasureDef& def) {
  switch (def.certainty) {
    case dsl::Certainty::unknown: return "none";
    case dsl::Certainty::interval: return "as said above, at any level that a rung asks for";
    case dsl::Certainty::same_chi:
      return "none; evidence for the distance: chi-square test of homogeneity over its bins";
    case dsl::Certainty::same_curve:
      return "none; evidence for the distance: two-sample Kolmogorov-Smirnov test";
  }
  return "";
}

std::string_view cost(const MeasureDef& def) {
  using dsl::Cost;
  switch (def.cost) {
    case Cost::unset: return "";
    case Cost::clock: return "clock; no row is looked at";
    case Cost::counts: return "counts; a row: an addition, a reading: a few operations";
    case Cost::moments: return "moments; a row: an exact addition, a reading: a few operations";
    case Cost::pairs:
      return "pairs; a row: exact additions of its two values, a reading: a few operations";
    case Cost::bins: return "bins; a row: its bin is looked up, a reading: one pass over the bins";
    case Cost::table:
      return "table; a row: its value is looked up, a reading: one pass over the different values";
    case Cost::sketch:
      return "sketch; a row: its bin is looked up, a reading: one pass over a bounded number of "
             "bins";
    case Cost::sorted_values:
      return "sorted values; a row: its value is kept, a reading: a pass over the values in order";
    case Cost::lists:
      return "lists; a row: it is kept with its list, a reading: a pass over the lists";
    case Cost::past:
      return "past; a row: as the measure in it, a reading: a pass over its past readings";
    case Cost::stream: return "stream; a row: a step of the detector, a reading: nothing";
  }
  return "";
}

std::string push_down(const MeasureDef& def) {
  return def.push_down.empty() ? "none" : fmt::format("`{}`", def.push_down);
}

std::string measure_reference(std::span<const MeasureDef* const> measures) {
  const auto with_labels = [](const MeasureDef& def) { return def.needs.label; };
  const auto against = [&](const MeasureDef& def) {
    return def.needs.reference && !with_labels(def);
  };
  return section("Of events", measures,
                 [&](const MeasureDef& def) { return !with_labels(def) && !against(def); }) +
         section("Against a reference", measures, against) +
         section("With labels", measures, with_labels) + "\n";
}

std::string with_reference(const std::string& page, const std::string& reference) {
  const auto begin = page.find(kBegin);
  const auto end = page.find(kEnd);
  if (begin == std::string::npos || end == std::string::npos || end < begin) return page;
  return page.substr(0, begin + kBegin.size()) + reference + page.substr(end);
}

}  // namespace tocsin::prose
