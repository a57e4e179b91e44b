#include "cli/replay_store.hpp"

#include "base/hash.hpp"
#include "base/result.hpp"
#include "cli/or_stop.hpp"
#include "cli/version.hpp"
#include "dryrun/monitor_texts.hpp"
#include "evaluators/past.hpp"
#include "incidents/log.hpp"
#include "incidents/taxonomy.hpp"
#include "store/alert_rows.hpp"
#include "store/silences.hpp"
#include "store/snapshots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>

namespace tocsin::cli {
namespace {

// Of all bytes of a file; a hash of nothing where it cannot be read.
Hash128 hash_of_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::array<char, 1 << 16> buffer{};
  Hash128 hash;
  while (in.read(buffer.data(), buffer.size()) || in.gcount() > 0)
    hash = hash128({buffer.data(), static_cast<std::size_t>(in.gcount())}, hash);
  return hash;
}

std::string hash_of_files(const std::map<std::string, std::string>& files) {
  std::string all;
  for (const auto& [name, path] : files)
    all += fmt::format("{}={}\n", name, to_hex(hash_of_file(path)));
  return all;
}

std::string range_of(const std::optional<Instant>& from, const std::optional<Instant>& to) {
  return fmt::format("{}..{}", from ? format_utc(*from) : "", to ? format_utc(*to) : "");
}

// Those that begin behind the range decide nothing in it.
std::string text_of(const std::vector<Silence>& silences, const std::optional<Instant>& to) {
  std::string all;
  for (const auto& silence : silences)
    if (silence.from < to.value_or(kForever))
      all += fmt::format("{} {} {} {}..{}\n", silence.id, silence.selector, to_text(silence.where),
                         format_utc(silence.from), format_utc(silence.to));
  return all;
}

// All from the beginning on, behind the end too: a replay that goes on there has heeded them all
// along.
std::vector<store::SilenceRecord> silences_of(const store::Store& store,
                                              const std::optional<Instant>& from) {
  return or_stop(store::silences_between(store, from.value_or(kBeginning), kForever));
}

// Those that were made, or ended early, since `began`; the state has the others.
std::vector<Silence> silences_since(const std::vector<store::SilenceRecord>& records,
                                    Instant began) {
  std::vector<Silence> silences;
  for (const auto& record : records)
    if (record.made > began || (record.ended && record.ended->at > began))
      silences.push_back(record.silence);
  return silences;
}

// Whether the monitor is compared with readings of its own past.
bool has_past(const std::vector<dsl::AggregateCall>& calls) {
  return std::ranges::any_of(calls, [](const dsl::AggregateCall& call) {
    return evaluators::past_measure(call.def->name) != nullptr ||
           (call.inner && has_past(call.inner->aggregates));
  });
}

bool has_past(const dsl::Plan& plan, const AlertId& alert) {
  return std::ranges::any_of(plan.monitors, [&](const dsl::MonitorPlan& monitor) {
    return monitor.name == alert.monitor && monitor.package == alert.package &&
           plan.models[monitor.model].schema.model == alert.model && has_past(monitor.aggregates);
  });
}

// Of all runs: what people found out holds for whoever looks back on that time.
std::vector<dryrun::RealIncident> real_incidents(const store::Store& store, const dsl::Plan& plan) {
  const incidents::Log log(store);
  incidents::IncidentFilter resolved;
  resolved.states = {store::IncidentState::resolved};
  std::vector<dryrun::RealIncident> found;
  for (const auto& head : or_stop(log.list(resolved))) {
    if (!incidents::is_real(head.cause)) continue;
    const Instant judged = head.resolved->at;
    std::set<AlertId> monitors;
    for (const auto& episode : or_stop(log.show(head.id)).episodes)
      if (has_past(plan, episode.alert))
        monitors.insert({episode.alert.package, episode.alert.model, episode.alert.monitor, ""});
    for (const auto& of : monitors)
      found.push_back(
          {of.package, of.model, of.monitor, head.opened, head.ended.value_or(judged), judged});
  }
  std::ranges::stable_sort(found, {}, &dryrun::RealIncident::judged);
  return found;
}

// Those that are judged behind the range decide nothing in it.
std::string text_of(const std::vector<dryrun::RealIncident>& incidents,
                    const std::optional<Instant>& to) {
  std::string all;
  for (const auto& one : incidents)
    if (one.judged <= to.value_or(kForever))
      all += fmt::format("{} {} {} {}..{} {}\n", one.package, one.model, one.monitor,
                         format_utc(one.from), format_utc(one.to), format_utc(one.judged));
  return all;
}

std::string key_of(const dsl::Plan& plan, const dryrun::ReplayOptions& options) {
  return to_hex(hash128(to_hex(plan.content) + hash_of_files(options.references)));
}

store::RunSpec spec_of(const dsl::Plan& plan, const dryrun::ReplayOptions& options, Instant now) {
  store::RunSpec spec;
  spec.kind = store::RunKind::replayed;
  spec.started = now;
  spec.version = kVersion;
  spec.data = to_hex(hash128(hash_of_files(options.data) + hash_of_files(options.labels)));
  spec.ladder = plan.severities;
  spec.monitors = dryrun::monitor_texts(plan);
  return spec;
}

}  // namespace

ReplayStore::ReplayStore(const std::string& path, const dsl::Plan& plan,
                         dryrun::ReplayOptions& options, Instant now)
    : key_(key_of(plan, options)), from_(options.from) {
  store_ =
      std::make_unique<store::Store>(or_stop(store::Store::open(path, store::IfMissing::create)));
  auto spec = spec_of(plan, options, now);
  std::optional<store::ReplayedTo> before;
  if (from_) before = or_stop(store::find_replayed(*store_, spec.data, key_, *from_));
  const auto from = before && !before->said_from ? std::nullopt
                    : before                     ? std::optional(before->start)
                                                 : from_;
  const auto silences = silences_of(*store_, from);
  options.silences = silences_since(silences, kBeginning);
  options.incidents = real_incidents(*store_, plan);
  spec.rules = to_hex(hash128(to_hex(plan.content) + hash_of_files(options.references) +
                              range_of(from, options.to) + text_of(options.silences, options.to) +
                              text_of(options.incidents, options.to)));
  if (!before) {
    recorder_ = std::make_unique<store::Recorder>(
        or_stop(store::Recorder::begin(*store_, std::move(spec))));
    return;
  }
  options.silences = silences_since(silences, before->began);
  options.state = dryrun::ReplayState{before->start, *from_, std::move(before->state)};
  start_ = before->start;
  from_ = from;
  earlier_ = or_stop(store::steps_of_open(*store_, before->run, options.state->at));
  recorder_ = std::make_unique<store::Recorder>(
      or_stop(store::Recorder::go_on(*store_, before->run, std::move(spec))));
}

void ReplayStore::finish(Instant now) { or_stop(recorder_->finish(now)); }

void ReplayStore::keep_state(std::string state, const dryrun::ReplayReport& report) {
  or_stop(store::write_replayed(*store_, key_, report.end,
                                {.run = recorder_->run(),
                                 .start = start_.value_or(report.start),
                                 .said_from = from_.has_value(),
                                 .began = {},
                                 .state = std::move(state)}));
}

}  // namespace tocsin::cli
