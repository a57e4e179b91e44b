#include "prose/evidence.hpp"

#include "dsl/scatter.hpp"
#include "dsl/value_text.hpp"
#include "evaluators/interval.hpp"
#include "prose/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace tocsin::prose {
namespace {

using dsl::MonitorPlan;
using evaluators::Interval;

// How much a verdict rests on at least.
struct Basis {
  std::uint64_t count = 0;
  std::string text;      // "300 labels"
  std::string unit;      // "labels"
  bool at_best = false;  // the measure looks at a part of these only
};

const dsl::AggregateCall* only_aggregate(const MonitorPlan& monitor) {
  const auto* measure = monitor.measure.get();
  if (!measure || measure->op != dsl::WindowOp::aggregate) return nullptr;
  const auto& call = monitor.aggregates[measure->aggregate];
  return call.on ? nullptr : &call;
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

Basis basis(std::uint64_t count, std::string_view unit, bool at_best = false) {
  return {count, fmt::format("{} {}", count, unit), std::string(unit), at_best};
}

Basis basis_of(const MonitorPlan& monitor, std::string_view name) {
  const auto& needs = monitor.needs;
  const bool of_part = is_one_of(name, {"precision", "recall", "specificity"});
  if (name == "recall" && needs.positives > 0) return basis(needs.positives, "positives");
  if (!monitor.label_measure || name == "labelled") return basis(needs.events, "events");
  if (needs.labels > 0) return basis(needs.labels, "labels", of_part);
  if (needs.positives > 0) return basis(needs.positives, "positives", of_part);
  const auto labels =
      static_cast<std::uint64_t>(std::ceil(static_cast<double>(needs.events) * needs.labelled));
  return basis(labels, "labels", of_part);
}

Interval share_interval(double share, std::uint64_t n) {
  const auto hits = static_cast<std::uint64_t>(std::llround(share * static_cast<double>(n)));
  return evaluators::wilson(std::min(hits, n), n, evaluators::kUsualLevel);
}

std::string points(double share) {
  return dsl::value_text(share, dsl::Type{.kind = dsl::TypeKind::points});
}

// The nearest other line that the value would have to cross to change the verdict.
struct Neighbour {
  std::string name;
  double distance = 0;
};

std::optional<Neighbour> neighbour(const dsl::Plan& plan, const MonitorPlan& monitor,
                                   std::size_t rung) {
  const auto& own = monitor.rungs[rung];
  if (rung > 0) {
    const auto& milder = monitor.rungs[rung - 1];
    const auto& name = plan.severities.names[static_cast<std::size_t>(milder.severity)];
    const double distance = std::abs(own.trigger.low - milder.trigger.low);
    if (distance > 0) return Neighbour{fmt::format("`{}`", name), distance};
  }
  if (own.until_clear) return std::nullopt;
  const double distance = std::abs(own.trigger.low - own.until.low);
  return distance > 0 ? std::optional(Neighbour{"its own `until`", distance}) : std::nullopt;
}

bool is_limit(const dsl::Condition& trigger) {
  using Kind = dsl::Condition::Kind;
  return trigger.kind != Kind::is_true && trigger.kind != Kind::is_false;
}

std::string share_sentence(const dsl::Plan& plan, const MonitorPlan& monitor, std::size_t rung,
                           double share, const Basis& basis) {
  const dsl::Type type{.kind = dsl::TypeKind::share};
  const auto interval = share_interval(share, basis.count);
  auto text = fmt::format("A share of {} seen in {} says {} to {} (95% interval, Wilson{})",
                          exact(share, type), basis.text, dsl::value_text(interval.low, type),
                          dsl::value_text(interval.high, type),
                          basis.at_best ? "; wider, since it looks at a part of them" : "");
  const auto other = neighbour(plan, monitor, rung);
  if (!other) return text + ".";
  const double reach = dsl::half_width(share, basis.count);
  text += fmt::format(": {} either way, {} away from {}.", points(reach), points(other->distance),
                      other->name);
  if (reach <= other->distance) return text;
  const auto enough = dsl::enough_for(share, other->distance);
  return enough ? text + fmt::format(" About {} {} would tell the two apart.", *enough, basis.unit)
                : text;
}

std::vector<std::string> of_share(const dsl::Plan& plan, const MonitorPlan& monitor,
                                  std::string_view name) {
  const auto basis = basis_of(monitor, name);
  if (basis.count == 0)
    return {"Nothing is needed: a share of very few events says next to nothing."};
  std::vector<std::string> all;
  for (std::size_t i = monitor.rungs.size(); i-- > 0;) {
    const auto& trigger = monitor.rungs[i].trigger;
    if (!is_limit(trigger)) continue;
    const bool is_range = trigger.kind == dsl::Condition::Kind::outside ||
                          trigger.kind == dsl::Condition::Kind::inside;
    all.push_back(share_sentence(plan, monitor, i, trigger.low, basis));
    if (is_range) all.push_back(share_sentence(plan, monitor, i, trigger.high, basis));
  }
  return all;
}

std::string ordinal(std::uint64_t n) {
  const auto teens = n % 100 >= 11 && n % 100 <= 13;
  const char* end = teens         ? "th"
                    : n % 10 == 1 ? "st"
                    : n % 10 == 2 ? "nd"
                    : n % 10 == 3 ? "rd"
                                  : "th";
  return fmt::format("{}{}", n, end);
}

std::optional<double> quantile_of(const dsl::AggregateCall& call) {
  static constexpr std::array<std::pair<std::string_view, double>, 7> kFixed{{{"median", 0.5},
                                                                              {"p50", 0.5},
                                                                              {"p75", 0.75},
                                                                              {"p90", 0.9},
                                                                              {"p95", 0.95},
                                                                              {"p99", 0.99},
                                                                              {"p999", 0.999}}};
  for (const auto& [name, p] : kFixed)
    if (call.def->name == name) return p;
  if (call.def->name == "quantile" && call.args.size() > 1) return call.args[1]->number;
  return std::nullopt;
}

std::vector<std::string> of_quantile(const MonitorPlan& monitor, double p) {
  const auto n = monitor.needs.events;
  if (n == 0) return {"Nothing is needed: a quantile of very few events is one of them."};
  const auto ranks = evaluators::quantile_ranks(n, p, evaluators::kUsualLevel);
  const auto head =
      fmt::format("The true {:g}% quantile behind {} events lies (95% interval)", p * 100, n);
  if (!ranks.low && !ranks.high)
    return {fmt::format("{} events are too few for a 95% interval of their {:g}% quantile.", n,
                        p * 100)};
  if (!ranks.high)
    return {
        fmt::format("{} at or above the {} smallest of them; {} are too few to bound it from "
                    "above.",
                    head, ordinal(*ranks.low), n)};
  if (!ranks.low)
    return {
        fmt::format("{} at or below the {} smallest of them; {} are too few to bound it from "
                    "below.",
                    head, ordinal(*ranks.high), n)};
  return {fmt::format("{} between the {} and the {} smallest of them.", head, ordinal(*ranks.low),
                      ordinal(*ranks.high))};
}

std::vector<std::string> of_area(const dsl::Plan& plan, const MonitorPlan& monitor) {
  const auto& needs = monitor.needs;
  if (needs.labels < 2)
    return {"Its interval depends on the labels of both kinds; none are needed."};
  const bool known = needs.positives > 0 && needs.positives < needs.labels;
  const auto positives = known ? needs.positives : needs.labels / 2;
  std::vector<std::string> all;
  for (std::size_t i = monitor.rungs.size(); i-- > 0;) {
    const double area = monitor.rungs[i].trigger.low;
    const double error = evaluators::hanley_mcneil(area, positives, needs.labels - positives);
    const auto interval = evaluators::around(area, error, {0, 1}, evaluators::kUsualLevel);
    auto text = fmt::format(
        "An area of {:g} seen in {} labels, {} of them positive{}, says {:.4g} to {:.4g} (95% "
        "interval, Hanley and McNeil)",
        area, needs.labels, positives, known ? "" : " at best", interval.low, interval.high);
    if (const auto other = neighbour(plan, monitor, i))
      text += fmt::format(": {:.2g} either way, {:.2g} away from {}",
                          (interval.high - interval.low) / 2, other->distance, other->name);
    all.push_back(text + ".");
  }
  return all;
}

}  // namespace

std::vector<std::string> evidence(const dsl::Plan& plan, const MonitorPlan& monitor) {
  if (monitor.raw) return {"No interval is stated for the answer of another system."};
  const auto* call = only_aggregate(monitor);
  if (!call)
    return {"No interval is stated for a measure that is put together from several values."};
  const auto name = call->def->name;
  if (const auto p = quantile_of(*call)) return of_quantile(monitor, *p);
  if (name == "auc") return of_area(plan, monitor);
  const bool is_proportion = is_one_of(
      name, {"accuracy", "availability", "errors", "labelled", "malformed", "new_values", "nulls",
             "precision", "recall", "share", "share_error_over", "special", "specificity"});
  if (is_proportion) return of_share(plan, monitor, name);
  if (call->def->needs.reference)
    return {
        "Sampling alone moves a distance away from 0, and more so the fewer events there are; "
        "by how much depends on the reference too and is not stated here."};
  if (call->def->never_empty)
    return {fmt::format("`{}` counts all that there is; `needs` makes it no surer.", name)};
  return {
      fmt::format("How far sampling moves `{}` depends on the values themselves, so no interval "
                  "can be stated before there are any.",
                  name)};
}

}  // namespace tocsin::prose
