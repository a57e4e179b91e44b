// What holds messages back by the clock: mutes and silences.
#include "base/silence.hpp"
#include "base/time.hpp"
#include "dsl/check_delivery.hpp"
#include "dsl/check_literal.hpp"
#include "dsl/monitor_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tocsin::dsl {
namespace {

constexpr auto kDays = std::to_array<std::string_view>(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"});

std::vector<std::size_t> selected(Checking& c, const Package& package,
                                  const std::vector<ast::Path>& selectors) {
  std::vector<std::size_t> monitors;
  for (const auto& selector : selectors)
    for (const auto monitor : matching(c, package, std::nullopt, selector))
      if (std::ranges::count(monitors, monitor) == 0) monitors.push_back(monitor);
  return monitors;
}

void check_days(Checking& c, const std::vector<ast::Name>& days) {
  for (std::size_t i = 1; i < days.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (days[k].text == days[i].text)
        return twice(c, days[i].text, days[i].span, days[k].span, "list of days");
}

std::vector<int> weekdays_of(const std::vector<ast::Name>& days) {
  std::vector<int> found;
  const auto add = [&](int from, int to) {
    for (int day = from; day <= to; ++day)
      if (std::ranges::count(found, day) == 0) found.push_back(day);
  };
  for (const auto& day : days) {
    if (day.text == "day") add(1, 7);
    if (day.text == "weekday") add(1, 5);
    if (day.text == "weekend") add(6, 7);
    if (const auto at = std::ranges::find(kDays, day.text); at != kDays.end()) {
      const auto number = static_cast<int>(at - kDays.begin()) + 1;
      add(number, number);
    }
  }
  std::ranges::sort(found);
  return found;
}

std::optional<MuteTimePlan> read_time(Checking& c, const ast::MuteTime& time) {
  check_days(c, time.days);
  const auto from = time_of_day(c, time.from.text, time.from.span);
  const auto to = time_of_day(c, time.to.text, time.to.span);
  if (!from || !to) return std::nullopt;
  if (!time.zone) {
    c.diagnostics.error("T5111", time.span, "a mute window needs a time zone: add `in \"Zone\"`");
    return std::nullopt;
  }
  if (!is_known_zone(time.zone->value)) {
    c.diagnostics.error("T2120", time.zone->span,
                        fmt::format("unknown time zone `{}`", time.zone->value));
    return std::nullopt;
  }
  if (*from == *to) {
    Span span = time.from.span;
    span.end = time.to.span.end;
    c.diagnostics.error("T3108", span,
                        fmt::format("the range {}..{} is empty", time.from.text, time.to.text));
    return std::nullopt;
  }
  return MuteTimePlan{weekdays_of(time.days), *from, *to, time.zone->value};
}

// A mute of nothing, or at no time, would be accepted without effect.
void check_whole(Checking& c, const ast::Mute& mute) {
  if (mute.broken) return;
  if (!mute.times.empty() && !mute.on.empty()) return;
  const auto* lacks = !mute.times.empty() ? "an `on` line"
                      : !mute.on.empty()  ? "an `every` line"
                                          : "an `every` and an `on` line";
  c.diagnostics.error("T0001", mute.name.span,
                      fmt::format("expected {} in mute `{}`, found none", lacks, mute.name.text));
}

void check_once(Checking& c, const ast::Mute& mute) {
  if (mute.on.size() > 1) twice(c, "on", mute.on[1], mute.on[0], "mute");
  if (mute.up_to.size() > 1) twice(c, "up to", mute.up_to[1].span, mute.up_to[0].span, "mute");
}

// By default everything below the highest severity.
void read_up_to(Checking& c, const ast::Mute& mute, MutePlan& plan) {
  plan.up_to = c.plan.severities.highest() - 1;
  if (mute.up_to.empty()) return;
  const auto& name = mute.up_to.front();
  const auto rank = severity_rank(c, name);
  if (!rank) return;
  plan.up_to = *rank;
  const auto is_held = [&](std::size_t m) {
    const auto severities = reachable(c.plan.monitors[m]);
    return !c.monitors[m].complete ||
           std::ranges::any_of(severities, [&](int s) { return s <= *rank; });
  };
  if (plan.monitors.empty() || std::ranges::any_of(plan.monitors, is_held)) return;
  c.diagnostics.error("T5112", name.span,
                      fmt::format("`{}` cannot reach `{}`, so this mute never acts",
                                  c.plan.monitors[plan.monitors.front()].name, name.text));
}

// The fields after `by` of the monitors that are silenced.
FilterNames segment_names(const std::vector<std::size_t>& monitors) {
  return [&monitors](Checking& c, const ast::Path& path) -> std::optional<std::string> {
    const auto name = on_one_line(c.sources, path.span);
    std::vector<std::string_view> known;
    for (const auto m : monitors)
      for (const auto& field : c.plan.monitors[m].by.fields) known.push_back(field.name);
    if (std::ranges::count(known, name) > 0) return "segment." + name;
    std::ranges::sort(known);
    const auto [begin, end] = std::ranges::unique(known);
    known.erase(begin, end);
    c.diagnostics.error("T1212", path.span,
                        fmt::format("`{}` is not known in a filter; known: {}", name,
                                    known.empty() ? "none" : listed(known)));
    return std::nullopt;
  };
}

void check_interval(Checking& c, const ast::Silence& silence, SilencePlan& plan) {
  const auto from = instant(c, silence.from.value, "", silence.from.span);
  const auto to = instant(c, silence.to.value, "", silence.to.span);
  if (!from || !to) return;
  plan.from = *from;
  plan.to = *to;
  if (*from < *to && *to - *from <= kLongestSilence) return;
  c.diagnostics.error("T5110", silence.to.span,
                      fmt::format("silence ends before it starts, or lasts longer than the allowed "
                                  "{}",
                                  format_duration(kLongestSilence)));
}

}  // namespace

void check_mute(Checking& c, Package& package, const ast::Mute& mute) {
  for (const auto& other : c.plan.mutes)
    if (other.package == package.name && other.name == mute.name.text)
      twice(c, mute.name.text, mute.name.span, other.span, "package");
  MutePlan plan;
  plan.package = package.name;
  plan.name = mute.name.text;
  plan.title = mute.title ? mute.title->value : mute.name.text;
  plan.span = mute.name.span;
  check_whole(c, mute);
  check_once(c, mute);
  for (const auto& time : mute.times)
    if (auto read = read_time(c, time)) plan.times.push_back(std::move(*read));
  plan.monitors = selected(c, package, mute.selectors);
  read_up_to(c, mute, plan);
  c.plan.mutes.push_back(std::move(plan));
}

void check_silence(Checking& c, Package& package, const ast::Silence& silence) {
  SilencePlan plan;
  plan.span = silence.span;
  plan.because = silence.because.value;
  plan.by = silence.by.value;
  says_something(c, plan.because, silence.because.span, "the reason of this silence");
  says_something(c, plan.by, silence.by.span, "the name of who silences");
  plan.monitors = selected(c, package, silence.selectors);
  check_interval(c, silence, plan);
  if (silence.where)
    if (auto filter = check_filter(c, *silence.where, segment_names(plan.monitors)))
      plan.where = std::move(*filter);
  c.plan.silences.push_back(std::move(plan));
}

}  // namespace tocsin::dsl
