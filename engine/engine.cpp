#include "engine/engine.hpp"

#include "engine/wording.hpp"

#include <algorithm>
#include <set>

namespace tocsin::engine {
namespace {

constexpr std::size_t kSealBytes = 16;  // of the hash in front of a saved state

// The step that whoever has not heard of the alert is told.
Step beginning_of(const AlertState& state) { return step_between(AlertState{}, state); }

}  // namespace

Engine::Engine(std::shared_ptr<const dsl::Plan> plan, References references, Instant start)
    : plan_(plan),
      sampler_(plan, std::move(references), start),
      schedule_(*plan, start),
      receivers_(*plan),
      incidents_(*plan),
      holding_(*plan),
      escalations_(*plan),
      routes_(plan->monitors.size()),
      now_(start) {
  for (std::size_t i = 0; i < plan->monitors.size(); ++i) watches_.emplace_back(*plan, i, start);
}

AlertId Engine::id_of(std::size_t monitor, const std::string& segment) const {
  const auto& m = plan_->monitors[monitor];
  return {m.package, plan_->models[m.model].schema.model, m.name, segment};
}

AlertLine Engine::line(const AlertRef& ref) const {
  static const Member kGone;  // a retired segment: what is left is who it was
  const Member* member = watches_[ref.monitor].find(ref.segment);
  if (member == nullptr) member = &kGone;
  AlertLine line = line_of({*plan_, plan_->monitors[ref.monitor], member->state, member->last,
                            member->labels, id_of(ref.monitor, ref.segment)});
  line.incident = incidents_.incident_of(ref);
  return line;
}

Instant Engine::next_due() const {
  Instant next = schedule_.next();
  if (const auto due = holding_.next_due()) next = std::min(next, *due);
  if (const auto due = receivers_.next_due()) next = std::min(next, *due);
  if (const auto due = incidents_.next_due()) next = std::min(next, *due);
  if (const auto due = answers_.next_due()) next = std::min(next, *due);
  if (const auto due = escalations_.next_due()) next = std::min(next, *due);
  return next;
}

// What incidents are to know of a step. On trial nothing; when the trial ends, what still fires
// begins for them, and what has ended meanwhile never was.
std::optional<Step> Engine::step_of_incident(const AlertStep& step, const AlertRef& ref) {
  const bool is_firing = step.after.severity >= 0;
  if (is_firing && holding_.is_on_trial(ref.monitor)) {
    unrecorded_.insert(ref);
    return std::nullopt;
  }
  if (unrecorded_.erase(ref) > 0)
    return is_firing ? std::optional(beginning_of(step.after)) : std::nullopt;
  return step.step.changed ? std::optional(step.step) : std::nullopt;
}

// No data, and its whole model has none.
bool Engine::is_dark(const dsl::MonitorPlan& monitor, const AlertState& state, Instant now) const {
  return !monitor.raw && state.reason == kNoData && sampler_.is_dark(monitor.model, now);
}

AlertNews Engine::news_of(const AlertStep& step, const AlertRef& ref, Instant now) const {
  const auto& plan = plan_->monitors[ref.monitor];
  const Holding::Alert alert{ref, step.labels, step.after.episode, step.after.severity};
  AlertNews news{ref, id_of(ref.monitor, ref.segment), step.after.episode};
  news.is_dark = step.before.severity < 0 && is_dark(plan, step.after, now);
  news.flapping = flapping_text(step.after.flapping);
  news.is_held = !holding_.causes_of(alert).empty();
  if (const auto source = holding_.suppressor_of(alert))
    news.joins = incidents_.incident_of(*source);
  return news;
}

// Before people are told, so that the message can name the incident.
void Engine::record(const AlertStep& step, const AlertNews& news, Instant now, Outcome& outcome) {
  const auto said = step_of_incident(step, news.ref);
  if (!said) return;
  const auto& plan = plan_->monitors[news.ref.monitor];
  const AlertFacts facts{*plan_, plan, step.labels, step.after.severity, step.after.reason};
  const AlertView view{*plan_, plan, step.after, step.sample, step.labels, news.id};
  incidents_.update(news, facts, step_text(view, *said, now), now, outcome.incidents);
}

void Engine::say(const AlertStep& step, const Step& said, AlertNews news, Instant now) {
  const auto& plan = plan_->monitors[news.ref.monitor];
  const AlertFacts facts{*plan_, plan, step.labels, step.after.severity, step.after.reason};
  news.change = said.change;
  news.reason = said.reason;
  receivers_.update(news, facts, deliveries_of(news.ref, facts, news.is_held, now), now);
}

// When nothing holds a firing alert back any more, it is told as new.
void Engine::tell(const Judged& judged, Instant now, Outcome& outcome) {
  const auto& step = judged.step;
  const AlertRef ref{judged.monitor, step.segment};
  const auto news = news_of(step, ref, now);
  const bool is_let_go = step.after.severity >= 0 && !news.is_held && holding_.was_held(ref);
  record(step, news, now, outcome);
  say(step, is_let_go ? beginning_of(step.after) : step.step, news, now);
  if (!step.step.changed) return;
  outcome.transitions.push_back({now, news.id, step.after.episode, step.step.change,
                                 step.before.severity, step.after.severity,
                                 std::string(step.step.reason), step.sample,
                                 incidents_.incident_of(ref)});
}

// What is held back from now on, or no more, without a step of its own.
void Engine::tell_turned(const std::vector<Judged>& changed, Instant now, Outcome& outcome) {
  const auto turned = holding_.settle(outcome.held);
  if (turned.empty()) return;
  std::set<AlertRef> told;
  for (const auto& judged : changed) told.insert({judged.monitor, judged.step.segment});
  for (const auto& ref : turned) {
    const Member* member = watches_[ref.monitor].find(ref.segment);
    if (told.contains(ref) || member == nullptr) continue;
    const auto& state = member->state;
    const AlertStep step{ref.segment, state, state, {}, member->last, member->labels};
    const auto news = news_of(step, ref, now);
    record(step, news, now, outcome);
    say(step, beginning_of(state), news, now);
  }
}

// Segments that are not at rest keep their place in `top N`.
void Engine::hold_places(std::size_t monitor) {
  if (plan_->monitors[monitor].by.top == 0) return;
  for (const auto& [segment, member] : watches_[monitor].members())
    sampler_.hold(monitor, segment, member.state.phase() != AlertPhase::ok);
}

// What begins at the tick of an end joins its incident, so ends are told first, but a step of an
// alert never before an earlier one of its own; what is suppressed joins the incident of its
// source.
void Engine::put_in_order(std::vector<Judged>& changed) const {
  std::ranges::stable_sort(changed, {},
                           [&](const Judged& judged) { return holding_.depth(judged.monitor); });
  std::set<std::pair<std::size_t, std::string>> seen;
  std::ranges::stable_partition(changed, [&](const Judged& judged) {
    const bool is_first = seen.emplace(judged.monitor, judged.step.segment).second;
    return is_first && judged.step.after.severity < 0;
  });
}

// A batch that has not come yet makes no segment old.
void Engine::judge(std::size_t monitor, Instant now, std::vector<Reading>& readings,
                   std::vector<AlertStep>& steps) {
  const auto samples = sampler_.sample(monitor, now);
  if (samples.is_between) return;
  watches_[monitor].judge(samples, now, readings, steps);
  for (const auto& segment : watches_[monitor].retire(now, steps))
    sampler_.retire(monitor, segment);
}

// All that is due at `now` is judged before anybody asks what holds an alert back.
void Engine::judge_due(Instant now, std::vector<Reading>& readings, std::vector<Judged>& changed) {
  if (schedule_.next() != now) return;
  for (const std::size_t monitor : schedule_.take()) {
    hold_places(monitor);
    std::vector<AlertStep> steps;
    judge(monitor, now, readings, steps);
    for (auto& step : steps) changed.push_back({monitor, std::move(step)});
  }
}

void Engine::tick(Instant now, Outcome& outcome) {
  sampler_.absorb(now);
  holding_.tick(now);
  std::vector<Judged> changed;
  judge_due(now, outcome.readings, changed);
  for (const auto& [monitor, step] : changed)
    holding_.update(
        {{monitor, step.segment}, step.labels, step.after.episode, step.after.severity});
  put_in_order(changed);
  for (const auto& judged : changed) tell(judged, now, outcome);
  tell_turned(changed, now, outcome);
}

Outcome Engine::advance(Instant to) {
  Outcome outcome;
  for (Instant next = next_due(); next <= to; next = next_due()) {
    now_ = next;
    if (schedule_.next() == next || holding_.next_due() == next) tick(next, outcome);
    take_answers(next, outcome);
    close_incidents(next, outcome);  // after the tick: a start at this instant still joins
    escalate(next, outcome);
    const auto messages = receivers_.flush(next, [this](const AlertRef& ref) { return line(ref); });
    outcome.messages.insert(outcome.messages.end(), messages.begin(), messages.end());
    start_clocks();
  }
  sampler_.absorb(to);
  now_ = std::max(now_, to);
  return outcome;
}

// A hash of it all goes first: damage is found before anything is believed.
std::string Engine::save() const {
  Encoder state;
  state.hash(plan_->content);
  state.instant(now_);
  sampler_.save(state);
  for (const auto& watch : watches_) watch.save(state);
  receivers_.save(state);
  incidents_.save(state);
  answers_.save(state);
  escalations_.save(state);
  holding_.save(state);
  state.u64(unrecorded_.size());
  for (const auto& ref : unrecorded_) {
    state.u64(ref.monitor);
    state.text(ref.segment);
  }
  Encoder out;
  out.hash(hash128(state.bytes()));
  return out.take() + state.take();
}

bool Engine::load(std::string_view bytes) {
  Decoder seal(bytes);
  const Hash128 hash = seal.hash();
  if (seal.failed()) return false;
  bytes.remove_prefix(kSealBytes);
  if (hash128(bytes) != hash) return false;
  Decoder in(bytes);
  if (in.hash() != plan_->content) return false;
  now_ = in.instant();
  sampler_.load(in);
  for (auto& watch : watches_) watch.load(in);
  receivers_.load(in);
  incidents_.load(in);
  answers_.load(in);
  escalations_.load(in);
  holding_.load(in);
  unrecorded_.clear();
  for (std::size_t n = in.count(2); n > 0 && !in.failed(); --n) {
    const auto monitor = static_cast<std::size_t>(in.u64());
    unrecorded_.insert({monitor, in.text()});
  }
  schedule_.skip_to_after(now_);
  return !in.failed() && in.at_end();
}

}  // namespace tocsin::engine
