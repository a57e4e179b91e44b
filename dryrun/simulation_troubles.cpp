#include "dryrun/simulation_troubles.hpp"

#include <algorithm>
#include <chrono>

namespace tocsin::dryrun::simulation {
namespace {

Duration drawn_between(const std::pair<Duration, Duration>& ends, double uniform) {
  const auto span = static_cast<double>((ends.second - ends.first).count());
  const Duration all = ends.first + Duration(static_cast<Duration::rep>(span * uniform));
  return std::chrono::floor<std::chrono::minutes>(all);
}

InjectedTrouble inject(const Trouble& trouble, Instant start, RandomSource& source) {
  const Instant from = start + drawn_between(trouble.starts, source.uniform());
  const Instant to = from + drawn_between(trouble.lasts, source.uniform());
  return {trouble.name, trouble.title, from, to, to + trouble.echo, trouble.told_by, trouble.also};
}

}  // namespace

TroublePlan::TroublePlan(const Spec& spec, int days, std::uint64_t seed) {
  for (std::size_t i = 0; i < spec.troubles.size(); ++i) {
    const Trouble& trouble = spec.troubles[i];
    if (trouble.starts.second + trouble.lasts.second > days * kDay) {
      left_out_.push_back(trouble.name);
      continue;
    }
    RandomSource source(seed, Purpose::trouble, i);
    const auto& injected = injected_.emplace_back(inject(trouble, spec.start, source));
    for (const auto& change : trouble.changes) {
      schedule_.push_back({injected.from, injected.to, {&change, source.bits()}});
    }
  }
  std::ranges::stable_sort(injected_, {}, &InjectedTrouble::from);
}

std::span<const ActiveChange> TroublePlan::at(Instant t) {
  if (t < active_until_) return active_;
  active_.clear();
  active_until_ = kForever;
  for (const auto& scheduled : schedule_) {
    const bool under_way = scheduled.from <= t && t < scheduled.to;
    if (under_way) active_.push_back(scheduled.change);
    if (t < scheduled.from) active_until_ = std::min(active_until_, scheduled.from);
    if (under_way) active_until_ = std::min(active_until_, scheduled.to);
  }
  return active_;
}

}  // namespace tocsin::dryrun::simulation
