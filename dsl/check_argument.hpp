// The arguments of one call of a measure: values of the event, constants, other measures, and
// options such as `past: 28d`.
#pragma once

#include "dsl/check_aggregate.hpp"

namespace tocsin::dsl {

// The measure that stands inside `trend(...)`; `type` is that of its value.
struct Inner {
  std::shared_ptr<const InnerMeasure> measure;  // null after a diagnostic
  Type type;
};
Inner check_inner(Checking& c, const MeasureContext& context, const ast::Expr& expr);

// Fills `call`. Every method is false after it reported what is wrong.
class ArgumentReader {
 public:
  // `row` knows what the filters assert. All outlive this.
  ArgumentReader(Checking& c, const MeasureContext& context, RowChecker& row, const ast::Expr& expr,
                 AggregateCall& call)
      : c_(c), context_(context), row_(row), expr_(expr), call_(call) {}

  // T2105, T2112, T1201.
  bool positional(const ast::Expr& arg, std::size_t position);
  bool has_all(std::size_t given);
  // An option of the measure, or `over:`, `ago:`, `on:`, which all of them take. T2112, T2113,
  // T2128, T3113.
  bool named(const ast::Arg& arg);
  bool has_all_options();

  // Of the inner measure; none without one.
  const Type& inner_type() const { return inner_type_; }

 private:
  const MeasureDef& def() const { return *call_.def; }
  std::string name() const { return expr_.path.parts.back().text; }
  const ParamDef* param(std::size_t position) const;
  bool add(RowExprPtr value);
  bool unfit(const ast::Expr& arg, std::string_view expected, std::string_view found);
  bool read_value(const ast::Expr& arg, ParamKind kind);
  bool read_field(const ast::Expr& arg);
  bool read_percent(const ast::Expr& arg);
  bool read_constant(const ast::Expr& arg);
  bool read_count(const ast::Expr& arg);
  bool read_duration(const ast::Expr& arg);
  bool read_measure(const ast::Expr& arg);
  bool read_reference(const ast::Expr& arg, std::optional<std::size_t>& slot);
  bool read_span(const ast::Arg& arg, Duration& slot);
  bool read_option(const ast::Arg& arg, const OptionDef& option);
  bool read_word(const ast::Arg& arg, const OptionDef& option, CallOption& read);
  bool read_number(const ast::Arg& arg, const OptionDef& option, CallOption& read);
  bool read_column(const ast::Arg& arg, const OptionDef& option, CallOption& read);
  bool read_buckets(const ast::Arg& arg, CallOption& read);
  std::string known_names() const;

  Checking& c_;
  const MeasureContext& context_;
  RowChecker& row_;
  const ast::Expr& expr_;
  AggregateCall& call_;
  Type inner_type_;
};

// What single measures ask of their arguments beyond a type each: an error as limit in the unit of
// the label, amounts of one unit, yes/no values for some detectors. T2103, T2112, T2129.
bool suits(Checking& c, const std::vector<Type>& types, const AggregateCall& call,
           const ast::Expr& expr);

}  // namespace tocsin::dsl
