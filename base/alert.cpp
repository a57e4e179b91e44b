#include "base/alert.hpp"

#include "base/answering.hpp"
#include "base/counted.hpp"
#include "base/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tocsin {
namespace {

constexpr std::size_t kSegmentsInHeadline = 3;
constexpr std::size_t kAlertsInBody = 10;

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

std::string severity_word(std::string_view name) { return name.empty() ? "ALERT" : upper(name); }

bool is_recovery(std::string_view reason) { return reason.empty() || reason == "recovered"; }

bool same_monitor(const AlertLine& a, const AlertLine& b) {
  return a.alert.package == b.alert.package && a.alert.model == b.alert.model &&
         a.alert.monitor == b.alert.monitor;
}

// What the message is about: of an end everything, else only what still fires.
std::vector<const AlertLine*> subjects(const Message& message) {
  std::vector<const AlertLine*> lines;
  for (const auto& line : message.alerts) {
    if (message.kind == Message::Kind::end || !has_ended(line)) lines.push_back(&line);
  }
  if (lines.empty()) {
    for (const auto& line : message.alerts) lines.push_back(&line);
  }
  return lines;
}

std::string segment_text(const AlertLine& line) {
  return line.labels.empty() ? line.alert.segment : to_text(line.labels);
}

// " [platform=smava; platform=check24; and 2 more]", or " and 2 more alerts" where titles differ.
std::string extent(const std::vector<const AlertLine*>& lines) {
  const auto& first = *lines.front();
  const bool alike =
      std::ranges::all_of(lines, [&](const AlertLine* line) { return same_monitor(*line, first); });
  const std::size_t shown = alike ? std::min(lines.size(), kSegmentsInHeadline) : 1;
  std::string segments;
  for (std::size_t i = 0; i < shown; ++i) {
    const std::string segment = segment_text(*lines[i]);
    if (!segment.empty()) segments += (segments.empty() ? "" : "; ") + segment;
  }
  const std::size_t more = lines.size() - shown;
  if (segments.empty()) return more == 0 ? "" : fmt::format(" and {}", counted(more, "more alert"));
  if (!alike && more > 0) return fmt::format(" [{}] and {}", segments, counted(more, "more alert"));
  return fmt::format(" [{}{}]", segments, more == 0 ? "" : fmt::format("; and {} more", more));
}

// "3 began, 1 rose, 2 ended"
std::string happened(std::uint64_t began, std::uint64_t rose, std::uint64_t ended) {
  std::string out;
  const auto add = [&](std::uint64_t n, std::string_view what) {
    if (n > 0) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", n, what);
  };
  add(began, "began");
  add(rose, "rose");
  add(ended, "ended");
  return out;
}

std::string happened(const std::vector<const AlertLine*>& lines) {
  std::uint64_t began = 0, rose = 0, ended = 0;
  for (const AlertLine* line : lines) {
    began += line->began;
    rose += line->rose;
    ended += line->ended;
  }
  return happened(began, rose, ended);
}

std::string monitor_name(const AlertLine& line) {
  const std::string name = line.alert.model + "." + line.alert.monitor;
  return line.alert.package.empty() ? name : line.alert.package + "." + name;
}

// "loan_rejection.no_answer 4, loan_rejection.slow_applications 21"; of a digest what happened.
std::string by_monitor(const Message& message, const std::vector<const AlertLine*>& lines) {
  std::map<std::string, std::vector<const AlertLine*>> monitors;
  for (const AlertLine* line : lines) monitors[monitor_name(*line)].push_back(line);
  std::string out;
  for (const auto& [name, its] : monitors) {
    const bool is_digest = message.kind == Message::Kind::digest;
    const std::string count = is_digest ? happened(its) : fmt::format("{}", its.size());
    out += fmt::format("{}{} {}", out.empty() ? "" : is_digest ? "; " : ", ", name, count);
  }
  return out;
}

std::string head_word(const Message& message, const AlertLine& worst) {
  if (message.kind == Message::Kind::acknowledged) return "ACKNOWLEDGED";
  if (message.kind != Message::Kind::end) return severity_word(message.severity_name);
  return is_recovery(worst.reason) ? "RESOLVED" : "ENDED";
}

// " (still firing)", or why there is no value, or why an end is no recovery.
std::string remark(const Message& message, const AlertLine& worst) {
  if (message.kind == Message::Kind::end) {
    return is_recovery(worst.reason) ? "" : fmt::format(" ({}, nothing recovered)", worst.reason);
  }
  if (!worst.flapping.empty()) return " (flapping)";
  const bool gap = worst.value.empty() && !worst.reason.empty();
  const bool still = message.kind == Message::Kind::repeat;
  if (gap && still) return fmt::format(" ({}, still firing)", worst.reason);
  if (gap) return fmt::format(" ({})", worst.reason);
  return still ? " (still firing)" : "";
}

std::string notice_headline(const Message& message) {
  const std::string about = message.model.empty() ? "" : " " + message.model;
  return printable("NOTICE" + about + ": " + message.note.substr(0, message.note.find('\n')));
}

// "DIGEST loan_rejection: 3 began, 1 rose, 2 ended"
std::string digest_headline(const Message& message) {
  std::vector<const AlertLine*> lines;
  for (const auto& line : message.alerts) lines.push_back(&line);
  const std::string about = message.model.empty() ? "" : " " + message.model;
  return printable("DIGEST" + about + ": " + happened(lines));
}

// "93.1% < 95%", "93.1%", or why there is no value.
std::string value_text(const AlertLine& line) {
  if (line.value.empty()) return "no value: " + (line.reason.empty() ? "unknown" : line.reason);
  if (line.threshold.empty()) return line.value;
  // A value that came back is not beyond its threshold, so the two may not stand side by side.
  if (has_ended(line)) return fmt::format("{}, the limit was {}", line.value, line.threshold);
  return fmt::format("{} {}", line.value, line.threshold);
}

// Nothing where none were counted and nobody missed any: the answer of a query, an empty window.
std::string count_text(const AlertLine& line) {
  if (line.n == 0 && (!line.value.empty() || line.reason == "no data")) return "";
  const std::string events = counted(line.n, "event");
  if (!line.label_measure) return events;
  const auto share =
      line.n == 0 ? 0.0
                  : 100.0 * static_cast<double>(line.labels_known) / static_cast<double>(line.n);
  return fmt::format("{}, {} with a label ({:.0f}%)", events, line.labels_known, share);
}

std::string state_text(const AlertLine& line, Instant now) {
  const std::string lasted = now > line.since ? " for " + format_duration(now - line.since) : "";
  if (has_ended(line)) {
    return fmt::format("{} at {} after firing{}",
                       is_recovery(line.reason) ? "recovered" : line.reason, format_utc(now),
                       lasted);
  }
  const std::string firing =
      fmt::format("firing since {}{}", format_utc(line.since), lasted.empty() ? "" : "," + lasted);
  return line.flapping.empty() ? firing : "flapping " + line.flapping;
}

void add_line(std::string& out, std::string_view name, std::string_view text) {
  if (!text.empty()) out += fmt::format("{}: {}\n", name, printable(text));
}

// The text of a field where all lines have the same, else nothing.
std::string common(const std::vector<const AlertLine*>& lines, std::string AlertLine::* field) {
  const std::string& first = lines.front()->*field;
  const bool alike =
      std::ranges::all_of(lines, [&](const AlertLine* line) { return line->*field == first; });
  return alike ? first : std::string();
}

// What to do and whom to ask comes after what is wrong.
void add_help(std::string& out, const Message& message,
              const std::vector<const AlertLine*>& lines) {
  add_line(out, "do", common(lines, &AlertLine::advice));
  add_line(out, "runbook", common(lines, &AlertLine::runbook));
  add_line(out, "dashboard", common(lines, &AlertLine::dashboard));
  add_line(out, "owner", common(lines, &AlertLine::owner));
  add_line(out, "incident", message.incident);
  add_line(out, "last time", message.earlier);
  add_line(out, "acknowledge", acknowledge_command(message));
  add_line(out, "silence", silence_command(message));
}

std::string single_body(const Message& message, const AlertLine& line) {
  std::string out;
  if (!line.text.empty()) out += printable(line.text) + "\n";
  out += value_text(line) + "\n";
  add_line(out, "interval", line.interval);
  add_line(out, "measure", line.measure);
  const auto count = count_text(line);
  const auto* comma = line.judged.empty() || count.empty() ? "" : ", ";
  add_line(out, line.judged.empty() ? "n" : "judged", line.judged + comma + count);
  add_line(out, "state", state_text(line, message.at));
  return out;
}

std::string list_entry(const AlertLine& line, bool with_title) {
  std::string out = "- " + (has_ended(line) ? "ended" : severity_word(line.severity_name));
  if (with_title) out += " " + printable(line.title);
  const std::string segment = segment_text(line);
  if (!segment.empty()) out += " [" + segment + "]";
  out += ": " + value_text(line);
  if (const auto count = count_text(line); !count.empty()) out += " (" + count + ")";
  if (const auto did = happened(line); !did.empty()) out += "; " + did;
  if (!line.flapping.empty()) out += "; flapping " + line.flapping;
  if (!line.text.empty()) out += " " + printable(line.text);
  return out + "\n";
}

// "and 14 more: loan_rejection.slow_applications 10, loan_rejection.no_answer 4"
std::string rest_of_list(const Message& message, const std::vector<const AlertLine*>& lines) {
  const auto more = lines.size() - kAlertsInBody;
  if (message.kind == Message::Kind::digest || lines.size() > kMostAlertsAtOnce)
    return fmt::format("and {} more\n", more);
  return fmt::format("and {} more: {}\n", more,
                     by_monitor(message, {lines.begin() + kAlertsInBody, lines.end()}));
}

std::string list_body(const Message& message, const std::vector<const AlertLine*>& lines) {
  const bool titles_differ = std::ranges::any_of(
      lines, [&](const AlertLine* line) { return !same_monitor(*line, *lines.front()); });
  std::string out;
  if (lines.size() > kMostAlertsAtOnce)
    out += fmt::format("{} alerts: {}\n", lines.size(), by_monitor(message, lines));
  for (std::size_t i = 0; i < std::min(lines.size(), kAlertsInBody); ++i) {
    out += list_entry(*lines[i], titles_differ);
  }
  if (lines.size() > kAlertsInBody) out += rest_of_list(message, lines);
  add_line(out, "measure", common(lines, &AlertLine::measure));
  add_line(out, "judged", common(lines, &AlertLine::judged));
  const auto first =
      std::ranges::min_element(lines, {}, [](const AlertLine* line) { return line->since; });
  add_line(out, "state",
           "first began at " + format_utc((*first)->since) + ", told at " + format_utc(message.at));
  return out;
}

}  // namespace

