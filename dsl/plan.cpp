#include "dsl/plan.hpp"

#include <algorithm>
#include <array>

namespace tocsin::dsl {
namespace {

void add_fields(const RowExpr& expr, std::vector<std::size_t>& fields) {
  if (expr.op == RowOp::field) fields.push_back(expr.field);
  for (const auto& arg : expr.args) add_fields(*arg, fields);
}

}  // namespace

std::vector<std::size_t> fields_of(const RowExpr& expr) {
  std::vector<std::size_t> fields;
  add_fields(expr, fields);
  std::ranges::sort(fields);
  const auto [begin, end] = std::ranges::unique(fields);
  fields.erase(begin, end);
  return fields;
}

bool Condition::holds(double value) const {
  switch (kind) {
    case Kind::less: return value < low;
    case Kind::less_equal: return value <= low;
    case Kind::greater: return value > low;
    case Kind::greater_equal: return value >= low;
    case Kind::equal: return value == low;
    case Kind::not_equal: return value != low;
    case Kind::outside: return value < low || value > high;
    case Kind::inside: return value >= low && value <= high;
    case Kind::is_true: return value != 0;
    case Kind::is_false: return value == 0;
  }
  return false;
}

std::string_view to_text(MonitorKind kind) {
  static constexpr std::array<std::string_view, 6> kNames{"fear",     "quality",     "drift",
                                                          "contract", "performance", "service"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace tocsin::dsl
