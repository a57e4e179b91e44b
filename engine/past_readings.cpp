#include "engine/past_readings.hpp"

#include "dsl/past.hpp"
#include "dsl/saturate.hpp"
#include "engine/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tocsin::engine {
namespace {

// `past:` of a score; D of trend(M, D).
Duration reach_of(const dsl::AggregateCall& call) {
  if (const auto* past = dsl::option_of(call, "past")) return dsl::nanoseconds(past->number);
  return dsl::nanoseconds(call.args.back()->number);
}

// How long ago the readings were, by LANGUAGE 8.3. The window before the present one is the first
// that shares no event with it.
std::vector<Duration> ages_of(Duration step, Duration season, Duration reach) {
  std::vector<Duration> ages;
  if (season == Duration{0}) {
    for (Duration age = step; age <= reach; age += step) ages.push_back(age);
    return ages;
  }
  for (Duration whole = season; whole - step <= reach; whole += season)
    for (const Duration age : {whole - step, whole, whole + step})
      if (age >= step && age <= reach) ages.push_back(age);
  std::ranges::sort(ages);
  const auto [begin, end] = std::ranges::unique(ages);
  ages.erase(begin, end);
  return ages;
}

// A grid of ticks: only readings at certain distances are asked for.
class BySlot final : public PastReadings {
 public:
  explicit BySlot(const PastSteps& steps) : steps_(steps) {}

  void take(Instant tick, const Sample& sample) override {
    const std::int64_t slot = slot_of(tick);
    forget_before(slot - steps_.oldest);
    if (values_.empty()) first_ = slot;
    const auto place = static_cast<std::size_t>(slot - first_);
    values_.resize(std::max(values_.size(), place), kUnknown);
    if (place == values_.size()) values_.push_back(sample.value);
  }

  void before(Instant tick, const Sample&, std::vector<PastReading>& found) const override {
    const std::int64_t now = slot_of(tick);
    for (const std::int64_t age : steps_.ages) {
      const std::int64_t place = now - age - first_;
      if (place < 0) return;
      if (place >= static_cast<std::int64_t>(values_.size())) continue;
      const double value = values_[static_cast<std::size_t>(place)];
      if (!std::isnan(value)) found.push_back({tick - age * steps_.grain, value});
    }
  }

  bool is_stale(Instant tick) const override {
    return first_ + static_cast<std::int64_t>(values_.size()) <= slot_of(tick) - steps_.oldest;
  }

  void save(Encoder& out) const override {
    out.i64(first_);
    out.u64(values_.size());
    for (const double value : values_) out.number(value);
  }

  void load(Decoder& in) override {
    values_.clear();
    first_ = in.i64();
    for (std::size_t n = in.count(sizeof(double)); n > 0 && !in.failed(); --n)
      values_.push_back(in.number());
  }

 private:
  std::int64_t slot_of(Instant tick) const {
    return (tick - steps_.shift).time_since_epoch() / steps_.grain;
  }
  void forget_before(std::int64_t slot) {
    for (; !values_.empty() && first_ < slot; ++first_) values_.pop_front();
  }

  const PastSteps& steps_;
  std::int64_t first_ = 0;     // the slot of the first
  std::deque<double> values_;  // by slot; NaN: there was none
};

// One after the other: windows of events, batches, days and months.
class InOrder final : public PastReadings {
 public:
  explicit InOrder(const PastSteps& steps) : steps_(steps) {}

  void take(Instant tick, const Sample& sample) override {
    while (!taken_.empty() && taken_.front().tick < tick - steps_.reach) taken_.pop_front();
    const bool is_same = steps_.may_overlap && !taken_.empty() &&
                         taken_.back().from == sample.from && taken_.back().to == sample.to;
    if (!is_same) taken_.push_back({tick, sample.from, sample.to, sample.value});
  }

  void before(Instant tick, const Sample& now, std::vector<PastReading>& found) const override {
    Instant from = now.from;
    for (auto at = taken_.rbegin(); at != taken_.rend(); ++at) {
      if (at->tick < tick - steps_.reach) return;
      if (steps_.may_overlap && at->to >= from) continue;
      if (!is_in_season(tick - at->tick)) continue;
      found.push_back({at->tick, at->value});
      from = at->from;
    }
  }

  bool is_stale(Instant tick) const override {
    return taken_.empty() || taken_.back().tick < tick - steps_.reach;
  }

  void save(Encoder& out) const override {
    out.u64(taken_.size());
    for (const auto& one : taken_) {
      for (const Instant t : {one.tick, one.from, one.to}) out.instant(t);
      out.number(one.value);
    }
  }

  void load(Decoder& in) override {
    taken_.clear();
    for (std::size_t n = in.count(3 + sizeof(double)); n > 0 && !in.failed(); --n) {
      auto& one = taken_.emplace_back();
      for (Instant* t : {&one.tick, &one.from, &one.to}) *t = in.instant();
      one.value = in.number();
    }
  }

 private:
  struct Taken {
    Instant tick, from, to;
    double value = 0;
  };

  // The window of whole seasons ago, the one before and the one after. Days and months are not all
  // of one length, so the nearest is meant.
  bool is_in_season(Duration age) const {
    if (steps_.season == Duration{0}) return true;
    const Duration whole = (age + steps_.season / 2) / steps_.season * steps_.season;
    const Duration apart = age > whole ? age - whole : whole - age;
    return whole > Duration{0} && apart < steps_.window + steps_.window / 2;
  }

  const PastSteps& steps_;
  std::deque<Taken> taken_;
};

}  // namespace

PastSteps::PastSteps(const dsl::AggregateCall& call, const dsl::MonitorPlan& monitor,
                     Duration monitor_shift)
    : reach(reach_of(call)), window(monitor.window.length) {
  using Kind = dsl::WindowKind;
  const auto kind = monitor.window.kind;
  by_slot = kind == Kind::sliding || kind == Kind::each;
  may_overlap = kind == Kind::events;
  if (const auto* option = dsl::option_of(call, "season"))
    season = dsl::nanoseconds(option->number);
  if (!by_slot) return;
  const Duration step = dsl::reading_step(call, monitor.window);
  shift = kind == Kind::each ? monitor_shift : Duration{0};
  grain = kind == Kind::each ? monitor.window.length
                             : Duration(std::gcd(monitor.window.every.count(), step.count()));
  // A season that is no multiple of the grid means the nearest tick.
  for (const Duration age : ages_of(step, season, reach)) {
    const std::int64_t slots = (age + grain / 2) / grain;
    if (slots > oldest) ages.push_back(slots);
    oldest = std::max(oldest, slots);
  }
}

std::unique_ptr<PastReadings> make_past_readings(const PastSteps& steps) {
  if (steps.by_slot) return std::make_unique<BySlot>(steps);
  return std::make_unique<InOrder>(steps);
}

}  // namespace tocsin::engine
