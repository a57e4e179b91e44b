#include "exchange/promql_shape.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace tocsin::exchange {
namespace {

using Kind = PromqlToken::Kind;
using Labels = std::optional<std::vector<std::string>>;

constexpr auto kComparisons = std::to_array<std::string_view>({"!=", "<", "<=", "==", ">", ">="});
constexpr auto kModifiers =
    std::to_array<std::string_view>({"bool", "group_left", "group_right", "ignoring", "on"});
constexpr auto kAggregations =
    std::to_array<std::string_view>({"avg", "bottomk", "count", "count_values", "group", "max",
                                     "min", "quantile", "stddev", "stdvar", "sum", "topk"});
constexpr auto kOneSeries = std::to_array<std::string_view>(
    {"absent", "absent_over_time", "pi", "scalar", "time", "vector"});
constexpr auto kScalars = std::to_array<std::string_view>({"pi", "scalar", "time"});
constexpr int kDeepest = 100;  // brackets and operators within each other

bool is_one_of(const auto& sorted, std::string_view word) {
  return std::ranges::binary_search(sorted, word);
}

// From the loosest on: or, and, comparisons, sums, products, powers. 0: no operator.
int looseness(const PromqlToken& token) {
  if (token.kind == Kind::word) {
    if (token.text == "or") return 6;
    if (token.text == "and" || token.text == "unless") return 5;
    return token.text == "atan2" ? 2 : 0;
  }
  if (token.kind != Kind::mark) return 0;
  if (is_one_of(kComparisons, token.text)) return 4;
  if (token.text == "+" || token.text == "-") return 3;
  if (token.text == "*" || token.text == "/" || token.text == "%") return 2;
  return token.text == "^" ? 1 : 0;
}

// Where the operation stands that is done last; the end where there is none.
std::size_t last_operator(const Promql& e) {
  std::size_t found = e.end();
  int loosest = 0;
  bool has_left = false;  // else + and - are signs
  for (auto i = e.begin(); i < e.end(); i = e.after(i)) {
    const int here = has_left ? looseness(e.at(i)) : 0;
    if (here > 0 && here >= loosest) {
      loosest = here;
      found = i;
    }
    const bool is_modifier = e.at(i).kind == Kind::word && is_one_of(kModifiers, e.at(i).text);
    has_left = here == 0 && !is_modifier && looseness(e.at(i)) == 0;
  }
  return found;
}

std::vector<std::string> names_in(const Promql& list) {
  std::vector<std::string> names;
  for (auto i = list.begin(); i < list.end(); ++i)
    if (list.at(i).kind == Kind::word) names.emplace_back(list.at(i).text);
  return names;
}

Labels without(Labels labels, const std::vector<std::string>& gone) {
  if (labels)
    std::erase_if(*labels, [&](const auto& name) { return std::ranges::count(gone, name) > 0; });
  return labels;
}

Labels with(Labels labels, const std::vector<std::string>& more) {
  if (!labels) return labels;
  for (const auto& name : more)
    if (std::ranges::count(*labels, name) == 0) labels->push_back(name);
  return labels;
}

Labels labels_of(const Promql& expression, int depth);

struct Matching {
  std::size_t right = 0;                                              // where the right side begins
  bool is_plain = true;                                               // no modifier, `bool` aside
  std::optional<std::vector<std::string>> on, ignoring, left, other;  // group_left, group_right
};

Matching matching_behind(const Promql& e, std::size_t op) {
  Matching m{.right = op + 1};
  while (m.right < e.end() && e.at(m.right).kind == Kind::word &&
         is_one_of(kModifiers, e.at(m.right).text)) {
    const auto word = e.at(m.right++).text;
    std::vector<std::string> names;
    if (m.right < e.end() && e.at(m.right).is("(") && word != "bool") {
      names = names_in(e.part(m.right + 1, e.at(m.right).partner));
      m.right = e.after(m.right);
    }
    if (word != "bool") m.is_plain = false;
    if (word == "on") m.on = names;
    if (word == "ignoring") m.ignoring = names;
    if (word == "group_left") m.left = names;
    if (word == "group_right") m.other = names;
  }
  return m;
}

// `f(...)` and nothing else.
bool is_call(const Promql& e) {
  return e.end() - e.begin() > 1 && e.at(e.begin()).kind == Kind::word &&
         e.at(e.begin() + 1).is("(") && e.after(e.begin() + 1) == e.end();
}

// A number and no series: beside one, an operation keeps the labels of its other side.
bool is_scalar(const Promql& expression, int depth) {
  const auto e = expression.bare();
  if (depth == kDeepest || e.empty()) return false;
  if (promql_constant(e)) return true;
  if (const auto op = last_operator(e); op != e.end())
    return is_scalar(e.part(e.begin(), op), depth + 1) &&
           is_scalar(e.part(matching_behind(e, op).right, e.end()), depth + 1);
  if (e.at(e.begin()).is("-") || e.at(e.begin()).is("+"))
    return is_scalar(e.part(e.begin() + 1, e.end()), depth + 1);
  return is_call(e) && is_one_of(kScalars, e.at(e.begin()).text);
}

Labels labels_of_operation(const Promql& e, std::size_t op, int depth) {
  const auto m = matching_behind(e, op);
  const auto left = e.part(e.begin(), op), right = e.part(m.right, e.end());
  if (is_scalar(right, depth)) return labels_of(left, depth);
  if (is_scalar(left, depth)) return labels_of(right, depth);
  const auto word = e.at(op).text;
  if (word == "and" || word == "unless") return labels_of(left, depth);
  if (word == "or") {
    const auto a = labels_of(left, depth), b = labels_of(right, depth);
    return a == b ? a : std::nullopt;
  }
  if (m.left) return with(labels_of(left, depth), *m.left);
  if (m.other) return with(labels_of(right, depth), *m.other);
  if (m.on) return m.on;
  const auto a = labels_of(left, depth);
  if (m.ignoring) return without(a, *m.ignoring);
  return a ? a : labels_of(right, depth);
}

// `sum by (job) (...)`, `sum(...) by (job)`, `sum(...)`.
Labels labels_of_aggregation(const Promql& e, int depth) {
  const auto word = e.at(e.begin()).text;
  Labels by, dropped;
  Promql inner = e.part(e.end(), e.end());
  for (auto i = e.begin() + 1; i < e.end(); i = e.after(i)) {
    const bool is_by = e.at(i).is("by"), is_without = e.at(i).is("without");
    if ((is_by || is_without) && i + 1 < e.end() && e.at(i + 1).is("(")) {
      (is_by ? by : dropped) = names_in(e.part(i + 2, e.at(i + 1).partner));
      ++i;
    } else if (e.at(i).is("(")) {
      inner = e.part(i + 1, e.at(i).partner);
    } else {
      return std::nullopt;
    }
  }
  const auto arguments = inner.arguments();
  if (arguments.empty()) return std::nullopt;
  const bool keeps_all = word == "topk" || word == "bottomk";
  if (word == "count_values") return std::nullopt;
  if (keeps_all) return labels_of(arguments.back(), depth);
  if (dropped) return without(labels_of(arguments.back(), depth), *dropped);
  return by ? by : std::vector<std::string>{};
}

// Functions keep the labels of what they are given.
Labels labels_of_function(const Promql& e, int depth) {
  const auto word = e.at(e.begin()).text;
  if (is_one_of(kOneSeries, word)) return std::vector<std::string>{};
  const auto arguments = e.part(e.begin() + 2, e.at(e.begin() + 1).partner).arguments();
  if (word == "histogram_quantile" && arguments.size() == 2)
    return without(labels_of(arguments[1], depth), {"le"});
  if (word == "label_replace" || word == "label_join") return std::nullopt;
  for (const auto& argument : arguments) {
    const bool is_text =
        argument.begin() + 1 == argument.end() && argument.last().kind == Kind::text;
    if (!is_text && !promql_constant(argument)) return labels_of(argument, depth);
  }
  return std::nullopt;
}

// Without the `[5m:1m]`, `offset 1h`, `@ 0` behind it.
Promql without_shift(Promql e) {
  for (auto i = e.begin(); i < e.end(); i = e.after(i))
    if (i > e.begin() && (e.at(i).is("[") || e.at(i).is("offset") || e.at(i).is("@")))
      return e.part(e.begin(), i);
  return e;
}

Labels labels_of(const Promql& expression, int depth) {
  if (depth == kDeepest) return std::nullopt;
  const auto whole = expression.bare();
  if (promql_constant(whole)) return std::vector<std::string>{};
  if (const auto op = last_operator(whole); op != whole.end())
    return labels_of_operation(whole, op, depth + 1);
  auto e = without_shift(whole);
  if (e.begin() != whole.begin() || e.end() != whole.end()) return labels_of(e, depth + 1);
  if (!e.empty() && (e.at(e.begin()).is("-") || e.at(e.begin()).is("+")))
    return labels_of(e.part(e.begin() + 1, e.end()), depth + 1);
  if (e.end() - e.begin() < 2 || e.at(e.begin()).kind != Kind::word) return std::nullopt;
  if (is_one_of(kAggregations, e.at(e.begin()).text)) return labels_of_aggregation(e, depth + 1);
  return is_call(e) ? labels_of_function(e, depth + 1) : std::nullopt;
}

std::string mirrored(std::string_view op) {
  std::string other(op);
  if (other.front() == '<')
    other.front() = '>';
  else if (other.front() == '>')
    other.front() = '<';
  return other;
}

}  // namespace

