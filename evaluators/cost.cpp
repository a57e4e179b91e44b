#include "evaluators/confusion.hpp"
#include "evaluators/exact_sum.hpp"
#include "evaluators/interval.hpp"
#include "evaluators/numeric.hpp"
#include "evaluators/option.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace tocsin::evaluators {
namespace {

struct Prices {
  double true_positive, false_positive, false_negative, true_negative;
};

Prices prices_of(const dsl::AggregateCall& call) {
  const auto price = [&](std::string_view name) {
    const auto* option = find_option(call, name);
    return option == nullptr ? 0 : option->number;
  };
  return {price("tp"), price("fp"), price("fn"), price("tn")};
}

// Each event costs one of four prices: the spread of the mean follows from the counts.
Value read(const Confusion& c, const Prices& prices, double level) {
  if (c.total() == 0) return {};
  const std::array<std::pair<double, double>, 4> kinds{
      {{static_cast<double>(c.true_positive), prices.true_positive},
       {static_cast<double>(c.false_positive), prices.false_positive},
       {static_cast<double>(c.false_negative), prices.false_negative},
       {static_cast<double>(c.true_negative), prices.true_negative}}};
  const auto n = static_cast<double>(c.total());
  ExactSum sum;
  for (const auto& [events, price] : kinds) sum.add_product(events, price);
  Value value = finite_value(sum.rounded() / n);
  if (!value.known || c.total() < 2) return value;
  const double mean = value.value;
  double variance = 0;
  for (const auto& [events, price] : kinds)
    variance += events / (n - 1) * ((price - mean) * (price - mean));
  constexpr double kAnywhere = std::numeric_limits<double>::infinity();
  const Interval sure = around(mean, std::sqrt(variance / n), {-kAnywhere, kAnywhere}, level);
  value.low = sure.low;
  value.high = sure.high;
  return value;
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return make_confusion(call, [prices = prices_of(call)](const Confusion& c, double level) {
    return read(c, prices, level);
  });
}

}  // namespace

const dsl::MeasureDef& cost() {
  static const dsl::MeasureDef def = [] {
    auto cost = confusion_measure();
    cost.name = "cost";
    cost.summary = "What mistakes cost, as a mean over the labelled events.";
    cost.options = {{"fn", dsl::OptionKind::amount},
                    {"fp", dsl::OptionKind::amount},
                    {"tn", dsl::OptionKind::amount},
                    {"tp", dsl::OptionKind::amount}};
    cost.result = dsl::ResultKind::as_option;
    cost.low = cost.high = 0;
    cost.formula = "(tp·TP + fp·FP + fn·FN + tn·TN) / n, n the labelled events";
    cost.dialect =
        "What is not priced costs nothing; an amount below 0 is a gain; 95% interval from the "
        "standard error, from two events on.";
    cost.phrase = "the mean cost of what {prediction} gets wrong";
    cost.make = make;
    return cost;
  }();
  return def;
}

}  // namespace tocsin::evaluators
