#include "evaluators/chances.hpp"

#include "evaluators/block.hpp"
#include "evaluators/classes.hpp"

#include <algorithm>
#include <numeric>

namespace tocsin::evaluators {

Chances::Chances(const dsl::AggregateCall& call, std::size_t label, const ReferenceView& reference)
    : scores_(call.scores) {
  auto& block = reference.block;
  for (const auto& score : scores_) {
    const auto& values = block.values(*field_value(block.schema(), score.field));
    const auto& actual = block.condition(*is_positive(block.schema(), label, score.of));
    std::vector<Scored> events;
    for_each_set(values.valid, reference.rows, [&](std::uint32_t row) {
      if (actual.valid[row]) events.push_back({values.numbers[row], actual.truth[row] ? 1.0 : 0.0});
    });
    is_empty_ = events.empty();
    if (is_empty_) return;
    calibrations_.emplace_back(events);
  }
}

std::size_t Chances::find(std::string_view of) const {
  const auto found = std::ranges::find(scores_, of, &dsl::ClassScore::of);
  return static_cast<std::size_t>(found - scores_.begin());
}

std::vector<const RowValues*> Chances::columns_of(Block& block) const {
  std::vector<const RowValues*> columns;
  for (const auto& score : scores_)
    columns.push_back(&block.values(*field_value(block.schema(), score.field)));
  return columns;
}

bool Chances::read(const std::vector<const RowValues*>& columns, std::uint32_t row,
                   std::vector<double>& raw) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!columns[i]->valid[row]) return false;
    raw[i] = columns[i]->numbers[row];
  }
  return true;
}

void Chances::apply(const std::vector<double>& raw, std::vector<double>& chances) const {
  for (std::size_t i = 0; i < raw.size(); ++i) chances[i] = calibrations_[i].chance(raw[i]);
  if (raw.size() == 1) return;
  const double sum = std::accumulate(chances.begin(), chances.end(), 0.0);
  for (double& chance : chances)
    chance = sum > 0 ? chance / sum : 1 / static_cast<double>(chances.size());
}

}  // namespace tocsin::evaluators
