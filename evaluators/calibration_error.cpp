#include "evaluators/exact_sum.hpp"
#include "evaluators/scores.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace tocsin::evaluators {
namespace {

constexpr auto kEdges = std::to_array({0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9});
constexpr std::size_t kBins = kEdges.size() + 1;

std::size_t bin_of(double score) {
  return static_cast<std::size_t>(std::ranges::lower_bound(kEdges, score) - kEdges.begin());
}

struct Bin {
  std::uint64_t events = 0;
  std::uint64_t positives = 0;
  ExactSum scores{};

  // events · |mean score - share of positives|
  double gap() const {
    ExactSum off = scores;
    off.add(-static_cast<double>(positives));
    return std::abs(off.rounded());
  }
};

struct State {
  std::uint64_t count = 0;
  std::vector<Bin> bins{};  // empty until there is a probability

  void add(ScoredLabels& spec, Block& block, Rows rows) {
    spec.each(block, rows, [&](double score, bool is_positive) {
      ++count;
      if (!is_probability(score)) return;
      bins.resize(kBins);
      Bin& bin = bins[bin_of(score)];
      ++bin.events;
      bin.positives += is_positive ? 1 : 0;
      bin.scores.add(score);
    });
  }
  void merge(const ScoredLabels&, const State& later) {
    count += later.count;
    if (bins.empty()) bins.resize(later.bins.size());
    for (std::size_t i = 0; i < later.bins.size(); ++i) {
      bins[i].events += later.bins[i].events;
      bins[i].positives += later.bins[i].positives;
      bins[i].scores.merge(later.bins[i].scores);
    }
  }
  Value value(const ScoredLabels&) const {
    if (bins.empty()) return {};
    ExactSum gaps;
    std::uint64_t events = 0;
    for (const auto& bin : bins) {
      gaps.add(bin.gap());
      events += bin.events;
    }
    return {.known = true, .value = gaps.rounded() / static_cast<double>(events)};
  }
  std::uint64_t judged() const { return count; }
  void save(Encoder& out) const {
    out.u64(count);
    out.u64(bins.size());
    for (const auto& bin : bins) {
      out.u64(bin.events);
      out.u64(bin.positives);
      bin.scores.save(out);
    }
  }
  void load(const ScoredLabels&, Decoder& in) {
    count = load_rows(in);
    const std::size_t size = in.count();
    std::uint64_t events = 0;
    if (size != 0 && size != kBins) return in.fail();
    for (std::size_t i = 0; i < size; ++i) {
      Bin& bin = bins.emplace_back();
      bin.events = load_rows(in);
      bin.positives = load_rows(in);
      bin.scores.load(in);
      events += bin.events;
      const double scores = bin.scores.rounded();
      const bool can_be =
          bin.positives <= bin.events && scores >= 0 && scores <= static_cast<double>(bin.events);
      if (!can_be) return in.fail();
    }
    if (events > count || (size != 0 && events == 0)) in.fail();
  }
};

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return aggregate_of<State>(ScoredLabels{&call});
}

}  // namespace

const dsl::MeasureDef& calibration_error() {
  static const dsl::MeasureDef def = [] {
    auto error = score_measure();
    error.name = "calibration_error";
    error.summary = "How far scores are from the shares that came true.";
    error.formula = "Σ n_b / n·|mean score in b - share of positive labels in b| over the bins b";
    error.dialect =
        "Ten bins of equal width, closed on the right, 0 in the first; an empty bin counts "
        "nothing; scores outside of 0 to 1 are left out.";
    error.cost = dsl::Cost::bins;
    error.push_down =
        "count(*), sum(score), count(*) filter (where label = positive) group by "
        "greatest(ceil(score * 10), 1)";
    error.phrase =
        "the distance of {score} from the shares of {label} that came true (calibration_error)";
    error.make = make;
    return error;
  }();
  return def;
}

}  // namespace tocsin::evaluators
