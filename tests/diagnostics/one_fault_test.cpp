// One small fault in sound rules gives one message, or two where a clause fell apart.
#include "dsl/characters.hpp"
#include "tests/diagnostics/judged.hpp"
#include "tests/support/data_dir.hpp"
#include "tests/support/files.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace tocsin::dsl {
namespace {

namespace fs = std::filesystem;

using Files = std::vector<std::pair<std::string, std::string>>;

Files pack(const fs::path& folder) {
  Files files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".tocsin")
      files.emplace_back(fs::relative(entry.path(), folder).generic_string(),
                         test::content_of(entry.path().string()));
  std::ranges::sort(files);
  return files;
}

std::vector<Files> packs() {
  std::vector<Files> found;
  for (const auto& entry : fs::directory_iterator(test::source_dir() / "rules"))
    if (entry.is_directory()) found.push_back(pack(entry.path()));
  std::ranges::sort(found);
  return found;
}

struct Token {
  std::size_t begin = 0, size = 0;
};

bool is_word(std::string_view text) { return is_id_start(text[0]); }

std::size_t size_at(std::string_view rest) {
  const char c = rest[0];
  if (c == '"') return std::min(rest.find('"', 1), rest.size() - 1) + 1;
  if (!is_id_char(c)) return 1;
  std::size_t size = 1;
  while (size < rest.size() && (is_id_char(rest[size]) || rest[size] == '%')) ++size;
  return size;
}

// Of one file, without comments.
std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '#') at = std::min(text.find('\n', at), text.size());
    if (at >= text.size()) break;
    if (is_blank(text[at]) || text[at] == '\n') {
      ++at;
      continue;
    }
    tokens.push_back({at, size_at(text.substr(at))});
    at += tokens.back().size;
  }
  return tokens;
}

// A mistake, and how many messages it may give at most.
struct Fault {
  std::string what;
  std::size_t file = 0;
  Token place;
  std::string instead;
  std::size_t most = 1;
};

std::string misspelt(std::string word, std::mt19937& random) {
  const auto at = 1 + random() % (word.size() - 2);
  if (word[at] == word[at + 1]) return word.erase(at, 1);
  std::swap(word[at], word[at + 1]);
  return word;
}

std::string other_unit(std::string_view text) {
  static const std::map<std::string_view, std::string> kOther{
      {"ms", "EUR"}, {"m", "%"}, {"h", "%"}, {"d", "%"}, {"%", "ms"}, {"EUR", "ms"}};
  const auto unit = text.find_first_not_of("0123456789._");
  if (unit == text.npos) return "";
  const auto found = kOther.find(text.substr(unit));
  return found == kOther.end() ? "" : std::string(text.substr(0, unit)) + found->second;
}

// A name that is declared wrongly is missed wherever it is used.
bool is_declared_here(std::string_view text, const std::vector<Token>& tokens, std::size_t at) {
  static const std::set<std::string_view> kDeclaring{
      "channel", "contract", "drift",      "expect",  "fear",     "feature", "field",
      "key",     "label",    "let",        "model",   "mute",     "unit",    "performance",
      "quality", "score",    "prediction", "service", "template", "time",    "reference"};
  const auto line = text.substr(text.rfind('\n', tokens[at].begin) + 1);
  if (line.starts_with("unit ")) return true;
  return at > 0 && kDeclaring.contains(text.substr(tokens[at - 1].begin, tokens[at - 1].size));
}

// One at a place that chance picks; nothing where none fits there.
std::optional<Fault> fault_in(const Files& files, std::mt19937& random) {
  const auto file = random() % files.size();
  const std::string_view text = files[file].second;
  const auto tokens = tokens_of(text);
  const auto at = random() % tokens.size();
  const auto token = tokens[at];
  const std::string word(text.substr(token.begin, token.size));
  switch (random() % 3) {
    case 0:
      if (!is_word(word) || word.size() < 4 || is_declared_here(text, tokens, at))
        return std::nullopt;
      return Fault{"misspelt", file, token, misspelt(word, random), 1};
    case 1: {
      const auto other = is_digit(word[0]) ? other_unit(word) : "";
      if (other.empty()) return std::nullopt;
      return Fault{"another unit", file, token, other, 1};
    }
    default: return Fault{"left out", file, token, "", 2};
  }
}

Files with_fault(Files files, const Fault& fault) {
  files[fault.file].second.replace(fault.place.begin, fault.place.size, fault.instead);
  return files;
}

std::size_t errors_of(const Judged& judged) {
  return static_cast<std::size_t>(
      std::ranges::count(judged.diagnostics.all(), Level::error, &Diagnostic::level));
}

std::string errors_text(const Judged& judged) {
  std::string text;
  for (const auto& d : judged.diagnostics.all())
    if (d.level == Level::error) text += render_brief(d, judged.sources);
  return text;
}

std::string shown(const Files& files, const Fault& fault) {
  const std::string_view text = files[fault.file].second;
  const auto begin = text.rfind('\n', fault.place.begin) + 1;
  const auto end = std::min(text.find('\n', fault.place.begin), text.size());
  return fmt::format("{}: {} `{}` -> `{}` in: {}\n", files[fault.file].first, fault.what,
                     text.substr(fault.place.begin, fault.place.size), fault.instead,
                     text.substr(begin, end - begin));
}

}  // namespace

TEST_CASE("a small fault in sound rules is told once", "[diagnostics][one_fault]") {
  constexpr unsigned kSeed = 20261123;
  constexpr int kFaults = 250;  // a pack
  std::mt19937 random(kSeed);
  for (const auto& files : packs()) {
    REQUIRE(errors_of(judged(files)) == 0);
    for (int i = 0; i < kFaults; ++i) {
      const auto fault = fault_in(files, random);
      if (!fault) continue;
      const auto found = judged(with_fault(files, *fault));
      INFO(shown(files, *fault) << errors_text(found));
      CHECK(errors_of(found) <= fault->most);
    }
  }
}

}  // namespace tocsin::dsl
