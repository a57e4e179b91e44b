#include "engine/router.hpp"

#include <algorithm>

namespace tocsin::engine {
namespace {

constexpr Duration kWaitBelowHighest = 30s;

bool is_like(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t]) && pattern[p] != '*') {
      ++p;
      ++t;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool is_one_of(const std::vector<std::string>& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool is_at_or_below(std::string_view folder, std::string_view package) {
  if (folder.empty() || package == folder) return true;
  return package.starts_with(folder) && package.substr(folder.size()).starts_with('/');
}

bool applies(const dsl::RoutePlan& route, const AlertFacts& alert) {
  const auto& severities = route.severities;
  return std::find(severities.begin(), severities.end(), alert.severity) != severities.end() &&
         is_for_folder(route, alert.monitor) && matches(route.where, alert);
}

// What the filter says of all alerts of a monitor; nothing where it depends on the alert.
std::optional<bool> settled(const dsl::AlertFilter& filter, const AlertFacts& monitor) {
  using Op = dsl::AlertFilter::Op;
  const auto says = [&](bool answer) {
    return [&monitor, answer](const dsl::AlertFilter& f) { return settled(f, monitor) == answer; };
  };
  const auto& args = filter.args;
  switch (filter.op) {
    case Op::always: return true;
    case Op::and_:
      if (std::ranges::any_of(args, says(false))) return false;
      return std::ranges::all_of(args, says(true)) ? std::optional(true) : std::nullopt;
    case Op::or_:
      if (std::ranges::any_of(args, says(true))) return true;
      return std::ranges::all_of(args, says(false)) ? std::optional(false) : std::nullopt;
    case Op::not_: {
      const auto inner = settled(args.front(), monitor);
      return inner ? std::optional(!*inner) : std::nullopt;
    }
    default: break;
  }
  const auto& name = filter.name;
  const bool varies = name == "severity" || name == "reason" || name.starts_with("segment.");
  return varies ? std::nullopt : std::optional(matches(filter, monitor));
}

std::vector<std::size_t> routes_of(const AlertFacts& alert, const std::vector<std::size_t>& among) {
  std::vector<std::size_t> all, only;
  const auto& routes = alert.plan.routes;
  for (const std::size_t i : among)
    if (applies(routes[i], alert)) (routes[i].only ? only : all).push_back(i);
  return only.empty() ? all : only;
}

void sort_names(Delivery& delivery) {
  auto& names = delivery.group_by;
  std::ranges::sort(names);
  const auto [begin, end] = std::ranges::unique(names);
  names.erase(begin, end);
}

// What is told at once needs no digest, and the options of a digest say nothing about it.
void merge(Delivery& into, const Delivery& other) {
  if (into.digests.empty() != other.digests.empty()) {
    if (other.digests.empty()) into = other;
    return;
  }
  into.wait = std::min(into.wait, other.wait);
  if (other.repeat) into.repeat = std::min(into.repeat.value_or(*other.repeat), *other.repeat);
  into.quietly = into.quietly && other.quietly;
  into.group_by.insert(into.group_by.end(), other.group_by.begin(), other.group_by.end());
  into.digests.insert(into.digests.end(), other.digests.begin(), other.digests.end());
  sort_names(into);
}

}  // namespace

std::string fact(const AlertFacts& alert, std::string_view name) {
  const auto& model = alert.plan.models[alert.monitor.model];
  if (name == "model") return model.schema.model;
  if (name == "kind") return std::string(dsl::to_text(alert.monitor.kind));
  if (name == "monitor") return alert.monitor.name;
  if (name == "owner") return alert.monitor.owner;
  if (name == "reason") return std::string(alert.reason);
  if (name == "severity")
    return alert.severity < 0
               ? ""
               : alert.plan.severities.names[static_cast<std::size_t>(alert.severity)];
  if (name.starts_with("tag.")) {
    const auto at = alert.monitor.tags.find(std::string(name.substr(4)));
    return at == alert.monitor.tags.end() ? "" : at->second;
  }
  if (name.starts_with("segment."))
    for (const auto& [field, value] : alert.labels)
      if (field == name.substr(8)) return value;
  return "";
}

bool matches(const dsl::AlertFilter& filter, const AlertFacts& alert) {
  using Op = dsl::AlertFilter::Op;
  const auto each = [&](const dsl::AlertFilter& f) { return matches(f, alert); };
  switch (filter.op) {
    case Op::always: return true;
    case Op::equal: return fact(alert, filter.name) == filter.values.front();
    case Op::not_equal: return fact(alert, filter.name) != filter.values.front();
    case Op::in: return is_one_of(filter.values, fact(alert, filter.name));
    case Op::like: return is_like(filter.values.front(), fact(alert, filter.name));
    case Op::and_: return std::all_of(filter.args.begin(), filter.args.end(), each);
    case Op::or_: return std::any_of(filter.args.begin(), filter.args.end(), each);
    case Op::not_: return !matches(filter.args.front(), alert);
  }
  return false;
}

bool is_for_folder(const dsl::RoutePlan& route, const dsl::MonitorPlan& monitor) {
  return is_at_or_below(route.package, monitor.package);
}

std::vector<std::size_t> routes_for(const dsl::Plan& plan, const dsl::MonitorPlan& monitor) {
  const Labels none;
  const AlertFacts facts{plan, monitor, none, -1, ""};
  std::vector<std::size_t> routes;
  for (std::size_t i = 0; i < plan.routes.size(); ++i)
    if (is_for_folder(plan.routes[i], monitor) &&
        settled(plan.routes[i].where, facts).value_or(true))
      routes.push_back(i);
  return routes;
}

std::vector<std::size_t> routes_of(const AlertFacts& alert) {
  return routes_of(alert, routes_for(alert.plan, alert.monitor));
}

Delivery delivery_along(std::size_t number, const AlertFacts& alert) {
  const auto& route = alert.plan.routes[number];
  const bool highest = alert.severity == alert.plan.severities.highest();
  Delivery delivery{.wait = route.wait.value_or(highest ? Duration{0} : kWaitBelowHighest),
                    .repeat = route.repeat,
                    .quietly = route.quietly,
                    .group_by = route.group_by,
                    .digests = route.digest ? std::vector{number} : std::vector<std::size_t>{}};
  sort_names(delivery);
  return delivery;
}

void add(ChannelDeliveries& deliveries, std::size_t channel, const Delivery& delivery) {
  const auto [at, is_new] = deliveries.emplace(channel, delivery);
  if (!is_new) merge(at->second, delivery);
}

ChannelDeliveries route(const AlertFacts& alert) {
  return route(alert, routes_for(alert.plan, alert.monitor));
}

ChannelDeliveries route(const AlertFacts& alert, const std::vector<std::size_t>& among) {
  ChannelDeliveries channels;
  if (alert.severity < 0) return channels;
  for (const std::size_t number : routes_of(alert, among))
    for (const std::size_t channel : alert.plan.routes[number].channels)
      add(channels, channel, delivery_along(number, alert));
  return channels;
}

std::string group_key(const AlertFacts& alert, const std::vector<std::string>& group_by) {
  const auto names = [&](std::string_view name) {
    return std::find(group_by.begin(), group_by.end(), name) != group_by.end();
  };
  std::string key;
  if (names("monitor") || names("model")) key = fact(alert, "model");
  if (!key.empty() && !alert.monitor.package.empty()) key = alert.monitor.package + "." + key;
  if (names("monitor")) key += "." + alert.monitor.name;
  Labels rest;
  for (const auto& name : group_by)
    if (name != "monitor" && name != "model") rest.emplace_back(name, fact(alert, name));
  if (rest.empty()) return key;
  return key.empty() ? to_text(rest) : key + " " + to_text(rest);
}

}  // namespace tocsin::engine
