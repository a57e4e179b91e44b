#include "evaluators/calibration.hpp"

#include "evaluators/stratified_split.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace tocsin::evaluators {
namespace {

constexpr int kSplits = 10;
constexpr double kHeldOut = 0.1;
constexpr std::uint32_t kSeed = 42;
constexpr std::size_t kBins = 10;
constexpr double kPerfect = 0.999;

// Pairs with the higher score on the event that came true, ties as one half, of all pairs.
double ranked_rightly(std::vector<Scored> events) {
  std::ranges::sort(events, {}, &Scored::score);
  double below = 0, halves = 0, positives = 0;
  for (std::size_t i = 0; i < events.size();) {
    double negative = 0, positive = 0;
    const double score = events[i].score;
    for (; i < events.size() && events[i].score == score; ++i)
      (events[i].outcome > 0 ? positive : negative) += 1;
    halves += positive * (2 * below + negative);
    below += negative;
    positives += positive;
  }
  return halves / (2 * positives * below);
}

bool has_both_outcomes(const std::vector<Scored>& events) {
  const auto came_true = std::ranges::count_if(events, [](auto& e) { return e.outcome > 0; });
  return came_true > 0 && static_cast<std::size_t>(came_true) < events.size();
}

std::vector<std::size_t> by_score(const std::vector<Scored>& events) {
  std::vector<std::size_t> order(events.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t at) { return events[at].score; });
  return order;
}

// What would be said of events that a curve has not seen, and how far off it would be.
bool would_help(const std::vector<Scored>& events) {
  std::vector<bool> classes;
  for (const auto& event : events) classes.push_back(event.outcome > 0);
  StratifiedSplits splits(classes, kHeldOut, kSeed);
  if (!splits.are_possible()) return false;
  const auto order = by_score(events);
  std::vector<Scored> raw, fitted;
  for (int i = 0; i < kSplits; ++i) {
    const auto split = splits.next();
    std::vector<bool> is_seen(events.size());
    for (const std::size_t at : split.rest) is_seen[at] = true;
    std::vector<Scored> seen;
    for (const std::size_t at : order)
      if (is_seen[at]) seen.push_back(events[at]);
    const Isotonic curve(std::move(seen));
    for (const std::size_t at : split.held_out) {
      raw.push_back(events[at]);
      fitted.push_back({curve.at(events[at].score), events[at].outcome});
    }
  }
  return expected_calibration_error(std::move(fitted)) < expected_calibration_error(std::move(raw));
}

}  // namespace

double expected_calibration_error(std::vector<Scored> events) {
  std::ranges::stable_sort(events, {}, &Scored::score);
  const std::size_t n = events.size();
  const std::size_t bins = std::max<std::size_t>(n <= 2 * kBins ? n / 2 : kBins, 1);
  const std::size_t width = n / bins;
  double error = 0;
  for (std::size_t bin = 0; bin < bins; ++bin) {
    const std::size_t end = bin + 1 == bins ? n : (bin + 1) * width;
    double apart = 0;
    for (std::size_t i = bin * width; i < end; ++i) apart += events[i].outcome - events[i].score;
    error += std::abs(apart);
  }
  return error / static_cast<double>(n);
}

Calibration::Calibration(const std::vector<Scored>& events) {
  if (!has_both_outcomes(events) || ranked_rightly(events) > kPerfect) return;
  if (would_help(events)) curve_ = Isotonic(events);
}

double Calibration::chance(double score) const {
  return std::clamp(is_identity() ? score : curve_.at(score), 0.0, 1.0);
}

}  // namespace tocsin::evaluators
