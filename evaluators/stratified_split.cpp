#include "evaluators/stratified_split.hpp"

#include <cmath>
#include <numeric>
#include <utility>

namespace tocsin::evaluators {

StratifiedSplits::StratifiedSplits(const std::vector<bool>& classes, double share,
                                   std::uint32_t seed)
    : held_out_(static_cast<std::size_t>(std::ceil(share * static_cast<double>(classes.size())))),
      random_(seed) {
  for (std::size_t i = 0; i < classes.size(); ++i) members_[classes[i] ? 1 : 0].push_back(i);
}

bool StratifiedSplits::are_possible() const {
  const std::size_t n = members_[0].size() + members_[1].size();
  return members_[0].size() >= 2 && members_[1].size() >= 2 && held_out_ >= 2 && n - held_out_ >= 2;
}

void StratifiedSplits::shuffle(Indices& numbers) {
  for (std::size_t i = numbers.size(); i-- > 1;)
    std::swap(numbers[i], numbers[random_.up_to(static_cast<std::uint32_t>(i))]);
}

StratifiedSplits::Indices StratifiedSplits::permutation(std::size_t n) {
  Indices numbers(n);
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  shuffle(numbers);
  return numbers;
}

// What is left over by rounding down goes to the class with the larger remainder, by lot between
// equals.
std::array<std::size_t, 2> StratifiedSplits::draws_of(const std::array<std::size_t, 2>& counts,
                                                      std::size_t draws) {
  const auto all = static_cast<double>(counts[0] + counts[1]);
  std::array<std::size_t, 2> drawn{};
  std::array<double, 2> left{};
  for (const std::size_t i : {0U, 1U}) {
    const double exact = static_cast<double>(counts[i]) / all * static_cast<double>(draws);
    drawn[i] = static_cast<std::size_t>(exact);
    left[i] = exact - std::floor(exact);
  }
  if (drawn[0] + drawn[1] == draws) return drawn;
  const std::size_t favoured = left[0] == left[1] ? permutation(2)[0] : left[1] > left[0] ? 1 : 0;
  drawn[favoured] += 1;
  return drawn;
}

Split StratifiedSplits::next() {
  const std::array counts{members_[0].size(), members_[1].size()};
  const auto rest = draws_of(counts, counts[0] + counts[1] - held_out_);
  const auto held = draws_of({counts[0] - rest[0], counts[1] - rest[1]}, held_out_);
  Split split;
  for (const std::size_t i : {0U, 1U}) {
    const auto order = permutation(counts[i]);
    for (std::size_t k = 0; k < rest[i]; ++k) split.rest.push_back(members_[i][order[k]]);
    for (std::size_t k = rest[i]; k < rest[i] + held[i]; ++k)
      split.held_out.push_back(members_[i][order[k]]);
  }
  shuffle(split.rest);
  shuffle(split.held_out);
  return split;
}

}  // namespace tocsin::evaluators
