#include "engine/judge.hpp"

#include "dsl/certainty.hpp"
#include "engine/spread.hpp"
#include "engine/stores.hpp"
#include "evaluators/interval.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tocsin::engine {
namespace {

constexpr const char* kEmptyReason = "no data";
constexpr const char* kUndefined = "undefined";

double result_of(const dsl::WindowExpr& expr, const std::vector<double>& args) {
  using Op = dsl::WindowOp;
  switch (expr.op) {
    case Op::add: return args[0] + args[1];
    case Op::subtract: return args[0] - args[1];
    case Op::multiply: return args[0] * args[1];
    case Op::divide: return args[0] / args[1];
    case Op::negate: return -args[0];
    case Op::abs: return std::abs(args[0]);
    case Op::min: return *std::ranges::min_element(args);
    case Op::max: return *std::ranges::max_element(args);
    case Op::round: return std::round(args[0]);
    case Op::holds: return expr.condition.holds(args[0]) ? 1 : 0;
    case Op::aggregate:
    case Op::raw:
    case Op::constant: break;
  }
  return expr.number;
}

std::string why_undefined(std::span<const Part> parts) {
  const auto lacking = std::ranges::find_if(parts, [](const Part& p) { return !p.lack.empty(); });
  return lacking == parts.end() ? kUndefined : lacking->lack;
}

std::vector<double> levels_of(const dsl::MonitorPlan& monitor) {
  std::vector<double> levels;
  for (const auto& rung : monitor.rungs)
    for (const auto* condition : {&rung.trigger, &rung.until})
      if (condition->confidence > 0) levels.push_back(condition->confidence);
  std::ranges::sort(levels);
  const auto [begin, end] = std::ranges::unique(levels);
  levels.erase(begin, end);
  return levels;
}

}  // namespace

evaluators::Value evaluate(const dsl::WindowExpr& expr,
                           std::span<const evaluators::Value> aggregates) {
  if (expr.op == dsl::WindowOp::aggregate) return aggregates[expr.aggregate];
  std::vector<double> args;
  for (const auto& arg : expr.args) {
    const auto value = evaluate(*arg, aggregates);
    if (!value.known) return {};
    args.push_back(value.value);
  }
  const double result = result_of(expr, args);
  return {.known = std::isfinite(result), .value = std::isfinite(result) ? result + 0.0 : kUnknown};
}

Judge::Judge(const dsl::MonitorPlan& monitor)
    : monitor_(monitor), is_certain_(dsl::is_certain(monitor)), levels_(levels_of(monitor)) {
  const auto is_own = [](const dsl::AggregateCall& call) {
    return !call.on && call.over == Duration{0} && call.ago == Duration{0} &&
           !labels_counted_by(call);
  };
  const auto is_live = [](const dsl::AggregateCall& call) { return !call.on; };
  auto own = std::ranges::find_if(monitor.aggregates, is_own);
  if (own == monitor.aggregates.end()) own = std::ranges::find_if(monitor.aggregates, is_live);
  if (own != monitor.aggregates.end())
    own_ = static_cast<std::size_t>(own - monitor.aggregates.begin());
}

std::string Judge::lack(const Sample& sample) const {
  const auto& needs = monitor_.needs;
  if (sample.n < needs.events) return fmt::format("needs {} events", needs.events);
  if (sample.labels < needs.labels) return fmt::format("needs {} labels", needs.labels);
  if (sample.positives < needs.positives) return fmt::format("needs {} positives", needs.positives);
  const double coverage =
      sample.n == 0 ? 0 : static_cast<double>(sample.labels) / static_cast<double>(sample.n);
  return coverage < needs.labelled ? fmt::format("needs {:g}% labelled", needs.labelled * 100) : "";
}

// What a reference holds is no event.
bool Judge::is_empty(std::span<const Part> parts) const {
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (!monitor_.aggregates[i].on && !parts[i].is_empty) return false;
  return true;
}

void Judge::ask(Part& part, const std::function<evaluators::Value(double level)>& value_at) const {
  part.value = value_at(evaluators::kUsualLevel);
  for (const double level : levels_) part.sure.push_back(value_at(level));
}

evaluators::Value Judge::measure(std::span<const evaluators::Value> values) const {
  auto value = evaluate(*monitor_.measure, values);
  if (!value.known || !is_certain_ || monitor_.measure->op == dsl::WindowOp::aggregate)
    return value;
  const auto spread = spread_of(*monitor_.measure, values);
  value.low = spread.low;
  value.high = spread.high;
  return value;
}

SureInterval Judge::sure_at(std::size_t level, std::span<const Part> parts) const {
  std::vector<evaluators::Value> values;
  for (const auto& part : parts)
    values.push_back(part.sure.empty() ? evaluators::Value{} : part.sure[level]);
  const auto value = measure(values);
  if (value.differs) return {levels_[level], value.value, value.value};
  return {levels_[level], value.low, value.high};
}

Sample Judge::judge(std::span<const Part> parts) const {
  Sample sample;
  sample.label_measure = monitor_.label_measure;
  const auto& own = parts[own_];
  sample.n = own.n;
  sample.labels = own.labels;
  sample.positives = own.positives;
  for (const auto& part : parts) sample.last_event = std::max(sample.last_event, part.last_event);
  sample.reason = kEmptyReason;
  if (is_empty(parts)) return sample;
  sample.kind = SampleKind::few;
  sample.reason = lack(sample);
  if (!sample.reason.empty()) return sample;
  std::vector<evaluators::Value> values;
  for (const auto& part : parts) values.push_back(part.is_empty ? evaluators::Value{} : part.value);
  const auto value = measure(values);
  if (!value.known) {
    sample.reason = why_undefined(parts);
    return sample;
  }
  sample.reason.clear();
  sample.kind = SampleKind::value;
  sample.value = value.value;
  sample.low = value.low;
  sample.high = value.high;
  for (std::size_t i = 0; i < levels_.size(); ++i) sample.sure.push_back(sure_at(i, parts));
  return sample;
}

}  // namespace tocsin::engine
