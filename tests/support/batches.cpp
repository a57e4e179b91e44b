#include "tests/support/batches.hpp"

#include "base/hash.hpp"
#include "base/time.hpp"

#include <charconv>
#include <map>
#include <sstream>
#include <stdexcept>

namespace tocsin::test {
namespace {

const Instant kMidnight = *parse_time("2026-03-02T00:00:00Z");

std::vector<std::string> words(std::string_view line, char divider = ' ') {
  std::istringstream in{std::string(line)};
  std::vector<std::string> all;
  for (std::string word; std::getline(in, word, divider);)
    if (!word.empty()) all.push_back(word);
  return all;
}

[[noreturn]] void refuse(std::string_view what, std::string_view text) {
  throw std::invalid_argument("a test's table: " + std::string(what) + ": " + std::string(text));
}

FieldType type_named(const std::string& name) {
  static const std::map<std::string, FieldType> kTypes{
      {"bool", FieldType::boolean},      {"int", FieldType::integer},
      {"number", FieldType::number},     {"share", FieldType::share},
      {"duration", FieldType::duration}, {"time", FieldType::time},
      {"text", FieldType::text},         {"category", FieldType::category}};
  const auto found = kTypes.find(name);
  if (found == kTypes.end()) refuse("no such type", name);
  return found->second;
}

Role role_named(const std::string& name) {
  static const std::map<std::string, Role> kRoles{{"feature", Role::feature},
                                                  {"prediction", Role::prediction},
                                                  {"score", Role::score},
                                                  {"label", Role::label},
                                                  {"field", Role::field}};
  const auto found = kRoles.find(name);
  if (found == kRoles.end()) refuse("no such role", name);
  return found->second;
}

double number_in(std::string text) {
  if (text == "true" || text == "false") return text == "true" ? 1 : 0;
  const bool percent = text.back() == '%';
  if (percent) text.pop_back();
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ptr != text.data() + text.size()) refuse("not a number", text);
  return percent ? number / 100 : number;
}

double duration_in(const std::string& text) {
  const auto duration = parse_duration(text);
  return duration ? static_cast<double>(duration->count()) : number_in(text);
}

Instant time_in(const std::string& text) {
  const bool time_of_day = text.size() >= 3 && text[2] == ':';
  const auto time = parse_time(time_of_day ? "2026-03-02T" + text + "Z" : text);
  if (!time) refuse("not a time", text);
  return *time;
}

void fill(Column& column, FieldType type, const std::string& cell) {
  switch (type) {
    case FieldType::category: column.codes.back() = column.dictionary->code(cell); break;
    case FieldType::text: column.texts.back() = cell; break;
    case FieldType::time: column.times.back() = time_in(cell).time_since_epoch().count(); break;
    case FieldType::duration: column.numbers.back() = duration_in(cell); break;
    default: column.numbers.back() = number_in(cell); break;
  }
}

// A row that is missing as yet.
void grow(Column& column, FieldType type) {
  switch (type) {
    case FieldType::category: column.codes.push_back(0); break;
    case FieldType::text: column.texts.emplace_back(); break;
    case FieldType::time: column.times.push_back(0); break;
    default: column.numbers.push_back(0); break;
  }
  column.valid.push_back(false);
  column.malformed.push_back(false);
}

void add_cell(Column& column, const Field& field, const std::string& cell) {
  grow(column, field.type);
  const std::size_t row = column.valid.size() - 1;
  if (cell == "-") {
    column.malformed.assign(row, !field.optional && field.role != Role::label);
  } else if (cell == "!") {
    column.malformed.set(row);
  } else {
    fill(column, field.type, cell);
    column.valid.set(row);
  }
}

Column new_column(FieldType type) {
  Column column;
  if (type == FieldType::category) column.dictionary = std::make_shared<Dictionary>();
  return column;
}

void add_field(Table& made, const std::string& word) {
  const auto parts = words(word, ':');
  if (parts.size() < 2) refuse("a field is name:type", word);
  Field field{.name = parts[0], .column = parts[0]};
  field.optional = parts[1].back() == '?';
  field.type = type_named(field.optional ? parts[1].substr(0, parts[1].size() - 1) : parts[1]);
  const std::size_t index = made.schema.fields.size();
  const bool is_key = parts.size() > 2 && parts[2] == "key";
  if (is_key)
    made.schema.key_fields.push_back(index);
  else if (parts.size() > 2)
    field.role = role_named(parts[2]);
  if (field.role == Role::label) made.schema.label_fields.push_back(index);
  made.schema.fields.push_back(field);
  made.batch.columns.push_back(new_column(field.type));
}

void settle_time(Table& made) {
  const auto& fields = made.schema.fields;
  std::size_t at = 0;
  while (at < fields.size() && fields[at].type != FieldType::time) ++at;
  if (at == fields.size()) {
    add_field(made, "at:time");
    for (std::size_t row = 0; row < made.batch.rows; ++row) {
      const Instant time = kMidnight + std::chrono::seconds(row + 1);
      made.batch.columns[at].times.push_back(time.time_since_epoch().count());
    }
    made.batch.columns[at].valid = Bits(made.batch.rows, true);
    made.batch.columns[at].malformed = Bits(made.batch.rows);
  }
  made.schema.time_field = at;
  for (const auto ns : made.batch.columns[at].times) made.batch.time.emplace_back(Duration(ns));
  made.batch.arrival = made.batch.time;
}

void settle_keys(Table& made, const std::vector<std::string>& rows) {
  made.batch.key.resize(made.batch.rows);
  if (made.schema.key_fields.empty()) return;
  for (std::size_t row = 0; row < made.batch.rows; ++row) {
    const auto cells = words(rows[row]);
    for (const auto field : made.schema.key_fields) {
      made.batch.key[row] = hash128(cells[field], made.batch.key[row]);
    }
  }
}

void settle_labels(Table& made) {
  if (made.schema.label_fields.empty()) return;
  made.batch.label_known = made.batch.arrival;
  for (std::size_t row = 0; row < made.batch.rows; ++row) {
    for (const auto field : made.schema.label_fields) {
      if (!made.batch.columns[field].valid[row]) made.batch.label_known[row] = kForever;
    }
  }
}

}  // namespace

