#include "changes/render.hpp"

#include "base/counted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace tocsin::changes {
namespace {

constexpr const char* kRed = "31";
constexpr const char* kGreen = "32";
constexpr const char* kBold = "1";

std::string painted(const char* how, std::string_view text, dsl::Colour colour) {
  return colour == dsl::Colour::yes ? fmt::format("\x1b[{}m{}\x1b[0m", how, text)
                                    : std::string(text);
}

const char* paint_of(const Change& change) {
  if (change.what == What::added || change.direction == Direction::stricter) return kGreen;
  if (change.what == What::removed || change.direction == Direction::looser) return kRed;
  return nullptr;
}

// `rules/shop.tocsin:12`
std::string place_text(const Change& change, Sides sides) {
  if (!change.where) return "";
  const auto& sources = change.where->in_old ? sides.old : sides.now;
  const auto span = change.where->span;
  return fmt::format("{}:{}", sources.file(span.file).path,
                     sources.place(span.file, span.begin).line);
}

// Those of one subject, in the order in which subjects come up first.
struct Section {
  std::string subject;
  std::vector<const Change*> changes;
};
template <typename Wanted>
std::vector<Section> sections(const Changes& changes, Wanted wanted) {
  std::vector<Section> all;
  for (const auto& change : changes.all) {
    if (!wanted(change)) continue;
    if (all.empty() || all.back().subject != change.subject) all.push_back({change.subject, {}});
    all.back().changes.push_back(&change);
  }
  return all;
}

// Those that say something; the rest is counted.
std::vector<const TimerFate*> told_fates(const Changes& changes) {
  std::vector<const TimerFate*> told;
  for (const auto& fate : changes.timers)
    if (fate.kind != TimerFate::Kind::kept || fate.text != "timers run on") told.push_back(&fate);
  return told;
}

std::string kept_text(const Changes& changes) {
  const auto kept = changes.timers.size() - told_fates(changes).size();
  if (kept == 0) return "";
  return fmt::format("the timers of {} run on", counted(kept, "other monitor"));
}

bool is_text(const Change& change) { return change.aspect == Aspect::text; }
bool is_test(const Change& change) { return change.aspect == Aspect::test; }

template <typename Wanted>
void add_sections(const Changes& changes, Sides sides, dsl::Colour colour, Wanted wanted,
                  std::string& text) {
  for (const auto& section : sections(changes, wanted)) {
    const auto place = place_text(*section.changes.front(), sides);
    text += painted(kBold, section.subject, colour);
    text += place.empty() ? "\n" : fmt::format("  {}\n", place);
    for (const auto* change : section.changes) {
      const auto said = sentence(*change);
      const auto* paint = paint_of(*change);
      text += fmt::format("  {}\n", paint ? painted(paint, said, colour) : said);
    }
  }
}

// Nothing that a table or a list could take for its own mark-up.
std::string in_markdown(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\`*_{}[]<>#|~").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

template <typename Wanted>
void add_list(const Changes& changes, Sides sides, std::string_view title, Wanted wanted,
              std::string& text) {
  const auto all = sections(changes, wanted);
  if (all.empty()) return;
  text += fmt::format("\n### {}\n\n", title);
  for (const auto& section : all) {
    const auto place = place_text(*section.changes.front(), sides);
    text += fmt::format("- **{}**{}\n", in_markdown(section.subject),
                        place.empty() ? "" : fmt::format(" ({})", in_markdown(place)));
    for (const auto* change : section.changes)
      text += fmt::format("  - {}\n", in_markdown(sentence(*change)));
  }
}

}  // namespace

std::string summary(const Changes& changes) {
  const auto texts = std::ranges::count_if(changes.all, is_text);
  const auto tests = std::ranges::count_if(changes.all, is_test);
  const auto meaning = changes.all.size() - static_cast<std::size_t>(texts + tests);
  auto text = meaning == 0 ? "no change of meaning" : counted(meaning, "change") + " of meaning";
  if (texts > 0) text += fmt::format(", {} of texts", texts);
  if (tests > 0) text += fmt::format(", {} of tests", tests);
  return text;
}

std::string render_text(const Changes& changes, Sides sides, dsl::Colour colour) {
  std::string text;
  add_sections(changes, sides, colour, changes_meaning, text);
  add_sections(changes, sides, colour, is_text, text);
  add_sections(changes, sides, colour, is_test, text);
  const auto fates = told_fates(changes);
  if (!fates.empty()) text += painted(kBold, "when the new rules are loaded", colour) + "\n";
  for (const auto* fate : fates) text += fmt::format("  {}: {}\n", fate->monitor, fate->text);
  if (!fates.empty() && !kept_text(changes).empty())
    text += fmt::format("  {}\n", kept_text(changes));
  return (text.empty() ? "" : text + "\n") + summary(changes) + "\n";
}

std::string render_markdown(const Changes& changes, Sides sides) {
  std::string text = fmt::format("**Rules: {}**\n", summary(changes));
  add_list(changes, sides, "What is watched and told", changes_meaning, text);
  add_list(changes, sides, "Texts", is_text, text);
  add_list(changes, sides, "Tests", is_test, text);
  const auto fates = told_fates(changes);
  if (fates.empty()) return text;
  text += "\n### When the new rules are loaded\n\n";
  for (const auto* fate : fates)
    text += fmt::format("- **{}**: {}\n", in_markdown(fate->monitor), in_markdown(fate->text));
  if (const auto kept = kept_text(changes); !kept.empty()) text += fmt::format("- {}\n", kept);
  return text;
}

}  // namespace tocsin::changes
