// Row expressions: what is true of one event, or what it measures.
#pragma once

#include "dsl/params.hpp"
#include "dsl/scope.hpp"

#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dsl {

// Every method returns null after it reported what is wrong; a null argument stays silent.
class RowChecker {
 public:
  // `inside` names the aggregate or clause around the expression, for messages.
  RowChecker(Checking& c, Scope scope, std::string inside)
      : c_(c), scope_(scope), inside_(std::move(inside)) {}

  // A label is never missing in a label measure, a field without `optional` nowhere.
  RowExprPtr value(const ast::Expr& expr);
  RowExprPtr condition(const ast::Expr& expr);
  // A value that does not depend on the event.
  RowExprPtr constant(const ast::Expr& expr);

  // From here on `condition` is known to hold: `x is present and ...` narrows x.
  void assume(const RowExpr& condition);

  // Members of `[...]` or of a `let` that is one, each of the kind of `subject`.
  struct Members {
    std::vector<std::string> texts;
    std::vector<double> numbers;
  };
  std::optional<Members> members(const ast::Expr& set, const Type& subject, std::string_view name);

 private:
  RowExprPtr name(const ast::Expr& expr);
  RowExprPtr field(std::size_t index);
  RowExprPtr argument(const Argument& argument, const ast::Expr& expr);
  RowExprPtr unfold(const FoundLet& found, const ast::Expr& use);
  RowExprPtr too_long(const ast::Let& let);
  RowExprPtr unknown_name(const ast::Expr& expr);
  RowExprPtr measure_inside(std::string_view name, Span span);
  RowExprPtr all_of(const ast::Expr& expr);
  RowExprPtr any_of(const ast::Expr& expr);
  RowExprPtr chain(const ast::Expr& expr, RowOp op);
  RowExprPtr negation(const ast::Expr& expr);
  RowExprPtr arithmetic(const ast::Expr& expr);
  RowExprPtr negative(const ast::Expr& expr);

  RowExprPtr comparison(const ast::Expr& expr);
  RowExprPtr membership(const ast::Expr& expr);
  RowExprPtr in_range(const ast::Expr& range, const RowExprPtr& subject,
                      const ast::Expr& subject_ast);
  std::optional<Members> elements(const ast::Expr& set, const ast::Expr& expr, const Type& subject,
                                  std::string_view name);
  RowExprPtr in_reference(const ast::Expr& call, const RowExprPtr& subject,
                          const ast::Expr& subject_ast);
  std::optional<std::size_t> reference_of(const ast::Expr& call, const RowExpr& subject);
  std::optional<double> slack_of(const ast::Expr& call);
  RowExprPtr presence(const ast::Expr& expr);
  RowExprPtr like(const ast::Expr& expr);

  RowExprPtr call(const ast::Expr& expr);
  RowExprPtr or_else(const ast::Expr& expr);
  RowExprPtr clock_part(const ast::Expr& expr);
  RowExprPtr scalar(const ast::Expr& expr);
  RowExprPtr smallest_or_largest(const ast::Expr& expr);
  std::vector<RowExprPtr> arguments(const ast::Expr& expr, std::size_t least, std::size_t most);

  // T2109 unless the value is surely there.
  bool is_there(const RowExpr& value, Span span);
  // T2103 to T2108, T2111.
  bool are_comparable(const RowExpr& subject, const ast::Expr& subject_ast,
                      const std::array<const RowExpr*, 2>& ends, const ast::Expr& range);
  bool comparable(const RowExpr& subject, const ast::Expr& subject_ast, const RowExpr& other,
                  const ast::Expr& other_ast, std::string_view op);
  // The `[...]` that a name stands for, and where its members are read. Null when there is none.
  const ast::Expr* set_of(const ast::Expr& expr, Scope& scope);

  Checking& c_;
  Scope scope_;
  std::string inside_;
  std::set<std::size_t> present_;  // fields that were narrowed
  bool is_too_long_ = false;
};

// `range(R)` and `values(R)`, which stand only after `in`.
bool is_reference_condition(const ast::Expr& expr);
// T2125.
void only_after_in(Checking& c, const ast::Expr& call);

// "`income`" for a field, else the text of the expression.
std::string spoken(const Checking& c, const ast::Expr& expr);

}  // namespace tocsin::dsl
