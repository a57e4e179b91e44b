#include "dryrun/simulation_toml.hpp"

#include "base/spelling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace tocsin::dryrun::simulation {
namespace {

// Twenty years: sums of a few of them stay inside the range of a Duration.
constexpr Duration kLongest = 7300 * kDay;

// A value as its author wrote it, or its kind where that would be long.
std::string shown(const toml::node& node) {
  if (node.is_table()) return "a table";
  if (node.is_array()) return fmt::format("a list of {}", node.as_array()->size());
  if (const auto* text = node.as_string()) return "the text " + in_quotes(text->get());
  std::ostringstream out;
  out << toml::node_view<const toml::node>(node);
  return out.str();
}

std::optional<double> as_number(const toml::node& node) {
  if (const auto* whole = node.as_integer()) return static_cast<double>(whole->get());
  if (const auto* real = node.as_floating_point()) return real->get();
  return {};
}

std::optional<std::string> as_value(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  return {};
}

std::optional<Duration> as_duration(const toml::node& node) {
  const auto* text = node.as_string();
  if (!text) return {};
  const auto duration = parse_duration(text->get());
  const bool usable = duration && *duration >= Duration::zero() && *duration <= kLongest;
  return usable ? duration : std::nullopt;
}

std::optional<Instant> as_instant(const toml::node& node) {
  if (const auto* text = node.as_string()) return parse_time(text->get());
  if (!node.is_date() && !node.is_date_time()) return {};
  return parse_time(shown(node) + (node.is_date() ? "T00:00:00Z" : ""));
}

}  // namespace

std::string in_quotes(std::string_view text) { return fmt::format("\"{}\"", text); }

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  const auto near = nearest(word, views);
  return near ? fmt::format(", did you mean `{}`?", *near) : std::string();
}

void Problems::add(toml::source_position at, const std::string& text) {
  const auto place = at ? fmt::format("{}:{}:{}", path_, at.line, at.column) : path_;
  lines_.emplace(std::pair(at.line, at.column), fmt::format("{}: {}", place, text));
}

std::string Problems::text() const {
  std::string all;
  for (const auto& [place, line] : lines_) all += (all.empty() ? "" : "\n") + line;
  return all;
}

TomlTable::TomlTable(const toml::table& table, std::string name, Problems& problems)
    : table_(&table), name_(std::move(name)), problems_(&problems) {}

void TomlTable::know(std::string_view key) {
  if (!std::ranges::count(asked_, key)) asked_.emplace_back(key);
}

std::vector<std::string> TomlTable::keys() {
  std::vector<std::string> all;
  for (const auto& [key, node] : *table_) all.emplace_back(key.str());
  for (const auto& key : all) know(key);
  return all;
}

const toml::node* TomlTable::ask(const Key& key) {
  know(key.name);
  const toml::node* node = table_->get(key.name);
  if (!node && key.needed) {
    wrong(fmt::format("`{}` is missing; write for example {}", key.name, key.example));
  }
  return node;
}

void TomlTable::mismatch(const Key& key, const toml::node& found) {
  wrong(key.name, fmt::format("found {}; write for example {}", shown(found), key.example));
}

std::optional<std::string> TomlTable::text(const Key& key) {
  const toml::node* node = ask(key);
  if (!node) return {};
  if (const auto* text = node->as_string(); text && !text->get().empty()) return text->get();
  mismatch(key, *node);
  return {};
}

std::optional<std::size_t> TomlTable::word(const Key& key, const std::vector<std::string>& known) {
  const auto found = text(key);
  if (!found) return {};
  const auto at = std::ranges::find(known, *found);
  if (at != known.end()) return static_cast<std::size_t>(at - known.begin());
  wrong(key.name,
        fmt::format("found {}; it is one of {}", in_quotes(*found), fmt::join(known, ", ")) +
            did_you_mean(*found, known));
  return {};
}

std::optional<double> TomlTable::number(const Key& key, Limits limits) {
  const toml::node* node = ask(key);
  if (!node) return {};
  const auto found = as_number(*node);
  if (found && *found >= limits.least && *found <= limits.most) return found;
  mismatch(key, *node);
  return {};
}

std::optional<std::int64_t> TomlTable::integer(const Key& key, std::int64_t least,
                                               std::int64_t most) {
  const toml::node* node = ask(key);
  if (!node) return {};
  const auto* found = node->as_integer();
  if (found && found->get() >= least && found->get() <= most) return found->get();
  wrong(key.name, fmt::format("found {}; a whole number from {} to {} would work", shown(*node),
                              least, most));
  return {};
}

