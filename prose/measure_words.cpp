#include "prose/measure_words.hpp"

#include "prose/phrase.hpp"
#include "prose/row_words.hpp"
#include "prose/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::prose {
namespace {

using dsl::AggregateCall;
using dsl::ModelPlan;
using dsl::MonitorPlan;
using dsl::WindowExpr;
using dsl::WindowOp;

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

std::string_view to_text(CalendarUnit unit) {
  switch (unit) {
    case CalendarUnit::hour: return "hour";
    case CalendarUnit::day: return "day";
    case CalendarUnit::week: return "week";
    case CalendarUnit::month: return "month";
  }
  return "";
}

std::string over(const dsl::WindowPlan& window, Duration back) {
  using Kind = dsl::WindowKind;
  switch (window.kind) {
    case Kind::sliding:
      if (back.count() == 0) return behind("over the last", window.length);
      return fmt::format("over {} that ended {} ago", in_words(window.length), in_words(back));
    case Kind::each: return behind("over each", window.length);
    case Kind::events: return fmt::format("over the latest {} events", window.count);
    case Kind::each_events: return fmt::format("over each chunk of {} events", window.count);
    case Kind::each_batch: return "over each batch";
    case Kind::each_calendar: return "over " + calendar(window);
  }
  return "";
}

}  // namespace

bool is_silence(const MonitorPlan& monitor) {
  return monitor.measure && monitor.measure->op == WindowOp::aggregate &&
         monitor.aggregates[monitor.measure->aggregate].def->name == "silence";
}

std::string calendar(const dsl::WindowPlan& window) {
  const auto zone = window.zone.empty() ? "UTC" : window.zone;
  return fmt::format("each {} of {}", to_text(window.unit), zone);
}

std::string measure(const dsl::InnerMeasure& inner, const ModelPlan& model) {
  return Speaker(inner.aggregates, model).whole(*inner.value);
}

std::string measure(const MonitorPlan& monitor, const ModelPlan& model) {
  if (monitor.raw)
    return fmt::format("what the {} query `{}` answers", monitor.raw->language, monitor.raw->query);
  if (monitor.columns.empty()) return Speaker(monitor.aggregates, model).whole(*monitor.measure);
  // The first column stands for all.
  auto any = model;
  any.schema.fields[monitor.columns.front().field].name = "the column";
  return Speaker(monitor.aggregates, any).whole(*monitor.measure);
}

std::string window(const MonitorPlan& monitor, const ModelPlan& model) {
  const auto& window = monitor.window;
  if (is_silence(monitor)) return "";
  if (monitor.raw) return over(window, Duration{0});
  const auto horizon = model.schema.horizon;
  if (window.labels == dsl::LabelMode::on_arrival)
    return over(window, Duration{0}) + ", by the arrival of the labels";
  if (window.labels != dsl::LabelMode::matured || horizon.count() == 0)
    return over(window, Duration{0});
  if (window.kind == dsl::WindowKind::sliding) return over(window, horizon);
  return over(window, Duration{0}) +
         fmt::format(", {} later when labels are in", in_words(horizon));
}

std::string segment_name(const MonitorPlan& monitor, const ModelPlan& model,
                         const dsl::SegmentField& segment) {
  if (segment.field != dsl::kNoField) return model.schema.fields[segment.field].name;
  if (monitor.columns.empty() || segment.name != "column") return segment.name;
  std::vector<std::string> names;
  for (const auto& column : monitor.columns)
    names.push_back(model.schema.fields[column.field].name);
  return fmt::format("column ({})", listed(names));
}

std::string segments(const MonitorPlan& monitor, const ModelPlan& model) {
  const auto& by = monitor.by;
  if (by.fields.empty()) return "";
  std::vector<std::string> names;
  for (const auto& segment : by.fields) names.push_back(segment_name(monitor, model, segment));
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
