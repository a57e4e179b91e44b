#include "store/alert_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
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
  }
  if (!step.incident.empty()) join(row, incident_id(step.incident));
}

// A later peak of an episode is the worse one.
void AlertRows::add(const HeldBack& record) {
  const auto& cause = record.cause;
  const std::optional<std::int64_t> rule =
      cause.rule == kNoRule ? std::nullopt : std::optional(static_cast<std::int64_t>(cause.rule));
  const auto row = alert(record.alert);
  writing_.run(
      "INSERT INTO held (alert, episode, severity, kind, rule, name, text, began)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      {row, record.episode, record.severity, to_text(cause.kind), rule, cause.name,
       tocsin::text_of(cause), record.from});
  if (!record.to) return;
  writing_.run(
      "UPDATE held SET ended = ? WHERE alert = ? AND episode = ? AND kind = ?"
      " AND rule IS ? AND name = ? AND began = ?",
      {*record.to, row, record.episode, to_text(cause.kind), rule, cause.name, record.from});
}

void AlertRows::add_peaks(const std::vector<Reading>& readings) {
  std::map<std::tuple<std::uint32_t, std::string_view, std::uint64_t>, const Reading*> peaks;
  for (const Reading& reading : readings)
    if (reading.is_peak && reading.monitor < spec_.monitors.size())
      peaks[{reading.monitor, reading.segment, reading.episode}] = &reading;
  for (const auto& [key, peak] : peaks) add_peak(spec_.monitors[peak->monitor], *peak);
}

void AlertRows::add_peak(const MonitorText& text, const Reading& peak) {
  const AlertId id{text.package, text.model, text.monitor, peak.segment};
  const auto row = episode(id, peak.episode, peak.slot);
  if (!row) return;
  writing_.run("UPDATE episodes SET peak = ?, peak_text = ?, peak_at = ?, peak_n = ? WHERE id = ?",
               {peak.sample.value, word_value(&text, peak.sample), peak.slot, peak.sample.n, *row});
}

Result<std::vector<Transition>> steps_of_open(const Store& store, std::int64_t run, Instant at) {
  std::vector<Transition> steps;
  Transaction reading(store, Transaction::Kind::read);
  reading.each(
      "SELECT a.package, a.model, a.monitor, a.segment, t.episode, t.at, t.from_severity,"
      " t.to_severity, t.reason, t.n, ifnull(i.engine_id, '') FROM transitions t"
      " JOIN alerts a ON a.id = t.alert JOIN episodes e ON e.alert = a.id AND e.number = t.episode"
      " LEFT JOIN incidents i ON i.id = e.incident"
      " WHERE a.run = ?1 AND t.at <= ?2 AND (e.ended IS NULL OR e.ended > ?2) ORDER BY t.id",
      {run, at}, [&](Row& row) {
        auto& step = steps.emplace_back();
        step.alert.package = row.text();
        step.alert.model = row.text();
        step.alert.monitor = row.text();
        step.alert.segment = row.text();
        step.episode = static_cast<std::uint64_t>(row.integer());
        step.at = row.instant();
        step.from_severity = row.small();
        step.to_severity = row.small();
        step.reason = row.text();
        step.sample.n = static_cast<std::uint64_t>(row.integer());
        step.incident = row.text();
      });
  if (auto done = reading.commit(); !done) return tl::unexpected(std::move(done.error()));
  return steps;
}

}  // namespace tocsin::store
