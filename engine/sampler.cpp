#include "engine/sampler.hpp"

#include "engine/measurement.hpp"
#include "engine/schedule.hpp"
#include "engine/stream.hpp"

#include <algorithm>

namespace tocsin::engine {

struct Sampler::Impl {
  std::shared_ptr<const dsl::Plan> plan;
  std::vector<std::unique_ptr<Stream>> streams;            // by model
  std::vector<std::unique_ptr<Measurement>> measurements;  // by monitor
  std::vector<Duration> shortest_window;  // by model, of those judged without labels

  bool watches_now(const dsl::MonitorPlan& monitor) const {
    return !monitor.label_measure && window_of(monitor) > Duration{0};
  }
};

Sampler::Sampler(std::shared_ptr<const dsl::Plan> plan, References references, Instant start)
    : impl_(std::make_unique<Impl>()) {
  impl_->plan = plan;
  references.resize(plan->models.size());
  for (std::size_t i = 0; i < plan->models.size(); ++i)
    impl_->streams.push_back(
        std::make_unique<Stream>(plan->models[i], std::move(references[i]), start));
  impl_->shortest_window.assign(plan->models.size(), Duration::max());
  for (const auto& monitor : plan->monitors) {
    impl_->measurements.push_back(make_measurement(monitor, *impl_->streams[monitor.model], start));
    auto& shortest = impl_->shortest_window[monitor.model];
    if (impl_->watches_now(monitor)) shortest = std::min(shortest, window_of(monitor));
  }
  for (auto& stream : impl_->streams) stream->begin();
}

Sampler::~Sampler() = default;
Sampler::Sampler(Sampler&&) noexcept = default;

void Sampler::ingest(std::size_t model, Batch rows) {
  impl_->streams[model]->ingest(std::move(rows));
}

void Sampler::ingest(std::size_t model, LabelBatch labels) {
  impl_->streams[model]->ingest(std::move(labels));
}

void Sampler::pass_over(std::size_t model, std::span<const Hash128> keys) {
  impl_->streams[model]->pass_over(keys);
}

void Sampler::close(std::size_t model) { impl_->streams[model]->close(); }

void Sampler::absorb(Instant now) {
  for (auto& stream : impl_->streams) stream->absorb(now);
}

MonitorSamples Sampler::sample(std::size_t monitor, Instant tick) {
  return impl_->measurements[monitor]->sample(tick);
}

void Sampler::hold(std::size_t monitor, const std::string& segment, bool is_active) {
  impl_->measurements[monitor]->segments().hold(segment, is_active);
}

void Sampler::retire(std::size_t monitor, const std::string& segment) {
  impl_->measurements[monitor]->segments().retire(segment);
}

bool Sampler::is_dark(std::size_t model, Instant tick) const {
  const Duration shortest = impl_->shortest_window[model];
  if (shortest == Duration::max()) return false;
  return impl_->streams[model]->last_event() <=
         tick - impl_->plan->models[model].lateness - shortest;
}

const StreamCounts& Sampler::counts(std::size_t model) const {
  return impl_->streams[model]->counts();
}

void Sampler::save(Encoder& out) const {
  for (const auto& stream : impl_->streams) stream->save(out);
  for (const auto& measurement : impl_->measurements) measurement->segments().save(out);
}

void Sampler::load(Decoder& in) {
  for (auto& stream : impl_->streams) stream->load(in);
  for (auto& measurement : impl_->measurements) measurement->segments().load(in);
}

}  // namespace tocsin::engine
