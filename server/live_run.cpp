#include "server/live_run.hpp"

#include "base/hash.hpp"
#include "dryrun/monitor_texts.hpp"

namespace tocsin::server {
namespace {

store::RunSpec spec_of(const dsl::Plan& plan, const std::string& version, Instant now) {
  return {.kind = store::RunKind::live,
          .started = now,
          .version = version,
          .rules = to_hex(plan.content),
          .data = "",
          .ladder = plan.severities,
          .monitors = dryrun::monitor_texts(plan)};
}

class Resuming {
 public:
  Resuming(const store::Store& store, const dsl::Plan& plan, const store::LiveRun& known,
           const Log& log)
      : store_(store), plan_(plan), known_(known), log_(log) {}

  Result<std::unique_ptr<EngineHost>> load(std::unique_ptr<engine::Engine> engine) {
    auto found = store::latest_snapshot(store_, known_.run, known_.plan);
    if (!found) return tl::unexpected(std::move(found.error()));
    for (const auto& words : found->damaged) log_.warn("snapshot passed over", {{"why", words}});
    if (!found->snapshot)
      return std::make_unique<EngineHost>(std::move(engine),
                                          store::Progress{known_.first, known_.start});
    if (!engine->load(found->snapshot->state))
      return fail("{}: the latest snapshot does not fit these rules", store_.path());
    return std::make_unique<EngineHost>(std::move(engine), found->snapshot->progress);
  }

  Result<void> catch_up(EngineHost& host, store::Recorder& recorder) {
    const auto begin = host.progress().position;
    std::uint64_t entries = 0;
    const store::Journal journal(store_);
    auto done = journal.read({.after = begin}, [&](store::Entry&& entry) -> Result<void> {
      auto taken = read_entry(plan_, entry);
      if (!taken) return tl::unexpected(std::move(taken.error()));
      ++entries;
      if (!*taken) return {};
      return recorder.record(host.take(std::move(**taken)));
    });
    if (!done) return done;
    const auto outcome = host.advance(known_.progress.at);
    log_.info("went on where the process before ended",
              {{"entries", std::to_string(entries)}, {"at", format_utc(host.progress().at)}});
    return recorder.record(outcome, host.progress());
  }

 private:
  const store::Store& store_;
  const dsl::Plan& plan_;
  const store::LiveRun& known_;
  const Log& log_;
};

}  // namespace

Result<std::optional<store::Progress>> reached(const store::Store& store) {
  const auto known = store::latest_live_run(store);
  if (!known) return tl::unexpected(known.error());
  if (!*known) return std::nullopt;
  auto progress = (*known)->progress;
  progress.at = std::max(progress.at, (*known)->start);
  const auto extent = store::Journal(store).extent();
  if (!extent) return tl::unexpected(extent.error());
  if (extent->latest) progress.at = std::max(progress.at, *extent->latest);
  return progress;
}

Result<LiveRun> open_live_run(const store::Store& store, std::shared_ptr<const dsl::Plan> plan,
                              engine::References references, const std::string& version,
                              Instant now, const Log& log) {
  const auto hash = to_hex(plan->content);
  auto spec = spec_of(*plan, version, now);
  const auto known = store::latest_live_run(store);
  if (!known) return tl::unexpected(known.error());
  if (!*known) {
    auto recorder = store::Recorder::begin(store, std::move(spec));
    if (!recorder) return tl::unexpected(std::move(recorder.error()));
    const auto begun = store::begin_progress(store, recorder->run(), hash, now);
    if (!begun) return tl::unexpected(begun.error());
    auto host = std::make_unique<EngineHost>(
        std::make_unique<engine::Engine>(plan, std::move(references), now),
        store::Progress{begun->first, now});
    return LiveRun{std::move(*recorder), std::move(host), hash, true};
  }
  const auto& run = **known;
  if (run.plan != hash)
    return fail(
        "{}: its run was begun with other rules, and going on with changed ones is not there yet; "
        "run the rules as they were, or name a new file with --store",
        store.path());
  auto recorder = store::Recorder::resume(store, run.run, std::move(spec));
  Resuming resuming(store, *plan, run, log);
  auto host =
      resuming.load(std::make_unique<engine::Engine>(plan, std::move(references), run.start));
  if (!host) return tl::unexpected(std::move(host.error()));
  if (auto done = resuming.catch_up(**host, recorder); !done)
    return tl::unexpected(std::move(done.error()));
  return LiveRun{std::move(recorder), std::move(*host), hash, false};
}

}  // namespace tocsin::server
