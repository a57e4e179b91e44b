#include "dryrun/loaded_rows.hpp"

#include "dryrun/joined_rows.hpp"
#include "sources/sorted.hpp"

#include <algorithm>

namespace tocsin::dryrun {
namespace {

bool has_labels(const Schema& schema, const std::vector<std::string>& columns) {
  const auto has = [&](const std::string& name) {
    return std::ranges::find(columns, name) != columns.end();
  };
  if (schema.arrives) {
    const auto field = schema.find(*schema.arrives);
    if (!has(field ? schema.fields[*field].column : *schema.arrives)) return false;
  }
  return std::ranges::all_of(schema.label_fields,
                             [&](std::size_t field) { return has(schema.fields[field].column); });
}

// Columns of labels without any label.
void add_missing_labels(const Schema& schema, Batch& batch) {
  for (const std::size_t field : schema.label_fields) {
    Column& column = batch.columns[field];
    column.valid = column.malformed = Bits(batch.rows);
    if (schema.fields[field].type == FieldType::category) {
      column.dictionary = std::make_shared<Dictionary>();
      column.codes.assign(batch.rows, 0);
    }
    column.numbers.assign(batch.rows, 0);
  }
  batch.label_known.assign(batch.rows, kForever);
}

// The first line that could not be read.
Result<void> check_rows(const sources::Intake& intake, const std::string& name) {
  const sources::Example* first = nullptr;
  const std::string* problem = nullptr;
  for (const auto& [reason, tally] : intake.row_reasons)
    for (const auto& example : tally.first)
      if (first == nullptr || example.line < first->line) {
        first = &example;
        problem = &reason;
      }
  if (first == nullptr) return {};
  return fail("fixture `{}` line {}: {}: {}", name, first->line, *problem, first->excerpt);
}

}  // namespace

Result<Batch> load_rows(const Schema& schema, const std::string& path, const std::string& name) {
  // The file is named as the rules have it, not by where it lies on this machine.
  const auto in_fixture = [&](Error error) {
    if (error.message.starts_with(path + ": ")) error.message.erase(0, path.size() + 2);
    return tl::unexpected(std::move(error).within("fixture `{}`", name));
  };
  const auto columns = sources::columns_of({path, ""});
  if (!columns) return in_fixture(columns.error());
  Schema read = schema;
  read.labels_apart = schema.labels_apart && !has_labels(schema, *columns);
  sources::Intake intake;
  auto rows = sources::open_sorted_rows(read, {path, ""}, intake, {.notes_deliveries = true});
  if (!rows) return in_fixture(rows.error());
  Batch all, batch;
  for (;;) {
    const auto more = rows->reader->next(batch);
    if (!more) return in_fixture(more.error());
    if (!*more) break;
    append(all, batch);
  }
  all.delivered.insert(all.delivered.end(), batch.delivered.begin(), batch.delivered.end());
  if (auto sound = check_rows(intake, name); !sound) return tl::unexpected(sound.error());
  if (all.rows == 0) return fail("fixture `{}`: no rows in it", name);
  if (read.labels_apart) add_missing_labels(schema, all);
  return all;
}

}  // namespace tocsin::dryrun
