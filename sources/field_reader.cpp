#include "sources/field_reader.hpp"

#include "sources/number.hpp"
#include "sources/text.hpp"

#include <cmath>
#include <cstring>
#include <limits>

namespace tocsin::sources {
namespace {

using Outcome = FieldReader::Outcome;

constexpr double kMostNanoseconds = 9.2e18;  // of a duration, of either sign

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// Blanks around a value say nothing, except in a text. Hardly any value has them.
inline std::string_view trimmed(std::string_view text) {
  if (text.empty() || (!is_blank(text.front()) && !is_blank(text.back()))) return text;
  return without_blanks(text);
}

// CSV does not tell numbers from texts; in JSON a text is no number, whatever it says.
bool may_be_number(const Cell& cell) {
  return cell.kind == CellKind::untyped || cell.kind == CellKind::number;
}
bool may_be_text(const Cell& cell) {
  return cell.kind == CellKind::untyped || cell.kind == CellKind::text;
}

bool same_word(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((text[i] | 0x20) != lower[i]) return false;
  }
  return true;
}

}  // namespace

std::optional<Instant> read_instant(const Cell& cell, std::string_view zone) {
  if (!may_be_number(cell) && !may_be_text(cell)) return std::nullopt;
  return parse_time(trimmed(cell.text), zone);
}

bool is_zoneless(const Cell& cell) {
  const auto text = trimmed(cell.text);
  if (text.size() < 10 || text[4] != '-' || text.back() == 'Z') return false;
  return text.substr(10).find_first_of("Zz+-") == std::string_view::npos;
}

namespace {

std::uint64_t load(const char* at, std::size_t size) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, size);
  return word;
}

std::uint64_t load_short(std::string_view text) {
  // Two loads that may overlap: a copy of a size known only at run time is a slow call.
  const std::size_t size = text.size();
  if (size >= 4) return load(text.data(), 4) | load(text.data() + size - 4, 4) << 32;
  if (size >= 2) return load(text.data(), 2) | load(text.data() + size - 2, 2) << 16;
  return static_cast<unsigned char>(text.front());
}

}  // namespace

bool plain_text(const Cell& cell, std::string& scratch, std::string_view& text) {
  switch (cell.kind) {
    case CellKind::untyped:
    case CellKind::text:
    case CellKind::boolean: text = cell.text; return true;
    case CellKind::number:
      if (read_number(cell.text).kind != NumberRead::Kind::finite) return false;
      scratch = canonical_number(cell.text);
      text = scratch;
      return true;
    case CellKind::missing:
    case CellKind::compound: return false;
  }
  return false;
}

FieldReader::FieldReader(const Field& field, std::string zone)
    : field_(field), zone_(std::move(zone)) {
  if (field.type == FieldType::category) dictionary_ = std::make_shared<Dictionary>();
}

void FieldReader::begin(Column& column, std::size_t rows) const {
  column.dictionary = dictionary_;
  column.valid.clear();
  column.malformed.clear();
  end(column, rows);
}

void FieldReader::end(Column& column, std::size_t rows) const {
  switch (field_.type) {
    case FieldType::time: column.times.resize(rows); break;
    case FieldType::category: column.codes.resize(rows); break;
    case FieldType::text: column.texts.resize(rows); break;
    default: column.numbers.resize(rows); break;
  }
  column.valid.resize(rows);
  column.malformed.resize(rows);
}

Outcome FieldReader::malformed(std::string_view reason) {
  reason_ = reason;
  return Outcome::malformed;
}

Outcome FieldReader::read(const Cell& cell, Column& column, std::size_t row) {
  Outcome outcome =
      cell.kind == CellKind::missing ? Outcome::missing : read_value(cell, column, row);
  // A label is missing until it is known.
  if (outcome == Outcome::missing && !field_.optional && field_.role != Role::label) {
    outcome = malformed("missing");
  }
  if (outcome == Outcome::valid) column.valid.set(row);
  if (outcome == Outcome::malformed) column.malformed.set(row);
  return outcome;
}

Outcome FieldReader::read_value(const Cell& cell, Column& column, std::size_t row) {
  switch (field_.type) {
    case FieldType::boolean: return read_boolean(cell, column.numbers[row]);
    case FieldType::integer:
    case FieldType::number: return read_number(cell, column.numbers[row]);
    case FieldType::share: return read_share(cell, column.numbers[row]);
    case FieldType::duration: return read_duration(cell, column.numbers[row]);
    case FieldType::time: return read_time(cell, column.times[row]);
    case FieldType::text: return read_text(cell, column.texts[row]);
    case FieldType::category: return read_category(cell, column, column.codes[row]);
  }
  return malformed("of an unknown type");
}

