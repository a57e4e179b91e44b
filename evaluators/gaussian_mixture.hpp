// A mixture of normal distributions: puts points into groups that lie together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tocsin::evaluators {

// Points of equal length side by side.
struct Points {
  std::size_t dimensions = 1;
  std::vector<double> values{};

  std::size_t size() const { return dimensions == 0 ? 0 : values.size() / dimensions; }
  std::span<const double> operator[](std::size_t i) const {
    return std::span(values).subspan(i * dimensions, dimensions);
  }
};

// Fitted by expectation and maximisation (A. P. Dempster et al., "Maximum likelihood from
// incomplete data", 1977), with one variance a dimension; begun from far points by k-means++ (D.
// Arthur and S. Vassilvitskii, 2007) with a fixed seed, so the same points always give the same
// groups.
class GaussianMixture {
 public:
  GaussianMixture() = default;
  // At most `components` groups: no more than there are different points.
  GaussianMixture(const Points& points, std::size_t components, std::uint32_t seed);

  std::size_t size() const { return weights_.size(); }
  // The group that the point most probably belongs to. size() > 0.
  std::uint32_t group_of(std::span<const double> point) const;

 private:
  void begin(const Points& points, std::size_t components, std::uint32_t seed);
  // One step; returns the mean log-likelihood before it.
  double improve(const Points& points);
  void log_densities(std::span<const double> point, std::vector<double>& out) const;
  void settle();

  std::size_t dimensions_ = 0;
  std::vector<double> weights_;
  std::vector<double> means_, variances_;  // by group, then dimension
  std::vector<double> offsets_;            // log of weight and normalisation, by group
};

}  // namespace tocsin::evaluators
