#include "evaluators/isotonic.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace tocsin::evaluators {
namespace {

constexpr double kSame = 1e-15;  // scores nearer to each other are one

// Events of one score, then neighbours that had to be pooled.
struct Level {
  double sum = 0;
  double weight = 0;
  std::size_t scores = 1;  // how many distinct ones

  double height() const { return sum / weight; }
};

void pool(std::vector<Level>& levels, Level next) {
  while (!levels.empty() && levels.back().height() >= next.height()) {
    next.sum += levels.back().sum;
    next.weight += levels.back().weight;
    next.scores += levels.back().scores;
    levels.pop_back();
  }
  levels.push_back(next);
}

}  // namespace

Isotonic::Isotonic(std::vector<Scored> events) {
  if (!std::ranges::is_sorted(events, {}, &Scored::score))
    std::ranges::sort(events, {}, &Scored::score);
  std::vector<Level> levels;
  for (std::size_t i = 0; i < events.size();) {
    Level one;
    const double score = events[i].score;
    for (; i < events.size() && events[i].score - score < kSame; ++i) {
      one.sum += events[i].outcome;
      one.weight += 1;
    }
    scores_.push_back(score);
    pool(levels, one);
  }
  for (const auto& level : levels) heights_.insert(heights_.end(), level.scores, level.height());
}

double Isotonic::at(double score) const {
  const auto above = std::ranges::lower_bound(scores_, score);
  const auto i = static_cast<std::size_t>(above - scores_.begin());
  if (above == scores_.end()) return heights_.back();
  if (i == 0 || *above == score) return heights_[i];
  const double along = (score - scores_[i - 1]) / (scores_[i] - scores_[i - 1]);
  return std::lerp(heights_[i - 1], heights_[i], along);
}

}  // namespace tocsin::evaluators
