// Decides when the troubles of a simulation happen, and says which are under way.
#pragma once

#include "dryrun/simulate.hpp"
#include "dryrun/simulation_rows.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tocsin::dryrun::simulation {

class TroublePlan {
 public:
  // Draws begin and length of each trouble, in whole minutes. One that may end after `days` is left
  // out, whatever the seed. `spec` outlives it.
  TroublePlan(const Spec& spec, int days, std::uint64_t seed);

  const std::vector<InjectedTrouble>& injected() const { return injected_; }  // by begin
  const std::vector<std::string>& left_out() const { return left_out_; }

  // The changes of all troubles under way at `t`, which never goes back from call to call. The view
  // lives until the next call.
  std::span<const ActiveChange> at(Instant t);

 private:
  struct Scheduled {
    Instant from;
    Instant to;
    ActiveChange change;
  };

  std::vector<InjectedTrouble> injected_;
  std::vector<std::string> left_out_;
  std::vector<Scheduled> schedule_;
  std::vector<ActiveChange> active_;
  Instant active_until_ = kBeginning;  // until then `active_` stays as it is
};

}  // namespace tocsin::dryrun::simulation
