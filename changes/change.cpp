#include "changes/change.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace tocsin::changes {
namespace {

constexpr std::size_t kLongest = 100;  // of a text that a line shows

std::string shown(const std::string& text) {
  if (text.size() <= kLongest) return text;
  auto end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

std::string of_whole(const Change& change) {
  switch (change.what) {
    case What::added: return change.after.empty() ? "new" : "new: " + change.after;
    case What::removed: return "gone";
    case What::renamed: return fmt::format("was called {}", change.before);
    case What::changed: break;
  }
  return fmt::format("{} is now {}", shown(change.before), shown(change.after));
}

std::string of_part(const Change& change) {
  if (change.before.empty() && change.after.empty()) return change.part + " changed";
  if (change.before.empty()) return fmt::format("{}: {} is new", change.part, shown(change.after));
  if (change.after.empty()) return fmt::format("{}: {} is gone", change.part, shown(change.before));
  return fmt::format("{}: {} is now {}", change.part, shown(change.before), shown(change.after));
}

}  // namespace

std::string_view to_text(Aspect aspect) {
  static constexpr std::array<std::string_view, 7> kNames{
      "meaning", "threshold", "timing", "delivery", "schema", "text", "test"};
  return kNames[static_cast<std::size_t>(aspect)];
}

std::string_view to_text(What what) {
  static constexpr std::array<std::string_view, 4> kNames{"added", "removed", "renamed", "changed"};
  return kNames[static_cast<std::size_t>(what)];
}

std::string_view to_text(Direction direction) {
  static constexpr std::array<std::string_view, 3> kNames{"", "looser", "stricter"};
  return kNames[static_cast<std::size_t>(direction)];
}

std::string_view to_text(TimerFate::Kind kind) {
  static constexpr std::array<std::string_view, 6> kNames{"kept",   "adjusted", "restarted",
                                                          "paused", "closed",   "started"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string sentence(const Change& change) {
  const bool has_texts = !change.before.empty() || !change.after.empty();
  if (!change.part.empty() && !has_texts && !change.note.empty())
    return fmt::format("{}: {}", change.part, change.note);
  auto text = change.part.empty() ? of_whole(change) : of_part(change);
  if (change.direction != Direction::none)
    text += fmt::format(", {}{}", to_text(change.direction),
                        change.by.empty() ? "" : " by " + change.by);
  return change.note.empty() ? text : text + ", " + change.note;
}

std::string line(const Change& change) { return change.subject + ": " + sentence(change); }

bool changes_meaning(const Change& change) {
  return change.aspect != Aspect::text && change.aspect != Aspect::test;
}

}  // namespace tocsin::changes
