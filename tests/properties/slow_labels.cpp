#include "tests/properties/slow_labels.hpp"

#include <algorithm>
#include <map>

namespace tocsin::test::slow {
namespace {

// A label still waits for an event that arrives then.
bool waits(const World& world, const Label& label, Instant then) {
  return label.arrival == kForever || then <= label.arrival + world.horizon;
}

// The labels of each key that count: the first, and after it only one that came when it no longer
// waited. Labels without a value or a key say nothing.
std::map<std::uint64_t, std::vector<Label>> counted(const World& world) {
  std::map<std::uint64_t, std::vector<Label>> labels;
  for (const auto& label : world.labels) {
    if (label.key == 0 || !label.outcome.is_valid()) continue;
    auto& before = labels[label.key];
    if (before.empty() || !waits(world, before.back(), label.arrival)) before.push_back(label);
  }
  return labels;
}

}  // namespace

std::vector<Joined> join(const World& world) {
  auto labels = counted(world);
  std::vector<Joined> all;
  for (const auto& row : world.rows) {
    Joined joined{row, kForever, row.time > row.arrival + 1min};
    if (joined.is_future) {
      all.push_back(joined);
      continue;
    }
    if (!world.labels_apart && row.label_known != kForever)
      joined.known = std::max(row.label_known, row.arrival);
    for (const auto& label : labels[row.key]) {
      if (!waits(world, label, row.arrival)) continue;
      const Instant arrival = label.arrival == kForever ? row.time + world.horizon : label.arrival;
      joined.known = std::max(arrival, row.arrival);
      joined.row[Place::outcome] = label.outcome;
      break;
    }
    all.push_back(joined);
  }
  return all;
}

}  // namespace tocsin::test::slow
