#include "dsl/test_clock.hpp"

#include "dsl/check_literal.hpp"
#include "dsl/saturate.hpp"

#include <fmt/format.h>

#include <chrono>

namespace tocsin::dsl {
namespace {

constexpr Instant kMonday{std::chrono::sys_days{std::chrono::year{2026} / 1 / 5}};

// `2026-03-02` -> `2026-03-03`.
std::string day_after(const std::string& date) {
  const auto midnight = parse_time(date + "T00:00");
  return midnight ? format_utc(*midnight + kDay).substr(0, 10) : date;
}

// Behind the time: `Z`, `+01:00`, or nothing.
std::string offset_of(const std::string& datetime) {
  const auto at = datetime.find_first_of("Z+-", datetime.find_first_of("T ") + 1);
  return has_zone(datetime) ? datetime.substr(at) : std::string();
}

}  // namespace

TestClock::TestClock(Checking& c, const ast::TestItem* clock) : c_(c), start_(kMonday) {
  if (!clock) return;
  if (clock->zone && !is_known_zone(clock->zone->value)) {
    c.diagnostics.error("T2120", clock->zone->span,
                        fmt::format("unknown time zone `{}`", clock->zone->value));
    return;
  }
  const auto& text = clock->text.value;
  const auto zone = clock->zone ? clock->zone->value : std::string();
  const auto at = instant(c, text, zone, clock->text.span);
  if (!at) return;
  start_ = *at;
  date_ = text.substr(0, 10);
  offset_ = offset_of(text);
  zone_ = offset_.empty() ? zone : std::string();
}

std::optional<Instant> TestClock::at(const ast::Offset& offset) const {
  switch (offset.kind) {
    case ast::Offset::Kind::plus: return later(start_, offset.plus);
    case ast::Offset::Kind::time_of_day: return next(offset.text, offset.span);
    case ast::Offset::Kind::datetime: break;
  }
  const bool own = has_zone(offset.text);
  const auto text = own || offset_.empty() || offset.text.find_first_of("T ") == std::string::npos
                        ? offset.text
                        : offset.text + offset_;
  return instant(c_, text, zone_.empty() ? "UTC" : zone_, offset.span);
}

std::optional<Instant> TestClock::next(const std::string& time_of_day, Span span) const {
  auto date = date_;
  for (int day = 0; day < 2; ++day, date = day_after(date)) {
    const auto at = parse_time(date + "T" + time_of_day + offset_, zone_);
    if (at && *at > start_) return at;
    if (at) continue;
    c_.diagnostics.error(
        "T2119", span,
        fmt::format("`{}` is not a valid time, or does not exist in zone {} on that date",
                    time_of_day, zone_.empty() ? "UTC" : zone_));
    return std::nullopt;
  }
  return std::nullopt;
}

std::string TestClock::relative(Instant at) const {
  return at < start_ ? format_utc(at) : "+" + format_duration(since(start_, at));
}

}  // namespace tocsin::dsl