std::optional<PromqlRung> promql_rung(const Promql& expression) {
  const auto e = expression.bare();
  const auto op = last_operator(e);
  if (op == e.end() || looseness(e.at(op)) != 4 || !matching_behind(e, op).is_plain ||
      matching_behind(e, op).right != op + 1)
    return std::nullopt;
  const auto left = e.part(e.begin(), op), right = e.part(op + 1, e.end());
  const auto low = promql_constant(left), high = promql_constant(right);
  if (low && high) return std::nullopt;
  if (high && !left.empty())
    return PromqlRung{std::string(left.bare().text()), std::string(e.at(op).text), *high};
  if (low && !right.empty())
    return PromqlRung{std::string(right.bare().text()), mirrored(e.at(op).text), *low};
  return std::nullopt;
}

namespace {

// Two comparisons of the same query around `word`.
std::optional<std::pair<PromqlRung, PromqlRung>> rungs_beside(const Promql& expression,
                                                              std::string_view word) {
  const auto e = expression.bare();
  const auto op = last_operator(e);
  if (op == e.end() || !e.at(op).is(word)) return std::nullopt;
  auto a = promql_rung(e.part(e.begin(), op)), b = promql_rung(e.part(op + 1, e.end()));
  if (!a || !b || a->query != b->query) return std::nullopt;
  return std::pair(std::move(*a), std::move(*b));
}

}  // namespace

