// Lets the labels of simulated rows arrive late, in the order of their arrival.
#pragma once

#include "dryrun/simulation_rows.hpp"
#include "dryrun/simulation_writer.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tocsin::dryrun::simulation {

// Holds the labels that are still on their way: as many as the delay lets wait at a time.
class LabelQueue {
 public:
  // `spec`, which has labels, and `file` outlive it.
  LabelQueue(const Spec& spec, std::uint64_t seed, CsvFile& file);

  // Draws whether the row gets a label, and when.
  void expect(const Row& row);
  // Writes all that have arrived by `now`.
  void write_until(Instant now);

 private:
  struct Waiting {
    Instant arrives;
    std::int64_t row;
    std::string line;
  };
  static bool later(const Waiting& a, const Waiting& b);

  const LabelFile* labels_;
  std::uint64_t seed_;
  CsvFile* file_;
  RowFormat format_;
  std::vector<Waiting> waiting_;  // a heap, the next to arrive first
};

}  // namespace tocsin::dryrun::simulation
