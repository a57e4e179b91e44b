#include "incidents/render.hpp"

#include "base/counted.hpp"
#include "base/printable.hpp"
#include "incidents/taxonomy.hpp"

#include <fmt/format.h>

#include <sstream>

namespace tocsin::incidents {
namespace {

using namespace store;
using Rows = std::vector<std::vector<Cell>>;

constexpr std::size_t kIndent = 2;

// Seconds are enough for people; results keep the rest.
std::string clock_of(Instant t) { return format_utc(floor_to(t, std::chrono::seconds(1))); }

std::string lasted(Instant from, Instant to) {
  const Duration whole = std::max(to - from, Duration{0});
  return format_duration(whole - whole % std::chrono::seconds(1));
}

Ink ink_of(const Severity& severity) {
  if (severity.rank < 0) return Ink::plain;
  if (severity.rank == 0) return Ink::cyan;
  return severity.rank == 1 ? Ink::yellow : Ink::red;
}

Ink ink_of(IncidentState state) {
  return state == IncidentState::open           ? Ink::bold
         : state == IncidentState::acknowledged ? Ink::cyan
                                                : Ink::green;
}

Ink ink_of(Delivery delivery) {
  return delivery == Delivery::delivered ? Ink::green
         : delivery == Delivery::shown   ? Ink::dim
         : delivery == Delivery::dead    ? Ink::red
                                         : Ink::yellow;
}

Cell cell(const Severity& severity) { return {printable(severity.name), ink_of(severity)}; }
Cell dim(std::string text) { return {std::move(text), Ink::dim}; }

std::string model_of(std::string_view package, std::string_view model) {
  return printable(package.empty() ? std::string(model) : fmt::format("{}.{}", package, model));
}

std::string name_of(const AlertId& alert) {
  const auto name = fmt::format("{}.{}", model_of(alert.package, alert.model), alert.monitor);
  return printable(alert.segment.empty() ? name : fmt::format("{} [{}]", name, alert.segment));
}

std::string by_and_at(const Deed& deed) {
  return fmt::format("by {} at {}", printable(deed.by), clock_of(deed.at));
}

std::vector<Cell> list_row(const IncidentRecord& one) {
  return {{printable(one.id)},
          {std::string(to_text(one.state)), ink_of(one.state)},
          cell(one.severity),
          {model_of(one.package, one.model)},
          {clock_of(one.opened)},
          {one.ended ? lasted(one.opened, *one.ended) : "ongoing"},
          {fmt::format("{}", one.alerts)},
          {one.cause.empty() ? "-" : printable(one.cause)},
          dim(std::string(to_text(one.kind))),
          {printable(one.title)}};
}

std::string section(std::string_view title, Colour colour) {
  return "\n" + painted(std::string(title), Ink::bold, colour) + "\n";
}

std::string head_lines(const IncidentRecord& head, Colour colour) {
  Rows rows{{dim("model"), {model_of(head.package, head.model)}},
            {dim("opened"), {clock_of(head.opened)}},
            {dim("ended"),
             {head.ended ? fmt::format("{}, after {}", clock_of(*head.ended),
                                       lasted(head.opened, *head.ended))
                         : "ongoing"}}};
  if (head.acknowledged) rows.push_back({dim("acknowledged"), {by_and_at(*head.acknowledged)}});
  if (head.resolved) rows.push_back({dim("resolved"), {by_and_at(*head.resolved)}});
  if (!head.cause.empty()) rows.push_back({dim("cause"), {printable(head.cause), Ink::bold}});
  if (!head.cause_text.empty()) rows.push_back({dim(""), {printable(head.cause_text)}});
  rows.push_back({dim("run"), {fmt::format("{}, {}", head.run, to_text(head.kind))}});
  if (head.engine_id != head.id) rows.push_back({dim("in messages"), {printable(head.engine_id)}});
  return aligned(rows, kIndent, colour);
}

std::string peak_of(const EpisodeRecord& episode) {
  if (!episode.peak_at) return "";
  return fmt::format("peak {} at {} (n {})", printable(episode.peak_text),
                     clock_of(*episode.peak_at), episode.peak_n);
}

std::string extent_of(const EpisodeRecord& episode) {
  std::string out = fmt::format("episode {}: {}", episode.number, clock_of(episode.began));
  if (!episode.ended) return out + ", ongoing";
  return out + fmt::format(" to {} ({}), {}", clock_of(*episode.ended),
                           lasted(episode.began, *episode.ended), printable(episode.end_reason));
}

std::string value_of(const TransitionRecord& step) {
  if (step.value_text.empty()) return printable(step.reason);
  const bool crossed = step.to.rank > step.from.rank && !step.threshold.empty();
  return printable(crossed ? fmt::format("{} {}", step.value_text, step.threshold)
                           : step.value_text);
}

std::vector<Cell> step_row(const TransitionRecord& step) {
  return {dim(clock_of(step.at)),
          {printable(step.change)},
          cell(step.to),
          {value_of(step)},
          dim(fmt::format("n {}", step.n))};
}

std::string episode_lines(const EpisodeRecord& episode, Colour colour) {
  std::string out = aligned({{{name_of(episode.alert), Ink::bold},
                              cell(episode.severity),
                              {printable(episode.kind)},
                              {printable(episode.title)}}},
                            kIndent, colour);
  out += aligned({{{extent_of(episode)}}}, 2 * kIndent, colour);
  if (const auto peak = peak_of(episode); !peak.empty()) {
    out += aligned({{{peak}}}, 2 * kIndent, colour);
  }
  Rows rows;
  for (const auto& step : episode.transitions) rows.push_back(step_row(step));
  return out + aligned(rows, 3 * kIndent, colour);
}

// What tocsin writes is about an alert, which has a column of its own; what people write begins
// there, and goes on below its first line where it has several.
void add_timeline_rows(Rows& rows, const TimelineRecord& line) {
  const bool by_tocsin = line.author.empty();
  const std::string text = printable_lines(line.text);
  Cell first = dim(clock_of(line.at));
  Cell who = by_tocsin ? dim("tocsin") : Cell{printable(line.author)};
  Cell kind{printable(line.kind), ink_of(line.severity)};
  for (std::size_t from = 0; from <= text.size();) {
    const auto end = std::min(text.find('\n', from), text.size());
    rows.push_back({first, who, kind});
    if (line.alert && from == 0) rows.back().push_back({name_of(*line.alert)});
    rows.back().push_back({text.substr(from, end - from)});
    first = who = kind = {};
    from = end + 1;
  }
}

std::string timeline_lines(const std::vector<TimelineRecord>& timeline, Colour colour) {
  Rows rows;
  for (const auto& line : timeline) add_timeline_rows(rows, line);
  return aligned(rows, kIndent, colour);
}

std::string receipt_line(const Receipt& receipt) {
  auto said = printable(receipt.detail);
  if (receipt.status != 0) said = fmt::format("{} {}", receipt.status, said);
  said.erase(said.find_last_not_of(' ') + 1);
  return fmt::format("{:{}}attempt {} at {}: {}{}\n", "", 2 * kIndent, receipt.attempt,
                     clock_of(receipt.at), to_text(receipt.result),
                     said.empty() ? "" : fmt::format(" ({})", said));
}

// A repeat says what was said before; it is shown when something about it went wrong.
bool is_worth_a_line(const MessageRecord& message) {
  const bool well = message.delivery == Delivery::shown || message.delivery == Delivery::delivered;
  return message.kind != to_text(Message::Kind::repeat) || !well;
}

// The receipts stand below their message and outside of its columns.
std::string message_lines(const std::vector<MessageRecord>& messages, Colour colour) {
  std::vector<const MessageRecord*> told;
  Rows rows;
  for (const auto& message : messages) {
    if (!is_worth_a_line(message)) continue;
    told.push_back(&message);
    rows.push_back({dim(clock_of(message.at)),
                    {printable(message.channel)},
                    {std::string(to_text(message.delivery)), ink_of(message.delivery)},
                    {printable(message.headline)}});
  }
  std::istringstream lines(aligned(rows, kIndent, colour));
  std::string out, line;
  for (const auto* message : told) {
    std::getline(lines, line);
    out += line + '\n';
    for (const auto& receipt : message->receipts) out += receipt_line(receipt);
  }
  const auto repeats = messages.size() - told.size();
  if (repeats > 0) {
    out += fmt::format("{:{}}and {}\n", "", kIndent, counted(repeats, "repeat"));
  }
  return out;
}

std::string step_lines(const std::vector<StepRecord>& steps, Colour colour) {
  Rows rows;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    rows.push_back(
        {{fmt::format("{}.", i + 1)}, {printable(steps[i].text)}, dim(by_and_at(steps[i].deed))});
  }
  return aligned(rows, kIndent, colour);
}

std::string link_lines(const std::vector<LinkRecord>& links, Colour colour) {
  Rows rows;
  for (const auto& link : links) {
    rows.push_back({{printable(link.url)}, {printable(link.title)}, dim(by_and_at(link.deed))});
  }
  return aligned(rows, kIndent, colour);
}

}  // namespace

