#include "engine/escalations.hpp"

#include <algorithm>

namespace tocsin::engine {
namespace {

bool has_steps(const dsl::RoutePlan& route) { return !route.escalations.empty(); }

bool leads_to(const dsl::RoutePlan& route, std::size_t channel) {
  return std::ranges::find(route.channels, channel) != route.channels.end();
}

}  // namespace

Escalations::Escalations(const dsl::Plan& plan)
    : plan_(plan), has_steps_(std::ranges::any_of(plan.routes, has_steps)) {}

// A clock stands as long as its incident, unless nothing is left that nobody has answered.
void Escalations::leave(const AlertRef& ref, const Alert& alert, bool waits) {
  for (const std::size_t route : alert.routes) {
    const auto clock = clocks_.find({alert.incident, route});
    if (clock == clocks_.end()) continue;
    const bool was_there = clock->second.waiting.erase(ref) > 0;
    if (was_there && !waits && clock->second.waiting.empty()) clocks_.erase(clock);
  }
}

// What comes into an incident that others have been told of already goes to them too.
void Escalations::enter(const AlertRef& ref, Alert& alert, Instant now) {
  for (const std::size_t route : alert.routes) {
    Clock& clock = clocks_[{alert.incident, route}];
    clock.waiting.insert(ref);
    if (!clock.since && alert.told.contains(route)) clock.since = now;
    const auto& steps = plan_.routes[route].escalations;
    for (std::size_t i = 0; i < clock.done; ++i) alert.joined.insert({route, steps[i].channel});
  }
}

void Escalations::follow(const AlertRef& ref, const std::string& incident, const AlertFacts& alert,
                         bool waits, Instant now) {
  if (!has_steps_) return;
  std::set<std::size_t> routes;
  for (const std::size_t route : routes_of(alert))
    if (has_steps(plan_.routes[route])) routes.insert(route);
  if (routes.empty() && !alerts_.contains(ref)) return;
  Alert& state = alerts_[ref];
  leave(ref, state, waits);
  state.incident = incident;
  state.waits = waits && !incident.empty();
  state.routes = std::move(routes);
  if (state.waits) enter(ref, state, now);
}

void Escalations::forget(const AlertRef& ref) {
  const auto at = alerts_.find(ref);
  if (at == alerts_.end()) return;
  leave(ref, at->second, true);
  alerts_.erase(at);
}

void Escalations::add_to(ChannelDeliveries& deliveries, const AlertRef& ref,
                         const AlertFacts& alert) const {
  const auto at = alerts_.find(ref);
  if (at == alerts_.end()) return;
  for (const auto& [route, channel] : at->second.joined) {
    if (!at->second.routes.contains(route)) continue;
    Delivery delivery = delivery_along(route, alert);
    if (at->second.told.contains(route)) delivery.wait = Duration{0};
    add(deliveries, channel, delivery);
  }
}

void Escalations::told(const AlertRef& ref, std::size_t channel, Instant at) {
  const auto found = alerts_.find(ref);
  if (found == alerts_.end()) return;
  Alert& alert = found->second;
  for (const std::size_t route : alert.routes) {
    if (!leads_to(plan_.routes[route], channel)) continue;
    alert.told.insert(route);
    if (!alert.waits) continue;
    Clock& clock = clocks_.at({alert.incident, route});
    if (!clock.since) clock.since = at;
  }
}

std::optional<Instant> Escalations::due(const Key& key, const Clock& clock) const {
  const auto& steps = plan_.routes[key.second].escalations;
  if (!clock.since || clock.waiting.empty() || clock.done == steps.size()) return std::nullopt;
  return *clock.since + steps[clock.done].after;
}

std::optional<Instant> Escalations::next_due() const {
  std::optional<Instant> next;
  for (const auto& [key, clock] : clocks_)
    if (const auto at = due(key, clock)) next = std::min(next.value_or(*at), *at);
  return next;
}

std::vector<Escalations::Step> Escalations::take_due(Instant now) {
  std::vector<Step> taken;
  for (auto& [key, clock] : clocks_)
    for (auto at = due(key, clock); at && *at <= now; at = due(key, clock)) {
      const auto& step = plan_.routes[key.second].escalations[clock.done++];
      std::set<AlertRef> alerts;
      for (const auto& ref : clock.waiting)
        if (alerts_.at(ref).joined.insert({key.second, step.channel}).second) alerts.insert(ref);
      if (!alerts.empty())
        taken.push_back({key.first, step.channel, step.after, std::move(alerts)});
    }
  return taken;
}

std::vector<Escalations::Ahead> Escalations::steps_of(const AlertRef& ref) const {
  std::vector<Ahead> ahead;
  const auto found = alerts_.find(ref);
  if (found == alerts_.end()) return ahead;
  const Alert& alert = found->second;
  for (const std::size_t route : alert.routes) {
    const auto clock = clocks_.find({alert.incident, route});
    const bool runs = alert.waits && clock != clocks_.end() && clock->second.since.has_value();
    for (const auto& step : plan_.routes[route].escalations) {
      Ahead one{step.channel, step.after, alert.joined.contains({route, step.channel}), alert.waits,
                std::nullopt};
      if (runs && !one.is_done) one.at = *clock->second.since + step.after;
      ahead.push_back(one);
    }
  }
  return ahead;
}

void Escalations::stop(const std::string& incident) {
  const auto first = clocks_.lower_bound({incident, 0});
  auto last = first;
  while (last != clocks_.end() && last->first.first == incident) {
    for (const auto& ref : last->second.waiting) alerts_.at(ref).waits = false;
    ++last;
  }
  clocks_.erase(first, last);
}

namespace {

void save_ref(Encoder& out, const AlertRef& ref) {
  out.u64(ref.monitor);
  out.text(ref.segment);
}

AlertRef load_ref(Decoder& in) {
  const auto monitor = static_cast<std::size_t>(in.u64());
  return {monitor, in.text()};
}

}  // namespace

void Escalations::save(Encoder& out) const {
  out.u64(clocks_.size());
  for (const auto& [key, clock] : clocks_) {
    out.text(key.first);
    out.u64(key.second);
    out.boolean(clock.since.has_value());
    if (clock.since) out.instant(*clock.since);
    out.u64(clock.done);
  }
  out.u64(alerts_.size());
  for (const auto& [ref, alert] : alerts_) {
    save_ref(out, ref);
    out.text(alert.incident);
    out.boolean(alert.waits);
    for (const auto* routes : {&alert.routes, &alert.told}) {
      out.u64(routes->size());
      for (const std::size_t route : *routes) out.u64(route);
    }
    out.u64(alert.joined.size());
    for (const auto& [route, channel] : alert.joined) {
      out.u64(route);
      out.u64(channel);
    }
  }
}

void Escalations::load(Decoder& in) {
  clocks_.clear();
  alerts_.clear();
  const auto number = [&](std::size_t size) {
    const auto read = static_cast<std::size_t>(in.u64());
    if (read < size) return read;
    in.fail();
    return std::size_t{0};
  };
  for (std::size_t n = in.count(4); n > 0 && !in.failed(); --n) {
    auto incident = in.text();
    const std::size_t route = number(plan_.routes.size());
    Clock clock;
    if (in.boolean()) clock.since = in.instant();
    if (!in.failed()) clock.done = number(plan_.routes[route].escalations.size() + 1);
    clocks_[{std::move(incident), route}] = std::move(clock);
  }
  for (std::size_t n = in.count(7); n > 0 && !in.failed(); --n) {
    const AlertRef ref = load_ref(in);
    Alert alert;
    alert.incident = in.text();
    alert.waits = in.boolean();
    for (auto* routes : {&alert.routes, &alert.told})
      for (std::size_t m = in.count(); m > 0 && !in.failed(); --m)
        routes->insert(number(plan_.routes.size()));
    for (std::size_t m = in.count(2); m > 0 && !in.failed(); --m) {
      const std::size_t route = number(plan_.routes.size());
      alert.joined.emplace(route, number(plan_.channels.size()));
    }
    if (in.failed() || ref.monitor >= plan_.monitors.size()) return in.fail();
    if (alert.waits)
      for (const std::size_t route : alert.routes)
        clocks_[{alert.incident, route}].waiting.insert(ref);
    alerts_[ref] = std::move(alert);
  }
}

}  // namespace tocsin::engine
