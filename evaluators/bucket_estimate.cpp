// Importance weighting by bucket: what the reference's events of each bucket came to, weighted by
// how many events of the bucket there are now. Events whose label is known are taken as they are,
// one by one, in place of their estimate.
#include "base/check.hpp"
#include "evaluators/aggregate_of.hpp"
#include "evaluators/bucket_counts.hpp"
#include "evaluators/buckets.hpp"
#include "evaluators/classes.hpp"
#include "evaluators/estimates.hpp"
#include "evaluators/numeric.hpp"
#include "evaluators/ranking.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <numeric>
#include <optional>

namespace tocsin::evaluators {
namespace {

constexpr double kMostUnknown = 0.1;  // of the window, in buckets that the reference lacks

using Counts = std::vector<std::uint64_t>;
// Events by what their prediction was worth: right and wrong ones with the positive value
// predicted, wrong and right ones with another. Of accuracy all are of the first two kinds.
enum Kind { true_positive, false_positive, false_negative, true_negative };
template <typename Number>
using ByKind = std::array<Number, 4>;

double of_kinds(std::string_view measure, const ByKind<double>& n) {
  const double wrong = n[false_positive] + n[false_negative];
  const double right = n[true_positive] + n[true_negative];
  if (measure == "accuracy") return right / (right + wrong);
  if (measure == "precision") return n[true_positive] / (n[true_positive] + n[false_positive]);
  if (measure == "recall") return n[true_positive] / (n[true_positive] + n[false_negative]);
  if (measure == "specificity") return n[true_negative] / (n[true_negative] + n[false_positive]);
  return n[true_positive] / (n[true_positive] + wrong / 2);
}

// What a row turned out to be.
class Outcomes {
 public:
  explicit Outcomes(const dsl::AggregateCall& measure) : measure_(measure) {}

  struct Event {
    std::uint32_t row;
    Kind kind;
    std::int32_t score;  // its bin
    bool is_positive;
  };
  // Rows in which all is known that the measure looks at.
  std::vector<Event> of(Block& block, Rows rows) const {
    return measure_.score ? scored(block, rows) : counted(block, rows);
  }

 private:
  std::vector<Event> scored(Block& block, Rows rows) const {
    const auto& score = block.values(*field_value(block.schema(), *measure_.score));
    const auto& actual =
        block.condition(*is_positive(block.schema(), *measure_.label, measure_.positive));
    std::vector<Event> events;
    for (const std::uint32_t row : rows)
      if (score.valid[row] && actual.valid[row])
        events.push_back({row, true_positive, score_bin(score.numbers[row]), actual.truth[row]});
    return events;
  }
  std::vector<Event> counted(Block& block, Rows rows) const {
    const auto& schema = block.schema();
    TOCSIN_CHECK(measure_.prediction && measure_.label, "the checker has found both");
    const bool by_class = !measure_.positive.empty();
    const auto& predicted =
        block.condition(by_class ? *is_positive(schema, *measure_.prediction, measure_.positive)
                                 : *are_equal(schema, *measure_.prediction, *measure_.label));
    const auto& actual =
        by_class ? block.condition(*is_positive(schema, *measure_.label, measure_.positive))
                 : predicted;
    std::vector<Event> events;
    for (const std::uint32_t row : rows) {
      if (!predicted.valid[row] || !actual.valid[row]) continue;
      const bool yes = predicted.truth[row], is_so = actual.truth[row];
      const Kind kind = !by_class ? (yes ? true_positive : false_positive)
                        : yes     ? (is_so ? true_positive : false_positive)
                                  : (is_so ? false_negative : true_negative);
      events.push_back({row, kind, 0, is_so});
    }
    return events;
  }

  const dsl::AggregateCall& measure_;
};

struct Spec {
  const dsl::AggregateCall* call;
  const dsl::AggregateCall* measure;
  bool is_realised;  // given the rows whose label is known
  Outcomes outcomes{*measure};
  Buckets buckets{};
  std::vector<ByKind<double>> reference{};  // by bucket
  std::vector<double> reference_rows{};
  struct Event {
    std::int32_t score;  // its bin
    bool is_positive;
    std::uint32_t bucket;
  };
  std::vector<Event> ranked{};  // of the reference, where the measure asks for scores

  void summarise(const ReferenceView& view) {
    const auto events = outcomes.of(view.block, view.rows);
    std::vector<std::uint32_t> rows;
    for (const auto& event : events) rows.push_back(event.row);
    const auto by = std::ranges::find(call->options, "buckets", &dsl::CallOption::name);
    buckets = Buckets(*by, {view.block, rows});
    const auto numbers = buckets.of(view.block, rows);
    reference.resize(buckets.size());
    reference_rows.resize(buckets.size());
    for (std::size_t i = 0; i < events.size(); ++i) {
      reference[numbers[i]][events[i].kind] += 1;
      reference_rows[numbers[i]] += 1;
      if (measure->score) ranked.push_back({events[i].score, events[i].is_positive, numbers[i]});
    }
  }
};

// Events of one bin of scores, by their label; weighted.
struct Ranked {
  double positives = 0, negatives = 0;
};
using ByScore = std::map<std::int32_t, Ranked, std::greater<>>;

// Pairs of a positive and a negative event that the score orders rightly, ties as one half.
Value area_under_roc(const ByScore& ranked) {
  double above = 0, pairs = 0, negatives = 0;
  for (const auto& [score, n] : ranked) {
    pairs += n.negatives * (above + n.positives / 2);
    above += n.positives;
    negatives += n.negatives;
  }
  return above > 0 && negatives > 0
             ? finite_value(std::clamp(pairs / (above * negatives), 0.0, 1.0))
             : Value{};
}

struct State {
  Counts all{};       // by bucket, and those of none that is known; empty before the first row
  Counts labelled{};  // of them, with a label
  ByKind<std::uint64_t> realised{};
  BucketCounts positives{}, negatives{};  // realised ones, by bin of the score