std::size_t Table::field(std::string_view name) const {
  const auto found = schema.find(name);
  if (!found) refuse("no such field", name);
  return *found;
}

Table table(std::string_view fields, const std::vector<std::string>& rows) {
  Table made;
  made.schema.model = "model";
  for (const auto& word : words(fields)) add_field(made, word);
  const std::size_t width = made.schema.fields.size();
  for (const auto& row : rows) {
    const auto cells = words(row);
    if (cells.size() != width) refuse("not as many cells as fields", row);
    for (std::size_t i = 0; i < width; ++i) {
      add_cell(made.batch.columns[i], made.schema.fields[i], cells[i]);
    }
  }
  made.batch.rows = rows.size();
  settle_time(made);
  settle_keys(made, rows);
  settle_labels(made);
  return made;
}

Column& Columns::add(std::string name, FieldType type, Role role, std::size_t rows) {
  if (!made_.schema.fields.empty() && rows != made_.batch.rows) refuse("rows differ", name);
  made_.batch.rows = rows;
  if (role == Role::label) made_.schema.label_fields.push_back(made_.schema.fields.size());
  made_.schema.fields.push_back(
      {.name = name, .column = name, .type = type, .role = role, .optional = true});
  Column& column = made_.batch.columns.emplace_back(new_column(type));
  for (std::size_t row = 0; row < rows; ++row) grow(column, type);
  return column;
}

Columns& Columns::numbers(std::string name, const Numbers& values, FieldType type, Role role) {
  Column& column = add(std::move(name), type, role, values.size());
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (!values[row]) continue;
    column.valid.set(row);
    if (type == FieldType::time)
      column.times[row] = static_cast<std::int64_t>(*values[row]);
    else
      column.numbers[row] = *values[row];
  }
  return *this;
}

Columns& Columns::texts(std::string name, const Texts& values, FieldType type, Role role) {
  Column& column = add(std::move(name), type, role, values.size());
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (!values[row]) continue;
    column.valid.set(row);
    if (type == FieldType::category)
      column.codes[row] = column.dictionary->code(*values[row]);
    else
      column.texts[row] = *values[row];
  }
  return *this;
}

Table Columns::table() const {
  Table made = made_;
  made.schema.model = "model";
  settle_time(made);
  made.batch.key.resize(made.batch.rows);
  settle_labels(made);
  return made;
}

Columns::Numbers numbers(const std::vector<double>& values) {
  return Columns::Numbers(values.begin(), values.end());
}

}  // namespace tocsin::test
