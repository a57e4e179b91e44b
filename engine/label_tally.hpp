// Counts labels for the life of the stream, and when each was counted for windows that ask.
#pragma once

#include "base/time.hpp"
#include "engine/sampler.hpp"
#include "engine/stores.hpp"

#include <utility>
#include <vector>

namespace tocsin::engine {

class LabelTally {
 public:
  explicit LabelTally(StreamCounts& counts) : counts_(counts) {}

  void joined() { ++counts_.labels; }
  // `at`: when it is known; kForever: in no window.
  void late(Instant at) { note(Basis::labels_late, counts_.labels_late, at); }
  void unmatched(Instant at) { note(Basis::labels_unmatched, counts_.labels_unmatched, at); }
  void conflicting(Instant at) { note(Basis::labels_conflicting, counts_.labels_conflicting, at); }

  // What was counted since this was asked before.
  std::vector<std::pair<Basis, Instant>> take() { return std::exchange(noted_, {}); }

 private:
  void note(Basis basis, std::uint64_t& count, Instant at) {
    ++count;
    if (at != kForever) noted_.emplace_back(basis, at);
  }

  StreamCounts& counts_;
  std::vector<std::pair<Basis, Instant>> noted_;
};

}  // namespace tocsin::engine