Outcome FieldReader::in_range(double value) {
  return value >= field_.low && value <= field_.high ? Outcome::valid
                                                     : malformed("outside its range");
}

Outcome FieldReader::read_number(const Cell& cell, double& value) {
  if (!may_be_number(cell)) return malformed("not a number");
  const auto number = sources::read_number(trimmed(cell.text));
  switch (number.kind) {
    case NumberRead::Kind::malformed: return malformed("not a number");
    case NumberRead::Kind::too_large: return malformed("too large for a number");
    case NumberRead::Kind::not_finite: return Outcome::missing;
    case NumberRead::Kind::finite: break;
  }
  value = number.value;
  if (field_.type == FieldType::integer && std::trunc(value) != value) {
    return malformed("not a whole number");
  }
  return in_range(value);
}

// A number from 0 to 1, or a text with `%`, whose value is that of the same number in the rules.
Outcome FieldReader::read_share(const Cell& cell, double& value) {
  auto text = trimmed(cell.text);
  const bool percent = may_be_text(cell) && text.ends_with('%');
  if (percent) text.remove_suffix(1);
  if (!percent && !may_be_number(cell))
    return malformed("not a share: neither a number nor a text with %");
  const auto number = sources::read_number(text, percent ? -2 : 0);
  if (number.kind == NumberRead::Kind::not_finite && !percent) return Outcome::missing;
  if (number.kind != NumberRead::Kind::finite) {
    return malformed("not a share: neither a number nor a text with %");
  }
  value = number.value;
  return value >= 0 && value <= 1 ? in_range(value) : malformed("a share outside 0..1");
}

Outcome FieldReader::read_duration(const Cell& cell, double& value) {
  const auto text = trimmed(cell.text);
  if (may_be_number(cell)) {
    const auto number = sources::read_number(text);
    if (number.kind == NumberRead::Kind::not_finite) return Outcome::missing;
    if (number.kind == NumberRead::Kind::finite) {
      if (field_.duration_unit.count() == 0) return malformed("a duration without a unit");
      value = std::round(number.value * static_cast<double>(field_.duration_unit.count()));
      return std::abs(value) <= kMostNanoseconds ? in_range(value)
                                                 : malformed("too long for a duration");
    }
  }
  const auto duration = may_be_text(cell) ? parse_duration(text) : std::nullopt;
  if (!duration) return malformed("not a duration");
  value = static_cast<double>(duration->count());
  return in_range(value);
}

Outcome FieldReader::read_boolean(const Cell& cell, double& value) {
  if (cell.kind == CellKind::compound) return malformed("neither true nor false");
  const auto text = trimmed(cell.text);
  const bool yes = text == "1" || text == "1.0" || same_word(text, "true");
  const bool no = text == "0" || text == "0.0" || same_word(text, "false");
  value = yes ? 1 : 0;
  return yes || no ? Outcome::valid : malformed("neither true nor false");
}

Outcome FieldReader::read_time(const Cell& cell, std::int64_t& value) {
  const auto time = read_instant(cell, zone_);
  if (!time) return malformed("not a time");
  if (!zoneless_ && zone_.empty()) zoneless_ = is_zoneless(cell);
  value = time->time_since_epoch().count();
  return Outcome::valid;
}

Outcome FieldReader::read_text(const Cell& cell, std::string& value) {
  std::string_view text;
  if (!plain_text(cell, scratch_, text)) return malformed("not a text");
  if (!is_utf8(text)) return malformed("not UTF-8");
  value = text;
  return Outcome::valid;
}

Outcome FieldReader::read_category(const Cell& cell, Column&, std::uint32_t& code) {
  std::string_view text;
  if (!plain_text(cell, scratch_, text)) return malformed("not a text");
  if (text.empty()) return malformed("an empty text");
  KnownText wanted{.size = static_cast<std::uint32_t>(text.size())};
  KnownText* known = nullptr;
  if (text.size() <= 16) {
    const bool is_long = text.size() >= 8;
    wanted.front = is_long ? load(text.data(), 8) : load_short(text);
    wanted.back = is_long ? load(text.data() + text.size() - 8, 8) : 0;
    const std::uint64_t mixed = (wanted.front + wanted.back * 3 + wanted.size) * 0x6a09e667f3bcc909;
    known = &known_[mixed >> 56];
    if (known->size == wanted.size && known->front == wanted.front && known->back == wanted.back) {
      code = known->code;
      return Outcome::valid;
    }
  }
  if (!is_utf8(text)) return malformed("not UTF-8");
  code = wanted.code = dictionary_->code(text);
  if (known != nullptr) *known = wanted;
  return Outcome::valid;
}

}  // namespace tocsin::sources
