#include "changes/facets.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::changes {
namespace {

const Facet* find(const Facets& facets, const std::string& name) {
  const auto at = std::ranges::find(facets, name, &Facet::name);
  return at == facets.end() ? nullptr : &*at;
}

const std::string& text_of(const Facet& facet) {
  return facet.shown.empty() ? facet.value : facet.shown;
}

// Where both were written alike and mean something else, a `let` or a template made the difference.
void set_texts(Change& change, const Facet& old, const Facet& now) {
  if (old.opaque || now.opaque) return;
  if (text_of(old) == text_of(now)) {
    if (old.secret || now.secret) return;
    change.note =
        fmt::format("written as before, `{}`; what it names means something else", text_of(now));
    return;
  }
  change.before = text_of(old);
  change.after = text_of(now);
}

// Nothing where one number says looser and another stricter.
Direction direction_of(const std::vector<double>& old, const std::vector<double>& now) {
  if (old.size() != now.size()) return Direction::none;
  bool looser = false, stricter = false;
  for (std::size_t i = 0; i < old.size(); ++i) {
    looser |= now[i] < old[i];
    stricter |= now[i] > old[i];
  }
  if (looser == stricter) return Direction::none;
  return looser ? Direction::looser : Direction::stricter;
}

}  // namespace

void compare(const std::string& subject, const Facets& old, const Facets& now,
             const std::optional<Where>& where, std::vector<Change>& changes) {
  const auto say = [&](const Facet& a, const Facet& b) {
    if (a.value == b.value) return;
    Change change{.aspect = b.aspect, .subject = subject, .part = b.name, .where = where};
    change.direction = direction_of(a.strictness, b.strictness);
    set_texts(change, a, b);
    changes.push_back(std::move(change));
  };
  for (const auto& facet : now) {
    const auto* before = find(old, facet.name);
    say(before ? *before : Facet{facet.name, "", facet.aspect, "", facet.opaque}, facet);
  }
  for (const auto& facet : old)
    if (!find(now, facet.name)) say(facet, Facet{facet.name, "", facet.aspect, "", facet.opaque});
}

std::string listed(const Facets& facets) {
  std::string text;
  for (const auto& facet : facets)
    text += text.empty() ? text_of(facet) : fmt::format(", {} {}", facet.name, text_of(facet));
  return text;
}

std::string quoted(const std::string& text) {
  if (text.empty()) return "";
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string quoted(const std::vector<std::string>& texts) {
  std::vector<std::string> each;
  for (const auto& text : texts) each.push_back(text.empty() ? "\"\"" : quoted(text));
  return each.empty() ? "" : fmt::format("[{}]", fmt::join(each, ", "));
}

std::string quoted_set(std::vector<std::string> texts) {
  std::ranges::sort(texts);
  return quoted(texts);
}

std::string as_written(std::vector<std::string> texts) { return quoted(texts); }

}  // namespace tocsin::changes
