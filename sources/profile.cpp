#include "sources/profile.hpp"

#include "base/hash.hpp"
#include "sources/chain.hpp"
#include "sources/field_reader.hpp"
#include "sources/paths.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <unordered_set>

namespace tocsin::sources {
namespace {

constexpr std::array kTypes{FieldType::boolean, FieldType::integer,  FieldType::number,
                            FieldType::share,   FieldType::duration, FieldType::time,
                            FieldType::text,    FieldType::category};

// One column, tried as every type.
class Trial {
 public:
  explicit Trial(std::string name) {
    seen_.name = std::move(name);
    for (const auto type : kTypes) {
      fields_.push_back({.name = seen_.name, .column = seen_.name, .type = type, .optional = true});
    }
    columns_.resize(kTypes.size());
    for (const auto& field : fields_) readers_.emplace_back(field, "");
  }

  void add(const Cell& cell) {
    if (is_missing(cell)) {
      ++seen_.missing;
      return;
    }
    ++seen_.present;
    for (std::size_t i = 0; i < kTypes.size(); ++i) {
      if (reads(i, cell)) note(kTypes[i], columns_[i]);
    }
    std::string_view text;
    if (plain_text(cell, scratch_, text)) note_value(text);
  }

  ColumnProfile take() && {
    for (const auto& reader : readers_) seen_.zoneless |= reader.saw_zoneless_time();
    return std::move(seen_);
  }

 private:
  bool is_missing(const Cell& cell) {
    constexpr std::size_t kNumber = 2;
    if (cell.kind == CellKind::missing || cell.text.empty()) return true;
    return read(kNumber, cell) == FieldReader::Outcome::missing;  // NaN, infinities
  }

  FieldReader::Outcome read(std::size_t i, const Cell& cell) {
    readers_[i].begin(columns_[i], 1);
    return readers_[i].read(cell, columns_[i], 0);
  }
  bool reads(std::size_t i, const Cell& cell) {
    return read(i, cell) == FieldReader::Outcome::valid;
  }

  void note(FieldType type, const Column& column) {
    ++seen_.readable[static_cast<std::size_t>(type)];
    if (type == FieldType::number) note_number(column.numbers[0]);
  }

  void note_number(double value) {
    seen_.low = std::min(seen_.low, value);
    seen_.high = std::max(seen_.high, value);
    seen_.whole &= value == std::floor(value);
  }

  void note_value(std::string_view text) {
    if (seen_.unique) seen_.unique = hashes_.insert(hash128(text)).second;
    if (!seen_.unique) hashes_.clear();
    const std::string value(text);
    const auto known = seen_.values.find(value);
    if (known != seen_.values.end())
      ++known->second;
    else if (seen_.values.size() < kMostProfiledValues)
      seen_.values.emplace(value, 1);
    else
      seen_.more_values = true;
  }

  ColumnProfile seen_;
  std::vector<Field> fields_;
  std::vector<Column> columns_;
  std::deque<FieldReader> readers_;
  std::unordered_set<Hash128> hashes_;
  std::string scratch_;
};

Result<Chain> open_all_columns(const Location& location, const std::vector<std::string>& names,
                               Intake& intake) {
  const auto kind = kind_of(location);
  if (!kind) return tl::unexpected(kind.error());
  const auto paths = expand(location.path);
  if (!paths) return tl::unexpected(paths.error());
  std::vector<InputFile> files;
  for (const auto& path : *paths) files.push_back({path, [path] { return open_file(path); }});
  std::vector<WantedColumn> wanted;
  for (const auto& name : names) wanted.push_back({name, "", WantedColumn::Need::none});
  return Chain::open(**kind, std::move(files), std::move(wanted), intake, false);
}

}  // namespace

Result<Profile> profile(const Location& location, std::uint64_t most_rows, Intake& intake) {
  const auto names = columns_of(location);
  if (!names) return tl::unexpected(names.error());
  auto chain = open_all_columns(location, *names, intake);
  if (!chain) return tl::unexpected(chain.error());
  std::deque<Trial> trials;
  for (const auto& name : *names) trials.emplace_back(name);
  Profile result;
  for (;;) {
    const auto more = chain->next();
    if (!more) return tl::unexpected(more.error());
    if (!*more) break;
    if (result.rows == most_rows) {
      result.whole_file = false;
      break;
    }
    ++result.rows;
    const auto cells = chain->records().cells();
    for (std::size_t i = 0; i < trials.size(); ++i) trials[i].add(cells[i]);
  }
  for (auto& trial : trials) result.columns.push_back(std::move(trial).take());
  return result;
}

}  // namespace tocsin::sources