std::string render_list(const std::vector<IncidentRecord>& incidents, Colour colour) {
  if (incidents.empty()) return "no incidents\n";
  Rows rows{{}};
  for (const char* title : {"ID", "STATE", "SEVERITY", "MODEL", "OPENED", "LASTED", "ALERTS",
                            "CAUSE", "RUN", "TITLE"}) {
    rows[0].push_back({title, Ink::dim});
  }
  for (const auto& one : incidents) rows.push_back(list_row(one));
  return aligned(rows, 0, colour);
}

std::string render_incident(const IncidentDetail& detail, Colour colour) {
  const auto& head = detail.head;
  std::string out =
      fmt::format("incident {}  {}  {}\n", painted(printable(head.id), Ink::bold, colour),
                  painted(std::string(to_text(head.state)), ink_of(head.state), colour),
                  painted(printable(head.severity.name), ink_of(head.severity), colour));
  out += printable(head.title) + "\n" + head_lines(head, colour);
  out += section("Alerts", colour);
  for (const auto& episode : detail.episodes) out += episode_lines(episode, colour);
  out += section("Timeline", colour) + timeline_lines(detail.timeline, colour);
  if (!detail.messages.empty()) {
    out += section("Messages", colour) + message_lines(detail.messages, colour);
  }
  if (!detail.steps.empty()) out += section("Steps", colour) + step_lines(detail.steps, colour);
  if (!detail.links.empty()) out += section("Links", colour) + link_lines(detail.links, colour);
  return out;
}

std::string render_state(const IncidentRecord& incident, Colour colour) {
  std::string out =
      fmt::format("incident {} is {}", painted(printable(incident.id), Ink::bold, colour),
                  painted(std::string(to_text(incident.state)), ink_of(incident.state), colour));
  const auto& deed =
      incident.state == IncidentState::resolved ? incident.resolved : incident.acknowledged;
  if (deed && incident.state != IncidentState::open) out += " by " + printable(deed->by);
  if (!incident.cause.empty()) out += fmt::format(", cause {}", printable(incident.cause));
  if (incident.state == IncidentState::resolved && !incident.ended) {
    out += "; its alerts have not ended yet";
  }
  return out + "\n";
}

std::string render_causes(Colour colour) {
  Rows rows;
  for (const auto& category : categories()) {
    rows.push_back({{std::string(category.name), Ink::bold}, {std::string(category.help)}});
  }
  return aligned(rows, kIndent, colour);
}

}  // namespace tocsin::incidents
