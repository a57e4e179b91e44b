#include "engine/sampler.hpp"

#include "base/check.hpp"
#include "engine/measurement.hpp"
#include "engine/raw_measurement.hpp"
#include "engine/reference_conditions.hpp"
#include "engine/schedule.hpp"
#include "engine/stream.hpp"

#include <algorithm>
#include <map>

namespace tocsin::engine {

struct Sampler::Impl {
  std::shared_ptr<const dsl::Plan> written;      // as it was given; the streams are of its models
  std::shared_ptr<const dsl::Plan> plan;         // with what references hold put into conditions
  std::vector<std::unique_ptr<Stream>> streams;  // by model
  std::vector<std::unique_ptr<Measurement>> measurements;  // by monitor
  std::map<std::size_t, RawMeasurement*> raw;              // those of them that are asked elsewhere
  std::vector<Duration> shortest_window;  // by model, of those judged without labels

  bool watches_now(const dsl::MonitorPlan& monitor) const {
    return !monitor.raw && !monitor.label_measure && window_of(monitor) > Duration{0};
  }

  std::unique_ptr<Measurement> make(std::size_t number, Instant start) {
    const auto& monitor = plan->monitors[number];
    if (!monitor.raw) return make_measurement(monitor, *streams[monitor.model], start);
    auto made = std::make_unique<RawMeasurement>(monitor);
    raw[number] = made.get();
    return made;
  }
};

Sampler::Sampler(std::shared_ptr<const dsl::Plan> plan, References references, Instant start)
    : impl_(std::make_unique<Impl>()) {
  impl_->written = plan;
  references.resize(plan->models.size());
  for (std::size_t i = 0; i < plan->models.size(); ++i)
    impl_->streams.push_back(
        std::make_unique<Stream>(plan->models[i], std::move(references[i]), start));
  plan = impl_->plan =
      with_reference_conditions(plan, [&](std::size_t model, std::size_t reference) -> auto& {
        return impl_->streams[model]->reference(reference);
      });
  impl_->shortest_window.assign(plan->models.size(), Duration::max());
  for (std::size_t i = 0; i < plan->monitors.size(); ++i) {
    const auto& monitor = plan->monitors[i];
    impl_->measurements.push_back(impl_->make(i, start));
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

void Sampler::answer(std::size_t monitor, const Labels& labels, Instant at, double value) {
  const auto found = impl_->raw.find(monitor);
  TOCSIN_CHECK(found != impl_->raw.end(), "an answer to a monitor that asks nobody");
  found->second->answer(labels, at, value);
}

void Sampler::absorb(Instant now) {
  for (auto& stream : impl_->streams) stream->absorb(now);
}

MonitorSamples Sampler::sample(std::size_t monitor, Instant tick) {
  return impl_->measurements[monitor]->sample(tick);
}

void Sampler::hold(std::size_t monitor, const std::string& segment, bool is_active) {
  impl_->measurements[monitor]->hold(segment, is_active);
}

void Sampler::retire(std::size_t monitor, const std::string& segment) {
  impl_->measurements[monitor]->retire(segment);
}

void Sampler::leave_out(std::size_t monitor, Instant from, Instant to) {
  impl_->measurements[monitor]->leave_out(from, to);
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
  for (const auto& measurement : impl_->measurements) measurement->save(out);
}

void Sampler::load(Decoder& in) {
  for (auto& stream : impl_->streams) stream->load(in);
  for (auto& measurement : impl_->measurements) measurement->load(in);
}

}  // namespace tocsin::engine
