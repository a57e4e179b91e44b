#include "changes/receivers.hpp"

#include "changes/names.hpp"
#include "changes/parts.hpp"
#include "engine/router.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>

namespace tocsin::changes {
namespace {

constexpr std::string_view kOther = "\x01 another";  // a value that no route names
constexpr std::size_t kMostAlerts = 256;             // of one monitor and severity
constexpr std::size_t kMostNamed = 4;                // monitors that a line names

void collect(const dsl::AlertFilter& filter, Distinctions& found) {
  for (const auto& arg : filter.args) collect(arg, found);
  if (filter.name == "reason") found.reason = true;
  if (!filter.name.starts_with("segment.")) return;
  auto& values = found.segments[filter.name.substr(8)];
  for (auto value : filter.values) {
    if (filter.op == dsl::AlertFilter::Op::like) {  // one of those that fit
      std::erase(value, '*');
      std::ranges::replace(value, '?', 'x');
    }
    values.insert(value);
  }
}

// One alert that the routes can tell from others.
struct Example {
  Labels labels;
  std::string reason = "breach";
  std::string text;  // ` where platform = "a"`; empty: nothing tells it apart
};

void split_by(const std::string& field, const std::set<std::string>& values,
              std::vector<Example>& examples) {
  std::vector<Example> split;
  for (const auto& example : examples) {
    const auto add = [&](const std::string& value, const std::string& text) {
      auto one = example;
      one.labels.emplace_back(field, value);
      one.text += (one.text.empty() ? " where " : " and ") + text;
      if (split.size() < kMostAlerts) split.push_back(std::move(one));
    };
    for (const auto& value : values) add(value, fmt::format("{} = \"{}\"", field, value));
    add(std::string(kOther), field + " is another");
  }
  examples = std::move(split);
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::count(names, name) > 0;
}

std::vector<std::string> segments_of(MonitorOf of) { return segment_names(of.monitor); }

bool has_rung(MonitorOf of, const std::string& severity) {
  return std::ranges::any_of(of.monitor.rungs, [&](const auto& rung) {
    return severity_name(of.plan, rung.severity) == severity;
  });
}

bool is_gap_of(MonitorOf of, const dsl::GapPlan& gap, const std::string& severity) {
  return gap.policy == dsl::GapPolicy::alert && severity_name(of.plan, gap.severity) == severity;
}

std::vector<std::string> reasons(MonitorOf of, const std::string& severity) {
  std::vector<std::string> all;
  if (has_rung(of, severity)) all.emplace_back("breach");
  if (is_gap_of(of, of.monitor.no_data, severity)) all.emplace_back("no data");
  if (is_gap_of(of, of.monitor.too_few, severity)) all.emplace_back("too few");
  return all;
}

std::vector<Example> examples(MonitorOf old, MonitorOf now, const std::string& severity,
                              const Distinctions& by) {
  std::vector<Example> all(1);
  for (const auto& [field, values] : by.segments)
    if (has(segments_of(old), field) || has(segments_of(now), field)) split_by(field, values, all);
  if (!by.reason) return all;
  std::vector<Example> split;
  for (const auto& reason : reasons(now, severity))
    for (auto example : all) {
      example.reason = reason;
      example.text +=
          (example.text.empty() ? " where reason = \"" : " and reason = \"") + reason + "\"";
      split.push_back(std::move(example));
    }
  return split;
}

std::string delivery_text(const engine::Delivery& delivery) {
  std::string text =
      delivery.wait.count() > 0 ? "wait " + format_duration(delivery.wait) : "at once";
  if (delivery.repeat) text += " repeat " + format_duration(*delivery.repeat);
  if (delivery.quietly) text += " quietly";
  return text + fmt::format(" group by {}", fmt::join(delivery.group_by, ", "));
}

std::string digest_text(const dsl::DigestPlan& digest) {
  static constexpr const char* kDays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                          "friday", "saturday", "sunday"};
  using Rhythm = dsl::DigestPlan::Rhythm;
  if (digest.rhythm == Rhythm::hourly) return "digest hourly";
  const auto minutes = digest.time_of_day / std::chrono::minutes(1);
  const auto* day = digest.rhythm == Rhythm::daily ? "daily" : kDays[(digest.weekday - 1) % 7];
  return fmt::format("digest {} {:02}:{:02} in \"{}\"", day, minutes / 60, minutes % 60,
                     digest.zone);
}

// What comes beside or in place of messages at once: digests where no route tells the channel at
// once, escalations under the channel that hears of them.
void add_later(const engine::AlertFacts& alert, std::map<std::string, std::string>& channels) {
  std::set<std::size_t> at_once;
  std::vector<const dsl::RoutePlan*> routes;
  for (const auto index : engine::routes_of(alert)) routes.push_back(&alert.plan.routes[index]);
  for (const auto* route : routes)
    if (!route->digest) at_once.insert(route->channels.begin(), route->channels.end());
  for (const auto* route : routes) {
    for (const auto channel : route->channels)
      if (route->digest && !at_once.contains(channel))
        channels[alert.plan.channels[channel].name] = digest_text(*route->digest);
    for (const auto& step : route->escalations)
      channels[alert.plan.channels[step.channel].name + " when unanswered"] =
          "after " + format_duration(step.after);
  }
}

// Channel -> how. Segments that this version does not have are left out.
std::map<std::string, std::string> told(MonitorOf of, const std::string& severity,
                                        const Example& example) {
  const auto rank = std::ranges::find(of.plan.severities.names, severity);
  std::map<std::string, std::string> channels;
  if (rank == of.plan.severities.names.end()) return channels;
  Labels labels;
  for (const auto& [field, value] : example.labels)
    if (has(segments_of(of), field)) labels.emplace_back(field, value);
  const auto number = static_cast<int>(rank - of.plan.severities.names.begin());
  const engine::AlertFacts alert{of.plan, of.monitor, labels, number, example.reason};
  for (const auto& [channel, delivery] : engine::route(alert))
    channels.emplace(of.plan.channels[channel].name, delivery_text(delivery));
  add_later(alert, channels);
  return channels;
}

// What changes for one channel: from what to what, nothing where it hears nothing.
struct Turn {
  std::string channel;
  std::optional<std::string> before, after;
  auto operator<=>(const Turn&) const = default;
};

std::set<Turn> turns(MonitorOf old, MonitorOf now, const std::string& severity,
                     const Example& example) {
  std::set<Turn> all;
  const auto after = told(now, severity, example);
  // Where no alert could be of that severity, nobody was told.
  const auto before = reasons(old, severity).empty() ? std::map<std::string, std::string>()
                                                     : told(old, severity, example);
  for (const auto& [channel, how] : after)
    if (const auto at = before.find(channel); at == before.end())
      all.insert({channel, std::nullopt, how});
    else if (at->second != how)
      all.insert({channel, at->second, how});
  for (const auto& [channel, how] : before)
    if (!after.contains(channel)) all.insert({channel, how, std::nullopt});
  return all;
}

Change change_of(const std::string& subject, const std::string& severity, const Turn& turn,
                 const std::string& which, dsl::Span span) {
  Change change{.aspect = Aspect::delivery, .subject = subject, .where = Where{false, span}};
  change.monitors = {subject};
  if (turn.before && turn.after) {
    change.part = fmt::format("{}{} to {}", severity, which, turn.channel);
    change.before = *turn.before;
    change.after = *turn.after;
  } else {
    change.part = fmt::format("{}{} told to", severity, which);
    (turn.after ? change.after : change.before) = turn.channel;
  }
  return change;
}

std::string several(const std::vector<std::string>& names) {
  const auto count = static_cast<std::ptrdiff_t>(std::min(names.size(), kMostNamed));
  const std::vector<std::string> named(names.begin(), names.begin() + count);
  return fmt::format("{} monitors ({}{})", names.size(), fmt::join(named, ", "),
                     names.size() > kMostNamed ? ", ..." : "");
}

}  // namespace

