#include "prose/measure_words.hpp"

#include "prose/row_words.hpp"
#include "prose/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace tocsin::prose {
namespace {

using dsl::AggregateCall;
using dsl::ModelPlan;
using dsl::MonitorPlan;
using dsl::WindowExpr;
using dsl::WindowOp;

std::string field_name(const ModelPlan& model, std::size_t field) {
  return model.schema.fields[field].name;
}

std::string reference_name(const ModelPlan& model, std::size_t reference) {
  return "the reference " + model.references[reference].name;
}

// What stands for a parameter; nothing where the call does not give it.
std::optional<std::string> argument(const AggregateCall& call, const ModelPlan& model,
                                    std::string_view name) {
  std::size_t values = 0, fields = 0;
  for (const auto& param : call.def->params) {
    const bool is_field = param.kind == dsl::ParamKind::field;
    const auto at = is_field ? fields++ : values++;
    if (param.name != name) continue;
    if (is_field)
      return at < call.fields.size() ? std::optional(field_name(model, call.fields[at]))
                                     : std::nullopt;
    if (at >= call.args.size()) return std::nullopt;
    return param.kind == dsl::ParamKind::condition ? clause(*call.args[at], model)
                                                   : thing(*call.args[at], model);
  }
  return std::nullopt;
}

std::string yes_or_quoted(const std::string& positive) {
  return positive == "true" ? positive : fmt::format("\"{}\"", positive);
}

std::optional<std::string> filler(const AggregateCall& call, const ModelPlan& model,
                                  std::string_view name) {
  const auto field = [&](const std::optional<std::size_t>& f, std::string_view role) {
    return std::optional(f ? field_name(model, *f) : fmt::format("the {}", role));
  };
  if (name == "prediction") return field(call.prediction, name);
  if (name == "label")
    return field(call.label || model.schema.label_fields.empty()
                     ? call.label
                     : std::optional(model.schema.label_fields.front()),
                 name);
  if (name == "score") return field(call.score, name);
  if (name == "positive") return yes_or_quoted(call.positive);
  if (name == "reference")
    return call.reference ? std::optional(reference_name(model, *call.reference)) : std::nullopt;
  return argument(call, model, name);
}

// Fills the braces of `phrase`; a part in brackets goes when one of its braces has nothing.
std::string filled(const AggregateCall& call, const ModelPlan& model, std::string_view phrase,
                   bool& complete) {
  std::string out;
  for (std::size_t i = 0; i < phrase.size(); ++i) {
    if (phrase[i] == '[') {
      const auto end = phrase.find(']', i);
      bool whole = true;
      const auto part = filled(call, model, phrase.substr(i + 1, end - i - 1), whole);
      if (whole) out += part;
      i = end;
    } else if (phrase[i] == '{') {
      const auto end = phrase.find('}', i);
      const auto text = filler(call, model, phrase.substr(i + 1, end - i - 1));
      complete = complete && text.has_value();
      out += text.value_or("");
      i = end;
    } else {
      out += phrase[i];
    }
  }
  return out;
}

// A measure without a phrase is called by its name: "psi(p_reject)".
std::string by_name(const AggregateCall& call, const ModelPlan& model) {
  std::vector<std::string> args;
  for (const auto& arg : call.args) args.push_back(thing(*arg, model));
  for (const auto field : call.fields) args.push_back(field_name(model, field));
  if (args.empty()) return fmt::format("`{}`", call.def->name);
  return fmt::format("`{}` of {}", call.def->name, listed(args));
}

// Which rows an aggregate is taken of, where these are not those of the window.
std::string aside(const AggregateCall& call, const ModelPlan& model) {
  std::string text;
  if (call.on) text += " in " + reference_name(model, *call.on);
  if (call.over.count() > 0) text += " " + behind("of the last", call.over);
  if (call.ago.count() > 0) text += fmt::format(" {} earlier", in_words(call.ago));
  return text;
}

std::string among(const dsl::RowExpr& where, const ModelPlan& model) {
  return " among events in which " + clause(where, model);
}

class Speaker {
 public:
  Speaker(const std::vector<AggregateCall>& calls, const ModelPlan& model)
      : calls_(calls), model_(model), shared_(shared_filter()) {}

  std::string whole(const WindowExpr& expr) const {
    return say(expr) + (shared_ ? among(*shared_, model_) : "");
  }

 private:
  // The filter that all aggregates have is said once, at the end.
  const dsl::RowExpr* shared_filter() const {
    if (calls_.empty() || !calls_.front().where) return nullptr;
    const auto& first = *calls_.front().where;
    const bool all = std::ranges::all_of(calls_, [&](const AggregateCall& call) {
      return call.where && call.where->canonical == first.canonical;
    });
    return all ? &first : nullptr;
  }