  void add(Spec& spec, Block& block, Rows rows) {
    return spec.is_realised ? add_realised(spec, block, rows) : add_all(spec, block, rows);
  }
  void merge(const Spec&, const State& later) {
    merge(all, later.all);
    merge(labelled, later.labelled);
    for (std::size_t k = 0; k < realised.size(); ++k) realised[k] += later.realised[k];
    positives.merge(later.positives);
    negatives.merge(later.negatives);
  }
  Value value(const Spec& spec) const {
    const auto weights = weights_of(spec);
    if (!weights) return {};
    return spec.measure->score ? ranked(spec, *weights) : counted(spec, *weights);
  }
  std::uint64_t judged() const { return sum(all); }
  void save(Encoder& out) const {
    for (const auto* counts : {&all, &labelled}) {
      out.u64(counts->size());
      for (const auto n : *counts) out.u64(n);
    }
    for (const auto n : realised) out.u64(n);
    positives.save(out);
    negatives.save(out);
  }
  void load(const Spec& spec, Decoder& in) {
    for (auto* counts : {&all, &labelled}) {
      counts->resize(in.count(1));
      if (!counts->empty() && counts->size() != spec.buckets.size() + 1) in.fail();
      for (auto& n : *counts) n = load_rows(in);
    }
    for (auto& n : realised) n = load_rows(in);
    positives.load(in);
    negatives.load(in);
  }

 private:
  static std::uint64_t sum(const Counts& counts) {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  }
  static void merge(Counts& counts, const Counts& later) {
    counts.resize(std::max(counts.size(), later.size()));
    for (std::size_t i = 0; i < later.size(); ++i) counts[i] += later[i];
  }

  void add_all(Spec& spec, Block& block, Rows rows) {
    std::vector<std::uint32_t> known;
    const auto prediction = spec.call->prediction;
    for (const auto row : rows)
      if (!prediction || block.is_valid(*prediction, row)) known.push_back(row);
    all.resize(spec.buckets.size() + 1);
    for (const auto bucket : spec.buckets.of(block, known)) ++all[bucket];
  }
  void add_realised(Spec& spec, Block& block, Rows rows) {
    std::vector<std::uint32_t> known;
    for (const auto& event : spec.outcomes.of(block, rows)) {
      known.push_back(event.row);
      ++realised[event.kind];
      if (spec.measure->score) (event.is_positive ? positives : negatives).add(event.score);
    }
    labelled.resize(spec.buckets.size() + 1);
    for (const auto bucket : spec.buckets.of(block, known)) ++labelled[bucket];
  }

  // What an event of the reference weighs, by bucket: the events of its bucket without a label,
  // shared among the reference's. Nothing where too many are of unknown buckets.
  std::optional<std::vector<double>> weights_of(const Spec& spec) const {
    const auto without_label = [&](std::size_t i) {
      const std::uint64_t n = all.empty() ? 0 : all[i];
      const std::uint64_t taken = labelled.empty() ? 0 : labelled[i];
      return static_cast<double>(n - std::min(n, taken));
    };
    const std::size_t unknown = spec.buckets.size();
    if (without_label(unknown) > kMostUnknown * static_cast<double>(sum(all))) return std::nullopt;
    std::vector<double> weights;
    for (std::size_t i = 0; i < unknown; ++i)
      weights.push_back(without_label(i) / spec.reference_rows[i]);
    return weights;
  }

  Value counted(const Spec& spec, const std::vector<double>& weights) const {
    ByKind<double> n{};
    for (std::size_t kind = 0; kind < n.size(); ++kind) {
      n[kind] = static_cast<double>(realised[kind]);
      for (std::size_t i = 0; i < weights.size(); ++i)
        n[kind] += weights[i] * spec.reference[i][kind];
    }
    return finite_value(of_kinds(spec.measure->def->name, n));
  }

  Value ranked(const Spec& spec, const std::vector<double>& weights) const {
    ByScore events;
    positives.for_each([&](auto bin, auto n) { events[bin].positives += static_cast<double>(n); });
    negatives.for_each([&](auto bin, auto n) { events[bin].negatives += static_cast<double>(n); });
    for (const auto& event : spec.ranked) {
      auto& at = events[event.score];
      (event.is_positive ? at.positives : at.negatives) += weights[event.bucket];
    }
    return area_under_roc(events);
  }
};

}  // namespace

bool is_realised_part(const dsl::AggregateCall& call) {
  return call.def->name == "estimated" && call.label.has_value();
}

std::unique_ptr<Aggregate> make_bucket_estimate(const dsl::AggregateCall& call,
                                                const ReferenceView& reference) {
  Spec spec{&call, &estimated_measure(call), is_realised_part(call)};
  spec.summarise(reference);
  return aggregate_of<State>(std::move(spec));
}

}  // namespace tocsin::evaluators