Distinctions distinctions(const dsl::Plan& old, const dsl::Plan& now) {
  Distinctions found;
  for (const auto* plan : {&old, &now})
    for (const auto& route : plan->routes) collect(route.where, found);
  return found;
}

std::vector<std::string> reachable(MonitorOf of) {
  std::vector<std::string> all;
  for (const auto& name : of.plan.severities.names)
    if (!reasons(of, name).empty()) all.push_back(name);
  return all;
}

std::string receivers_text(MonitorOf of) {
  std::vector<std::string> each;
  for (const auto& severity : reachable(of)) {
    std::vector<std::string> channels;
    for (const auto& example : examples(of, of, severity, distinctions(of.plan, of.plan)))
      for (const auto& [channel, how] : told(of, severity, example))
        if (!has(channels, channel)) channels.push_back(channel);
    std::ranges::sort(channels);
    each.push_back(
        fmt::format("{} to {}", severity,
                    channels.empty() ? "nobody" : fmt::format("{}", fmt::join(channels, ", "))));
  }
  return fmt::format("{}", fmt::join(each, "; "));
}

void compare_receivers(const std::string& subject, MonitorOf old, MonitorOf now,
                       const Distinctions& by, std::vector<Change>& changes) {
  for (const auto& severity : reachable(now)) {
    const auto all = examples(old, now, severity, by);
    std::map<Turn, std::vector<std::string>> found;  // with the alerts for which it is so
    for (const auto& example : all)
      for (const auto& turn : turns(old, now, severity, example))
        found[turn].push_back(example.text);
    for (const auto& [turn, which] : found)
      if (which.size() == all.size())
        changes.push_back(change_of(subject, severity, turn, "", now.monitor.span));
      else
        for (const auto& text : which)
          changes.push_back(change_of(subject, severity, turn, text, now.monitor.span));
  }
}

std::vector<Change> join_alike(std::vector<Change> changes) {
  std::vector<Change> joined;
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> known;
  for (auto& change : changes) {
    const auto [at, is_new] =
        known.try_emplace({change.part, change.before, change.after}, joined.size());
    if (is_new)
      joined.push_back(std::move(change));
    else
      joined[at->second].monitors.push_back(change.subject);
  }
  for (auto& change : joined)
    if (change.monitors.size() > 1) change.subject = several(change.monitors);
  return joined;
}

}  // namespace tocsin::changes
