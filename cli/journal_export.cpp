#include "cli/journal_export.hpp"

#include "base/printable.hpp"
#include "store/batch_codec.hpp"
#include "store/journal.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>
#include <vector>

namespace tocsin::cli {
namespace {

using Json = nlohmann::ordered_json;

Json value_of(const Column& column, FieldType type, std::size_t row) {
  switch (type) {
    case FieldType::time: return format_utc(Instant{Duration(column.times[row])});
    case FieldType::category: return column.dictionary->text(column.codes[row]);
    case FieldType::text: return column.texts[row];
    case FieldType::boolean: return column.numbers[row] != 0;
    case FieldType::integer:
    case FieldType::duration: return static_cast<std::int64_t>(column.numbers[row]);
    default: return column.numbers[row];
  }
}

void write_rows(const Schema& schema, const Batch& batch, std::ostream& out) {
  for (std::size_t row = 0; row < batch.rows; ++row) {
    Json line = Json::object();
    for (std::size_t i = 0; i < schema.fields.size(); ++i) {
      const auto& column = batch.columns[i];
      if (column.valid[row])
        line[schema.fields[i].name] = value_of(column, schema.fields[i].type, row);
    }
    out << line.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
  }
}

Result<void> write_entry(const store::Entry& entry, std::ostream& out) {
  const auto told = [&](Error error) {
    return tl::unexpected(std::move(error).within("entry {} of the journal", entry.position));
  };
  const auto schema = store::schema_of(entry.body);
  if (!schema) return told(schema.error());
  const auto batch = store::BatchDecoder(*schema).rows(entry.body);
  if (!batch) return told(batch.error());
  write_rows(*schema, *batch, out);
  return {};
}

Result<std::vector<std::string>> models_of(const store::Store& store) {
  std::vector<std::string> models;
  store::Transaction reading(store, store::Transaction::Kind::read);
  reading.each("SELECT DISTINCT model FROM journal WHERE kind = 'events' ORDER BY model", {},
               [&](store::Row& row) { models.push_back(printable(row.text())); });
  if (auto done = reading.commit(); !done) return tl::unexpected(std::move(done.error()));
  return models;
}

}  // namespace

Result<void> export_rows(const store::Store& store, const std::string& model,
                         std::optional<Instant> from, std::optional<Instant> to,
                         std::ostream& out) {
  const auto models = models_of(store);
  if (!models) return tl::unexpected(models.error());
  if (std::find(models->begin(), models->end(), printable(model)) == models->end())
    return fail("{}: the journal has no events of `{}`; it has {}", store.path(), printable(model),
                models->empty() ? "none at all" : fmt::format("{}", fmt::join(*models, ", ")));
  return store::Journal(store).read(
      {.from = from, .to = to, .model = model}, [&](store::Entry&& entry) -> Result<void> {
        return entry.kind == store::EntryKind::events ? write_entry(entry, out) : Result<void>{};
      });
}

}  // namespace tocsin::cli
