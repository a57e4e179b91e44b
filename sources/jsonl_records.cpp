#include "sources/jsonl_records.hpp"

#include <algorithm>
#include <cstring>

namespace tocsin::sources {
namespace {

constexpr std::string_view kBlanks = " \t\r";

bool is_blank(std::string_view line) {
  return line.find_first_not_of(kBlanks) == std::string_view::npos;
}

std::string_view without_blank_end(std::string_view text) {
  const auto last = text.find_last_not_of(" \t\r\n");
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

}  // namespace

void JsonlRecords::want(std::span<const std::string> columns) {
  const std::size_t unwanted = columns.size();
  keys_.clear();
  key_numbers_.clear();
  for (const auto& name : columns_) keys_.push_back({.name = name, .slot = unwanted});
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto known = std::ranges::find(keys_, columns[i], &Key::name);
    if (known != keys_.end()) {
      known->slot = i;
    } else {
      keys_.push_back({.name = columns[i], .slot = i});
    }
  }
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    keys_[i].is_plain = keys_[i].name.find_first_of("\\\"") == std::string::npos;
    key_numbers_.emplace(keys_[i].name, i);
  }
  cells_.assign(columns.size() + 1, Cell{});
}

Result<bool> JsonlRecords::next() {
  for (;;) {
    const auto taken = take_line();
    if (!taken || !*taken) return taken;
    if (is_blank(text_)) continue;
    std::string_view reason;
    if (read_object(reason)) return true;
    skip(reason, text_);
  }
}

// Moves the next line out of the window into `text_`.
Result<bool> JsonlRecords::take_line() {
  for (;;) {
    line_ = lines_ + 1;
    const void* found = std::memchr(window_.begin(), '\n', window_.size());
    const char* end = found == nullptr ? window_.end() : static_cast<const char*>(found);
    text_ = {window_.begin(), static_cast<std::size_t>(end - window_.begin())};
    Result<void> more;
    if (text_.size() > kMostBytes) {
      more = skip_long_line();
    } else if (found != nullptr || (window_.at_eof() && !text_.empty())) {
      window_.drop_until(end + (found == nullptr ? 0 : 1));
      ++lines_;
      return true;
    } else if (window_.at_eof()) {
      return false;
    } else {
      more = read_more();
    }
    if (!more) return tl::unexpected(more.error());
  }
}

Result<void> JsonlRecords::skip_long_line() {
  skip("longer than 16 MiB", text_.substr(0, 400));
  for (;;) {
    const void* end = std::memchr(window_.begin(), '\n', window_.size());
    if (end != nullptr) {
      window_.drop_until(static_cast<const char*>(end) + 1);
      break;
    }
    window_.drop_until(window_.end());
    if (window_.at_eof()) break;
    if (auto more = read_more(); !more) return more;
  }
  ++lines_;
  return {};
}

Result<void> JsonlRecords::read_more() {
  auto more = window_.more();
  if (!more) {
    const auto begin = window_.bytes().rfind('\n');
    const auto whole = std::ranges::count(window_.bytes(), '\n');
    const auto column = window_.size() - (begin == std::string_view::npos ? 0 : begin + 1) + 1;
    return tl::unexpected(
        std::move(more.error())
            .within("{}:{}:{}", file_, lines_ + static_cast<std::uint64_t>(whole) + 1, column));
  }
  return {};
}

// The cells of the object in `text_`. Everything is walked through whatever columns are wanted, so
// that a row is one for every reader or for none.
bool JsonlRecords::read_object(std::string_view& reason) {
  std::ranges::fill(cells_, Cell{});
  expected_ = 0;
  reason = "not JSON";
  simdjson::ondemand::document document;
  simdjson::ondemand::object object;
  const auto started =
      parser_.iterate(text_.data(), text_.size(), text_.size() + Window::kPadding).get(document);
  if (started == simdjson::UTF8_ERROR) reason = "not UTF-8";
  if (started != simdjson::SUCCESS) return false;
  if (const auto error = document.get_object().get(object)) {
    if (error == simdjson::INCORRECT_TYPE) reason = "not a JSON object";
    return false;
  }
  for (auto item : object) {
    simdjson::ondemand::field field;
    if (std::move(item).get(field) != simdjson::SUCCESS || !read_field(field)) return false;
  }
  // At the end of the text there is no location; anything else is a second value.
  if (document.current_location().error() == simdjson::OUT_OF_BOUNDS) return true;
  reason = "something follows the JSON object";
  return false;
}

bool JsonlRecords::read_field(simdjson::ondemand::field& field) {
  const std::size_t slot = slot_of(field);
  if (slot + 1 < cells_.size()) cells_[slot] = cell_of(field.value());
  return true;
}

// Where the value of this field belongs; the last place when nobody wants it.
std::size_t JsonlRecords::slot_of(simdjson::ondemand::field& field) {
  const char* const raw = field.key().raw();
  const auto room = static_cast<std::size_t>(text_.data() + text_.size() - raw);
  if (expected_ < keys_.size()) {
    const auto& guess = keys_[expected_];
    if (guess.is_plain && guess.name.size() < room && raw[guess.name.size()] == '"' &&
        std::memcmp(raw, guess.name.data(), guess.name.size()) == 0) {
      ++expected_;
      return guess.slot;
    }
  }
  const std::string_view rest(raw, room);
  std::string_view name = rest.substr(0, rest.find('"'));
  if (name.find('\\') != std::string_view::npos &&
      field.unescaped_key().get(name) != simdjson::SUCCESS) {
    return cells_.size() - 1;
  }
  const auto known = key_numbers_.find(name);
  if (known == key_numbers_.end()) return cells_.size() - 1;
  expected_ = known->second + 1;
  return keys_[known->second].slot;
}

// A value that is no JSON, such as `tru`, is passed on like a compound: nobody can read it.
Cell JsonlRecords::cell_of(simdjson::ondemand::value& value) {
  const std::string_view token = without_blank_end(value.raw_json_token());
  if (token.empty()) return {CellKind::compound, token};
  switch (token.front()) {
    case '"': {
      std::string_view text = token.substr(1, token.size() - (token.size() > 1 ? 2 : 1));
      const bool whole = token.size() > 1 && token.back() == '"';
      if (text.find('\\') == std::string_view::npos) {
        return {whole ? CellKind::text : CellKind::compound, text};
      }
      const bool read = value.get_string().get(text) == simdjson::SUCCESS;
      return {read ? CellKind::text : CellKind::compound, read ? text : token};
    }
    case 't':
    case 'f':
      return {token == "true" || token == "false" ? CellKind::boolean : CellKind::compound, token};
    case 'n': return {token == "null" ? CellKind::missing : CellKind::compound, token};
    case '{':
    case '[': return {CellKind::compound, token};
    default: return {CellKind::number, token};
  }
}

}  // namespace tocsin::sources
