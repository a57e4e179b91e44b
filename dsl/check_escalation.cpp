// Who is told when nobody answers, and who is told once a day.
#include "base/time.hpp"
#include "dsl/check_delivery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace tocsin::dsl {
namespace {

constexpr auto kDays = std::to_array<std::string_view>(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"});

void check_rising(Checking& c, const ast::Route& route, const RoutePlan& plan) {
  std::vector<const ast::RouteOption*> steps;
  for (const auto& option : route.options)
    if (option.kind == ast::RouteOption::Kind::escalate) steps.push_back(&option);
  for (std::size_t i = 1; i < plan.escalations.size(); ++i) {
    const auto &a = plan.escalations[i - 1], &b = plan.escalations[i];
    if (a.after < b.after || i >= steps.size()) continue;
    auto& d =
        c.diagnostics.error("T5115", steps[i]->span,
                            fmt::format("escalation steps must rise: `{}` after {}, `{}` after {}",
                                        c.plan.channels[a.channel].name, format_duration(a.after),
                                        c.plan.channels[b.channel].name, format_duration(b.after)));
    d.related.push_back({steps[i - 1]->span, "the step before"});
    return;
  }
}

Span place_of(const ast::Route& route, ast::RouteOption::Kind kind) {
  const auto found = std::ranges::find(route.options, kind, &ast::RouteOption::kind);
  return found == route.options.end() ? route.span : found->span;
}

void check_opens(Checking& c, const ast::Route& route, const RoutePlan& plan) {
  const auto from = c.plan.incident.from;
  const auto opens = [&](int severity) { return severity >= from; };
  if (plan.severities.empty() || std::ranges::any_of(plan.severities, opens)) return;
  const auto& names = c.plan.severities.names;
  c.diagnostics.error(
      "T5114", place_of(route, ast::RouteOption::Kind::escalate),
      fmt::format("`escalate` follows an incident, and `{}` alerts open none; incidents start from "
                  "`{}`",
                  names[static_cast<std::size_t>(plan.severities.back())],
                  names[static_cast<std::size_t>(from)]));
}

}  // namespace

std::optional<Duration> time_of_day(Checking& c, std::string_view text, Span span) {
  std::array<int, 3> parts{};
  std::size_t at = 0, n = 0;
  for (; n < parts.size() && at < text.size(); ++n, at += 3)
    std::from_chars(text.data() + at, text.data() + std::min(at + 2, text.size()), parts[n]);
  const auto [hours, minutes, seconds] = parts;
  if (hours < 24 && minutes < 60 && seconds < 60)
    return std::chrono::hours(hours) + std::chrono::minutes(minutes) +
           std::chrono::seconds(seconds);
  c.diagnostics.error("T2119", span, fmt::format("`{}` is not a valid time of day", text));
  return std::nullopt;
}

void read_escalation(Checking& c, const Package& package, const ast::RouteOption& option,
                     RoutePlan& plan) {
  const auto found = package.channels.find(option.to.text);
  if (found == package.channels.end())
    return no_such(c, "channel", option.to, names_of(package.channels));
  if (option.duration.value.count() <= 0)
    c.diagnostics.error("T3113", option.duration.span, "`after` must be longer than zero");
  if (std::ranges::count(plan.channels, found->second) > 0)
    c.diagnostics.error("T5118", option.to.span,
                        fmt::format("`{}` is told at once by this route; `escalate` is for a "
                                    "channel that is not",
                                    option.to.text));
  plan.escalations.push_back({found->second, option.duration.value});
}

void read_digest(Checking& c, const ast::RouteOption& option, RoutePlan& plan) {
  DigestPlan digest;
  const auto& word = option.digest_rhythm.text;
  const auto day = std::ranges::find(kDays, word);
  if (word == "hourly") digest.rhythm = DigestPlan::Rhythm::hourly;
  if (day != kDays.end()) {
    digest.rhythm = DigestPlan::Rhythm::weekly;
    digest.weekday = static_cast<int>(day - kDays.begin()) + 1;
  }
  if (digest.rhythm != DigestPlan::Rhythm::hourly) {
    const auto time = time_of_day(c, option.digest_time.text, option.digest_time.span);
    if (!time) return;
    digest.time_of_day = *time;
    digest.zone = option.digest_zone.value;
    if (!is_known_zone(digest.zone))
      c.diagnostics.error("T2120", option.digest_zone.span,
                          fmt::format("unknown time zone `{}`", digest.zone));
  }
  plan.digest = digest;
}

void check_escalations(Checking& c) {
  using Kind = ast::RouteOption::Kind;
  for (std::size_t i = 0; i < c.routes.size(); ++i) {
    const auto& plan = c.plan.routes[i];
    const auto& route = *c.routes[i];
    if (plan.escalations.empty()) continue;
    check_rising(c, route, plan);
    check_opens(c, route, plan);
    if (!plan.digest) continue;
    auto& d = c.diagnostics.error("T5116", place_of(route, Kind::digest),
                                  "`escalate` and `digest` exclude each other on one route");
    d.related.push_back({place_of(route, Kind::escalate), "the escalation"});
  }
}

}  // namespace tocsin::dsl