std::string_view to_text(Change change) {
  switch (change) {
    case Change::fired: return "fired";
    case Change::escalated: return "escalated";
    case Change::eased: return "eased";
    case Change::resolved: return "resolved";
    case Change::gap: return "gap";
    case Change::gap_over: return "gap over";
  }
  return "unknown";
}

std::string_view to_text(Message::Kind kind) {
  switch (kind) {
    case Message::Kind::beginning: return "beginning";
    case Message::Kind::update: return "update";
    case Message::Kind::repeat: return "repeat";
    case Message::Kind::end: return "end";
    case Message::Kind::acknowledged: return "acknowledged";
    case Message::Kind::notice: return "notice";
    case Message::Kind::digest: return "digest";
  }
  return "unknown";
}

std::string_view to_text(IncidentEntry::Kind kind) {
  switch (kind) {
    case IncidentEntry::Kind::opened: return "opened";
    case IncidentEntry::Kind::joined: return "joined";
    case IncidentEntry::Kind::severity: return "severity";
    case IncidentEntry::Kind::left: return "left";
    case IncidentEntry::Kind::ended: return "ended";
    case IncidentEntry::Kind::reopened: return "reopened";
    case IncidentEntry::Kind::acknowledged: return "acknowledged";
    case IncidentEntry::Kind::escalated: return "escalated";
    case IncidentEntry::Kind::lapsed: return "lapsed";
  }
  return "unknown";
}

