// A random history of a small model: late events, late labels, several segments, all from one seed.
#pragma once

#include "base/batch.hpp"
#include "dsl/plan.hpp"
#include "engine/engine.hpp"

#include <memory>
#include <random>
#include <string>
#include <vector>

namespace tocsin::test {

inline constexpr Instant kStart{std::chrono::hours(24 * 365 * 56)};

// One event with its label, as plain values.
struct Event {
  Instant time{}, arrival{};
  std::uint64_t key = 0;
  std::string platform;
  double latency = 0;  // nanoseconds
  bool decision = false;
  double score = 0;
  bool has_label = false, label = false;
  Instant label_arrival{};
};

// Rules over it: model `m`, lateness 2m, labels within 3h, a monitor for every kind of window.
extern const char* const kStreamRules;

// In order of arrival.
std::vector<Event> random_events(std::uint64_t seed, std::size_t count);

// Rows [begin, end) as a batch, in the schema of kStreamRules.
Batch batch_of(const dsl::Plan& plan, const std::vector<Event>& events, std::size_t begin,
               std::size_t end);
// All labels in order of arrival.
LabelBatch labels_of(const dsl::Plan& plan, const std::vector<Event>& events);
// A reference of `count` rows.
engine::References references_of(const dsl::Plan& plan, std::uint64_t seed, std::size_t count);

// Everything of an outcome as text, every digit of it.
std::string dump(const Outcome& outcome);

}  // namespace tocsin::test
