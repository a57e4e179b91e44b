// Areas under curves that are expected by calibrated scores: events in the order of their scores,
// each a positive one with its chance and a negative one with the rest.
#include "evaluators/aggregate_of.hpp"
#include "evaluators/chances.hpp"
#include "evaluators/estimates.hpp"
#include "evaluators/exact_sum.hpp"
#include "evaluators/numeric.hpp"
#include "evaluators/ranking.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string_view>
#include <utility>

namespace tocsin::evaluators {
namespace {

// Events in a row with the same mean chance.
struct Step {
  double chance = 0;
  std::uint64_t events = 1;
};

// Every event while there are few, sums over bins of the score once there are many: as ScoreSummary
// does.
class RankedChances {
 public:
  void add(double score, double chance) {
    if (!bins_.empty()) return bins_[score_bin(score)].add(chance);
    events_.emplace_back(score, chance);
    if (events_.size() > kExactValues) fold();
  }
  void merge(const RankedChances& later) {
    if (bins_.empty() && count() + later.count() > kExactValues) fold();
    for (const auto& [score, chance] : later.events_) add(score, chance);
    for (const auto& [bin, sum] : later.bins_) bins_[bin].merge(sum);
  }
  std::uint64_t count() const {
    std::uint64_t n = events_.size();
    for (const auto& [bin, sum] : bins_) n += sum.events;
    return n;
  }

  // The highest score first; of equal ones the likelier first.
  std::vector<Step> steps() const {
    std::vector<Step> steps;
    auto events = events_;
    std::ranges::sort(events, std::greater());
    for (const auto& [score, chance] : events) steps.push_back({chance});
    for (const auto& [bin, sum] : bins_)
      steps.push_back({sum.chances.rounded() / static_cast<double>(sum.events), sum.events});
    return steps;
  }

  void save(Encoder& out) const {
    out.u64(events_.size());
    for (const auto& [score, chance] : events_) {
      out.number(score);
      out.number(chance);
    }
    out.u64(bins_.size());
    for (const auto& [bin, sum] : bins_) {
      out.u64(static_cast<std::uint32_t>(bin));
      out.u64(sum.events);
      sum.chances.save(out);
    }
  }
  void load(Decoder& in) {
    *this = {};
    events_.resize(in.count(2 * sizeof(double)));
    for (auto& [score, chance] : events_) {
      score = in.number();
      chance = in.number();
      if (!std::isfinite(score) || !(chance >= 0 && chance <= 1)) in.fail();
    }
    for (std::size_t left = in.count(3); left > 0 && !in.failed(); --left) {
      auto& sum = bins_[static_cast<std::int32_t>(static_cast<std::uint32_t>(in.u64()))];
      sum.events = load_rows(in);
      sum.chances.load(in);
      if (sum.events == 0) in.fail();
    }
    if (!events_.empty() && !bins_.empty()) in.fail();
  }

 private:
  struct Sum {
    std::uint64_t events = 0;
    ExactSum chances;

    void add(double chance) {
      ++events;
      chances.add(chance);
    }
    void merge(const Sum& other) {
      events += other.events;
      chances.merge(other.chances);
    }
  };
  void fold() {
    for (const auto& [score, chance] : std::exchange(events_, {}))
      bins_[score_bin(score)].add(chance);
  }

  std::vector<std::pair<double, double>> events_;  // score, chance; empty once there are bins
  std::map<std::int32_t, Sum, std::greater<>> bins_;
};

// The publisher of the method rounds the curve to five digits.
double rounded(double x) { return std::nearbyint(x * 1e5) / 1e5; }

// Trapezoids between the points that one event after the other adds.
Value area_under_roc(const std::vector<Step>& steps) {
  double right = 0, wrong = 0, twice = 0, last_right = 0, last_wrong = 0;
  for (const auto& step : steps) {
    right += step.chance * static_cast<double>(step.events);
    wrong += (1 - step.chance) * static_cast<double>(step.events);
    const double y = rounded(right);
    const double x = rounded(wrong);
    twice += (x - last_wrong) * (y + last_right);
    last_right = y;
    last_wrong = x;
  }
  if (!(last_right > 0 && last_wrong > 0)) return {};
  return finite_value(std::clamp(twice / (2 * last_right * last_wrong), 0.0, 1.0));
}

// Precision at each event, weighted by the recall that it adds.
Value average_precision(const std::vector<Step>& steps) {
  double right = 0, events = 0, sum = 0;
  for (const auto& step : steps) {
    const auto n = static_cast<double>(step.events);
    const double gain = step.chance * n;
    right += gain;
    events += n;
    sum += gain * right / events;
  }
  return right > 0 ? finite_value(std::min(sum / right, 1.0)) : Value{};
}

struct Spec {
  const dsl::AggregateCall* call;
  Chances chances;
  std::string_view measure;
  std::size_t positive;
};

struct State {
  RankedChances ranked{};

  void add(Spec& spec, Block& block, Rows rows) {
    if (spec.chances.is_empty() || spec.positive >= spec.chances.classes()) return;
    spec.chances.for_each(block, rows, [&](std::uint32_t, auto raw, auto chances) {
      ranked.add(raw[spec.positive], chances[spec.positive]);
    });
  }
  void merge(const Spec&, const State& later) { ranked.merge(later.ranked); }
  Value value(const Spec& spec) const {
    const auto steps = ranked.steps();
    return spec.measure == "auc" ? area_under_roc(steps) : average_precision(steps);
  }
  std::uint64_t judged() const { return ranked.count(); }
  void save(Encoder& out) const { ranked.save(out); }
  void load(const Spec&, Decoder& in) { ranked.load(in); }
};

}  // namespace

std::unique_ptr<Aggregate> make_expected_ranking(const dsl::AggregateCall& call,
                                                 const ReferenceView& reference) {
  const auto& measure = estimated_measure(call);
  Chances chances(call, *measure.label, reference);
  const auto positive = call.scores.size() == 1 ? 0 : chances.find(measure.positive);
  return aggregate_of<State>(Spec{&call, std::move(chances), measure.def->name, positive});
}

}  // namespace tocsin::evaluators
