// What the engine tells about alerts: transitions, messages and entries of the incident log.
#pragma once

#include "base/labels.hpp"
#include "base/reading.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

// Who an alert is: it stays the same over its whole life and over restarts.
struct AlertId {
  std::string package;  // empty for the root of the project
  std::string model;
  std::string monitor;  // `name`, or `contract.check`
  std::string segment;  // as in Reading
  auto operator<=>(const AlertId&) const = default;
};

// A message about more alerts than this shows the worst of them, and counts the rest by monitor.
inline constexpr std::size_t kMostAlertsAtOnce = 20;

enum class Change : std::uint8_t { fired, escalated, eased, resolved, gap, gap_over };
std::string_view to_text(Change change);  // "fired", ..., "gap over"

// One step of an alert. `episode` counts the times this alert fired, from 1.
struct Transition {
  Instant at{};
  AlertId alert;
  std::uint64_t episode = 0;
  Change change = Change::fired;
  int from_severity = -1;  // rank in the ladder of the project; -1: none
  int to_severity = -1;
  std::string reason;    // breach, no data, too few, recovered, segment retired, ...
  Sample sample;         // what was seen at `at`
  std::string incident;  // id of its incident; empty when it belongs to none
};

// One alert as a message shows it: texts are ready to print, without markup.
struct AlertLine {
  AlertId alert;
  std::uint64_t episode = 0;
  Change change = Change::fired;
  std::string kind;   // fear, quality, ...
  std::string title;  // the fear sentence, or the monitor's name
  int severity = -1;  // now; of an end: the severity that ended
  std::string severity_name;
  std::string reason;
  Labels labels;
  std::string value;      // "93.1%", "420ms", empty when unknown
  std::string threshold;  // "< 95%", empty for gaps
  std::string interval;   // "391ms to 455ms (95%)", empty where no sampling error is known
  std::string measure;  // the measure as written: `precision where arm = "shadow" over 7d matured`
  std::string judged;   // "events from 2026-02-16T10:00Z to 2026-02-23T10:00Z"
  std::uint64_t n = 0;
  std::uint64_t labels_known = 0;
  bool label_measure = false;
  Instant since{};  // when the episode began
  std::string owner;
  std::string runbook;
  std::string dashboard;
  std::string advice;  // the `because` texts of the monitor
  std::string text;    // the monitor's own `message`, filled in; else empty
  std::string incident;
  std::string flapping;  // "since 2026-03-02T09:08:00Z, 7 changes"; empty: it does not flap
  // Of a digest: how often since the one before.
  std::uint64_t began = 0, rose = 0, ended = 0;
};

// How a measure went up to a message, for the chart of it. What is not known is NaN.
struct Course {
  struct Point {
    Instant at{};
    double value = kUnknown, low = kUnknown, high = kUnknown;
  };
  struct Level {
    double value = 0;
    std::string text;  // "page > 300ms"
    int severity = 0;
  };
  std::vector<Point> points;  // in order of time; fewer than two: there is nothing to draw
  std::vector<Level> levels;
  std::string lowest, highest;  // of the values, ready to print
};

// What one channel is told. `key` makes it unique: a message with the same key is the same message.
struct Message {
  std::string key;  // 32 hex digits: channel, group, episodes, step
  std::string channel;
  std::string group;   // the group's key, e.g. `loan_rejection.slow_applications`
  std::string thread;  // 32 hex digits, equal for all messages from a group's first beginning to
                       // its last end
  std::uint64_t step = 0;  // 0 for the first message of the thread, then 1, 2, ...
  Instant at{};
  // A digest tells what happened in a stretch of time. A notice tells of something that is no
  // alert, such as a new version of a model.
  enum class Kind : std::uint8_t {
    beginning,
    update,
    repeat,
    end,
    acknowledged,
    notice,
    digest,
  } kind = Kind::beginning;
  int severity =
      -1;  // highest of the alerts that fire in the group; of an end: the highest that was
  std::string severity_name;
  int severity_count = 3;  // length of the project's ladder
  std::vector<std::string>
      ladder;                     // its names, mildest first; empty in messages of earlier versions
  int default_severity = 1;       // rank of the ladder's default: `warn`, or its second name
  std::vector<AlertLine> alerts;  // worst first; ended ones last
  std::string model;              // common model of the alerts, else empty
  std::string incident;           // id of the incident of the first alert, else empty
  std::string note;               // who acknowledged and what they said; of a notice what happened
  std::string earlier;  // the last incident of the first alert's monitor and its root cause
  Course course;        // of the first alert's measure
  std::vector<std::string> closes;  // further threads that end with this message
};
std::string_view to_text(Message::Kind kind);  // "beginning", ..., "notice", "digest"

// One line of an incident's timeline, made by the engine. Of what people write it knows only who
// said to be on it: that stops reminders.
struct IncidentEntry {
  enum class Kind : std::uint8_t {
    opened,
    joined,
    severity,
    left,
    ended,
    reopened,
    acknowledged,
    escalated,
    lapsed  // who was on it said so too long ago
  };
  Instant at{};
  std::string incident;  // id: 12 hex digits of its first alert's identity and episode
  Kind kind = Kind::opened;
  AlertId alert;  // which alert made this entry; empty for those of the whole incident
  std::uint64_t episode = 0;
  int severity = -1;  // of that alert now; of the whole incident the highest ever
  std::string severity_name;
  std::string title;  // of the incident, from its first alert's fear sentence
  std::string text;   // "page: precision 93.1% < 95% (n 412)"
  std::string by;     // acknowledged: who
};
std::string_view to_text(IncidentEntry::Kind kind);

// It is over, whatever ended it.
bool has_ended(const AlertLine& line);

// "3 began, 1 rose, 2 ended" since the digest before; empty outside of a digest.
std::string happened(const AlertLine& line);

// The message as every notifier and every screen words it; plain text, no markup, no line end.
// "PAGE loan_rejection: The check makes the application form slow [platform=smava]"
std::string headline(const Message& message);
// Two or more lines: value against threshold, interval judged, n, since, runbook, owner, what it
// was the last time, and the command that acknowledges it.
std::string body(const Message& message);

}  // namespace tocsin
