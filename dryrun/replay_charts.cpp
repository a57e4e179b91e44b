#include "dryrun/replay_charts.hpp"

#include "base/labels.hpp"
#include "charts/line_chart.hpp"
#include "dryrun/courses.hpp"
#include "dsl/value_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

namespace tocsin::dryrun {
namespace {

using charts::Shade;

Shade shade_of(const dsl::Plan& plan, int severity) {
  if (severity == plan.severities.highest()) return Shade::worst;
  return severity == 0 ? Shade::mild : Shade::middle;
}

const std::string& name_of(const dsl::Plan& plan, int severity) {
  return plan.severities.names[static_cast<std::size_t>(severity)];
}

std::string full_name(const dsl::Plan& plan, const dsl::MonitorPlan& monitor) {
  const std::string package = monitor.package.empty() ? "" : monitor.package + ".";
  return package + plan.models[monitor.model].schema.model + "." + monitor.name;
}

std::vector<charts::Threshold> thresholds_of(const dsl::Plan& plan,
                                             const dsl::MonitorPlan& monitor) {
  std::vector<charts::Threshold> thresholds;
  for (auto& level : levels_of(plan, monitor))
    thresholds.push_back({level.value, std::move(level.text), shade_of(plan, level.severity)});
  return thresholds;
}

void add_stretches(const dsl::Plan& plan, const Episode& episode, Instant end,
                   std::vector<charts::Stretch>& stretches) {
  const auto& steps = episode.severities;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto [from, severity] = steps[i];
    const Instant to = i + 1 < steps.size() ? steps[i + 1].first : episode.ended.value_or(end);
    stretches.push_back({from, to, shade_of(plan, severity),
                         fmt::format("{} from {} to {}: {}", name_of(plan, severity),
                                     format_utc(from), format_utc(to), episode.reason)});
  }
}

charts::LineChart chart_of(const dsl::Plan& plan, const ReplayReport& report,
                           const Summary& summary, std::size_t index, const std::string& segment) {
  const auto& monitor = plan.monitors[index];
  const dsl::Type type = monitor.measure->type;
  const std::string at = segment.empty() ? "" : " [" + segment + "]";
  const std::string name = full_name(plan, monitor) + at;
  charts::LineChart chart;
  chart.title = monitor.title == monitor.name ? name : monitor.title + at;
  chart.subtitle =
      monitor.title == monitor.name ? monitor.measure_text : name + ": " + monitor.measure_text;
  chart.from = report.start;
  chart.to = std::max(report.end, report.start + 1s);
  chart.thresholds = thresholds_of(plan, monitor);
  for (const auto& episode : summary.episodes())
    if (episode.monitor == index && episode.alert.segment == segment)
      add_stretches(plan, episode, chart.to, chart.stretches);
  chart.text_of = [type](double value) { return dsl::value_text(value, type); };
  chart.are_durations = type.is(dsl::TypeKind::duration);
  return chart;
}

std::string in_safe_letters(const std::string& text) {
  constexpr std::string_view kAlso = ".-_";
  std::string safe;
  for (const char c : text) {
    const bool is_safe = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                         (c >= '0' && c <= '9') || kAlso.find(c) != std::string_view::npos;
    safe += is_safe ? c : '_';
  }
  return safe.substr(0, 120);
}

// Two segments may differ only in letters that no name of a file has.
std::string free_name(const std::string& wanted, std::set<std::string>& taken) {
  std::string name = wanted;
  for (int i = 2; !taken.insert(name).second; ++i) name = fmt::format("{}-{}", wanted, i);
  return name;
}

Result<void> write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) return fail("--charts: {} cannot be written", path.string());
  return {};
}

}  // namespace

Result<ReplayCharts> ReplayCharts::create(const std::string& folder) {
  std::error_code trouble;
  std::filesystem::create_directories(folder, trouble);
  if (trouble || !std::filesystem::is_directory(folder, trouble))
    return fail("--charts {}: expected a folder, or a name that is free", folder);
  return ReplayCharts(folder);
}

bool ReplayCharts::is_drawn(const Reading& reading) {
  if (traces_.contains({reading.monitor, reading.segment})) return true;
  if (reading.segment == kOverall) return true;
  std::size_t& drawn = drawn_[reading.monitor];
  return drawn < kSegments && ++drawn > 0;
}

void ReplayCharts::add(const std::vector<Reading>& readings) {
  for (const auto& reading : readings) {
    if (!is_drawn(reading)) continue;
    const auto& sample = reading.sample;
    traces_[{reading.monitor, reading.segment}].add(
        {reading.slot, sample.value, sample.low, sample.high});
  }
}

Result<std::vector<std::string>> ReplayCharts::write(const dsl::Plan& plan,
                                                     const ReplayReport& report,
                                                     const Summary& summary) const {
  std::set<std::string> taken;
  for (const auto& [key, trace] : traces_) {
    const auto& [monitor, segment] = key;
    auto chart = chart_of(plan, report, summary, monitor, segment);
    chart.points = trace.points();
    const std::string name = full_name(plan, plan.monitors[monitor]);
    const std::string wanted = segment.empty() ? name : name + "." + segment;
    const std::string file = free_name(in_safe_letters(wanted), taken) + ".svg";
    auto done = write_file(std::filesystem::path(folder_) / file, to_svg(chart));
    if (!done) return tl::unexpected(done.error());
  }
  return left_out(plan, summary);
}

std::vector<std::string> ReplayCharts::left_out(const dsl::Plan& plan,
                                                const Summary& summary) const {
  std::map<std::size_t, std::size_t> seen;
  for (const auto& [key, course] : summary.courses())
    if (key.second != kOverall) ++seen[key.first];
  std::vector<std::string> sentences;
  for (const auto& [monitor, segments] : seen)
    if (segments > kSegments)
      sentences.push_back(fmt::format("{} has {} segments; there are charts of the first {}",
                                      full_name(plan, plan.monitors[monitor]), segments,
                                      kSegments));
  return sentences;
}

}  // namespace tocsin::dryrun
