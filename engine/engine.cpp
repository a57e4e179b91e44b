#include "engine/engine.hpp"

#include "engine/wording.hpp"

#include <algorithm>
#include <set>

namespace tocsin::engine {
namespace {

constexpr std::size_t kSealBytes = 16;  // of the hash in front of a saved state

bool is_on_trial(const dsl::MonitorPlan& monitor, Instant now) {
  return monitor.trial_until && now < *monitor.trial_until;
}

// The step that whoever has not heard of the alert is told.
Step beginning_of(const AlertState& state) { return step_between(AlertState{}, state); }

}  // namespace

Engine::Engine(std::shared_ptr<const dsl::Plan> plan, References references, Instant start)
    : plan_(plan),
      sampler_(plan, std::move(references), start),
      schedule_(*plan, start),
      receivers_(*plan),
      incidents_(*plan),
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
  if (const auto due = receivers_.next_due()) next = std::min(next, *due);
  if (const auto due = incidents_.next_due()) next = std::min(next, *due);
  return next;
}

// What people are to hear of a step. On trial nothing; when the trial ends, what still fires is
// told as new, and what has ended meanwhile is not told.
std::optional<Step> Engine::said_of(const AlertStep& step, const AlertRef& ref, Instant now) {
  const bool is_firing = step.after.severity >= 0;
  if (is_on_trial(plan_->monitors[ref.monitor], now)) {
    if (is_firing)
      untold_.insert(ref);
    else
      untold_.erase(ref);
    return std::nullopt;
  }
  if (untold_.erase(ref) == 0) return step.step;
  return is_firing ? std::optional(beginning_of(step.after)) : std::nullopt;
}

// The incident comes first, so that the message can name it.
void Engine::say(const AlertStep& step, const Step& said, const AlertRef& ref, Instant now,
                 Outcome& outcome) {
  const auto& plan = plan_->monitors[ref.monitor];
  const AlertId id = id_of(ref.monitor, ref.segment);
  const bool begins_dark = !plan.raw && step.after.reason == kNoData && step.before.severity < 0 &&
                           sampler_.is_dark(plan.model, now);
  const AlertNews news{ref, id, step.after.episode, said.change, said.reason, begins_dark};
  const AlertFacts facts{*plan_, plan, step.labels, step.after.severity, step.after.reason};
  if (said.changed) {
    const AlertView view{*plan_, plan, step.after, step.sample, step.labels, id};
    incidents_.update(news, facts, step_text(view, said, now), now, outcome.incidents);
  }
  receivers_.update(news, facts, route(facts), now);
}

void Engine::tell(const Judged& judged, Instant now, Outcome& outcome) {
  const auto& step = judged.step;
  const AlertRef ref{judged.monitor, step.segment};
  if (const auto said = said_of(step, ref, now)) say(step, *said, ref, now, outcome);
  if (!step.step.changed) return;
  outcome.transitions.push_back({now, id_of(ref.monitor, ref.segment), step.after.episode,
                                 step.step.change, step.before.severity, step.after.severity,
                                 std::string(step.step.reason), step.sample,
                                 incidents_.incident_of(ref)});
}

// Segments that are not at rest keep their place in `top N`.
void Engine::hold_places(std::size_t monitor) {
  if (plan_->monitors[monitor].by.top == 0) return;
  for (const auto& [segment, member] : watches_[monitor].members())
    sampler_.hold(monitor, segment, member.state.phase() != AlertPhase::ok);
}

// What begins at the tick of an end joins its incident, so ends are told first; but a step of an
// alert never before an earlier one of its own.
void Engine::put_ends_first(std::vector<Judged>& changed) {
  std::set<std::pair<std::size_t, std::string>> seen;
  std::ranges::stable_partition(changed, [&](const Judged& judged) {
    const bool is_first = seen.emplace(judged.monitor, judged.step.segment).second;
    return is_first && judged.step.after.severity < 0;
  });
}

// Behind the end of a trial: what nobody was told of and has no step of its own at this tick.
void Engine::add_untold(std::size_t monitor, Instant now, std::vector<AlertStep>& steps) const {
  if (is_on_trial(plan_->monitors[monitor], now)) return;
  for (auto at = untold_.lower_bound({monitor, ""}); at != untold_.end(); ++at) {
    if (at->monitor != monitor) break;
    const Member* member = watches_[monitor].find(at->segment);
    const bool has_step = std::ranges::count(steps, at->segment, &AlertStep::segment) > 0;
    if (member == nullptr || has_step) continue;
    const auto& state = member->state;
    steps.push_back({at->segment, state, state, {}, member->last, member->labels});
  }
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

void Engine::tick(Instant now, Outcome& outcome) {
  sampler_.absorb(now);
  std::vector<Judged> changed;
  for (const std::size_t monitor : schedule_.take()) {
    hold_places(monitor);
    std::vector<AlertStep> steps;
    judge(monitor, now, outcome.readings, steps);
    add_untold(monitor, now, steps);
    for (auto& step : steps) changed.push_back({monitor, std::move(step)});
  }
  put_ends_first(changed);
  for (const auto& judged : changed) tell(judged, now, outcome);
}

Outcome Engine::advance(Instant to) {
  Outcome outcome;
  for (Instant next = next_due(); next <= to; next = next_due()) {
    now_ = next;
    if (schedule_.next() == next) tick(next, outcome);
    incidents_.close_due(next,
                         outcome.incidents);  // after the tick: a start at this instant still joins
    const auto messages = receivers_.flush(next, [this](const AlertRef& ref) { return line(ref); });
    outcome.messages.insert(outcome.messages.end(), messages.begin(), messages.end());
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
  state.u64(untold_.size());
  for (const auto& ref : untold_) {
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
  untold_.clear();
  for (std::size_t n = in.count(2); n > 0 && !in.failed(); --n) {
    const auto monitor = static_cast<std::size_t>(in.u64());
    untold_.insert({monitor, in.text()});
  }
  schedule_.skip_to_after(now_);
  return !in.failed() && in.at_end();
}

}  // namespace tocsin::engine
