#include "prose/row_words.hpp"

#include "prose/words.hpp"

#include <fmt/format.h>

#include <vector>

namespace tocsin::prose {
namespace {

using dsl::RowExpr;
using dsl::RowOp;

// How tightly an expression holds together: what is looser than its surroundings needs brackets.
enum class Tie { or_, and_, not_, compare, add, multiply, negate, whole };

Tie tie_of(const RowExpr& expr) {
  switch (expr.op) {
    case RowOp::or_: return Tie::or_;
    case RowOp::and_: return Tie::and_;
    case RowOp::not_: return Tie::not_;
    case RowOp::add:
    case RowOp::subtract: return Tie::add;
    case RowOp::multiply:
    case RowOp::divide: return Tie::multiply;
    case RowOp::negate: return Tie::negate;
    case RowOp::equal:
    case RowOp::not_equal:
    case RowOp::less:
    case RowOp::less_equal:
    case RowOp::greater:
    case RowOp::greater_equal:
    case RowOp::in_set:
    case RowOp::in_range:
    case RowOp::in_reference_range:
    case RowOp::in_reference_values:
    case RowOp::is_missing:
    case RowOp::is_present:
    case RowOp::like: return Tie::compare;
    default: return Tie::whole;
  }
}

std::string quoted(std::string_view text) { return fmt::format("\"{}\"", text); }

class Speaker {
 public:
  explicit Speaker(const dsl::ModelPlan& model) : model_(model) {}

  std::string clause(const RowExpr& expr, Tie around = Tie::or_) const {
    const auto text = bare_clause(expr);
    return tie_of(expr) < around ? "(" + text + ")" : text;
  }

  std::string thing(const RowExpr& expr, Tie around = Tie::or_) const {
    const auto text = bare_thing(expr);
    return tie_of(expr) < around ? "(" + text + ")" : text;
  }

 private:
  std::string bare_clause(const RowExpr& expr) const {
    switch (expr.op) {
      case RowOp::and_: return joined(expr, " and ", Tie::and_);
      case RowOp::or_: return joined(expr, " or ", Tie::or_);
      case RowOp::not_: return negation(*expr.args[0]);
      case RowOp::is_missing: return thing(*expr.args[0], Tie::add) + " is missing";
      case RowOp::is_present: return thing(*expr.args[0], Tie::add) + " is present";
      case RowOp::like:
        return fmt::format("{} is like {}", thing(*expr.args[0], Tie::add), quoted(expr.text));
      case RowOp::in_set: return in_set(expr, "is", "or");
      case RowOp::in_range: return in_range(expr, "is between");
      case RowOp::in_reference_range: return in_reference_range(expr, "lies");
      case RowOp::in_reference_values: return in_reference_values(expr, "occurs");
      case RowOp::equal: return compared(expr, "is");
      case RowOp::not_equal: return compared(expr, "is not");
      case RowOp::less: return compared(expr, "is below");
      case RowOp::less_equal: return compared(expr, "is at most");
      case RowOp::greater: return compared(expr, "is above");
      case RowOp::greater_equal: return compared(expr, "is at least");
      default: return bare_thing(expr) + " is true";
    }
  }

  std::string negation(const RowExpr& expr) const {
    if (expr.op == RowOp::in_set) return in_set(expr, "is none of", "and");
    if (expr.op == RowOp::in_range) return in_range(expr, "is not between");
    if (expr.op == RowOp::in_reference_range) return in_reference_range(expr, "does not lie");
    if (expr.op == RowOp::in_reference_values) return in_reference_values(expr, "does not occur");
    if (tie_of(expr) == Tie::whole) return thing(expr) + " is false";
    return "not (" + clause(expr) + ")";
  }

  std::string joined(const RowExpr& expr, std::string_view word, Tie around) const {
    std::string text;
    for (const auto& arg : expr.args)
      text += (text.empty() ? "" : std::string(word)) + clause(*arg, around);
    return text;
  }

  std::string compared(const RowExpr& expr, std::string_view word) const {
    return fmt::format("{} {} {}", thing(*expr.args[0], Tie::add), word,
                       thing(*expr.args[1], Tie::add));
  }

