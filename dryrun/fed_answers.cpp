#include "dryrun/fed_answers.hpp"

#include "dryrun/generators.hpp"
#include "engine/schedule.hpp"

#include <charconv>
#include <cmath>
#include <optional>
#include <string>

namespace tocsin::dryrun {
namespace {

using Kind = dsl::Generator::Kind;

std::vector<Instant> ticks_of(const dsl::FeedPlan& feed, const dsl::MonitorPlan& monitor,
                              const dsl::ModelPlan& model) {
  std::vector<Instant> ticks;
  const Instant end = feed.from + feed.over;
  for (Instant at = engine::first_tick(monitor, model, feed.from); at <= end;
       at = engine::first_tick(monitor, model, at + Duration(1)))
    ticks.push_back(at);
  return ticks;
}

// As the checker wrote it, or as the name of a share of `mix`; "" is a missing one.
std::optional<double> number_of(const std::string& text, const dsl::Type& type) {
  if (text.empty()) return std::nullopt;
  if (type.is(dsl::TypeKind::boolean)) return text == "true" ? 1 : 0;
  if (type.is(dsl::TypeKind::duration)) {
    const auto duration = parse_duration(text);
    return duration ? std::optional(static_cast<double>(duration->count())) : std::nullopt;
  }
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

class Feeder {
 public:
  Feeder(const dsl::FeedPlan& feed, const dsl::Type& type, std::uint64_t seed, std::size_t count)
      : feed_(feed), type_(type), seed_(seed) {
    if (feed.value.kind == Kind::mix) order_ = mix_order(feed.value, count);
  }

  // The n-th answer.
  std::optional<double> value(std::size_t n, Instant at) const {
    const auto& texts = feed_.value.texts;
    switch (feed_.value.kind) {
      case Kind::missing: return std::nullopt;
      case Kind::constant: return number_of(texts.front(), type_);
      case Kind::cycle: return number_of(texts[n % texts.size()], type_);
      case Kind::mix: return number_of(texts[order_[n]], type_);
      case Kind::ramp:
      case Kind::normal:
      case Kind::uniform: break;
    }
    const double progress =
        static_cast<double>((at - feed_.from).count()) / static_cast<double>(feed_.over.count());
    const double number = drawn(feed_.value, progress, seed_,
                                static_cast<std::uint64_t>(at.time_since_epoch().count()));
    return is_whole() ? std::round(number) : number;
  }

 private:
  bool is_whole() const {
    return type_.is(dsl::TypeKind::integer) || type_.is(dsl::TypeKind::duration);
  }

  const dsl::FeedPlan& feed_;
  const dsl::Type& type_;
  std::uint64_t seed_;
  std::vector<std::uint32_t> order_;
};

}  // namespace

std::vector<Answer> answers_of(const dsl::FeedPlan& feed, const dsl::MonitorPlan& monitor,
                               const dsl::ModelPlan& model, std::uint64_t seed) {
  const auto ticks = ticks_of(feed, monitor, model);
  const Feeder feeder(feed, monitor.measure->type, seed, ticks.size());
  std::vector<Answer> answers;
  for (std::size_t n = 0; n < ticks.size(); ++n)
    if (const auto value = feeder.value(n, ticks[n])) answers.push_back({ticks[n], *value});
  return answers;
}

}  // namespace tocsin::dryrun
