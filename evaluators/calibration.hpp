// Whether scores are probabilities, and the curve that makes them such.
#pragma once

#include "evaluators/isotonic.hpp"

#include <vector>

namespace tocsin::evaluators {

// Fitted to the scores and outcomes of a reference, but only if that helps: ten times a tenth of
// the events, the same share of either outcome, is held out and judged by a curve through the
// others. If the expected calibration error of all that was held out, over ten bins of equally many
// events, does not get smaller, scores stay as they are; also when one outcome is missing, or when
// scores tell the outcomes apart as good as always (area under the ROC curve above 0.999). The
// draws are those of a Mersenne twister with the seed 42: the same for the same reference.
class Calibration {
 public:
  Calibration() = default;
  // In the order of the reference.
  explicit Calibration(const std::vector<Scored>& events);

  bool is_identity() const { return curve_.is_empty(); }
  // 0 to 1.
  double chance(double score) const;

 private:
  Isotonic curve_;
};

// Of any scores, not empty: weighted mean of |mean outcome - mean score| over at most ten bins of
// equally many events each, the last one takes the rest.
double expected_calibration_error(std::vector<Scored> events);

}  // namespace tocsin::evaluators
