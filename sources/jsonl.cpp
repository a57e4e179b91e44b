// JSON Lines files: what they begin with, and how the kind is called in rules.
#include "sources/jsonl_records.hpp"
#include "sources/kind.hpp"
#include "sources/text.hpp"

namespace tocsin::sources {
namespace {

constexpr int kRowsAhead = 1000;              // a key that none of them has is no column
constexpr std::size_t kMostColumns = 10'000;  // hostile rows may have a new key each

}  // namespace

Result<std::unique_ptr<Records>> JsonlRecords::open(std::unique_ptr<ByteSource> bytes,
                                                    std::string file, Intake& intake) {
  std::unique_ptr<JsonlRecords> records(
      new JsonlRecords(std::move(bytes), std::move(file), intake));
  if (const auto ahead = records->look_ahead(); !ahead) return tl::unexpected(ahead.error());
  return records;
}

// Reads a quarter of a megabyte, or as much as the first row needs, and collects the keys of the
// rows in it.
Result<void> JsonlRecords::look_ahead() {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  const auto has_row = [&] {
    const auto row = window_.bytes().find_first_not_of(" \t\r\n\xef\xbb\xbf");
    return row != std::string_view::npos &&
           window_.bytes().find('\n', row) != std::string_view::npos;
  };
  const auto is_enough = [&] {
    return window_.size() >= kMostBytes || (window_.size() >= Window::kMostChunk && has_row());
  };
  while (!window_.at_eof() && !is_enough()) {
    if (auto more = read_more(); !more) return more;
  }
  if (window_.bytes().starts_with(kMark)) window_.drop_until(window_.begin() + kMark.size());
  if (auto good = check_start(); !good) return good;
  std::string_view rest = window_.bytes();
  Names seen;
  for (int row = 0; row < kRowsAhead && !rest.empty(); ++row) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos && !window_.at_eof()) break;
    collect_keys(rest.substr(0, end), seen);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return {};
}

Result<void> JsonlRecords::check_start() const {
  const std::string_view bytes = window_.bytes();
  const auto first = bytes.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};  // no rows are rows too
  const auto before = bytes.substr(0, first);
  const auto line = std::ranges::count(before, '\n') + 1;
  const auto column = first - (before.rfind('\n') == before.npos ? 0 : before.rfind('\n') + 1) + 1;
  const auto text = bytes.substr(first, bytes.find('\n', first) - first);
  if (text.front() == '[') {
    return fail("{}:{}:{}: a JSON array; one object a line would have worked", file_, line, column);
  }
  if (text.find_last_not_of(" \t\r") == 0 && text.front() == '{') {
    return fail("{}:{}:{}: the object goes over several lines; one object a line would have worked",
                file_, line, column);
  }
  if (text.front() != '{') {
    return fail("{}:{}:{}: no JSON Lines: expected `{{`, found `{}`", file_, line, column,
                excerpt(text));
  }
  return {};
}

void JsonlRecords::collect_keys(std::string_view line, Names& seen) {
  simdjson::ondemand::document document;
  simdjson::ondemand::object object;
  if (parser_.iterate(line.data(), line.size(), line.size() + Window::kPadding).get(document) !=
      simdjson::SUCCESS)
    return;
  if (document.get_object().get(object) != simdjson::SUCCESS) return;
  for (auto item : object) {
    simdjson::ondemand::field field;
    std::string_view key;
    if (std::move(item).get(field) != simdjson::SUCCESS) return;
    if (field.unescaped_key().get(key) != simdjson::SUCCESS) return;
    if (columns_.size() == kMostColumns || seen.contains(key)) continue;
    columns_.emplace_back(key);
    seen.emplace(key);
  }
}

const SourceKind& jsonl() {
  static const SourceKind kind{
      .def = {.name = "jsonl",
              .summary = "Rows as JSON Lines: one object a line, its keys the columns; also packed "
                         "with gzip; `*` in its name stands for several.",
              .batches = true},
      .endings = {".jsonl", ".ndjson", ".json"},
      .open = JsonlRecords::open,
  };
  return kind;
}

}  // namespace tocsin::sources
