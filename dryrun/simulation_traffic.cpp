#include "dryrun/simulation_traffic.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace tocsin::dryrun::simulation {
namespace {

using Seconds = std::chrono::duration<double>;

// Whole microseconds, so that the last bit of a product never moves a row.
Duration whole_microseconds(double seconds) {
  return std::chrono::microseconds(std::llround(seconds * 1e6));
}

}  // namespace

Traffic::Traffic(const Rhythm& rhythm, double rate, Instant start, std::uint64_t seed)
    : rhythm_(&rhythm), rate_(rate), now_(start), source_(seed, Purpose::traffic) {}

double Traffic::rate_at(Instant t) const {
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const auto hour = static_cast<std::size_t>((t - day) / 1h);
  const auto weekday = std::chrono::weekday(day).iso_encoding() - 1;
  return rate_ * rhythm_->hours[hour] * rhythm_->weekdays[weekday];
}

std::optional<Instant> Traffic::next(Instant end) {
  // The area under the rate between two events is exponentially distributed with mean 1.
  double area = -natural_log(source_.uniform());
  while (now_ < end) {
    const Instant hour_end = floor_to(now_, 1h) + 1h;
    const double rate = rate_at(now_);
    const double left = Seconds(hour_end - now_).count() * rate;
    if (area < left) {
      now_ += whole_microseconds(area / rate);
      return now_ < end ? std::optional(now_) : std::nullopt;
    }
    area -= left;
    now_ = hour_end;
  }
  return {};
}

}  // namespace tocsin::dryrun::simulation
