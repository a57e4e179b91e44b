#include "dryrun/live.hpp"

#include "store/journal.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dryrun {
namespace {

// So many rows of the journal go in before time passes: enough for the work to be shared, few
// enough to be held.
constexpr std::uint64_t kRowsBetween = 1 << 16;

std::string hash_of(const dsl::Plan& plan) { return to_hex(plan.content); }

// The run that the store was in the middle of, when its rules are these.
Result<std::optional<store::LiveRun>> run_of(const store::Store& store, const dsl::Plan& plan) {
  auto run = store::latest_live_run(store);
  if (run && *run && (*run)->plan != hash_of(plan)) run->reset();
  return run;
}

Result<store::LiveRun> begin_run(const store::Store& store, const Live::Parts& parts) {
  auto recorder = store::Recorder::begin(store, parts.spec);
  if (!recorder) return tl::unexpected(std::move(recorder.error()));
  return store::begin_progress(store, recorder->run(), hash_of(*parts.plan), parts.start);
}

}  // namespace

Live::Live(const store::Store& store, Parts parts, store::LiveRun run)
    : store_(&store),
      plan_(parts.plan),
      references_(std::move(parts.references)),
      run_(std::move(run)),
      recorder_(store::Recorder::resume(store, run_.run, std::move(parts.spec))),
      feed_(plan_),
      engine_(std::make_unique<engine::Engine>(plan_, references_, run_.start)),
      progress_{run_.first, run_.start} {}

Result<Live> Live::open(const store::Store& store, Parts parts) {
  auto known = run_of(store, *parts.plan);
  if (!known) return tl::unexpected(std::move(known.error()));
  if (*known) {
    Live live(store, std::move(parts), std::move(**known));
    live.is_resumed_ = true;
    if (auto done = live.recover(); !done) return tl::unexpected(std::move(done.error()));
    return live;
  }
  auto run = begin_run(store, parts);
  if (!run) return tl::unexpected(std::move(run.error()));
  return Live(store, std::move(parts), std::move(*run));
}

// A state that does not load was written by another version: the journal has what it knew, as far
// back as it reaches.
Result<void> Live::load() {
  auto found = store::latest_snapshot(*store_, run_.run, run_.plan);
  if (!found) return tl::unexpected(std::move(found.error()));
  notes_ = std::move(found->damaged);
  if (!found->snapshot) return {};
  if (engine_->load(found->snapshot->state)) {
    progress_ = found->snapshot->progress;
    return {};
  }
  engine_ = std::make_unique<engine::Engine>(plan_, references_, run_.start);
  notes_.push_back(
      fmt::format("the snapshot of {} is of another version of tocsin; its past is read again from "
                  "the journal",
                  format_utc(found->snapshot->progress.at)));
  return {};
}

Result<void> Live::recover() {
  if (auto loaded = load(); !loaded) return loaded;
  const auto began_at = progress_;
  const store::Journal journal(*store_);
  auto done = journal.read({.after = progress_.position},
                           [this](store::Entry&& entry) { return take_again(entry); });
  if (!done) return done;
  if (auto passed = pass_again(run_.progress.at); !passed) return passed;
  references_.clear();
  notes_.push_back(fmt::format("goes on from {}, with {} entries of the journal after {}",
                               format_utc(progress_.at), progress_.position - began_at.position,
                               format_utc(began_at.at)));
  return write_decided();
}

Result<void> Live::take_again(const store::Entry& entry) {
  const auto before = feed_.rows() / kRowsBetween;
  if (entry.kind == store::EntryKind::command)
    if (auto passed = pass_again(JournalFeed::just_before(entry)); !passed) return passed;
  auto taken = feed_.take(*engine_, entry);
  if (!taken) return tl::unexpected(std::move(taken.error()));
  progress_.position = entry.position;
  if (feed_.rows() / kRowsBetween == before) return {};
  return pass_again(JournalFeed::just_before(entry));
}

// What was decided until `run_.progress.at` is in the log already.
Result<void> Live::pass_again(Instant to) {
  if (progress_.at < run_.progress.at) engine_->advance(std::min(to, run_.progress.at));
  if (to > run_.progress.at) decided(engine_->advance(to));
  progress_.at = std::max(progress_.at, to);
  return {};
}

Result<void> Live::take(const store::Entry& entry) {
  if (entry.received <= progress_.at)
    return fail("entry {} of the journal was received at {}, and time has passed to {} already",
                entry.position, format_utc(entry.received), format_utc(progress_.at));
  auto outcome = feed_.take(*engine_, entry);
  if (!outcome) return tl::unexpected(std::move(outcome.error()));
  if (entry.kind == store::EntryKind::command) {
    decided(std::move(*outcome));
    progress_.at = JournalFeed::just_before(entry);
  }
  progress_.position = entry.position;
  return {};
}

Result<void> Live::advance(Instant to) {
  decided(engine_->advance(to));
  progress_.at = std::max(progress_.at, to);
  return write_decided();
}

void Live::decided(Outcome outcome) {
  if (on_outcome) on_outcome(outcome);
  unwritten_.push_back(std::move(outcome));
}

// How far the engine is stands in the log only with the last of what it decided until then.
Result<void> Live::write_decided() {
  while (unwritten_.size() > 1) {
    if (auto done = recorder_.record(unwritten_.front()); !done) return done;
    unwritten_.erase(unwritten_.begin());
  }
  const Outcome nothing;
  const auto& last = unwritten_.empty() ? nothing : unwritten_.front();
  if (auto done = recorder_.record(last, progress_); !done) return done;
  unwritten_.clear();
  return {};
}

Result<void> Live::snapshot() {
  if (!unwritten_.empty())
    if (auto written = write_decided(); !written) return written;
  return store::write_snapshot(
      *store_,
      {.run = run_.run, .plan = run_.plan, .progress = progress_, .state = engine_->save()});
}

}  // namespace tocsin::dryrun
