#include "dryrun/simulation_load.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dryrun::simulation {
namespace {

std::string read_file_name(TomlTable& table, const Key& key) {
  auto name = table.text(key).value_or("");
  if (name.find('/') != std::string::npos || name == "." || name == "..") {
    table.wrong(key.name,
                fmt::format("found {}; a name without a folder would work, for example {}",
                            in_quotes(name), key.example));
  }
  return name;
}

// `arrives`, where there is one, is a column that no field fills.
std::vector<Column> read_columns(TomlTable& table, const Fields& fields,
                                 const std::optional<std::string>& arrives) {
  std::vector<Column> columns;
  for (const auto& name : table.texts(needed("columns", "columns = [\"id\", \"at\", \"score\"]"))) {
    if (std::ranges::count(columns, name, &Column::name)) {
      table.wrong("columns", fmt::format("names `{}` twice", name));
    }
    const bool time_of_arrival = arrives == name;
    const auto field = time_of_arrival ? std::nullopt : find_field(table, "columns", name, fields);
    if (field || time_of_arrival) columns.push_back({name, field});
  }
  return columns;
}

template <typename Kind>
bool has_kind(const std::vector<Column>& columns, const Fields& fields) {
  return std::ranges::any_of(columns, [&](const Column& column) {
    return column.field && std::holds_alternative<Kind>(fields[*column.field].kind);
  });
}

PredictionFile read_predictions(TomlTable& document, const Fields& fields) {
  auto table = document.table(needed("predictions", "[predictions]"));
  if (!table) return {};
  PredictionFile file;
  file.file = read_file_name(*table, needed("file", "file = \"predictions.csv\""));
  file.columns = read_columns(*table, fields, {});
  if (!file.columns.empty() && !has_kind<EventTime>(file.columns, fields)) {
    table->wrong(
        "columns",
        "no field of kind \"time\" is among them, and without one nobody can read the file");
  }
  table->finish();
  return file;
}

Distribution read_delay(TomlTable& table) {
  auto delay =
      table.table(needed("delay", "delay = { distribution = \"constant\", value = \"1d\" }"));
  if (!delay) return {};
  const auto distribution = read_distribution(*delay, Quantity::duration);
  delay->finish();
  return distribution;
}

std::optional<LabelFile> read_labels(TomlTable& document, const Fields& fields) {
  auto table = document.table(maybe("labels", "[labels]"));
  if (!table) return {};
  LabelFile file;
  file.file = read_file_name(*table, needed("file", "file = \"labels.csv\""));
  const auto arrives = table->text(needed("arrives", "arrives = \"decided_on\""));
  if (arrives && std::ranges::count(fields, *arrives, &Field::name)) {
    table->wrong("arrives",
                 "is the name of a field; a column of its own takes the time of arrival");
  }
  file.columns = read_columns(*table, fields, arrives);
  if (!file.columns.empty() && !has_kind<Id>(file.columns, fields)) {
    table->wrong("columns",
                 "no field of kind \"id\" is among them, and without one no label finds its row");
  }
  file.delay = read_delay(*table);
  file.share = table->number(maybe("share", "share = 0.97"), kShare).value_or(1);
  for (auto& where : table->tables(maybe("only_if", "only_if = [{ arm = \"shadow\" }]"))) {
    file.only_if.push_back(read_conditions(where, fields));
  }
  table->finish();
  return file;
}

std::optional<ReferenceFile> read_reference(TomlTable& document, const Fields& fields,
                                            Instant start) {
  auto table = document.table(maybe("reference", "[reference]"));
  if (!table) return {};
  ReferenceFile file;
  file.name = table->text(needed("name", "name = \"training\"")).value_or("");
  file.file = read_file_name(*table, needed("file", "file = \"training.csv\""));
  file.columns = read_columns(*table, fields, {});
  file.rows = static_cast<std::uint64_t>(
      table->integer(needed("rows", "rows = 20000"), 1, 100'000'000).value_or(1));
  file.over = table->duration(maybe("over", "over = \"30d\"")).value_or(30 * kDay);
  file.from =
      table->instant(maybe("from", "from = 2026-01-01T00:00:00Z")).value_or(start - file.over);
  if (file.from.time_since_epoch() < Duration::zero() || file.from + file.over > start) {
    table->wrong(
        "from",
        "its rows must lie between 1970 and the start of the run; `from` plus `over` is its end");
  }
  for (const auto& column : file.columns) {
    const auto* id = column.field ? std::get_if<Id>(&fields[*column.field].kind) : nullptr;
    if (!id || id->first > file.rows) continue;
    table->wrong(
        "rows",
        fmt::format(
            "its rows are numbered before those of the run, so `first` of `{}` must be above {}",
            column.name, file.rows));
  }
  table->finish();
  return file;
}

void check_file_names(TomlTable& document, const Spec& spec) {
  std::vector<std::string> names{spec.predictions.file, spec.truth_file};
  if (spec.labels) names.push_back(spec.labels->file);
  if (spec.reference) names.push_back(spec.reference->file);
  std::ranges::sort(names);
  const auto twice = std::ranges::adjacent_find(names);
  if (twice == names.end() || twice->empty()) return;
  document.wrong(fmt::format("two files have the name {}; each needs its own", in_quotes(*twice)));
}

}  // namespace

void read_files(TomlTable& document, Spec& spec) {
  spec.predictions = read_predictions(document, spec.fields);
  spec.labels = read_labels(document, spec.fields);
  spec.reference = read_reference(document, spec.fields, spec.start);
  spec.truth_file =
      document.has("truth_file")
          ? read_file_name(document, needed("truth_file", "truth_file = \"truth.csv\""))
          : "truth.csv";
  check_file_names(document, spec);
}

}  // namespace tocsin::dryrun::simulation
