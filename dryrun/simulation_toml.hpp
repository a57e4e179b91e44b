// Reads a TOML table key by key, and keeps what was wrong with it in words for its author.
#pragma once

#include "base/time.hpp"

#include <toml++/toml.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::dryrun::simulation {

// Everything that was wrong with one file, in the order of its lines.
class Problems {
 public:
  explicit Problems(std::string path) : path_(std::move(path)) {}

  void add(toml::source_position at, const std::string& text);
  bool empty() const { return lines_.empty(); }
  // `path:line:column: text`, one a line.
  std::string text() const;

 private:
  std::string path_;
  std::multimap<std::pair<toml::source_index, toml::source_index>, std::string> lines_;
};

// A key, and what a right line for it looks like: messages show it.
struct Key {
  std::string_view name;
  std::string_view example;
  bool needed = false;
};
constexpr Key needed(std::string_view name, std::string_view example) {
  return {name, example, true};
}
constexpr Key maybe(std::string_view name, std::string_view example) {
  return {name, example, false};
}

struct Limits {
  double least;
  double most;
};
inline constexpr Limits kAnyNumber{-1e300, 1e300};
inline constexpr Limits kShare{0, 1};
inline constexpr Limits kPositive{1e-300, 1e300};
inline constexpr Limits kNotNegative{0, 1e300};

std::string in_quotes(std::string_view text);

// The word nearest to `word` if one is near enough to be meant: ", did you mean `median`?".
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

// A view of one table; it lives no longer than the document and the problems it was made with.
// A getter gives nothing for a key that is absent or wrong; wrong, and absent where it is needed,
// is told to the problems.
class TomlTable {
 public:
  // `name` is what the messages call the table: `field income`; empty for the document.
  TomlTable(const toml::table& table, std::string name, Problems& problems);

  bool has(std::string_view key) const { return table_->contains(key); }
  bool has_table(std::string_view key) const { return (*table_)[key].is_table(); }
  // Counts as asking for `key`.
  void know(std::string_view key);
  // All keys, which counts as asking for each of them.
  std::vector<std::string> keys();

  std::optional<std::string> text(const Key& key);
  // A text which is one of `known`: its place there.
  std::optional<std::size_t> word(const Key& key, const std::vector<std::string>& known);
  std::optional<double> number(const Key& key, Limits limits = kAnyNumber);
  std::optional<std::int64_t> integer(const Key& key, std::int64_t least, std::int64_t most);
  std::optional<bool> flag(const Key& key);
  std::optional<Duration> duration(const Key& key);
  std::optional<Instant> instant(const Key& key);
  // One duration, meant as both ends, or two of them in order.
  std::optional<std::pair<Duration, Duration>> duration_range(const Key& key);
  // One text or a list of them; empty when there is none.
  std::vector<std::string> texts(const Key& key);
  // Texts or truth values (then `true` and `false`), one or a list.
  std::vector<std::string> values(const Key& key);
  // So many numbers from 0 on; otherwise none.
  std::vector<double> numbers(const Key& key, std::size_t count);
  std::optional<TomlTable> table(const Key& key);
  std::vector<TomlTable> tables(const Key& key);

  // Says that the value of `key` is wrong: "income.sigma: " and the text, at its place.
  void wrong(std::string_view key, const std::string& text);
  // The same about the table as a whole.
  void wrong(const std::string& text);
  // Tells every key that nobody asked for, with the nearest that is known here.
  void finish();

  std::string name_of(std::string_view key) const;

 private:
  const toml::node* ask(const Key& key);
  void mismatch(const Key& key, const toml::node& found);

  const toml::table* table_;
  std::string name_;
  Problems* problems_;
  std::vector<std::string> asked_;
};

}  // namespace tocsin::dryrun::simulation
