// A short history told by hand: precision falls on Monday morning, one platform follows, both
// recover.
#pragma once

#include "base/outcome.hpp"
#include "store/recorder.hpp"
#include "store/store.hpp"
#include "store/transaction.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace tocsin::test {

inline Instant at(std::string_view clock) {
  return *parse_time(fmt::format("2026-03-02T{}Z", clock));
}

inline const AlertId kPrecision{"", "loan_rejection", "precision", ""};
inline const AlertId kSlow{"", "loan_rejection", "slow", "platform=smava"};
inline const std::string kIncident = "3f2a9c11d0e4";

inline Sample seen(double value, std::uint64_t n) {
  return {
      .kind = SampleKind::value, .value = value, .n = n, .from = at("08:00"), .to = at("09:00")};
}

inline store::RunSpec run_spec(store::RunKind kind = store::RunKind::live) {
  return {.kind = kind,
          .started = at("08:00"),
          .version = "0.1.0",
          .rules = "rules-a",
          .data = kind == store::RunKind::live ? "" : "data-a",
          .monitors = {{.model = "loan_rejection",
                        .monitor = "precision",
                        .kind = "quality",
                        .title = "We reject people the bank would take",
                        .thresholds = {"", "< 95%", "< 90%"},
                        .word_value = [](double v) { return fmt::format("{:.1f}%", v * 100); }},
                       {.model = "loan_rejection",
                        .monitor = "slow",
                        .kind = "fear",
                        .title = "The form is slow",
                        .thresholds = {"", "> 300ms", ""},
                        .word_value = [](double v) { return fmt::format("{:.0f}ms", v / 1e6); }}}};
}

inline AlertLine line(const AlertId& alert, Change change, std::string value) {
  return {.alert = alert,
          .episode = 1,
          .change = change,
          .kind = "quality",
          .title = "We reject people the bank would take",
          .severity = 1,
          .severity_name = "warn",
          .reason = change == Change::resolved ? "recovered" : "breach",
          .value = std::move(value),
          .threshold = "< 95%",
          .measure = "precision over 1h",
          .n = 412,
          .since = at("09:00"),
          .incident = kIncident};
}

inline Message message(std::string key, Instant when, Message::Kind kind, AlertLine about) {
  return {.key = std::move(key),
          .channel = "team",
          .group = "loan_rejection.precision",
          .thread = "t1",
          .at = when,
          .kind = kind,
          .severity = 1,
          .severity_name = "warn",
          .alerts = {std::move(about)},
          .model = "loan_rejection",
          .incident = kIncident};
}

inline IncidentEntry entry(std::string_view clock, IncidentEntry::Kind kind, const AlertId& alert,
                           int severity, std::string text) {
  return {.at = at(clock),
          .incident = kIncident,
          .kind = kind,
          .alert = alert,
          .episode = alert.model.empty() ? 0u : 1u,
          .severity = severity,
          .title = "We reject people the bank would take",
          .text = std::move(text)};
}

// The worst of its episode so far, unless said otherwise.
inline Reading firing(std::string_view clock, std::uint32_t monitor, std::string segment,
                      double value, std::uint64_t n, std::uint64_t episode = 1,
                      bool is_peak = true) {
  return {.slot = at(clock),
          .monitor = monitor,
          .segment = std::move(segment),
          .sample = seen(value, n),
          .phase = AlertPhase::firing,
          .severity = 1,
          .episode = episode,
          .is_peak = is_peak};
}

// 09:00: precision falls to 93.1%, which opens the incident and tells the team.
inline Outcome beginning() {
  return {.readings = {firing("09:00", 0, "", 0.931, 412)},
          .transitions = {{.at = at("09:00"),
                           .alert = kPrecision,
                           .episode = 1,
                           .change = Change::fired,
                           .to_severity = 1,
                           .reason = "breach",
                           .sample = seen(0.931, 412),
                           .incident = kIncident}},
          .messages = {message("key-1", at("09:00"), Message::Kind::beginning,
                               line(kPrecision, Change::fired, "93.1%"))},
          .incidents = {entry("09:00", IncidentEntry::Kind::opened, kPrecision, 1,
                              "warn: precision 93.1% < 95% (n 412)")}};
}

