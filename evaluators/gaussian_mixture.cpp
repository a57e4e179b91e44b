#include "evaluators/gaussian_mixture.hpp"

#include "evaluators/mersenne_twister.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace tocsin::evaluators {
namespace {

constexpr int kMostSteps = 100;
constexpr double kEnough = 1e-3;         // of mean log-likelihood
constexpr double kLeastVariance = 1e-6;  // so that no group shrinks to a point

double squared_distance(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t d = 0; d < a.size(); ++d) sum += (a[d] - b[d]) * (a[d] - b[d]);
  return sum;
}

// A number with a chance in proportion to its weight; weights.size() where all are zero.
std::size_t drawn(const std::vector<double>& weights, double total, MersenneTwister& random) {
  double left = random.uniform() * total;
  std::size_t last = weights.size();
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0) continue;
    last = i;
    left -= weights[i];
    if (left < 0) break;
  }
  return last;
}

// Points far from each other.
std::vector<std::size_t> far_points(const Points& points, std::size_t most, std::uint32_t seed) {
  MersenneTwister random(seed);
  std::vector<std::size_t> chosen;
  std::vector<double> distance(points.size(), 1);
  while (chosen.size() < most) {
    double total = 0;
    for (const double d : distance) total += d;
    const std::size_t next = drawn(distance, total, random);
    if (next == points.size()) break;
    if (chosen.empty()) distance.assign(points.size(), std::numeric_limits<double>::infinity());
    chosen.push_back(next);
    for (std::size_t i = 0; i < points.size(); ++i)
      distance[i] = std::min(distance[i], squared_distance(points[i], points[next]));
  }
  return chosen;
}

}  // namespace

GaussianMixture::GaussianMixture(const Points& points, std::size_t components, std::uint32_t seed)
    : dimensions_(points.dimensions) {
  if (points.size() == 0) return;
  begin(points, components, seed);
  double last = -std::numeric_limits<double>::infinity();
  for (int step = 0; step < kMostSteps; ++step) {
    const double likelihood = improve(points);
    if (likelihood - last < kEnough) break;
    last = likelihood;
  }
}

void GaussianMixture::begin(const Points& points, std::size_t components, std::uint32_t seed) {
  const auto centres = far_points(points, components, seed);
  weights_.assign(centres.size(), 1 / static_cast<double>(centres.size()));
  for (const std::size_t centre : centres)
    means_.insert(means_.end(), points[centre].begin(), points[centre].end());
  variances_.assign(means_.size(), 1);
  settle();
}

void GaussianMixture::settle() {
  offsets_.clear();
  for (std::size_t g = 0; g < size(); ++g) {
    double offset = weights_[g] > 0 ? std::log(weights_[g]) : -1e300;
    for (std::size_t d = 0; d < dimensions_; ++d)
      offset -= 0.5 * std::log(2 * std::numbers::pi * variances_[g * dimensions_ + d]);
    offsets_.push_back(offset);
  }
}

void GaussianMixture::log_densities(std::span<const double> point, std::vector<double>& out) const {
  out.resize(size());
  for (std::size_t g = 0; g < size(); ++g) {
    double sum = 0;
    for (std::size_t d = 0; d < dimensions_; ++d) {
      const double apart = point[d] - means_[g * dimensions_ + d];
      sum += apart * apart / variances_[g * dimensions_ + d];
    }
    out[g] = offsets_[g] - 0.5 * sum;
  }
}

double GaussianMixture::improve(const Points& points) {
  std::vector<double> share(size()), mass(size()), first(means_.size()), second(means_.size());
  double likelihood = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    log_densities(points[i], share);
    const double most = *std::ranges::max_element(share);
    double total = 0;
    for (double& s : share) total += s = std::exp(s - most);
    likelihood += most + std::log(total);
    for (std::size_t g = 0; g < size(); ++g) {
      const double part = share[g] / total;
      mass[g] += part;
      for (std::size_t d = 0; d < dimensions_; ++d) {
        first[g * dimensions_ + d] += part * points[i][d];
        second[g * dimensions_ + d] += part * points[i][d] * points[i][d];
      }
    }
  }
  for (std::size_t g = 0; g < size(); ++g) {
    weights_[g] = mass[g] / static_cast<double>(points.size());
    for (std::size_t k = g * dimensions_; k < (g + 1) * dimensions_ && mass[g] > 0; ++k) {
      means_[k] = first[k] / mass[g];
      variances_[k] = std::max(second[k] / mass[g] - means_[k] * means_[k], kLeastVariance);
    }
  }
  settle();
  return likelihood / static_cast<double>(points.size());
}

std::uint32_t GaussianMixture::group_of(std::span<const double> point) const {
  std::vector<double> densities;
  log_densities(point, densities);
  return static_cast<std::uint32_t>(std::ranges::max_element(densities) - densities.begin());
}

}  // namespace tocsin::evaluators
