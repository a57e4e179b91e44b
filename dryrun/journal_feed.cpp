#include "dryrun/journal_feed.hpp"

#include "dryrun/commands.hpp"
#include "dsl/bindings.hpp"

#include <algorithm>

namespace tocsin::dryrun {
namespace {

void arrive(Batch& batch, Instant received) {
  batch.arrival.assign(batch.rows, received);
  std::ranges::fill(batch.unreadable, received);
  for (auto& delivery : batch.delivered) delivery.at = received;
}

void arrive(LabelBatch& labels, Instant received) { labels.arrival.assign(labels.rows, received); }

Error in_entry(Error error, const store::Entry& entry) {
  return std::move(error).within("entry {} of the journal", entry.position);
}

}  // namespace

JournalFeed::JournalFeed(std::shared_ptr<const dsl::Plan> plan) : plan_(std::move(plan)) {
  for (const auto& model : plan_->models) {
    models_.emplace(dsl::full_name(model), decoders_.size());
    decoders_.emplace_back(model.schema);
  }
}

Result<Outcome> JournalFeed::take(engine::Engine& engine, const store::Entry& entry) {
  if (entry.kind == store::EntryKind::command) return take_command(engine, entry);
  const auto model = models_.find(entry.model);
  if (model != models_.end()) return take_rows(engine, model->second, entry);
  ++passed_over_[entry.model];
  return Outcome{};
}

Result<Outcome> JournalFeed::take_rows(engine::Engine& engine, std::size_t model,
                                       const store::Entry& entry) {
  const auto bring = [&](auto batch) -> Result<Outcome> {
    if (!batch) return tl::unexpected(in_entry(std::move(batch.error()), entry));
    arrive(*batch, entry.received);
    rows_ += batch->rows;
    engine.ingest(model, std::move(*batch));
    return Outcome{};
  };
  if (entry.kind == store::EntryKind::events) return bring(decoders_[model].rows(entry.body));
  // Labels that the present rules expect in the rows of events are none of theirs.
  if (!plan_->models[model].schema.labels_apart) return Outcome{};
  return bring(decoders_[model].labels(entry.body));
}

Result<Outcome> JournalFeed::take_command(engine::Engine& engine, const store::Entry& entry) {
  auto command = decode_command(*plan_, entry.body);
  if (!command) return tl::unexpected(in_entry(std::move(command.error()), entry));
  Outcome outcome = engine.advance(just_before(entry));
  if (const auto* silence = std::get_if<Silence>(&*command))
    engine.silence(*silence);
  else
    engine.acknowledge(std::get<engine::Acknowledgement>(std::move(*command)));
  return outcome;
}

}  // namespace tocsin::dryrun
