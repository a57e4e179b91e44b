// What the engine does when somebody answers an incident, and when nobody does.
#include "engine/engine.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

namespace tocsin::engine {
namespace {

using Kind = IncidentEntry::Kind;

bool bears(const Labels& labels, const Labels& where) {
  return std::ranges::all_of(
      where, [&](const auto& label) { return std::ranges::count(labels, label) > 0; });
}

}  // namespace

void Engine::acknowledge(Acknowledgement acknowledgement) {
  const Instant from = std::max(now_, acknowledgement.at);
  answers_.add(std::move(acknowledgement), from);
}

const std::vector<std::size_t>& Engine::routes_for(std::size_t monitor) {
  auto& routes = routes_[monitor];
  if (!routes) routes = engine::routes_for(*plan_, plan_->monitors[monitor]);
  return *routes;
}

// Whom an alert of this severity is told, and whether they are reminded.
ChannelDeliveries Engine::deliveries_of(const AlertRef& ref, const AlertFacts& facts, bool is_held,
                                        Instant now) {
  if (facts.severity < 0) {
    escalations_.forget(ref);
    return {};
  }
  const auto incident = incidents_.incident_of(ref);
  const bool answered = answers_.covers(incident, ref.monitor, facts.severity);
  escalations_.follow(ref, incident, facts, !answered && !is_held, now);
  auto deliveries = route(facts, routes_for(ref.monitor));
  escalations_.add_to(deliveries, ref, facts);
  for (auto& [channel, delivery] : deliveries) {
    if (answered) delivery.repeat.reset();
    delivery.repeat_from = answers_.repeats_from(incident);
  }
  return deliveries;
}

// Nothing about the alert has changed but who is to know of it.
void Engine::tell_anew(const AlertRef& ref, Instant now) {
  const Member* member = watches_[ref.monitor].find(ref.segment);
  if (member == nullptr || member->state.severity < 0) return;
  const auto& state = member->state;
  const AlertStep step{ref.segment, state, state, {}, member->last, member->labels};
  auto news = news_of(step, ref, now);
  news.is_dark = is_dark(plan_->monitors[ref.monitor], state, now);
  say(step, step_between(AlertState{}, state), std::move(news), now);
}

std::set<std::string> Engine::incidents_meant(const Acknowledgement& said) const {
  if (!said.incident.empty()) return {said.incident};
  return incidents_.firing([&](const AlertRef& ref) {
    return std::ranges::count(said.monitors, ref.monitor) > 0 &&
           bears(watches_[ref.monitor].find(ref.segment)->labels, said.where);
  });
}

void Engine::answer(const std::string& incident, const Acknowledgement& said, Instant now,
                    Outcome& outcome) {
  auto entry = incidents_.note(incident, Kind::acknowledged, "", said.at);
  if (!entry) return;
  entry->by = said.by;
  outcome.incidents.push_back(std::move(*entry));
  Answers::Severities severities;
  for (const auto& ref : incidents_.firing_in(incident)) {
    const auto severity = watches_[ref.monitor].find(ref.segment)->state.severity;
    int& highest = severities.try_emplace(ref.monitor, severity).first->second;
    highest = std::max(highest, severity);
  }
  answers_.answer(incident, said.by, said.at + said.lasts, severities);
  escalations_.stop(incident);
  for (const auto& ref : incidents_.firing_in(incident)) tell_anew(ref, now);
}

void Engine::take_answers(Instant now, Outcome& outcome) {
  for (const auto& said : answers_.take_due(now))
    for (const auto& incident : incidents_meant(said)) answer(incident, said, now, outcome);
  for (const auto& [incident, by] : answers_.lapse(now)) {
    const auto text = fmt::format("{} said to be on it too long ago", by);
    if (auto entry = incidents_.note(incident, Kind::lapsed, text, now))
      outcome.incidents.push_back(std::move(*entry));
    for (const auto& ref : incidents_.firing_in(incident)) tell_anew(ref, now);
  }
}

// What is over needs no answer.
void Engine::close_incidents(Instant now, Outcome& outcome) {
  const std::size_t before = outcome.incidents.size();
  incidents_.close_due(now, outcome.incidents);
  for (std::size_t i = before; i < outcome.incidents.size(); ++i) {
    answers_.end(outcome.incidents[i].incident);
    escalations_.stop(outcome.incidents[i].incident);
  }
}

void Engine::escalate(Instant now, Outcome& outcome) {
  std::map<std::string, std::vector<std::string>> told;
  std::set<AlertRef> alerts;
  for (const auto& step : escalations_.take_due(now)) {
    const auto text = fmt::format("told {}: no answer for {}", plan_->channels[step.channel].name,
                                  format_duration(step.after));
    if (auto& texts = told[step.incident]; std::ranges::count(texts, text) == 0)
      texts.push_back(text);
    alerts.insert(step.alerts.begin(), step.alerts.end());
  }
  for (const auto& [incident, texts] : told)
    if (auto entry = incidents_.note(incident, Kind::escalated,
                                     fmt::format("{}", fmt::join(texts, "; ")), now))
      outcome.incidents.push_back(std::move(*entry));
  for (const auto& ref : alerts) tell_anew(ref, now);
}

void Engine::start_clocks() {
  for (const auto& [at, channel, ref] : receivers_.take_told()) escalations_.told(ref, channel, at);
}

}  // namespace tocsin::engine
