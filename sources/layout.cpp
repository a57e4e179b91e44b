#include "sources/key.hpp"
#include "sources/rows.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::sources {
namespace {

using Need = WantedColumn::Need;

// `arrives` names a field where there is one of that name, else a column.
std::string arrives_column(const Schema& schema) {
  const auto field = schema.find(*schema.arrives);
  return field ? schema.fields[*field].column : *schema.arrives;
}

bool is_read(const Schema& schema, std::size_t field, Purpose purpose) {
  const bool label = schema.fields[field].role == Role::label;
  if (purpose == Purpose::labels) return label;
  return !label || purpose == Purpose::reference || !schema.labels_apart;
}

Need need_of(const Schema& schema, std::size_t field, Purpose purpose) {
  if (purpose == Purpose::reference) return Need::none;
  return purpose == Purpose::events && field == schema.time_field ? Need::always
                                                                  : Need::with_header;
}

}  // namespace

std::size_t Layout::add(const std::string& column, const std::string& what, Need need) {
  const auto known = std::ranges::find(columns, column, &WantedColumn::name);
  if (known != columns.end()) {
    known->need = std::max(known->need, need);
    return static_cast<std::size_t>(known - columns.begin());
  }
  columns.push_back({column, what, need});
  return columns.size() - 1;
}

Layout layout_of(const Schema& schema, Purpose purpose) {
  Layout layout;
  for (std::size_t i = 0; i < schema.fields.size(); ++i) {
    const auto& field = schema.fields[i];
    const bool read = is_read(schema, i, purpose);
    const auto need = need_of(schema, i, purpose);
    layout.slots.push_back(
        read ? layout.add(field.column, fmt::format("field `{}`", field.name), need)
             : Layout::kNone);
  }
  for (const auto i : schema.key_fields) {
    const auto need = purpose == Purpose::reference ? Need::none : Need::with_header;
    layout.key_slots.push_back(layout.add(schema.fields[i].column, "the key", need));
  }
  const bool needs_arrival =
      purpose == Purpose::labels || (purpose == Purpose::events && !schema.labels_apart);
  if (schema.arrives && needs_arrival) {
    layout.arrives = layout.add(arrives_column(schema), "the arrival of labels", Need::with_header);
  }
  return layout;
}

std::optional<Hash128> KeyReader::read(std::span<const Cell> cells) {
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (!plain_text(cells[slots_[i]], scratch_[i], parts_[i]) || parts_[i].empty()) {
      return std::nullopt;
    }
  }
  return key_of(parts_);
}

}  // namespace tocsin::sources
