// Makes the rows of a simulated log, one by one and each by itself.
#pragma once

#include "dryrun/simulation_random.hpp"
#include "dryrun/simulation_spec.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace tocsin::dryrun::simulation {

// Cells stand in the order of `Spec::fields`; see `FieldIndex` for what they hold.
struct Row {
  std::int64_t index = 0;  // counted from the start of the run; rows of a reference lie below 0
  Instant at{};
  std::vector<double> real;  // what is true
  std::vector<double> sent;  // what the model was sent, and what it made of that
  bool dropped = false;      // it never reached the log
  bool label_withheld = false;
};

// A change of a trouble that is under way. Its own seed decides which share of the rows it meets.
struct ActiveChange {
  const Change* change = nullptr;
  std::uint64_t seed = 0;
};

// The value below which a share `uniform` (between 0 and 1) of the distribution lies.
double value_at(const Distribution& distribution, double uniform);

bool meets(const Where& where, const std::vector<double>& cells);

// Every row draws from a source of its own, the same number of times whatever is under way: a
// trouble changes what it names and nothing else.
class RowMaker {
 public:
  // `spec` outlives it.
  RowMaker(const Spec& spec, std::uint64_t seed, Purpose purpose);

  // Fills `row` anew; its memory is used again.
  void make(std::int64_t index, Instant at, std::span<const ActiveChange> active, Row& row) const;

 private:
  const Spec* spec_;
  std::uint64_t seed_;
  Purpose purpose_;
  std::vector<std::vector<ActiveChange>> rules_;  // of each field
};

}  // namespace tocsin::dryrun::simulation
