#include "dryrun/simulate.hpp"

#include "base/check.hpp"
#include "dryrun/simulation_labels.hpp"
#include "dryrun/simulation_rows.hpp"
#include "dryrun/simulation_traffic.hpp"
#include "dryrun/simulation_troubles.hpp"
#include "dryrun/simulation_writer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>

namespace tocsin::dryrun {
namespace simulation {
namespace {

using Content = SimulatedFile::Content;

constexpr std::uint64_t kRowsBetweenReports = 1 << 13;

// One run: what every file of it needs to know.
struct Run {
  const Spec& spec;
  const SimulateOptions& options;
  Instant end;
  SimulationReport report;

  std::string path(const std::string& file) const {
    return (std::filesystem::path(options.out_dir) / file).string();
  }
};

Result<CsvFile> create(const Run& run, const std::string& name, const std::string& header) {
  auto file = CsvFile::create(run.path(name));
  if (file) file->append(header);
  return file;
}

// Gives the file its name and lists it; its first line is the header.
Result<void> finish(Run& run, Content content, const std::string& name, CsvFile& file) {
  const std::uint64_t rows = file.lines() - 1;
  if (auto closed = file.close(); !closed) return closed;
  run.report.files.push_back({content, run.path(name), rows});
  return {};
}

void report_progress(const Run& run, Instant now, std::uint64_t rows) {
  if (!run.options.progress) return;
  const auto done = static_cast<double>((now - run.spec.start).count());
  run.options.progress({done / static_cast<double>((run.end - run.spec.start).count()), rows});
}

// The events of the run in order, each with the label it will get; stops early when the disk fails.
void write_events(const Run& run, TroublePlan& troubles, CsvFile& file, LabelQueue* labels) {
  Traffic traffic(run.spec.rhythm, run.options.rate.value_or(run.spec.rate), run.spec.start,
                  run.options.seed);
  const RowMaker maker(run.spec, run.options.seed, Purpose::row);
  RowFormat format(run.spec, run.spec.predictions.columns);
  Row row;
  for (std::int64_t index = 0; const auto at = traffic.next(run.end); ++index) {
    if (labels) labels->write_until(*at);
    maker.make(index, *at, troubles.at(*at), row);
    if (row.dropped) continue;
    file.append(format.line(row));
    if (labels) labels->expect(row);
    if (file.lines() % kRowsBetweenReports == 0) report_progress(run, *at, file.lines() - 1);
    if (file.failed()) break;
  }
  if (labels) labels->write_until(kForever);
}

Result<void> write_log(Run& run, TroublePlan& troubles) {
  const auto& predictions = run.spec.predictions;
  auto file = create(run, predictions.file, RowFormat(run.spec, predictions.columns).header());
  if (!file) return tl::unexpected(file.error());
  if (!run.spec.labels) {
    write_events(run, troubles, *file, nullptr);
    return finish(run, Content::predictions, predictions.file, *file);
  }
  const LabelFile& spec = *run.spec.labels;
  auto label_file = create(run, spec.file, RowFormat(run.spec, spec.columns).header());
  if (!label_file) return tl::unexpected(label_file.error());
  LabelQueue labels(run.spec, run.options.seed, *label_file);
  write_events(run, troubles, *file, &labels);
  auto done = finish(run, Content::predictions, predictions.file, *file);
  return done ? finish(run, Content::labels, spec.file, *label_file) : done;
}

// Rows spread evenly over the days of training, each at a chance place of its own interval.
Result<void> write_reference(Run& run) {
  if (!run.spec.reference) return {};
  const ReferenceFile& spec = *run.spec.reference;
  RowFormat format(run.spec, spec.columns);
  auto file = create(run, spec.file, format.header());
  if (!file) return tl::unexpected(file.error());
  const RowMaker maker(run.spec, run.options.seed, Purpose::reference_row);
  RandomSource source(run.options.seed, Purpose::reference_row);
  const Duration step = spec.over / static_cast<Duration::rep>(spec.rows);
  Row row;
  for (std::uint64_t i = 0; i < spec.rows && !file->failed(); ++i) {
    const auto within =
        static_cast<Duration::rep>(static_cast<double>(step.count()) * source.uniform());
    const auto index = static_cast<std::int64_t>(i) - static_cast<std::int64_t>(spec.rows);
    maker.make(index, spec.from + step * static_cast<Duration::rep>(i) + Duration(within), {}, row);
    file->append(format.line(row));
  }
  return finish(run, Content::reference, spec.file, *file);
}

std::string truth_line(const InjectedTrouble& trouble) {
  const auto listed = [](const std::vector<std::string>& all) {
    return csv_text(fmt::format("{}", fmt::join(all, " ")));
  };
  return fmt::format("{},{},{},{},{},{},{}", csv_text(trouble.name), csv_text(trouble.title),
                     format_utc(trouble.from), format_utc(trouble.to),
                     format_utc(trouble.told_until), listed(trouble.told_by), listed(trouble.also));
}

Result<void> write_truth(Run& run) {
  auto file = create(run, run.spec.truth_file, "name,title,from,to,told_until,told_by,also");
  if (!file) return tl::unexpected(file.error());
  for (const auto& trouble : run.report.troubles) file->append(truth_line(trouble));
  return finish(run, Content::truth, run.spec.truth_file, *file);
}

Result<void> make_folder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail("{}: cannot be made a folder: {}", folder, error.message());
  return {};
}

Result<void> write_all(Run& run) {
  TroublePlan troubles(run.spec, run.options.days.value_or(run.spec.days), run.options.seed);
  run.report.troubles = troubles.injected();
  run.report.left_out = troubles.left_out();
  return make_folder(run.options.out_dir)
      .and_then([&] { return write_log(run, troubles); })
      .and_then([&] { return write_reference(run); })
      .and_then([&] { return write_truth(run); });
}

}  // namespace
}  // namespace simulation

Result<SimulationReport> simulate(const SimulationSpec& spec, const SimulateOptions& options) {
  const int days = options.days.value_or(spec.days);
  if (days < 1 || days > simulation::kMostDays) {
    return fail("{} days: from 1 to {} whole days would work", days, simulation::kMostDays);
  }
  const Instant end = spec.start + days * kDay;
  simulation::Run run{spec, options, end, {.start = spec.start, .end = end}};
  if (auto done = simulation::write_all(run); !done) return tl::unexpected(done.error());
  return run.report;
}

}  // namespace tocsin::dryrun