  std::string in_set(const RowExpr& expr, std::string_view word, std::string_view joint) const {
    std::vector<std::string> members;
    for (const auto& text : expr.set) members.push_back(quoted(text));
    for (const double number : expr.numbers) members.push_back(exact(number, expr.args[0]->type));
    if (members.empty()) members.emplace_back("nothing");
    return fmt::format("{} {} {}", thing(*expr.args[0], Tie::add), word, listed(members, joint));
  }

  std::string in_range(const RowExpr& expr, std::string_view word) const {
    const auto& type = expr.args[0]->type;
    return fmt::format("{} {} {} and {}", thing(*expr.args[0], Tie::add), word,
                       exact(expr.numbers[0], type), exact(expr.numbers[1], type));
  }

  std::string reference(const RowExpr& expr) const {
    return "the reference " + model_.references[expr.reference].name;
  }

  std::string in_reference_range(const RowExpr& expr, std::string_view word) const {
    auto text = fmt::format("{} {} in the range of {}", thing(*expr.args[0], Tie::add), word,
                            reference(expr));
    if (expr.number > 0) text += fmt::format(" widened by {:.12g}%", expr.number * 100);
    return text;
  }

  std::string in_reference_values(const RowExpr& expr, std::string_view word) const {
    return fmt::format("{} {} in {}", thing(*expr.args[0], Tie::add), word, reference(expr));
  }

  std::string bare_thing(const RowExpr& expr) const {
    const auto arg = [&](std::size_t i, Tie around) { return thing(*expr.args[i], around); };
    switch (expr.op) {
      case RowOp::field: return model_.schema.fields[expr.field].name;
      case RowOp::constant: return constant(expr);
      case RowOp::add: return fmt::format("{} + {}", arg(0, Tie::add), arg(1, Tie::multiply));
      case RowOp::subtract: return fmt::format("{} - {}", arg(0, Tie::add), arg(1, Tie::multiply));
      case RowOp::multiply:
        return fmt::format("{} * {}", arg(0, Tie::multiply), arg(1, Tie::negate));
      case RowOp::divide: return fmt::format("{} / {}", arg(0, Tie::multiply), arg(1, Tie::negate));
      case RowOp::negate: return "-" + arg(0, Tie::whole);
      case RowOp::orelse:
        return fmt::format("{} (where missing {})", arg(0, Tie::whole), arg(1, Tie::add));
      case RowOp::abs: return "the absolute value of " + arg(0, Tie::whole);
      case RowOp::min: return "the smallest of " + all(expr);
      case RowOp::max: return "the largest of " + all(expr);
      case RowOp::round: return "the rounded " + arg(0, Tie::whole);
      case RowOp::len: return "the length of " + arg(0, Tie::whole);
      case RowOp::lower: return arg(0, Tie::whole) + " in small letters";
      case RowOp::hour: return "the hour of " + arg(0, Tie::whole);
      case RowOp::weekday: return "the weekday (1 Monday to 7) of " + arg(0, Tie::whole);
      default: return tie_of(expr) < Tie::add ? bare_clause(expr) : expr.canonical;
    }
  }

  std::string all(const RowExpr& expr) const {
    std::vector<std::string> parts;
    for (const auto& arg : expr.args) parts.push_back(thing(*arg, Tie::add));
    return listed(parts);
  }

  static std::string constant(const RowExpr& expr) {
    const auto kind = expr.type.kind;
    const bool is_text = kind == dsl::TypeKind::text || kind == dsl::TypeKind::category;
    return is_text ? quoted(expr.text) : exact(expr.number, expr.type);
  }

  const dsl::ModelPlan& model_;
};

}  // namespace

std::string clause(const RowExpr& expr, const dsl::ModelPlan& model) {
  return Speaker(model).clause(expr);
}

std::string thing(const RowExpr& expr, const dsl::ModelPlan& model) {
  return Speaker(model).thing(expr);
}

}  // namespace tocsin::prose