  std::string say(const WindowExpr& expr) const {
    switch (expr.op) {
      case WindowOp::aggregate: return one(calls_[expr.aggregate]);
      case WindowOp::constant: return exact(expr.number, expr.type);
      case WindowOp::add: return pair(expr, "plus");
      case WindowOp::subtract: return pair(expr, "minus");
      case WindowOp::multiply: return pair(expr, "times");
      case WindowOp::divide: return pair(expr, "divided by");
      case WindowOp::negate: return "the negative of " + say(*expr.args[0]);
      case WindowOp::abs: return "the absolute value of " + say(*expr.args[0]);
      case WindowOp::round: return "the rounded " + say(*expr.args[0]);
      case WindowOp::min: return several(expr, "and", "the smallest of");
      case WindowOp::max: return several(expr, "or", "the largest of");
      case WindowOp::holds: return held(expr);
      default: return "the value";
    }
  }

  std::string one(const AggregateCall& call) const {
    auto text = aggregate(call, model_) + aside(call, model_);
    if (call.where && !shared_) text += among(*call.where, model_);
    return text;
  }

  std::string part(const WindowExpr& expr) const {
    const bool is_simple = expr.op == WindowOp::aggregate || expr.op == WindowOp::constant;
    return is_simple ? say(expr) : "(" + say(expr) + ")";
  }

  std::string pair(const WindowExpr& expr, std::string_view word) const {
    return fmt::format("{} {} {}", part(*expr.args[0]), word, part(*expr.args[1]));
  }

  // `and` and `or` of yes/no values are their smallest and largest.
  std::string several(const WindowExpr& expr, std::string_view joint, std::string_view many) const {
    std::vector<std::string> parts;
    for (const auto& arg : expr.args) parts.push_back(part(*arg));
    if (expr.type.is(dsl::TypeKind::boolean)) return listed(parts, joint);
    return fmt::format("{} {}", many, listed(parts));
  }

  std::string held(const WindowExpr& expr) const {
    const auto& inner = *expr.args[0];
    const auto text = fmt::format("{} is {}", say(inner), condition(expr.condition, inner.type));
    return expr.type.is(dsl::TypeKind::share) ? fmt::format("100% while {}, else 0%,", text) : text;
  }

  const std::vector<AggregateCall>& calls_;
  const ModelPlan& model_;
  const dsl::RowExpr* shared_;
};

std::string over(const dsl::WindowPlan& window, Duration back) {
  using Kind = dsl::WindowKind;
  switch (window.kind) {
    case Kind::sliding:
      if (back.count() == 0) return behind("over the last", window.length);
      return fmt::format("over {} that ended {} ago", in_words(window.length), in_words(back));
    case Kind::each: return behind("over each", window.length);
    case Kind::events: return fmt::format("over the latest {} events", window.count);
    case Kind::each_events: return fmt::format("over each chunk of {} events", window.count);
    default: return "over its window";
  }
}

}  // namespace

bool is_silence(const MonitorPlan& monitor) {
  return monitor.measure && monitor.measure->op == WindowOp::aggregate &&
         monitor.aggregates[monitor.measure->aggregate].def->name == "silence";
}

std::string aggregate(const AggregateCall& call, const ModelPlan& model) {
  if (call.def->phrase.empty()) return by_name(call, model);
  bool complete = true;
  return filled(call, model, call.def->phrase, complete);
}

std::string measure(const MonitorPlan& monitor, const ModelPlan& model) {
  if (!monitor.measure) return monitor.measure_text;
  return Speaker(monitor.aggregates, model).whole(*monitor.measure);
}

std::string window(const MonitorPlan& monitor, const ModelPlan& model) {
  const auto& window = monitor.window;
  if (is_silence(monitor)) return "";
  const auto horizon = model.schema.horizon;
  if (window.labels == dsl::LabelMode::on_arrival)
    return over(window, Duration{0}) + ", by the arrival of the labels";
  if (window.labels != dsl::LabelMode::matured || horizon.count() == 0)
    return over(window, Duration{0});
  if (window.kind == dsl::WindowKind::sliding) return over(window, horizon);
  return over(window, Duration{0}) +
         fmt::format(", {} later when labels are in", in_words(horizon));
}

std::string segments(const MonitorPlan& monitor, const ModelPlan& model) {
  const auto& by = monitor.by;
  if (by.fields.empty()) return "";
  std::vector<std::string> names;
  for (const auto& segment : by.fields) names.push_back(segment.name);
  auto text = "per " + listed(names);
  if (by.top > 0) text += fmt::format(" (the {} with most events, the rest as `other`)", by.top);
  return by.overall ? text + " and overall" : text;
}

std::string subject(const MonitorPlan& monitor, const ModelPlan& model) {
  const auto over = window(monitor, model);
  const auto by = segments(monitor, model);
  auto text = measure(monitor, model);
  if (!over.empty()) text += " " + over;
  if (!by.empty()) text += ", " + by;
  const bool has_aside = !by.empty() || over.find(',') != std::string::npos;
  return has_aside ? text + "," : text;
}

}  // namespace tocsin::prose
