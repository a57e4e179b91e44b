// Scores of positive and negative events, as auc and average_precision read them.
#pragma once

#include "dsl/catalogue.hpp"
#include "evaluators/aggregate.hpp"
#include "evaluators/bucket_counts.hpp"

#include <memory>
#include <vector>

namespace tocsin::evaluators {

// Events that no score tells apart.
struct Tied {
  std::uint64_t positives = 0;
  std::uint64_t negatives = 0;
};

// All events, highest score first. Scores are finite.
std::vector<Tied> tied(std::vector<double> positive, std::vector<double> negative);

// Rises with the score: by its distance from 0 up to one half, then by that from 1, on both sides
// of it; below 0 mirrored. 512 bins for each halving of the distance.
std::int32_t score_bin(double score);

// Every score as long as there are few, counts in bins once there are many. Which of the two
// depends on the number of scores alone (kExactValues), and both forms merge without loss. Bins get
// finer towards 0 and 1, where the scores of rare classes lie: 512 for each halving of the
// distance.
class ScoreSummary {
 public:
  void add(double score, bool is_positive);
  void merge(const ScoreSummary& later);
  std::uint64_t count() const;

  // All events, highest score first.
  std::vector<Tied> groups() const;

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  struct Bins {
    BucketCounts positive, negative;
  };
  void fold();
  std::vector<Tied> binned_groups() const;

  std::vector<double> positive_, negative_;  // empty once there are bins
  std::unique_ptr<Bins> bins_;
};

// `read` gets the groups of ScoreSummary, never an empty list, and the level of the interval.
std::unique_ptr<Aggregate> make_ranking(const dsl::AggregateCall& call,
                                        Value (*read)(const std::vector<Tied>&, double level));

Tied sum_of(const std::vector<Tied>& groups);

// `all`: their sum, with events of both kinds.
double area_under_curve(const std::vector<Tied>& groups, const Tied& all);

}  // namespace tocsin::evaluators
