#include "dryrun/replay_lints.hpp"

#include "base/counted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace tocsin::dryrun {
namespace {

constexpr Duration kSoon = std::chrono::hours(1);  // a beginning after an end: one and the same
constexpr Duration kTelling = 7 * kDay;            // silence of less says nothing
constexpr std::size_t kFewest = 3;                 // alerts that can be too many

// The episodes of one monitor that reached the highest severity, and how they follow each other.
struct Record {
  std::size_t episodes = 0;
  std::size_t flaps = 0;
};

std::vector<Record> records_of(const dsl::Plan& plan, const Summary& summary) {
  std::vector<Record> records(plan.monitors.size());
  std::map<AlertId, Instant> ended;
  for (const auto& episode : summary.episodes()) {
    if (episode.monitor >= records.size()) continue;
    auto& record = records[episode.monitor];
    ++record.episodes;
    if (episode.highest != plan.severities.highest()) continue;
    const auto before = ended.find(episode.alert);
    record.flaps += before != ended.end() && episode.began - before->second <= kSoon;
    if (episode.ended) ended[episode.alert] = *episode.ended;
  }
  return records;
}

// `until clear` without a hold says no more than nothing.
const dsl::RungPlan* open_page(const dsl::Plan& plan, const dsl::MonitorPlan& monitor) {
  if (monitor.rungs.empty()) return nullptr;
  const auto& rung = monitor.rungs.back();
  const bool pages = rung.severity == plan.severities.highest();
  return pages && rung.until_clear && rung.clear_hold.count() == 0 ? &rung : nullptr;
}

void lint_flaps(const dsl::Plan& plan, const dsl::MonitorPlan& monitor, const Record& record,
                dsl::Diagnostics& out) {
  const auto* rung = open_page(plan, monitor);
  if (!rung || record.flaps == 0) return;
  out.lint("L004", rung->span,
           fmt::format("{} rung without `until`: the alert may flap (seen {} in this replay)",
                       plan.severities.names.back(), counted(record.flaps, "time")));
}

const ModelIntake* intake_of(const dsl::Plan& plan, const dsl::MonitorPlan& monitor,
                             const ReplayReport& report) {
  const auto& model = plan.models[monitor.model];
  const auto found = std::ranges::find_if(report.models, [&](const ModelIntake& intake) {
    return intake.model == dsl::full_name(model) || intake.model == model.schema.model;
  });
  return found == report.models.end() ? nullptr : &*found;
}

void lint_arrivals(const dsl::Plan& plan, const dsl::MonitorPlan& monitor,
                   const ReplayReport& report, dsl::Diagnostics& out) {
  if (monitor.window.labels != dsl::LabelMode::on_arrival) return;
  const auto* intake = intake_of(plan, monitor, report);
  if (!intake || intake->counts.rows == 0) return;
  const double coverage =
      static_cast<double>(intake->counts.labels) / static_cast<double>(intake->counts.rows);
  out.lint("L008", monitor.span,
           fmt::format("`on arrival` judges fast labels only; coverage in this replay was {:.3g}%",
                       100 * std::min(1.0, coverage)));
}

void lint_silence(const dsl::MonitorPlan& monitor, const Record& record, Duration length,
                  dsl::Diagnostics& out) {
  if (monitor.paused_until) return;
  if (record.episodes == 0 && length >= kTelling)
    out.lint("L017", monitor.span,
             fmt::format("replay: `{}` would never have fired in {}", monitor.name,
                         format_duration(length / kDay * kDay)));
  const auto days = static_cast<std::size_t>(length / kDay) + 1;
  if (record.episodes >= kFewest && record.episodes > days)
    out.lint("L017", monitor.span,
             fmt::format("replay: `{}` would have fired {} times in {}", monitor.name,
                         record.episodes, format_duration(days * kDay)));
}

}  // namespace

dsl::Diagnostics lints_of(const dsl::Plan& plan, const ReplayReport& report,
                          const Summary& summary) {
  dsl::Diagnostics out;
  const auto records = records_of(plan, summary);
  for (std::size_t i = 0; i < plan.monitors.size(); ++i) {
    const auto& monitor = plan.monitors[i];
    lint_flaps(plan, monitor, records[i], out);
    lint_arrivals(plan, monitor, report, out);
    lint_silence(monitor, records[i], report.end - report.start, out);
  }
  out.sort();
  return out;
}

}  // namespace tocsin::dryrun
