#include "prose/receivers.hpp"

#include "engine/router.hpp"
#include "prose/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::prose {
namespace {

using dsl::AlertFilter;
using Op = AlertFilter::Op;

constexpr Duration kWaitBelowHighest = 30s;

enum class Answer { no, depends, yes };

// Which segment an alert has, and whether it is a breach or a gap, shows only when it fires.
bool is_open(std::string_view name) { return name == "reason" || name.starts_with("segment."); }

Answer opposite(Answer answer) {
  return static_cast<Answer>(static_cast<int>(Answer::yes) - static_cast<int>(answer));
}

Answer holds(const AlertFilter& filter, const engine::AlertFacts& alert) {
  switch (filter.op) {
    case Op::and_:
    case Op::or_: {
      const bool is_and = filter.op == Op::and_;
      auto answer = is_and ? Answer::yes : Answer::no;
      for (const auto& arg : filter.args)
        answer = is_and ? std::min(answer, holds(arg, alert)) : std::max(answer, holds(arg, alert));
      return answer;
    }
    case Op::not_: return opposite(holds(filter.args.front(), alert));
    default: break;
  }
  if (is_open(filter.name)) return Answer::depends;
  return engine::matches(filter, alert) ? Answer::yes : Answer::no;
}

bool is_at_or_below(std::string_view folder, std::string_view package) {
  if (folder.empty() || package == folder) return true;
  return package.starts_with(folder) && package.substr(folder.size()).starts_with('/');
}

struct Match {
  const dsl::RoutePlan* route;
  Answer answer;
};

// A route marked `only` replaces the others where it surely matches.
std::vector<Match> matching(const engine::AlertFacts& alert) {
  std::vector<Match> all, only;
  for (const auto& route : alert.plan.routes) {
    const bool takes =
        std::ranges::find(route.severities, alert.severity) != route.severities.end();
    if (!takes || !is_at_or_below(route.package, alert.monitor.package)) continue;
    const auto answer = holds(route.where, alert);
    if (answer == Answer::no) continue;
    all.push_back({&route, answer});
    if (route.only) only.push_back({&route, answer});
  }
  const auto sure = [](const Match& match) { return match.answer == Answer::yes; };
  return std::ranges::any_of(only, sure) ? only : all;
}

Duration wait_of(const engine::AlertFacts& alert, const dsl::RoutePlan& route) {
  const bool highest = alert.severity == alert.plan.severities.highest();
  return route.wait.value_or(highest ? Duration{0} : kWaitBelowHighest);
}

void add(std::vector<Receiver>& all, const Receiver& one) {
  const auto at = std::ranges::find(all, one.channel, &Receiver::channel);
  if (at == all.end()) return all.push_back(one);
  at->wait = std::min(at->wait, one.wait);
  if (one.digest.empty()) at->digest.clear();  // immediate before digest
  if (one.only_where.empty())
    at->only_where.clear();
  else if (!at->only_where.empty())
    at->only_where += " or " + one.only_where;
}

}  // namespace

std::vector<Receiver> receivers(const dsl::Plan& plan, const dsl::MonitorPlan& monitor,
                                int severity) {
  const Labels none;
  const engine::AlertFacts alert{plan, monitor, none, severity, ""};
  std::vector<Receiver> all;
  for (const auto& [route, answer] : matching(alert))
    for (const auto channel : route->channels)
      add(all, {channel, answer == Answer::yes ? "" : in_words(route->where),
                wait_of(alert, *route), route->digest ? in_words(*route->digest) : ""});
  std::ranges::sort(all, {}, &Receiver::channel);
  return all;
}

std::vector<Escalation> escalations(const dsl::Plan& plan, const dsl::MonitorPlan& monitor,
                                    int severity) {
  const Labels none;
  std::vector<Escalation> steps;
  for (const auto& match : matching({plan, monitor, none, severity, ""}))
    for (const auto& step : match.route->escalations) {
      const auto at = std::ranges::find(steps, step.channel, &Escalation::channel);
      if (at == steps.end())
        steps.push_back({step.channel, step.after});
      else
        at->after = std::min(at->after, step.after);
    }
  std::ranges::stable_sort(steps, {}, &Escalation::after);
  return steps;
}

std::string in_words(const dsl::DigestPlan& digest) {
  static constexpr std::string_view kDays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                               "friday", "saturday", "sunday"};
  if (digest.rhythm == dsl::DigestPlan::Rhythm::hourly) return "hourly";
  const bool weekly = digest.rhythm == dsl::DigestPlan::Rhythm::weekly;
  const auto minutes = digest.time_of_day / 1min;
  return fmt::format("{} {:02}:{:02} {}",
                     weekly ? kDays[static_cast<std::size_t>(digest.weekday - 1)] : "daily",
                     minutes / 60, minutes % 60, digest.zone);
}

std::vector<std::size_t> routes_taking(const dsl::Plan& plan, const dsl::MonitorPlan& monitor,
                                       int severity) {
  const Labels none;
  std::vector<std::size_t> found;
  for (const auto& match : matching({plan, monitor, none, severity, ""}))
    found.push_back(static_cast<std::size_t>(match.route - plan.routes.data()));
  return found;
}

std::string in_words(const dsl::Plan& plan, const std::vector<Receiver>& receivers) {
  std::vector<std::string> names;
  for (const auto& receiver : receivers) {
    names.push_back(plan.channels[receiver.channel].name);
    if (!receiver.digest.empty()) names.back() += fmt::format(" (digest {})", receiver.digest);
    if (!receiver.only_where.empty())
      names.back() += fmt::format(" (where {})", receiver.only_where);
  }
  return names.empty() ? "nobody" : listed(names);
}

std::string in_words(const AlertFilter& filter) {
  const auto value = [&] { return fmt::format("\"{}\"", filter.values.front()); };
  std::vector<std::string> parts;
  switch (filter.op) {
    case Op::always: return "always";
    case Op::equal: return filter.name + " is " + value();
    case Op::not_equal: return filter.name + " is not " + value();
    case Op::like: return filter.name + " is like " + value();
    case Op::in:
      for (const auto& text : filter.values) parts.push_back(fmt::format("\"{}\"", text));
      return filter.name + " is " + listed(parts, "or");
    case Op::not_: return fmt::format("not ({})", in_words(filter.args.front()));
    case Op::and_:
    case Op::or_: break;
  }
  std::string text;
  for (const auto& arg : filter.args) {
    const bool is_loose = arg.op == Op::or_ && filter.op == Op::and_;
    if (!text.empty()) text += filter.op == Op::and_ ? " and " : " or ";
    text += is_loose ? fmt::format("({})", in_words(arg)) : in_words(arg);
  }
  return text;
}

}  // namespace tocsin::prose
