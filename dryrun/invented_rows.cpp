#include "dryrun/invented_rows.hpp"

#include "dryrun/generators.hpp"
#include "sources/field_reader.hpp"
#include "sources/key.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace tocsin::dryrun {
namespace {

// One row to be: the n-th of its send.
struct Slot {
  const dsl::SendPlan* send;
  std::uint64_t n;
  Instant at;
  std::uint32_t delivery;  // each send is one
};

std::vector<Slot> slots_of(const dsl::TestPlan& test, std::size_t model) {
  std::vector<Slot> slots;
  std::uint32_t number = 0;
  for (const auto& send : test.sends) {
    const std::uint32_t delivery = number++;
    if (send.model != model) continue;
    const double step = static_cast<double>(send.over.count()) / static_cast<double>(send.count);
    for (std::uint64_t n = 0; n < send.count; ++n)
      slots.push_back(
          {&send, n, send.from + Duration(std::llround(static_cast<double>(n) * step)), delivery});
  }
  std::stable_sort(slots.begin(), slots.end(),
                   [](const Slot& a, const Slot& b) { return a.at < b.at; });
  return slots;
}

std::string default_text(const Field& field) {
  if (std::isfinite(field.low) && field.type == FieldType::integer)
    return fmt::format("{}", std::ceil(field.low));
  if (std::isfinite(field.low) && field.type != FieldType::duration)
    return fmt::format("{}", field.low);
  switch (field.type) {
    case FieldType::boolean: return "false";
    case FieldType::share: return "0.5";
    case FieldType::duration:
      return std::isfinite(field.low) ? format_duration(Duration(std::llround(field.low))) : "0s";
    case FieldType::category: return field.members.empty() ? "" : field.members.front();
    case FieldType::integer:
    case FieldType::number: return "0";
    case FieldType::time:
    case FieldType::text: break;
  }
  return "";
}

const dsl::AssignPlan* assigned(const dsl::SendPlan& send, std::size_t field) {
  for (const auto& assign : send.record)
    if (assign.field == field) return &assign;
  return nullptr;
}

// Fills one column for all slots.
class ColumnMaker {
 public:
  ColumnMaker(const Schema& schema, std::size_t field, const dsl::TestPlan& test)
      : schema_(schema),
        number_(field),
        field_(schema.fields[field]),
        test_(test),
        reader_(field_, schema.time_zone) {}

  Column make(const std::vector<Slot>& slots) {
    Column column;
    reader_.begin(column, slots.size());
    for (std::size_t row = 0; row < slots.size(); ++row) put(column, row, slots[row]);
    reader_.end(column, slots.size());
    return column;
  }

 private:
  using Kind = dsl::Generator::Kind;

  // An empty text of a file is a missing one; in a test it is what it says.
  void put_text(Column& column, std::size_t row, std::string_view text) {
    const bool is_category = field_.type == FieldType::category;
    if (!text.empty() || (!is_category && field_.type != FieldType::text))
      return put_input(column, row, text);
    if (is_category) column.codes[row] = column.dictionary->code(text);
    column.valid.set(row);
  }

  // A test may send what the model should not get: that is malformed here as it is in a file.
  void put_input(Column& column, std::size_t row, std::string_view text) {
    const auto kind = text.empty() ? sources::CellKind::missing : sources::CellKind::untyped;
    reader_.read({kind, text}, column, row);
  }

  void put_number(Column& column, std::size_t row, double value) const {
    if (field_.type == FieldType::integer) value = std::round(value);
    if (field_.type == FieldType::duration) value = std::round(value);
    const bool fits = std::isfinite(value) && value >= field_.low && value <= field_.high;
    column.numbers[row] = value;
    if (fits)
      column.valid.set(row);
    else
      column.malformed.set(row);
  }

  static void put_time(Column& column, std::size_t row, Instant at) {
    column.times[row] = at.time_since_epoch().count();
    column.valid.set(row);
  }

  void put_missing(Column& column, std::size_t row) const {
    if (!field_.optional && field_.role != Role::label) column.malformed.set(row);
  }

  bool is_key() const {
    return std::ranges::find(schema_.key_fields, number_) != schema_.key_fields.end();
  }

  std::string standard(std::size_t row) const {
    return is_key() ? std::to_string(row + 1) : default_text(field_);
  }

