// The leaf of every expression: a column of the batch, as far as the block goes.
#include "base/check.hpp"
#include "evaluators/bit_slice.hpp"
#include "evaluators/row_expr.hpp"
#include "evaluators/row_kernels.hpp"

namespace tocsin::evaluators {
namespace {

template <typename T>
std::span<const T> part(const std::vector<T>& column, const Block& block) {
  return std::span(column).subspan(block.begin(), block.rows());
}

RowValues boolean_field(const Column& column, const Block& block) {
  const auto numbers = part(column.numbers, block);
  const auto is_true = [&](std::size_t i) { return numbers[i] != 0; };
  RowValues result = truth_values(bits_where(block.rows(), is_true),
                                  slice(column.valid, block.begin(), block.rows()));
  result.numbers = numbers;
  return result;
}

void view_texts(RowValues& result, const Column& column, const Block& block) {
  const auto texts = part(column.texts, block);
  result.form = RowValues::Form::texts;
  result.own.texts.assign(texts.begin(), texts.end());
  result.texts = result.own.texts;
}

void view_codes(RowValues& result, const Column& column, const Block& block) {
  result.form = RowValues::Form::codes;
  result.codes = part(column.codes, block);
  result.dictionary = column.dictionary;
}

void view_times(RowValues& result, const Column& column, const Block& block) {
  result.form = RowValues::Form::times;
  result.times = part(column.times, block);
}

bool has_values(const Column& column, FieldType type, std::size_t rows) {
  if (column.valid.size() < rows) return false;
  switch (type) {
    case FieldType::category: return column.codes.size() >= rows && column.dictionary != nullptr;
    case FieldType::text: return column.texts.size() >= rows;
    case FieldType::time: return column.times.size() >= rows;
    default: return column.numbers.size() >= rows;
  }
}

// A column that the batch does not have, such as a label that came with no row: missing everywhere.
RowValues missing_field(FieldType type, std::size_t rows) {
  switch (type) {
    case FieldType::time: return time_values(std::vector<std::int64_t>(rows), Bits(rows));
    case FieldType::boolean: {
      RowValues result = truth_values(Bits(rows), Bits(rows));
      spread_numbers(result, rows);
      return result;
    }
    case FieldType::category:
    case FieldType::text: {
      RowValues result;
      result.form = RowValues::Form::texts;
      result.own.texts.resize(rows);
      result.texts = result.own.texts;
      result.valid = Bits(rows);
      return result;
    }
    default: return number_values(std::vector<double>(rows), Bits(rows));
  }
}

// The event time stands beside the columns, too.
RowValues event_times(const Block& block) {
  std::vector<std::int64_t> times(block.rows());
  for (std::size_t i = 0; i < times.size(); ++i) {
    times[i] = block.time(i).time_since_epoch().count();
  }
  return time_values(std::move(times), Bits(block.rows(), true));
}

}  // namespace

RowValues evaluate_field(const Block& block, const dsl::RowExpr& expr) {
  TOCSIN_CHECK(expr.field < block.schema().fields.size(),
               "an expression reads fields of its model");
  static const Column kNoColumn;
  const auto& columns = block.batch().columns;
  const FieldType type = block.schema().fields[expr.field].type;
  const Column& column = expr.field < columns.size() ? columns[expr.field] : kNoColumn;
  if (!has_values(column, type, block.batch().rows)) {
    const bool is_event_time = type == FieldType::time && expr.field == block.schema().time_field;
    return is_event_time ? event_times(block) : missing_field(type, block.rows());
  }
  if (type == FieldType::boolean) return boolean_field(column, block);
  RowValues result;
  result.valid = slice(column.valid, block.begin(), block.rows());
  switch (type) {
    case FieldType::category: view_codes(result, column, block); break;
    case FieldType::text: view_texts(result, column, block); break;
    case FieldType::time: view_times(result, column, block); break;
    default: result.numbers = part(column.numbers, block); break;
  }
  return result;
}

}  // namespace tocsin::evaluators