// Until 10:00: it falls further, to 87% at 09:30, pages, and the form becomes slow.
inline Outcome middle() {
  return {.readings = {firing("09:10", 0, "", 0.92, 400), firing("09:30", 0, "", 0.87, 380),
                       firing("09:30", 1, "platform=smava", 420e6, 90),
                       firing("10:00", 0, "", 0.89, 390, 1, false)},
          .transitions = {{.at = at("09:30"),
                           .alert = kPrecision,
                           .episode = 1,
                           .change = Change::escalated,
                           .from_severity = 1,
                           .to_severity = 2,
                           .reason = "breach",
                           .sample = seen(0.87, 380),
                           .incident = kIncident},
                          {.at = at("09:30"),
                           .alert = kSlow,
                           .episode = 1,
                           .change = Change::fired,
                           .to_severity = 1,
                           .reason = "breach",
                           .sample = seen(420e6, 90),
                           .incident = kIncident}},
          .messages = {message("key-2", at("09:30"), Message::Kind::update,
                               line(kPrecision, Change::escalated, "87.0%"))},
          .incidents = {
              entry("09:30", IncidentEntry::Kind::severity, kPrecision, 2,
                    "page: precision 87.0% < 90%"),
              entry("09:30", IncidentEntry::Kind::joined, kSlow, 1, "warn: slow 420ms > 300ms")}};
}

// By 12:00 both have recovered, and ten minutes later the incident ends.
inline Outcome ending() {
  const auto end = [](const AlertId& alert, int from, Sample sample) {
    return Transition{.at = at("12:00"),
                      .alert = alert,
                      .episode = 1,
                      .change = Change::resolved,
                      .from_severity = from,
                      .reason = "recovered",
                      .sample = sample,
                      .incident = kIncident};
  };
  return {
      .transitions = {end(kPrecision, 2, seen(0.97, 500)), end(kSlow, 1, seen(210e6, 95))},
      .messages = {message("key-3", at("12:00"), Message::Kind::end,
                           line(kPrecision, Change::resolved, "97.0%"))},
      .incidents = {entry("12:00", IncidentEntry::Kind::left, kPrecision, 2, "precision recovered"),
                    entry("12:00", IncidentEntry::Kind::left, kSlow, 1, "slow recovered"),
                    entry("12:10", IncidentEntry::Kind::ended, {}, 2, "nothing fires any more")}};
}

// The result, or a failure of the test with the error's own words.
template <typename T>
T need(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

inline store::Store open_store(const std::string& path = ":memory:") {
  return need(store::Store::open(path, store::IfMissing::create));
}

inline void record_all(const store::Store& store, const store::RunSpec& spec) {
  auto recorder = need(store::Recorder::begin(store, spec));
  for (const auto& outcome : {beginning(), middle(), ending()}) need(recorder.record(outcome));
  need(recorder.finish(at("13:00")));
}

// Every row of every table as text: two stores that say the same have the same.
inline std::string dump(const store::Store& store) {
  std::string out;
  store::Transaction reading(store, store::Transaction::Kind::read);
  std::vector<std::string> tables;
  reading.each(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
      " ORDER BY name",
      {}, [&](store::Row& row) { tables.push_back(row.text()); });
  for (const auto& table : tables) {
    std::string columns;
    reading.each(
        "SELECT group_concat('quote(' || name || ')', '||''|''||') FROM pragma_table_info(?)",
        {table}, [&](store::Row& row) { columns = row.text(); });
    reading.each(fmt::format("SELECT {} FROM {} ORDER BY 1", columns, table), {},
                 [&](store::Row& row) { out += table + ": " + row.text() + "\n"; });
  }
  need(reading.commit());
  return out;
}

}  // namespace tocsin::test
