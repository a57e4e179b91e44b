// A rising curve through outcomes: what a score has turned out to mean.
#pragma once

#include <span>
#include <vector>

namespace tocsin::evaluators {

// One event of a reference: what the model said, 0 or 1 for what came true.
struct Scored {
  double score = 0;
  double outcome = 0;
};

// Isotonic regression: the non-decreasing curve with the least squared error, by pooling adjacent
// violators (R. E. Barlow et al., "Statistical Inference under Order Restrictions", 1972). Equal
// scores are averaged first; between two scores the curve is a straight line, outside of them it
// stays level. Empty where it was fitted to nothing.
class Isotonic {
 public:
  Isotonic() = default;
  // In any order; scores are finite.
  explicit Isotonic(std::vector<Scored> events);

  bool is_empty() const { return scores_.empty(); }
  double at(double score) const;

 private:
  std::vector<double> scores_;  // rising
  std::vector<double> heights_;
};

}  // namespace tocsin::evaluators
