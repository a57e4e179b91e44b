#include "server/engine_host.hpp"

#include "dsl/bindings.hpp"
#include "server/upload.hpp"
#include "store/batch_codec.hpp"

namespace tocsin::server {

EngineHost::EngineHost(std::unique_ptr<engine::Engine> engine, store::Progress progress)
    : engine_(std::move(engine)), progress_(progress) {}

Outcome EngineHost::take(Taken entry) {
  auto outcome = advance(entry.received - Duration(1));
  progress_.position = entry.position;
  if (auto* command = std::get_if<Command>(&entry.what)) {
    apply(*command);
  } else if (auto* labels = std::get_if<LabelBatch>(&entry.what)) {
    stamp(*labels, entry.received);
    engine_->ingest(entry.model, std::move(*labels));
  } else {
    auto& rows = std::get<Batch>(entry.what);
    const auto number = static_cast<std::uint32_t>(entry.position);
    stamp(engine_->plan().models[entry.model].schema, rows, entry.received, number);
    engine_->ingest(entry.model, std::move(rows));
  }
  return outcome;
}

Outcome EngineHost::advance(Instant to) {
  if (to <= progress_.at) return {};
  progress_.at = to;
  return engine_->advance(to);
}

void EngineHost::apply(const Command& command) {
  if (const auto* silence = std::get_if<Silence>(&command)) return engine_->silence(*silence);
  const auto& answer = std::get<store::AnswerRecord>(command);
  engine_->acknowledge({.at = answer.deed.at,
                        .by = answer.deed.by,
                        .lasts = answer.lasts,
                        .incident = answer.incident,
                        .monitors = {},
                        .where = {}});
}

Result<std::optional<Taken>> read_entry(const dsl::Plan& plan, const store::Entry& entry) {
  Taken taken{.position = entry.position, .received = entry.received, .model = 0, .what = {}};
  if (entry.kind == store::EntryKind::command) {
    auto command = decode_command(entry.body);
    if (!command) return tl::unexpected(std::move(command.error()));
    taken.what = std::move(*command);
    return taken;
  }
  const auto model = dsl::named_model(plan, entry.model);
  if (!model) return std::nullopt;
  taken.model = *model;
  store::BatchDecoder decoder(plan.models[*model].schema);
  if (entry.kind == store::EntryKind::events) {
    auto rows = decoder.rows(entry.body);
    if (!rows) return tl::unexpected(std::move(rows.error()).within("journal {}", entry.position));
    taken.what = std::move(*rows);
  } else {
    auto labels = decoder.labels(entry.body);
    if (!labels)
      return tl::unexpected(std::move(labels.error()).within("journal {}", entry.position));
    taken.what = std::move(*labels);
  }
  return taken;
}

}  // namespace tocsin::server
