#include "dryrun/readings_file.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <utility>

namespace tocsin::dryrun {
namespace {

constexpr std::array<const char*, 11> kColumns{"slot",     "model", "monitor", "segment",
                                               "value",    "low",   "high",    "n",
                                               "labelled", "state", "reason"};

double in_unit(double value, const dsl::Type& type) {
  return type.is(dsl::TypeKind::duration) ? value / 1e9 : value;
}

std::string state_of(const dsl::Plan& plan, const Reading& reading) {
  if (reading.severity >= 0)
    return plan.severities.names[static_cast<std::size_t>(reading.severity)];
  return reading.phase == AlertPhase::pending ? "pending" : "ok";
}

std::string name_of(const dsl::Plan& plan, const dsl::MonitorPlan& monitor) {
  const auto& model = plan.models[monitor.model].schema.model;
  return monitor.package.empty() ? model : monitor.package + "." + model;
}

std::string cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string cell(double number) { return std::isnan(number) ? "" : fmt::format("{}", number); }

nlohmann::ordered_json json_of(double number) {
  return std::isnan(number) ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(number);
}

// What both forms write, in the order of kColumns.
struct Row {
  std::string slot, model, monitor, segment;
  double value, low, high;
  std::uint64_t n;
  double labelled;
  std::string state, reason;
};

Row row_of(const dsl::Plan& plan, const Reading& reading) {
  const auto& monitor = plan.monitors[reading.monitor];
  const auto& sample = reading.sample;
  const auto& type = monitor.measure->type;
  const bool covers = sample.label_measure && sample.n > 0;
  return {format_utc(reading.slot),
          name_of(plan, monitor),
          monitor.name,
          reading.segment,
          in_unit(sample.value, type),
          in_unit(sample.low, type),
          in_unit(sample.high, type),
          sample.n,
          covers ? static_cast<double>(sample.labels) / static_cast<double>(sample.n) : kUnknown,
          state_of(plan, reading),
          std::string(sample.reason)};
}

std::string csv_line(const Row& row) {
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{}\n", row.slot, cell(row.model),
                     cell(row.monitor), cell(row.segment), cell(row.value), cell(row.low),
                     cell(row.high), row.n, cell(row.labelled), row.state, cell(row.reason));
}

std::string json_line(const Row& row) {
  nlohmann::ordered_json line{
      {"slot", row.slot}, {"model", row.model}, {"monitor", row.monitor}, {"segment", row.segment}};
  line["value"] = json_of(row.value);
  line["low"] = json_of(row.low);
  line["high"] = json_of(row.high);
  line["n"] = row.n;
  line["labelled"] = json_of(row.labelled);
  line["state"] = row.state;
  line["reason"] = row.reason;
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace

Result<ReadingsFile> ReadingsFile::create(const std::string& path) {
  const bool is_csv = path.ends_with(".csv");
  if (!is_csv && !path.ends_with(".jsonl"))
    return fail("--readings {}: expected a name that ends in .csv or .jsonl", path);
  ReadingsFile file(path, is_csv);
  file.part_ = path + ".part";
  file.out_.open(file.part_, std::ios::binary | std::ios::trunc);
  if (!file.out_) return fail("--readings {}: cannot be written", path);
  if (is_csv) file.out_ << fmt::format("{}\n", fmt::join(kColumns, ","));
  return file;
}

Result<void> ReadingsFile::write(const dsl::Plan& plan, const std::vector<Reading>& readings) {
  for (const auto& reading : readings) {
    const Row row = row_of(plan, reading);
    out_ << (is_csv_ ? csv_line(row) : json_line(row));
  }
  if (!out_) return fail("--readings {}: cannot be written (disk full?)", path_);
  return {};
}

Result<void> ReadingsFile::close() {
  out_.close();
  if (!out_) return fail("--readings {}: cannot be written (disk full?)", path_);
  std::error_code trouble;
  std::filesystem::rename(part_, path_, trouble);
  if (trouble) return fail("--readings {}: cannot be written ({})", path_, trouble.message());
  part_.clear();
  return {};
}

ReadingsFile::ReadingsFile(ReadingsFile&& other) noexcept
    : path_(std::move(other.path_)),
      part_(std::exchange(other.part_, {})),
      is_csv_(other.is_csv_),
      out_(std::move(other.out_)) {}

ReadingsFile::~ReadingsFile() {
  std::error_code ignored;
  if (!part_.empty()) std::filesystem::remove(part_, ignored);
}

}  // namespace tocsin::dryrun
