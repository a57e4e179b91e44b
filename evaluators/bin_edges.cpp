#include "evaluators/bin_edges.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace tocsin::evaluators {
namespace {

// A rule asks for `wanted` bins; what numpy makes of it by way of their width.
std::size_t bins_between(double first, double last, double wanted) {
  const double width = (last - first) / wanted;
  if (!std::isfinite(width)) return static_cast<std::size_t>(std::ceil(wanted));
  return width > 0 ? static_cast<std::size_t>(std::ceil((last - first) / width)) : 1;
}

struct Histogram {
  bool is_point;
  std::vector<double> edges;  // of a point: the value alone
  std::vector<double> masses;
};

Histogram histogram(const ValueCounts& values, std::size_t bins) {
  const double first = values.front().value, last = values.back().value;
  if (first == last) return {true, {first}, {static_cast<double>(values.front().count)}};
  auto edges = equal_edges(first, last, bins);
  auto masses = counts_between(values, edges);
  return {false, std::move(edges), std::move(masses)};
}

// The mass between two neighbouring edges of the union, which lie in one bin or in none.
double mass_between(const Histogram& of, double low, double high) {
  if (of.is_point || low < of.edges.front() || high > of.edges.back()) return 0;
  const auto above = std::ranges::upper_bound(of.edges, low) - of.edges.begin();
  const auto bin = static_cast<std::size_t>(above - 1);
  const double width = of.edges[bin + 1] - of.edges[bin];
  return width > 0 ? of.masses[bin] * ((high - low) / width) : of.masses[bin];
}

double mass_at(const Histogram& of, double point) {
  return of.is_point && of.edges.front() == point ? of.masses.front() : 0;
}

}  // namespace

std::uint64_t total_of(const ValueCounts& values) {
  std::uint64_t total = 0;
  for (const auto& one : values) total += one.count;
  return total;
}

std::vector<double> equal_edges(double first, double last, std::size_t bins) {
  if (first == last) {
    first -= 0.5;
    last += 0.5;
  }
  const auto n = static_cast<double>(bins);
  const double span = last - first;
  std::vector<double> edges;
  for (std::size_t i = 0; i < bins; ++i) {
    const auto at = static_cast<double>(i);
    edges.push_back(std::isfinite(span) ? std::min(last, at * (span / n) + first)
                                        : std::lerp(first, last, at / n));
  }
  edges.push_back(last);
  return edges;
}

std::size_t sturges_bins(double first, double last, std::uint64_t n) {
  return bins_between(first, last, std::log2(static_cast<double>(n)) + 1);
}

std::size_t doane_bins(const ValueCounts& values) {
  const auto n = static_cast<double>(total_of(values));
  const double first = values.front().value, last = values.back().value;
  if (n < 3 || first == last) return 1;
  long double sum = 0, squares = 0, cubes = 0;
  for (const auto& [value, count] : values) sum += static_cast<long double>(value) * count;
  const long double mean = sum / n;
  for (const auto& [value, count] : values) {
    const long double apart = value - mean;
    squares += apart * apart * count;
    cubes += apart * apart * apart * count;
  }
  const long double sigma = std::sqrt(squares / n);
  const auto skewness = static_cast<double>(std::abs(cubes / n / (sigma * sigma * sigma)));
  const double expected = std::sqrt(6 * (n - 2) / ((n + 1) * (n + 3)));
  return bins_between(first, last, 1 + std::log2(n) + std::log2(1 + skewness / expected));
}

std::vector<double> counts_between(const ValueCounts& values, std::span<const double> edges) {
  std::vector<double> counts(edges.size() - 1, 0);
  std::size_t bin = 0;
  for (const auto& [value, count] : values) {
    while (bin + 1 < counts.size() && value >= edges[bin + 1]) ++bin;
    counts[bin] += static_cast<double>(count);
  }
  return counts;
}

Masses by_value(const ValueCounts& live, const ValueCounts& reference) {
  Masses masses;
  auto a = live.begin();
  auto b = reference.begin();
  while (a != live.end() || b != reference.end()) {
    const bool from_live = b == reference.end() || (a != live.end() && a->value <= b->value);
    const bool from_reference = a == live.end() || (b != reference.end() && b->value <= a->value);
    masses.live.push_back(from_live ? static_cast<double>(a->count) : 0);
    masses.reference.push_back(from_reference ? static_cast<double>(b->count) : 0);
    if (from_live) ++a;
    if (from_reference) ++b;
  }
  return masses;
}

Masses spread_over_union(const ValueCounts& live, const ValueCounts& reference, std::size_t bins) {
  const Histogram now = histogram(live, bins), then = histogram(reference, bins);
  std::set<double> edges(now.edges.begin(), now.edges.end());
  edges.insert(then.edges.begin(), then.edges.end());
  Masses masses;
  const auto add = [&](double a, double b) {
    if (a == 0 && b == 0) return;
    masses.live.push_back(a);
    masses.reference.push_back(b);
  };
  for (auto edge = edges.begin(); edge != edges.end(); ++edge) {
    add(mass_at(now, *edge), mass_at(then, *edge));
    const auto next = std::next(edge);
    if (next != edges.end()) add(mass_between(now, *edge, *next), mass_between(then, *edge, *next));
  }
  return masses;
}

}  // namespace tocsin::evaluators
