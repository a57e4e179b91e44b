#include "evaluators/classes.hpp"

#include <charconv>
#include <limits>

namespace tocsin::evaluators {

using dsl::RowExpr;
using dsl::RowExprPtr;
using dsl::RowOp;
using dsl::TypeKind;

namespace {

// As far as evaluation cares: a text, a time, a condition or a number.
TypeKind kind_of(FieldType type) {
  switch (type) {
    case FieldType::category:
    case FieldType::text: return TypeKind::text;
    case FieldType::boolean: return TypeKind::boolean;
    case FieldType::time: return TypeKind::time;
    default: return TypeKind::number;
  }
}

RowExprPtr make(RowOp op, std::vector<RowExprPtr> args, std::string canonical) {
  RowExpr expr;
  expr.op = op;
  expr.type.kind = TypeKind::boolean;
  expr.args = std::move(args);
  expr.canonical = std::move(canonical);
  return std::make_shared<const RowExpr>(std::move(expr));
}

// Not a number when the text is none: then no row is known to be positive.
double number_of(const std::string& text) {
  if (text == "true") return 1;
  if (text == "false") return 0;
  double number = std::numeric_limits<double>::quiet_NaN();
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  return read.ptr == end ? number : std::numeric_limits<double>::quiet_NaN();
}

RowExprPtr constant_of(FieldType type, const std::string& text) {
  RowExpr expr;
  expr.type.kind = kind_of(type);
  if (expr.type.kind == TypeKind::text)
    expr.text = text;
  else
    expr.number = number_of(text);
  return std::make_shared<const RowExpr>(std::move(expr));
}

}  // namespace

RowExprPtr field_value(const Schema& schema, std::size_t field) {
  RowExpr expr;
  expr.op = RowOp::field;
  expr.type.kind = kind_of(schema.fields[field].type);
  expr.field = field;
  expr.canonical = "#" + std::to_string(field);
  return std::make_shared<const RowExpr>(std::move(expr));
}

RowExprPtr is_positive(const Schema& schema, std::size_t field, const std::string& positive) {
  auto value = field_value(schema, field);
  auto wanted = constant_of(schema.fields[field].type, positive);
  const bool is_true = schema.fields[field].type == FieldType::boolean && wanted->number == 1;
  if (is_true) return value;
  auto canonical = value->canonical + " is positive " + positive;
  return make(RowOp::equal, {std::move(value), std::move(wanted)}, std::move(canonical));
}

RowExprPtr are_equal(const Schema& schema, std::size_t a, std::size_t b) {
  auto left = field_value(schema, a);
  auto right = field_value(schema, b);
  auto canonical = left->canonical + " equals " + right->canonical;
  return make(RowOp::equal, {std::move(left), std::move(right)}, std::move(canonical));
}

}  // namespace tocsin::evaluators
