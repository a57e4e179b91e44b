#include "dryrun/simulation_writer.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <iterator>

namespace tocsin::dryrun::simulation {
namespace {

constexpr std::size_t kFlushBytes = 1 << 18;
constexpr double kPowers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

std::string part_of(const std::string& path) { return path + ".part"; }

void append_digits(std::uint64_t number, int digits, std::string& out) {
  const fmt::format_int text(number);
  if (text.size() < static_cast<std::size_t>(digits)) out.append(digits - text.size(), '0');
  out.append(text.data(), text.size());
}

void append_number(double x, int decimals, std::string& out) {
  if (decimals < 0) {
    fmt::format_to(std::back_inserter(out), FMT_COMPILE("{}"), x);
    return;
  }
  const double scaled = std::abs(x) * kPowers[decimals];
  if (!(scaled < 1e15)) {
    fmt::format_to(std::back_inserter(out), FMT_COMPILE("{:.{}f}"), x, decimals);
    return;
  }
  const auto units = static_cast<std::uint64_t>(std::nearbyint(scaled));
  const auto power = static_cast<std::uint64_t>(kPowers[decimals]);
  if (x < 0 && units > 0) out += '-';
  append_digits(units / power, 1, out);
  if (decimals == 0) return;
  out += '.';
  append_digits(units % power, decimals, out);
}

}  // namespace

std::string csv_text(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string all = "\"";
  for (const char c : text) all.append(c == '"' ? 2 : 1, c);
  return all + '"';
}

Result<CsvFile> CsvFile::create(const std::string& path) {
  std::FILE* file = std::fopen(part_of(path).c_str(), "wb");
  if (!file) return fail("{}: cannot be written: {}", path, std::strerror(errno));
  return CsvFile(path, file);
}

CsvFile::~CsvFile() {
  if (!file_) return;
  file_.reset();
  std::remove(part_of(path_).c_str());
}

void CsvFile::append(std::string_view line) {
  waiting_.append(line);
  waiting_ += '\n';
  ++lines_;
  if (waiting_.size() >= kFlushBytes) flush();
}

void CsvFile::flush() {
  if (!error_ && std::fwrite(waiting_.data(), 1, waiting_.size(), file_.get()) < waiting_.size()) {
    error_ = errno;
  }
  waiting_.clear();
}

Result<void> CsvFile::close() {
  flush();
  if (!error_ && std::fflush(file_.get()) != 0) error_ = errno;
  if (error_) return fail("{}: cannot be written: {}", path_, std::strerror(error_));
  file_.reset();
  std::error_code error;
  std::filesystem::rename(part_of(path_), path_, error);
  if (error) return fail("{}: cannot be written: {}", path_, error.message());
  return {};
}

RowFormat::RowFormat(const Spec& spec, const std::vector<Column>& columns)
    : spec_(&spec), columns_(&columns) {
  for (const auto& field : spec.fields) {
    auto& texts = values_.emplace_back();
    for (const auto& value : field.values) texts.push_back(csv_text(value));
    if (const auto* id = std::get_if<Id>(&field.kind)) texts.push_back(csv_text(id->prefix));
  }
}

std::string RowFormat::header() const {
  std::string all;
  for (const auto& column : *columns_) all += (all.empty() ? "" : ",") + csv_text(column.name);
  return all;
}

std::string_view RowFormat::line(const Row& row, Instant arrives) {
  line_.clear();
  for (const auto& column : *columns_) {
    if (!column.field) {
      append_time(arrives);
    } else {
      append_cell(*column.field, row);
    }
    line_ += ',';
  }
  line_.pop_back();
  return line_;
}

void RowFormat::append_cell(FieldIndex f, const Row& row) {
  const Field& field = spec_->fields[f];
  const double cell = row.sent[f];
  if (const auto* id = std::get_if<Id>(&field.kind)) {
    line_ += values_[f][0];
    append_digits(id->first + static_cast<std::uint64_t>(row.index), 1, line_);
  } else if (std::holds_alternative<EventTime>(field.kind)) {
    append_time(row.at);
  } else if (std::isnan(cell)) {
    return;
  } else if (!field.values.empty()) {
    line_ += values_[f][static_cast<std::size_t>(cell)];
  } else {
    append_number(cell, field.decimals, line_);
  }
}

void RowFormat::append_time(Instant t) {
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(t);
  const auto since_epoch = static_cast<std::uint64_t>(ms.time_since_epoch().count());
  if (spec_->times == TimeFormat::epoch_milliseconds) return append_digits(since_epoch, 1, line_);
  if (spec_->times == TimeFormat::epoch_seconds) {
    append_digits(since_epoch / 1000, 1, line_);
  } else {
    append_day_and_seconds(ms);
  }
  line_ += '.';
  append_digits(since_epoch % 1000, 3, line_);
  if (spec_->times == TimeFormat::iso) line_ += 'Z';
}

void RowFormat::append_day_and_seconds(std::chrono::sys_time<std::chrono::milliseconds> t) {
  const auto day = std::chrono::floor<std::chrono::days>(t);
  if (day != day_ || day_text_.empty()) {
    const std::chrono::year_month_day date(day);
    day_ = day;
    day_text_ = fmt::format("{:04}-{:02}-{:02}T", static_cast<int>(date.year()),
                            static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  }
  const auto seconds = static_cast<std::uint64_t>((t - day) / 1s);
  line_ += day_text_;
  append_digits(seconds / 3600, 2, line_);
  line_ += ':';
  append_digits(seconds / 60 % 60, 2, line_);
  line_ += ':';
  append_digits(seconds % 60, 2, line_);
}

}  // namespace tocsin::dryrun::simulation