std::optional<bool> TomlTable::flag(const Key& key) {
  const toml::node* node = ask(key);
  if (!node) return {};
  if (const auto* flag = node->as_boolean()) return flag->get();
  mismatch(key, *node);
  return {};
}

std::optional<Duration> TomlTable::duration(const Key& key) {
  const toml::node* node = ask(key);
  if (!node) return {};
  const auto found = as_duration(*node);
  if (!found) mismatch(key, *node);
  return found;
}

std::optional<Instant> TomlTable::instant(const Key& key) {
  const toml::node* node = ask(key);
  if (!node) return {};
  const auto found = as_instant(*node);
  if (!found) mismatch(key, *node);
  return found;
}

std::optional<std::pair<Duration, Duration>> TomlTable::duration_range(const Key& key) {
  const toml::node* node = ask(key);
  if (!node) return {};
  if (const auto both = as_duration(*node)) return std::pair(*both, *both);
  if (const auto* list = node->as_array(); list && list->size() == 2) {
    const auto low = as_duration((*list)[0]);
    const auto high = as_duration((*list)[1]);
    if (low && high && *low <= *high) return std::pair(*low, *high);
  }
  mismatch(key, *node);
  return {};
}

std::vector<std::string> TomlTable::texts(const Key& key) {
  auto found = values(key);
  if (!std::ranges::count(found, std::string())) return found;
  wrong(key.name, fmt::format("found an empty text; write for example {}", key.example));
  return {};
}

std::vector<std::string> TomlTable::values(const Key& key) {
  const toml::node* node = ask(key);
  if (!node) return {};
  if (const auto one = as_value(*node)) return {*one};
  std::vector<std::string> all;
  if (const auto* list = node->as_array()) {
    for (const auto& item : *list) {
      if (auto value = as_value(item)) all.push_back(std::move(*value));
    }
    if (!list->empty() && all.size() == list->size()) return all;
  }
  mismatch(key, *node);
  return {};
}

std::vector<double> TomlTable::numbers(const Key& key, std::size_t count) {
  const toml::node* node = ask(key);
  if (!node) return {};
  std::vector<double> all;
  if (const auto* list = node->as_array()) {
    for (const auto& item : *list) {
      const auto value = as_number(item);
      if (value && *value >= 0 && *value < 1e300) all.push_back(*value);
    }
    if (list->size() == count && all.size() == count) return all;
  }
  wrong(key.name, fmt::format("found {}; {} numbers from 0 on would work, for example {}",
                              shown(*node), count, key.example));
  return {};
}

std::optional<TomlTable> TomlTable::table(const Key& key) {
  const toml::node* node = ask(key);
  if (!node) return {};
  if (const auto* table = node->as_table()) return TomlTable(*table, name_of(key.name), *problems_);
  mismatch(key, *node);
  return {};
}

std::vector<TomlTable> TomlTable::tables(const Key& key) {
  const toml::node* node = ask(key);
  if (!node) return {};
  std::vector<TomlTable> all;
  const auto* list = node->as_array();
  for (std::size_t i = 0; list && i < list->size(); ++i) {
    const auto* table = (*list)[i].as_table();
    if (!table) break;
    const auto called = (*table)["name"].value_or(fmt::format("{}", i + 1));
    all.emplace_back(*table, fmt::format("{} {}", name_of(key.name), called), *problems_);
  }
  if (list && all.size() == list->size()) return all;
  mismatch(key, *node);
  return {};
}

void TomlTable::wrong(std::string_view key, const std::string& text) {
  const toml::node* node = table_->get(key);
  const auto at = node ? node->source().begin : table_->source().begin;
  problems_->add(at, fmt::format("{}: {}", name_of(key), text));
}

void TomlTable::wrong(const std::string& text) {
  problems_->add(table_->source().begin, name_.empty() ? text : fmt::format("{}: {}", name_, text));
}

void TomlTable::finish() {
  for (const auto& [key, node] : *table_) {
    if (std::ranges::count(asked_, key.str())) continue;
    const auto hint = did_you_mean(key.str(), asked_);
    const auto text = fmt::format("unknown key `{}`", key.str());
    const auto known =
        hint.empty() ? fmt::format("; known here: {}", fmt::join(asked_, ", ")) : hint;
    problems_->add(key.source().begin, (name_.empty() ? "" : name_ + ": ") + text + known);
  }
}

std::string TomlTable::name_of(std::string_view key) const {
  return name_.empty() ? std::string(key) : fmt::format("{}.{}", name_, key);
}

}  // namespace tocsin::dryrun::simulation
