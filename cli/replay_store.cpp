#include "cli/replay_store.hpp"

#include "base/hash.hpp"
#include "base/result.hpp"
#include "cli/or_stop.hpp"
#include "cli/version.hpp"
#include "dsl/value_text.hpp"
#include "store/silences.hpp"

#include <fmt/format.h>

#include <array>
#include <fstream>

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

std::string range_of(const dryrun::ReplayOptions& options) {
  return fmt::format("{}..{}", options.from ? format_utc(*options.from) : "",
                     options.to ? format_utc(*options.to) : "");
}

std::string text_of(const std::vector<Silence>& silences) {
  std::string all;
  for (const auto& silence : silences)
    all += fmt::format("{} {} {} {}..{}\n", silence.id, silence.selector, to_text(silence.where),
                       format_utc(silence.from), format_utc(silence.to));
  return all;
}

std::vector<Silence> silences_of(const store::Store& store, const dryrun::ReplayOptions& options) {
  std::vector<Silence> silences;
  for (auto& record : or_stop(store::silences_between(store, options.from.value_or(kBeginning),
                                                      options.to.value_or(kForever))))
    silences.push_back(std::move(record.silence));
  return silences;
}

store::MonitorText text_of(const dsl::Plan& plan, const dsl::MonitorPlan& monitor) {
  store::MonitorText text{.package = monitor.package,
                          .model = plan.models[monitor.model].schema.model,
                          .monitor = monitor.name,
                          .kind = std::string(dsl::to_text(monitor.kind)),
                          .title = monitor.title,
                          .thresholds = {},
                          .word_value = {}};
  text.thresholds.resize(plan.severities.names.size());
  for (const auto& rung : monitor.rungs)
    text.thresholds[static_cast<std::size_t>(rung.severity)] = rung.trigger.text;
  text.word_value = [type = monitor.measure->type](double value) {
    return dsl::value_text(value, type);
  };
  return text;
}

store::RunSpec spec_of(const dsl::Plan& plan, const dryrun::ReplayOptions& options, Instant now) {
  store::RunSpec spec;
  spec.kind = store::RunKind::replayed;
  spec.started = now;
  spec.version = kVersion;
  spec.rules = to_hex(hash128(to_hex(plan.content) + hash_of_files(options.references) +
                              range_of(options) + text_of(options.silences)));
  spec.data = to_hex(hash128(hash_of_files(options.data) + hash_of_files(options.labels)));
  spec.ladder = plan.severities;
  for (const auto& monitor : plan.monitors) spec.monitors.push_back(text_of(plan, monitor));
  return spec;
}

}  // namespace

ReplayStore::ReplayStore(const std::string& path, const dsl::Plan& plan,
                         dryrun::ReplayOptions& options, Instant now) {
  store_ =
      std::make_unique<store::Store>(or_stop(store::Store::open(path, store::IfMissing::create)));
  options.silences = silences_of(*store_, options);
  recorder_ = std::make_unique<store::Recorder>(
      or_stop(store::Recorder::begin(*store_, spec_of(plan, options, now))));
}

void ReplayStore::finish(Instant now) { or_stop(recorder_->finish(now)); }

}  // namespace tocsin::cli
