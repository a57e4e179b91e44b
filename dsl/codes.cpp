#include "dsl/codes.hpp"

#include "base/check.hpp"
#include "base/spelling.hpp"
#include "dsl/code_texts.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace tocsin::dsl {
namespace {

constexpr std::size_t kMostAlike = 3;

std::string upper(std::string_view word) {
  std::string out(word);
  for (char& ch : out) ch = static_cast<char>(std::toupper(static_cast<unsigned char>(ch)));
  return out;
}

Level level_of(std::string_view word) {
  if (word == "error") return Level::error;
  if (word == "warning") return Level::warning;
  TOCSIN_CHECK(word == "note", "the level of a code is error, warning or note");
  return Level::note;
}

Code read(const CodeText& file) {
  const auto colon = file.text.find(": ");
  const auto line = file.text.find('\n');
  TOCSIN_CHECK(colon < line && line != std::string_view::npos,
               "the text of a code begins with `LEVEL: TITLE`");
  const auto rest = file.text.substr(line);
  const auto begin = std::min(rest.find_first_not_of('\n'), rest.size());
  return {file.code, level_of(file.text.substr(0, colon)),
          file.text.substr(colon + 2, line - colon - 2), rest.substr(begin)};
}

std::vector<Code> read_all() {
  std::vector<Code> all;
  for (const auto& file : code_texts()) all.push_back(read(file));
  return all;
}

}  // namespace

std::span<const Code> codes() {
  static const std::vector<Code> all = read_all();
  return all;
}

const Code* find_code(std::string_view name) {
  const auto wanted = upper(name);
  const auto all = codes();
  const auto found = std::ranges::lower_bound(all, wanted, {}, &Code::name);
  return found != all.end() && found->name == wanted ? &*found : nullptr;
}

std::vector<std::string_view> codes_like(std::string_view name) {
  const auto wanted = upper(name.substr(0, 8));
  std::vector<std::pair<std::size_t, std::string_view>> near;
  for (const auto& code : codes())
    if (const auto distance = edit_distance(wanted, code.name); distance <= 1)
      near.emplace_back(distance, code.name);
  std::ranges::sort(near);
  std::vector<std::string_view> names;
  for (const auto& [distance, like] : near)
    if (names.size() < kMostAlike) names.push_back(like);
  return names;
}

}  // namespace tocsin::dsl
