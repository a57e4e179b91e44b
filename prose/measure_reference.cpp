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
  return text.empty() ? "" : fmt::format(" *Takes* {}.", text);
}

std::string item(const MeasureDef& def) {
  auto text = fmt::format("- `{}`, {}: {}", signature(def), result(def), plain(def.summary));
  if (!def.formula.empty()) text += fmt::format(" *Definition:* {}", sentence(def.formula));
  if (!def.dialect.empty()) text += " " + plain(def.dialect);
  text += options(def);
  if (!def.evaluated) text += " *Checked, and not evaluated by this version.*";
  return text + "\n";
}

template <typename Is>
std::string section(std::string_view title, std::span<const MeasureDef* const> measures, Is is) {
  std::string text;
  for (const auto* def : measures)
    if (is(*def)) text += item(*def);
  return text.empty() ? "" : fmt::format("\n#### {}\n\n{}", title, text);
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