bool has_ended(const AlertLine& line) {
  return line.change == Change::resolved || line.change == Change::gap_over;
}

std::string happened(const AlertLine& line) { return happened(line.began, line.rose, line.ended); }

std::string headline(const Message& message) {
  if (message.kind == Message::Kind::notice) return notice_headline(message);
  if (message.kind == Message::Kind::digest) return digest_headline(message);
  const auto lines = subjects(message);
  if (lines.empty()) return severity_word(message.severity_name);
  const AlertLine& worst = *lines.front();
  std::string out = head_word(message, worst);
  if (!message.model.empty()) out += " " + message.model;
  const std::string& title = worst.title.empty() ? worst.alert.monitor : worst.title;
  out += ": " + title + extent(lines) + remark(message, worst);
  return printable(out);
}

std::string body(const Message& message) {
  std::vector<const AlertLine*> lines;
  for (const auto& line : message.alerts) lines.push_back(&line);
  const std::string note = message.note.empty() ? "" : printable_lines(message.note) + "\n";
  if (lines.empty()) return note + fmt::format("told at {}", format_utc(message.at));
  const bool is_list = lines.size() > 1 || message.kind == Message::Kind::digest;
  std::string out =
      note + (is_list ? list_body(message, lines) : single_body(message, *lines.front()));
  add_help(out, message, lines);
  out.pop_back();
  return out;
}

}  // namespace tocsin