  void put(Column& column, std::size_t row, const Slot& slot) {
    const auto* assign = assigned(*slot.send, number_);
    const bool stays_missing = (field_.optional && !is_key()) || field_.role == Role::label;
    if (assign == nullptr) {
      const bool is_time = number_ == schema_.time_field || field_.type == FieldType::time;
      if (is_time && !stays_missing) return put_time(column, row, slot.at);
      if (!stays_missing) put_text(column, row, standard(row));
      return;
    }
    const auto& value = assign->value;
    switch (value.kind) {
      case Kind::missing: return put_missing(column, row);
      case Kind::constant: return put_text(column, row, value.texts.front());
      case Kind::cycle: return put_text(column, row, value.texts[slot.n % value.texts.size()]);
      case Kind::mix: return put_input(column, row, value.texts[order_of(*assign, slot)]);
      case Kind::ramp:
      case Kind::normal:
      case Kind::uniform: break;
    }
    put_number(column, row, drawn_for(value, slot));
  }

  double drawn_for(const dsl::Generator& value, const Slot& slot) const {
    const double progress = static_cast<double>(slot.n) / static_cast<double>(slot.send->count);
    const auto place = static_cast<std::uint64_t>(slot.at.time_since_epoch().count());
    return drawn(value, progress, test_.seed * 1'000'003 + number_, place ^ (slot.n << 20));
  }

  std::uint32_t order_of(const dsl::AssignPlan& assign, const Slot& slot) {
    auto& order = orders_[&assign];
    if (order.empty()) order = mix_order(assign.value, slot.send->count);
    return order[slot.n];
  }

  const Schema& schema_;
  std::size_t number_;
  const Field& field_;
  const dsl::TestPlan& test_;
  sources::FieldReader reader_;
  std::map<const dsl::AssignPlan*, std::vector<std::uint32_t>> orders_;
};

// When the label of a row is known: with its row, or `after` its event.
Instant label_known(const Schema& schema, const Slot& slot, const Batch& batch, std::size_t row) {
  Instant known = kForever;
  for (const std::size_t field : schema.label_fields) {
    if (!batch.columns[field].valid[row]) continue;
    const auto* assign = assigned(*slot.send, field);
    known = slot.at + (assign != nullptr ? assign->after.value_or(Duration{0}) : Duration{0});
  }
  return known;
}

std::string text_of(const Column& column, FieldType type, std::size_t row) {
  switch (type) {
    case FieldType::text: return column.texts[row];
    case FieldType::category: return column.dictionary->text(column.codes[row]);
    case FieldType::time: return std::to_string(column.times[row]);
    default: return fmt::format("{}", column.numbers[row]);
  }
}

// Without `key` rows are numbered; a part that is missing makes no key.
Hash128 key_of(const Schema& schema, const Batch& batch, std::size_t row) {
  std::vector<std::string> texts;
  if (schema.key_fields.empty()) texts.push_back(std::to_string(row + 1));
  for (const std::size_t field : schema.key_fields) {
    const Column& column = batch.columns[field];
    if (!column.valid[row]) return {};
    texts.push_back(text_of(column, schema.fields[field].type, row));
  }
  const std::vector<std::string_view> parts(texts.begin(), texts.end());
  return sources::key_of(parts);
}

void add_deliveries(const std::vector<Slot>& slots, Batch& batch) {
  std::map<std::uint32_t, Instant> last;
  for (const auto& slot : slots) {
    batch.delivery.push_back(slot.delivery);
    last[slot.delivery] = slot.at;
  }
  for (const auto& [number, at] : last) batch.delivered.push_back({.number = number, .at = at});
}

}  // namespace

Batch invent(const Schema& schema, std::size_t model, const dsl::TestPlan& test) {
  const auto slots = slots_of(test, model);
  Batch batch;
  batch.rows = slots.size();
  for (const auto& slot : slots) batch.time.push_back(slot.at);
  batch.arrival = batch.time;
  add_deliveries(slots, batch);
  for (std::size_t field = 0; field < schema.fields.size(); ++field) {
    batch.columns.push_back(ColumnMaker(schema, field, test).make(slots));
  }
  for (std::size_t row = 0; row < slots.size(); ++row) {
    batch.key.push_back(key_of(schema, batch, row));
    if (!schema.label_fields.empty())
      batch.label_known.push_back(label_known(schema, slots[row], batch, row));
  }
  return batch;
}

}  // namespace tocsin::dryrun
