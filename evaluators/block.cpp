#include "evaluators/block.hpp"

#include "base/check.hpp"
#include "evaluators/bit_slice.hpp"
#include "evaluators/moments.hpp"
#include "evaluators/row_expr.hpp"

#include <algorithm>

namespace tocsin::evaluators {
namespace {

// Of fewer rows the sums are quicker made than found.
constexpr std::size_t kFewRows = 16;

const Column* column_of(const Batch& batch, std::size_t field) {
  return field < batch.columns.size() ? &batch.columns[field] : nullptr;
}

// malformed(x) judges the very rows that every other measure over x must leave out.
bool leaves_out(const dsl::AggregateCall& call, std::size_t field) {
  if (call.def == nullptr || !call.def->reads_malformed) return true;
  return std::ranges::find(call.fields, field) == call.fields.end();
}

std::vector<std::size_t> fields_to_read(const dsl::AggregateCall& call) {
  std::vector<std::size_t> fields;
  for (const auto field : call.reads)
    if (leaves_out(call, field)) fields.push_back(field);
  return fields;
}

std::string key_of(std::span<const std::size_t> fields) {
  std::string key;
  for (const auto field : fields) key += std::to_string(field) + ',';
  return key;
}

}  // namespace

Block::Block(const Batch& batch, const Schema& schema, std::size_t begin, std::size_t end)
    : batch_(batch),
      schema_(schema),
      begin_(begin),
      end_(end),
      all_(std::make_shared<Bits>(end - begin, true)) {
  TOCSIN_CHECK(begin <= end && end <= batch.rows, "a block lies within its batch");
}

RowValues& Block::evaluated(const dsl::RowExpr& expr) {
  // Constants of different types may look the same, and cost nothing.
  if (expr.canonical.empty() || expr.op == dsl::RowOp::constant) {
    nameless_.push_back(std::make_unique<RowValues>(evaluate(*this, expr)));
    return *nameless_.back();
  }
  const auto known = values_.find(expr.canonical);
  if (known != values_.end()) return *known->second;
  // Operands are evaluated on the way and enter the table, so the place is found only afterwards.
  auto result = std::make_unique<RowValues>(evaluate(*this, expr));
  return *values_.emplace(expr.canonical, std::move(result)).first->second;
}

const RowValues& Block::values(const dsl::RowExpr& expr) {
  RowValues& result = evaluated(expr);
  spread_numbers(result, rows());
  return result;
}

const RowValues& Block::condition(const dsl::RowExpr& expr) {
  RowValues& result = evaluated(expr);
  spread_truth(result, rows());
  return result;
}

const RowValues& Block::operand(const dsl::RowExpr& expr) { return evaluated(expr); }

const Bits& Block::holds(const dsl::RowExpr& expr) { return condition(expr).truth; }

const Bits& Block::readable(std::span<const std::size_t> fields) {
  auto& bits = bits_["readable " + key_of(fields)];
  if (bits != nullptr) return *bits;
  Bits malformed(rows());
  for (const auto field : fields) {
    const Column* column = column_of(batch_, field);
    if (column != nullptr) malformed |= slice(column->malformed, begin_, rows());
  }
  if (!malformed.any()) return *(bits = all_);
  malformed.flip();
  bits = std::make_shared<Bits>(std::move(malformed));
  return *bits;
}

const Bits& Block::selected(const dsl::AggregateCall& call) {
  const auto fields = fields_to_read(call);
  const Bits& kept = readable(fields);
  if (call.where == nullptr) return kept;
  const Bits& wanted = holds(*call.where);
  if (call.where->canonical.empty()) {
    auto& own = nameless_.emplace_back(std::make_unique<RowValues>());
    own->truth = kept;
    own->truth &= wanted;
    return own->truth;
  }
  auto& bits = bits_["selected " + key_of(fields) + call.where->canonical];
  if (bits != nullptr) return *bits;
  Bits both = kept;
  both &= wanted;
  bits = std::make_shared<Bits>(std::move(both));
  return *bits;
}

void Block::add_moments(const dsl::RowExpr& expr, Rows rows, Moments& to) {
  const RowValues& all = values(expr);
  std::vector<double> room;
  if (rows.size() < kFewRows) return to.add(known_numbers(all, rows, room));
  auto& known = summed_[{&all, rows.front()}];
  if (!std::ranges::equal(known.rows, rows)) {
    auto moments = std::make_shared<Moments>();
    moments->add(known_numbers(all, rows, room));
    known = {{rows.begin(), rows.end()}, std::move(moments)};
  }
  to.merge(*known.moments);
}

std::span<const double> Block::numbers(std::size_t field) const {
  const Column* column = column_of(batch_, field);
  if (column == nullptr || column->numbers.size() < batch_.rows) return {};
  return std::span(column->numbers).subspan(begin_, rows());
}

std::span<const std::uint32_t> Block::codes(std::size_t field) const {
  const Column* column = column_of(batch_, field);
  if (column == nullptr || column->codes.size() < batch_.rows) return {};
  return std::span(column->codes).subspan(begin_, rows());
}

bool Block::is_valid(std::size_t field, std::size_t row) const {
  const Column* column = column_of(batch_, field);
  return column != nullptr && begin_ + row < column->valid.size() && column->valid[begin_ + row];
}

bool Block::is_malformed(std::size_t field, std::size_t row) const {
  const Column* column = column_of(batch_, field);
  return column != nullptr && begin_ + row < column->malformed.size() &&
         column->malformed[begin_ + row];
}

}  // namespace tocsin::evaluators
