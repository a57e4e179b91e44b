#include "store/alert_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace tocsin::store {
namespace {

std::string word_value(const MonitorText* text, const Sample& sample) {
  if (sample.kind != SampleKind::value) return {};
  if (text != nullptr && text->word_value) return text->word_value(sample.value);
  return fmt::format("{:.6g}", sample.value);
}

// A gap has no threshold. The limit of an alert that ends or eases is the one it had crossed.
std::string threshold_of(const MonitorText* text, const Transition& transition) {
  if (text == nullptr || transition.sample.kind != SampleKind::value) return {};
  const auto rank =
      static_cast<std::size_t>(std::max(transition.from_severity, transition.to_severity));
  return rank < text->thresholds.size() ? text->thresholds[rank] : std::string();
}

bool is_worse(const MonitorText* text, double value, double than) {
  if (std::isnan(than)) return true;
  if (text == nullptr || text->worse == Worse::higher) return value > than;
  if (text->worse == Worse::lower) return value < than;
  return std::abs(value - text->centre) > std::abs(than - text->centre);
}

struct Span {
  std::int64_t row;
  Instant began;
  Instant ended;  // kForever while it fires
};

}  // namespace

const MonitorText* AlertRows::text_of(const AlertId& alert) const {
  const auto found = std::ranges::find_if(spec_.monitors, [&](const MonitorText& text) {
    return text.monitor == alert.monitor && text.model == alert.model &&
           text.package == alert.package;
  });
  return found == spec_.monitors.end() ? nullptr : &*found;
}

std::int64_t AlertRows::alert(const AlertId& alert) {
  const auto find = [&] {
    return writing_.find_integer(
        "SELECT id FROM alerts"
        " WHERE run = ? AND package = ? AND model = ? AND monitor = ? AND segment = ?",
        {run_, alert.package, alert.model, alert.monitor, alert.segment});
  };
  if (const auto known = find()) return *known;
  const MonitorText* text = text_of(alert);
  writing_.run(
      "INSERT INTO alerts (run, package, model, monitor, segment, kind, title)"
      " VALUES (?, ?, ?, ?, ?, ?, ?)",
      {run_, alert.package, alert.model, alert.monitor, alert.segment, text ? text->kind : "",
       text ? text->title : alert.monitor});
  return writing_.last_id();
}

std::optional<std::int64_t> AlertRows::episode(const AlertId& id, std::uint64_t number,
                                               Instant at) {
  if (number == 0) return std::nullopt;
  const auto row = alert(id);
  writing_.run(
      "INSERT INTO episodes (alert, number, severity, began, reason) VALUES (?, ?, -1, ?, '')"
      " ON CONFLICT DO NOTHING",
      {row, number, at});
  return writing_.find_integer("SELECT id FROM episodes WHERE alert = ? AND number = ?",
                               {row, number});
}

std::string AlertRows::incident_id(const std::string& engine_id) {
  const auto id = writing_.find_text("SELECT id FROM incidents WHERE run = ? AND engine_id = ?",
                                     {run_, engine_id});
  if (!id) {
    writing_.fail(
        {fmt::format("incident `{}` is named before the entry that opens it", engine_id)});
  }
  return id.value_or("");
}

void AlertRows::join(std::int64_t episode, const std::string& incident) {
  writing_.run("UPDATE episodes SET incident = ? WHERE id = ?", {incident, episode});
}

void AlertRows::add(const Transition& step) {
  const auto alert_row = alert(step.alert);
  const MonitorText* text = text_of(step.alert);
  const Sample& seen = step.sample;
  const auto labels = seen.label_measure ? std::optional(seen.labels) : std::nullopt;
  const bool is_new =
      writing_.run(
          "INSERT INTO transitions (alert, episode, at, change, from_severity, to_severity, reason,"
          " value, value_text, low, high, threshold, n, labels, judged_from, judged_to)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
          {alert_row, step.episode, step.at, to_text(step.change), step.from_severity,
           step.to_severity, step.reason, seen.kind == SampleKind::value ? seen.value : kUnknown,
           word_value(text, seen), seen.low, seen.high, threshold_of(text, step), seen.n, labels,
           seen.from, seen.to}) > 0;
  const bool outside = step.from_severity < 0 && step.to_severity < 0;
  if (!is_new || outside) return;
  if (const auto row = episode(step.alert, step.episode, step.at)) move_episode(*row, step);
}

void AlertRows::move_episode(std::int64_t row, const Transition& step) {
  writing_.run("UPDATE episodes SET severity = max(severity, ?) WHERE id = ?",
               {step.to_severity, row});
  if (step.from_severity < 0) {
    writing_.run("UPDATE episodes SET began = ?, reason = ? WHERE id = ?",
                 {step.at, step.reason, row});
  }
  if (step.to_severity < 0) {
    writing_.run("UPDATE episodes SET ended = ?, end_reason = ? WHERE id = ?",
                 {step.at, step.reason, row});
  } else {
    consider_peak(row, text_of(step.alert), step.at, step.sample);
  }
  if (!step.incident.empty()) join(row, incident_id(step.incident));
}

void AlertRows::consider_peak(std::int64_t row, const MonitorText* text, Instant at,
                              const Sample& sample) {
  if (sample.kind != SampleKind::value) return;
  double peak = kUnknown;
  writing_.each("SELECT peak FROM episodes WHERE id = ?", {row},
                [&](Row& found) { peak = found.number(); });
  if (!is_worse(text, sample.value, peak)) return;
  writing_.run("UPDATE episodes SET peak = ?, peak_text = ?, peak_at = ?, peak_n = ? WHERE id = ?",
               {sample.value, word_value(text, sample), at, sample.n, row});
}

void AlertRows::add_peaks(const std::vector<Reading>& readings) {
  std::map<std::pair<std::uint32_t, std::string_view>, std::vector<const Reading*>> firing;
  for (const Reading& reading : readings) {
    const bool counts = reading.phase == AlertPhase::firing &&
                        reading.sample.kind == SampleKind::value &&
                        reading.monitor < spec_.monitors.size();
    if (counts) firing[{reading.monitor, reading.segment}].push_back(&reading);
  }
  for (const auto& [key, of_one_alert] : firing) {
    add_peaks_of(spec_.monitors[key.first], of_one_alert);
  }
}

// All readings are of one alert, in the order of time; they may lie in several of its episodes.
void AlertRows::add_peaks_of(const MonitorText& text, const std::vector<const Reading*>& readings) {
  std::vector<Span> spans;
  writing_.each(
      "SELECT e.id, began, ended FROM episodes e JOIN alerts a ON a.id = e.alert"
      " WHERE run = ? AND package = ? AND model = ? AND monitor = ? AND segment = ?"
      " AND began <= ? AND (ended IS NULL OR ended > ?)",
      {run_, text.package, text.model, text.monitor, readings.front()->segment,
       readings.back()->slot, readings.front()->slot},
      [&](Row& row) {
        spans.push_back({row.integer(), row.instant(), row.maybe_instant().value_or(kForever)});
      });
  for (const Span& span : spans) {
    const Reading* worst = nullptr;
    for (const Reading* reading : readings) {
      const bool inside = span.began <= reading->slot && reading->slot < span.ended;
      if (inside && (!worst || is_worse(&text, reading->sample.value, worst->sample.value))) {
        worst = reading;
      }
    }
    if (worst) consider_peak(span.row, &text, worst->slot, worst->sample);
  }
}

}  // namespace tocsin::store
