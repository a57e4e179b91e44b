#include "engine/reference_conditions.hpp"

#include "dsl/references_of.hpp"
#include "evaluators/row_kernels.hpp"
#include "evaluators/selection.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>
#include <string>
#include <utility>

namespace tocsin::engine {
namespace {

using dsl::RowExpr;
using dsl::RowExprPtr;
using dsl::RowOp;
using evaluators::RowValues;

std::vector<std::uint32_t> known_rows(const RowValues& values, std::size_t rows) {
  std::vector<std::uint32_t> known(rows);
  std::iota(known.begin(), known.end(), 0);
  std::erase_if(known, [&](std::uint32_t row) { return !values.valid[row]; });
  return known;
}

std::vector<double> distinct_numbers(const RowValues& values,
                                     const std::vector<std::uint32_t>& rows) {
  std::vector<double> numbers;
  for (const auto row : rows)
    numbers.push_back(values.form == RowValues::Form::times ? static_cast<double>(values.times[row])
                                                            : values.numbers[row]);
  std::ranges::sort(numbers);
  const auto [first, last] = std::ranges::unique(numbers);
  numbers.erase(first, last);
  return numbers;
}

RowExpr unknown(RowExpr condition) {
  condition.op = RowOp::constant;
  condition.number = std::numeric_limits<double>::quiet_NaN();
  condition.args.clear();
  return condition;
}

// Between the smallest and the largest value, widened by a share of the way between them.
RowExpr range_of(RowExpr condition, const std::vector<double>& values) {
  const double wider = condition.number * (values.back() - values.front());
  condition.op = RowOp::in_range;
  condition.numbers = {values.front() - wider, values.back() + wider};
  return condition;
}

RowExpr put_in(RowExpr condition, evaluators::Block& block) {
  const RowValues& values = block.values(*condition.args[0]);
  const auto rows = known_rows(values, block.rows());
  if (rows.empty()) return unknown(std::move(condition));
  if (condition.op == RowOp::in_reference_range)
    return range_of(std::move(condition), distinct_numbers(values, rows));
  condition.op = RowOp::in_set;
  if (!evaluators::is_text(values)) {
    condition.numbers = distinct_numbers(values, rows);
    return condition;
  }
  std::set<std::string> texts;
  for (const auto row : rows) texts.emplace(evaluators::text_at(values, row));
  condition.set.assign(texts.begin(), texts.end());
  return condition;
}

bool asks(const RowExprPtr& expr) { return expr && dsl::asks_reference(*expr); }

bool call_asks(const dsl::AggregateCall& call) {
  const auto option_asks = [](const dsl::CallOption& option) {
    return std::ranges::any_of(option.values, asks);
  };
  return asks(call.where) || std::ranges::any_of(call.args, asks) ||
         std::ranges::any_of(call.options, option_asks) ||
         (call.inner && std::ranges::any_of(call.inner->aggregates, call_asks));
}

bool monitor_asks(const dsl::MonitorPlan& monitor) {
  const auto column_asks = [](const dsl::ColumnPlan& column) {
    return std::ranges::any_of(column.aggregates, call_asks);
  };
  return std::ranges::any_of(monitor.aggregates, call_asks) ||
         std::ranges::any_of(monitor.columns, column_asks);
}

// Puts in all that one model's rules ask.
class Rewriter {
 public:
  Rewriter(const ReferenceBlock& block, std::size_t model) : block_(block), model_(model) {}

  void rewrite(std::vector<dsl::AggregateCall>& calls) {
    for (auto& call : calls) rewrite(call);
  }

 private:
  void rewrite(dsl::AggregateCall& call) {
    for (auto& arg : call.args) arg = rewritten(arg);
    call.where = rewritten(call.where);
    for (auto& option : call.options)
      for (auto& value : option.values) value = rewritten(value);
    if (call.inner) {
      auto inner = *call.inner;
      rewrite(inner.aggregates);
      call.inner = std::make_shared<const dsl::InnerMeasure>(std::move(inner));
    }
    if (call.realised) {
      auto realised = *call.realised;
      rewrite(realised);
      call.realised = std::make_shared<const dsl::AggregateCall>(std::move(realised));
    }
  }

  RowExprPtr rewritten(const RowExprPtr& expr) {
    if (!expr) return expr;
    auto copy = *expr;
    for (auto& arg : copy.args) arg = rewritten(arg);
    if (expr->op == RowOp::in_reference_range || expr->op == RowOp::in_reference_values)
      return std::make_shared<const RowExpr>(
          put_in(std::move(copy), block_(model_, expr->reference)));
    return copy.args == expr->args ? expr : std::make_shared<const RowExpr>(std::move(copy));
  }

  const ReferenceBlock& block_;
  std::size_t model_;
};

}  // namespace

std::shared_ptr<const dsl::Plan> with_reference_conditions(std::shared_ptr<const dsl::Plan> plan,
                                                           const ReferenceBlock& block) {
  if (std::ranges::none_of(plan->monitors, monitor_asks)) return plan;
  auto copy = std::make_shared<dsl::Plan>(*plan);
  for (auto& monitor : copy->monitors) {
    Rewriter rewriter(block, monitor.model);
    rewriter.rewrite(monitor.aggregates);
    for (auto& column : monitor.columns) rewriter.rewrite(column.aggregates);
  }
  return copy;
}

}  // namespace tocsin::engine