std::optional<PromqlOutside> promql_outside(const Promql& expression) {
  auto both = rungs_beside(expression, "or");
  if (!both) return std::nullopt;
  auto& [a, b] = *both;
  if (a.op == ">" && b.op == "<") std::swap(a, b);
  if (a.op != "<" || b.op != ">" || a.threshold > b.threshold) return std::nullopt;
  return PromqlOutside{a.query, a.threshold, b.threshold};
}

std::optional<PromqlInside> promql_inside(const Promql& expression) {
  auto both = rungs_beside(expression, "and");
  if (!both) return std::nullopt;
  auto& [a, b] = *both;
  if (a.op == "<=" && b.op == ">=") std::swap(a, b);
  if (a.op != ">=" || b.op != "<=" || a.threshold > b.threshold) return std::nullopt;
  return PromqlInside{a.query, a.threshold, b.threshold};
}

std::optional<std::string> promql_counted(const Promql& expression) {
  const auto e = expression.bare();
  if (!is_call(e) || e.at(e.begin()).text != "count_over_time") return std::nullopt;
  const auto range = e.part(e.begin() + 2, e.at(e.begin() + 1).partner);
  const auto counted = without_shift(range);
  if (counted.end() == range.end() || !range.at(counted.end()).is("[")) return std::nullopt;
  return std::string(counted.bare().text());
}

std::optional<std::vector<std::string>> promql_labels(const Promql& expression) {
  return labels_of(expression, 0);
}

bool promql_is_single(const Promql& expression) {
  return !expression.empty() && last_operator(expression) == expression.end();
}

}  // namespace tocsin::exchange
