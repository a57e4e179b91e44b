// Filters over alerts: `where` of routes, and the names that `group by` and `incident by` know.
#include "base/spelling.hpp"
#include "dsl/check_delivery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tocsin::dsl {
namespace {

using Op = AlertFilter::Op;

constexpr auto kNames =
    std::to_array<std::string_view>({"model", "kind", "monitor", "severity", "owner", "reason"});

std::optional<AlertFilter> combined(Checking& c, const ast::Expr& expr, Op op,
                                    const FilterNames& names) {
  AlertFilter filter;
  filter.op = op;
  for (const auto& child : expr.children) {
    auto part = check_filter(c, *child, names);
    if (!part) return std::nullopt;
    filter.args.push_back(std::move(*part));
  }
  return filter;
}

std::optional<std::string> text_of(Checking& c, const ast::Expr& expr) {
  if (expr.op == ast::Op::text) return expr.text;
  // `severity = page`: severities and kinds are words here.
  if (expr.op == ast::Op::path && expr.path.parts.size() == 1) return expr.path.parts[0].text;
  c.diagnostics.error("T2112", expr.span, "a filter expects texts in quotes");
  return std::nullopt;
}

std::optional<AlertFilter> negated(std::optional<AlertFilter> filter) {
  if (!filter) return std::nullopt;
  AlertFilter outer;
  outer.op = Op::not_;
  outer.args.push_back(std::move(*filter));
  return outer;
}

std::optional<AlertFilter> named(Checking& c, const ast::Expr& subject, Op op,
                                 const FilterNames& names) {
  if (subject.op != ast::Op::path) {
    c.diagnostics.error("T2112", subject.span, "a filter compares names of an alert with texts");
    return std::nullopt;
  }
  auto name = names(c, subject.path);
  if (!name) return std::nullopt;
  AlertFilter filter;
  filter.op = op;
  filter.name = std::move(*name);
  return filter;
}

// T2111: `reason` is one of three texts.
bool is_reason(Checking& c, const AlertFilter& filter, const std::string& value, Span span) {
  static constexpr std::array<std::string_view, 3> kReasons{"breach", "no data", "too few"};
  if (filter.name != "reason" || std::ranges::count(kReasons, value) > 0) return true;
  auto& d = c.diagnostics.error("T2111", span,
                                fmt::format("`\"{}\"` is no reason of an alert; these are: {}",
                                            value, listed({kReasons.begin(), kReasons.end()})));
  if (const auto near = nearest(value, kReasons))
    d.fix = Fix{"use the known reason", {{span, fmt::format("\"{}\"", *near)}}};
  return false;
}

std::optional<AlertFilter> compared(Checking& c, const ast::Expr& expr, const FilterNames& names) {
  if (expr.text != "=" && expr.text != "!=") {
    c.diagnostics.error("T2112", expr.operator_span,
                        "a filter compares with `=`, `!=`, `in` or `like`");
    return std::nullopt;
  }
  auto filter = named(c, *expr.children[0], expr.text == "=" ? Op::equal : Op::not_equal, names);
  if (!filter) return std::nullopt;
  const auto value = text_of(c, *expr.children[1]);
  if (!value) return std::nullopt;
  filter->values = {*value};
  if (!is_reason(c, *filter, *value, expr.children[1]->span)) return std::nullopt;
  return filter;
}

std::optional<AlertFilter> contained(Checking& c, const ast::Expr& expr, const FilterNames& names) {
  auto filter = named(c, *expr.children[0], Op::in, names);
  if (!filter) return std::nullopt;
  if (expr.children[1]->op != ast::Op::set) {
    c.diagnostics.error("T2112", expr.children[1]->span,
                        "a filter expects a list of texts after `in`");
    return std::nullopt;
  }
  for (const auto& child : expr.children[1]->children) {
    const auto value = text_of(c, *child);
    if (!value || !is_reason(c, *filter, *value, child->span)) return std::nullopt;
    filter->values.push_back(*value);
  }
  return expr.op == ast::Op::in ? filter : negated(std::move(filter));
}

// Three-valued: what is only known when the alert is there may be either.
enum class Truth { no, maybe, yes };

Truth of(bool value) { return value ? Truth::yes : Truth::no; }
Truth opposite(Truth t) { return t == Truth::maybe ? t : of(t == Truth::no); }

// `*` any run, `?` one character; goes back to the last star only, so it stays linear in the
// pattern.
bool is_like(std::string_view text, std::string_view pattern) {
  std::size_t t = 0, p = 0, after_star = std::string_view::npos, from = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      after_star = ++p;
      from = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (after_star != std::string_view::npos) {
      p = after_star;
      t = ++from;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

// The value of a name, or nothing when it differs from alert to alert.
std::optional<std::string> value_of(const Checking& c, const MonitorPlan& monitor,
                                    const std::string& name, int severity) {
  const auto& model = c.plan.models[monitor.model];
  if (name == "model") return model.schema.model;
  if (name == "kind") return std::string(to_text(monitor.kind));
  if (name == "monitor") return monitor.name;
  if (name == "owner") return monitor.owner;
  if (name == "severity") return c.plan.severities.names[static_cast<std::size_t>(severity)];
  if (name == "reason") return std::nullopt;
  if (name.starts_with("tag.")) {
    const auto tag = monitor.tags.find(name.substr(4));
    return tag == monitor.tags.end() ? std::string() : tag->second;
  }
  const auto field = name.substr(std::string_view("segment.").size());
  for (const auto& segment : monitor.by.fields)
    if (segment.name == field) return std::nullopt;
  return std::string();  // a name that an alert does not have is the empty text
}

Truth truth_of(const Checking& c, const AlertFilter& filter, const MonitorPlan& monitor,
               int severity);

Truth joined(const Checking& c, const AlertFilter& filter, const MonitorPlan& monitor,
             int severity) {
  auto result = of(filter.op == Op::and_);
  for (const auto& arg : filter.args) {
    const auto truth = truth_of(c, arg, monitor, severity);
    result = filter.op == Op::and_ ? std::min(result, truth) : std::max(result, truth);
  }
  return result;
}

Truth truth_of(const Checking& c, const AlertFilter& filter, const MonitorPlan& monitor,
               int severity) {
  switch (filter.op) {
    case Op::always: return Truth::yes;
    case Op::and_:
    case Op::or_: return joined(c, filter, monitor, severity);
    case Op::not_: return opposite(truth_of(c, filter.args[0], monitor, severity));
    default: break;
  }
  const auto value = value_of(c, monitor, filter.name, severity);
  if (!value) return Truth::maybe;
  if (filter.op == Op::like) return of(is_like(*value, filter.values[0]));
  const bool equal = std::ranges::count(filter.values, *value) > 0;
  return of(filter.op == Op::not_equal ? !equal : equal);
}

}  // namespace

std::optional<std::string> filter_name(Checking& c, const ast::Path& path) {
  const auto& first = path.parts[0].text;
  if (path.parts.size() == 1 && std::ranges::count(kNames, first) > 0) return first;
  if (path.parts.size() == 2 && (first == "tag" || first == "segment"))
    return first + "." + path.parts[1].text;
  const auto written = on_one_line(c.sources, path.span);
  auto& d = c.diagnostics.error("T1212", path.span,
                                fmt::format("`{}` is not known in a filter; known: model, kind, "
                                            "monitor, severity, owner, reason, tag.NAME, "
                                            "segment.FIELD",
                                            written));
  if (const auto near = nearest(written, kNames))
    d.fix = Fix{"use the known name", {{path.span, std::string(*near)}}};
  return std::nullopt;
}

std::optional<AlertFilter> check_filter(Checking& c, const ast::Expr& expr,
                                        const FilterNames& names) {
  switch (expr.op) {
    case ast::Op::and_: return combined(c, expr, Op::and_, names);
    case ast::Op::or_: return combined(c, expr, Op::or_, names);
    case ast::Op::not_: return combined(c, expr, Op::not_, names);
    case ast::Op::compare: return compared(c, expr, names);
    case ast::Op::in:
    case ast::Op::not_in: return contained(c, expr, names);
    case ast::Op::like: {
      auto filter = named(c, *expr.children[0], Op::like, names);
      if (filter) filter->values = {expr.text};
      return filter;
    }
    default:
      c.diagnostics.error("T2112", expr.span, "a filter expects comparisons of names with texts");
      return std::nullopt;
  }
}

bool may_match(const Checking& c, const AlertFilter& filter, const MonitorPlan& monitor,
               int severity) {
  return truth_of(c, filter, monitor, severity) != Truth::no;
}

std::optional<Demand> demand_of(const AlertFilter& filter) {
  if (filter.op == Op::and_) {
    for (const auto& arg : filter.args)
      if (auto demand = demand_of(arg)) return demand;
    return std::nullopt;
  }
  const bool is_settled =
      filter.name != "severity" && filter.name != "reason" && !filter.name.starts_with("segment.");
  if (!is_settled || (filter.op != Op::equal && filter.op != Op::in)) return std::nullopt;
  return Demand{filter.name, filter.values};
}

std::string settled_value(const Checking& c, const MonitorPlan& monitor, const std::string& name) {
  return *value_of(c, monitor, name, 0);
}

bool is_below(std::string_view folder, std::string_view package) {
  return folder.empty() || package == folder ||
         (package.starts_with(folder) && package.substr(folder.size()).starts_with('/'));
}

bool may_match(const Checking& c, const RoutePlan& route, const MonitorPlan& monitor,
               int severity) {
  return std::ranges::count(route.severities, severity) > 0 &&
         is_below(route.package, monitor.package) && may_match(c, route.where, monitor, severity);
}

}  // namespace tocsin::dsl
