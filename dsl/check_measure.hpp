// Window expressions: what a monitor measures over many events.
#pragma once

#include "dsl/check_aggregate.hpp"

namespace tocsin::dsl {

// A measured value with what is known of it, for thresholds.
struct Measured {
  WindowExprPtr value;  // null after a diagnostic
  Span span;            // of the expression
  std::string text;     // as written, on one line
  Bounds bounds;
  bool whole_number = false;
};

class MeasureChecker {
 public:
  MeasureChecker(Checking& c, MeasureContext context) : c_(c), context_(std::move(context)) {}

  Measured measure(const ast::Expr& expr);
  // What a contract measures: the share of rows that meet a condition, a share itself, or whether a
  // condition on a measure holds. T2124 for anything else.
  Measured contract_check(const ast::Expr& condition, std::string_view name);

  std::vector<AggregateCall> take_aggregates() { return std::move(aggregates_); }

 private:
  WindowExprPtr value(const ast::Expr& expr);
  WindowExprPtr name(const ast::Expr& expr);
  WindowExprPtr argument(const Argument& argument, const ast::Expr& expr);
  WindowExprPtr unfold(const FoundLet& found, const ast::Expr& use);
  WindowExprPtr unknown_name(const ast::Expr& expr);
  WindowExprPtr call(const ast::Expr& expr);
  WindowExprPtr aggregate(std::optional<Aggregate> made);
  WindowExprPtr scalar(const ast::Expr& expr);
  WindowExprPtr arithmetic(const ast::Expr& expr);
  WindowExprPtr negative(const ast::Expr& expr);
  WindowExprPtr yes_no(const ast::Expr& expr);
  WindowExprPtr comparison(const ast::Expr& expr);
  WindowExprPtr in_range(const ast::Expr& expr);
  bool is_yes_no(const WindowExprPtr& value, const ast::Expr& expr);
  Bounds bounds(const WindowExpr& expr) const;
  Measured measured(WindowExprPtr value, const ast::Expr& expr) const;

  Checking& c_;
  MeasureContext context_;
  std::vector<AggregateCall> aggregates_;
  std::vector<Type> types_;  // of the aggregates
  std::size_t nodes_ = 0;
};

// The constant of a threshold in the units of `subject`; nothing after T2103 to T2108 or T2112.
std::optional<double> threshold(Checking& c, const Scope& scope, const ast::Expr& expr,
                                const Measured& subject, std::string_view op);
// `a..b` as low and high. T3108.
std::optional<std::pair<double, double>> threshold_range(Checking& c, const Scope& scope,
                                                         const ast::Expr& range,
                                                         const Measured& subject);
Condition::Kind condition_kind(std::string_view op);

}  // namespace tocsin::dsl
