#include "server/upload.hpp"

#include "server/json_array.hpp"
#include "server/unpack.hpp"
#include "sources/source.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

namespace tocsin::server {
namespace {

using nlohmann::json;

constexpr std::size_t kMostRows = std::size_t{1} << 20;  // of one upload

std::string bare_type(std::string_view content_type) {
  std::string type(content_type.substr(0, content_type.find(';')));
  while (type.ends_with(' ')) type.pop_back();
  std::ranges::transform(type, type.begin(), [](unsigned char c) { return std::tolower(c); });
  return type;
}

enum class Form { csv, lines, document };

std::optional<Form> form_of(std::string_view content_type) {
  const auto type = bare_type(content_type);
  if (type == "text/csv") return Form::csv;
  if (type == "application/json") return Form::document;
  for (const auto* name : {"application/x-ndjson", "application/ndjson", "application/jsonl",
                           "application/jsonlines", "application/x-jsonlines"})
    if (type == name) return Form::lines;
  return std::nullopt;
}

// A single row is JSON too, and so is every line of JSON Lines.
bool is_array(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '[';
}

struct Lines {
  std::string text;
  sources::Location name;
};

Result<Lines> lines_of(Upload upload) {
  const auto form = form_of(upload.content_type);
  if (!form)
    return fail("Content-Type {}: expected text/csv, application/x-ndjson or application/json",
                upload.content_type);
  auto text = unpack(upload.encoding, std::move(upload.body), kMostUnpacked);
  if (!text) return tl::unexpected(std::move(text.error()));
  if (*form == Form::document && is_array(*text)) text = lines_of_array(*text);
  if (!text) return tl::unexpected(std::move(text.error()));
  return Lines{std::move(*text), {"the body", *form == Form::csv ? "csv" : "jsonl"}};
}

Result<sources::Options> options_for(const Lines& lines) {
  const auto ends = std::ranges::count(lines.text, '\n');
  const auto rows = static_cast<std::size_t>(ends) + 1;
  if (rows > kMostRows) return fail("the body has over {} lines; send it in parts", kMostRows);
  return sources::Options{.batch_rows = rows};
}

// Both readers give all rows at once, for a batch has room for every line.
template <typename Reader, typename Rows>
Result<void> read_all(Result<std::unique_ptr<Reader>> reader, Rows& rows) {
  if (!reader) return tl::unexpected(std::move(reader.error()));
  Rows rest;
  auto more = (*reader)->next(rows);
  if (more && *more) more = (*reader)->next(rest);  // an error behind the last row
  if (!more) return tl::unexpected(std::move(more.error()));
  return {};
}

json examples_of(const sources::Tally& tally) {
  json all = json::array();
  for (const auto& one : tally.first) all.push_back({{"line", one.line}, {"found", one.excerpt}});
  return all;
}

}  // namespace

bool is_known_type(std::string_view content_type) { return form_of(content_type).has_value(); }

Result<EventUpload> read_events(const Schema& schema, Upload upload) {
  auto lines = lines_of(std::move(upload));
  if (!lines) return tl::unexpected(std::move(lines.error()));
  const auto options = options_for(*lines);
  if (!options) return tl::unexpected(options.error());
  EventUpload read;
  auto done = read_all(
      sources::open_rows_in_memory(schema, lines->text, lines->name, read.intake, *options),
      read.rows);
  if (!done) return tl::unexpected(std::move(done.error()));
  read.rows.unreadable.assign(read.intake.malformed_rows, Instant{});
  return read;
}

Result<LabelUpload> read_labels(const Schema& schema, Upload upload) {
  auto lines = lines_of(std::move(upload));
  if (!lines) return tl::unexpected(std::move(lines.error()));
  const auto options = options_for(*lines);
  if (!options) return tl::unexpected(options.error());
  LabelUpload read;
  auto done = read_all(
      sources::open_labels_in_memory(schema, lines->text, lines->name, read.intake, *options),
      read.labels);
  if (!done) return tl::unexpected(std::move(done.error()));
  return read;
}

void stamp(const Schema& schema, Batch& rows, Instant receipt, std::uint32_t number) {
  rows.arrival.assign(rows.rows, receipt);
  std::ranges::fill(rows.unreadable, receipt);
  if (!schema.arrives)
    for (std::size_t i = 0; i < rows.label_known.size(); ++i)
      if (rows.label_known[i] != kForever) rows.label_known[i] = std::max(receipt, rows.time[i]);
  rows.delivery.assign(rows.rows, number);
  rows.delivered = {{.number = number, .at = receipt, .unreadable = rows.unreadable.size()}};
}

void stamp(LabelBatch& labels, Instant receipt) {
  for (auto& arrival : labels.arrival) arrival = std::min(arrival, receipt);
}

std::string answer_of(const sources::Intake& intake) {
  json answer{{"accepted", intake.rows}, {"malformed", intake.malformed_rows}};
  if (intake.unlabelled_rows > 0) answer["without_label"] = intake.unlabelled_rows;
  for (const auto& [reason, tally] : intake.row_reasons)
    answer["reasons"].push_back(
        {{"reason", reason}, {"rows", tally.count}, {"first", examples_of(tally)}});
  for (const auto& [field, reasons] : intake.field_reasons)
    for (const auto& [reason, tally] : reasons)
      answer["fields"].push_back({{"field", field},
                                  {"reason", reason},
                                  {"rows", tally.count},
                                  {"first", examples_of(tally)}});
  constexpr auto kReplace = json::error_handler_t::replace;
  return answer.dump(-1, ' ', false, kReplace) + '\n';
}

}  // namespace tocsin::server
