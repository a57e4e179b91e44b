#include "notifiers/slack_payload.hpp"

#include "base/answering.hpp"
#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "notifiers/alert_json.hpp"
#include "notifiers/facts.hpp"
#include "notifiers/look.hpp"
#include "notifiers/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace tocsin::notifiers {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestHeader = 150;     // plain_text of a header block
constexpr std::size_t kLongestSection = 2'000;  // Slack allows 3000, but counts all text together
constexpr std::size_t kLongestField = 300;   // five times that when all of it is escaped, of 2000
constexpr std::size_t kLongestText = 3'500;  // Slack advises 4000 for `text`
constexpr std::size_t kLongestName = 100;
constexpr std::size_t kLongestNote = 300;
constexpr std::size_t kLongestLink = 1'000;
constexpr std::size_t kMostText = 8'000;  // of all blocks; 11300 were refused
constexpr std::size_t kMostAlerts = 10;

Json plain_text(std::string_view text) {
  return {{"type", "plain_text"}, {"text", text}, {"emoji", false}};
}

Json mrkdwn(std::string_view text) {
  return {{"type", "mrkdwn"}, {"text", text}, {"verbatim", true}};
}

// Slack refuses an empty text.
std::string or_dash(std::string text) { return text.empty() ? "–" : text; }

// Ten fields; Slack takes no more.
Json fields_of(const AlertLine& alert) {
  Json fields = Json::array();
  for (const auto& [name, text] : facts_of(alert))
    fields.push_back(mrkdwn(fmt::format("*{}*\n{}", name, code_span(text, kLongestField))));
  return fields;
}

std::string text_of(const AlertLine& alert) {
  return or_dash(short_lines(story_of(alert), kLongestSection));
}

Json section_of(const AlertLine& alert) {
  return {{"type", "section"}, {"text", plain_text(text_of(alert))}, {"fields", fields_of(alert)}};
}

// "<https://wiki/x|runbook>"; what is no link a browser could follow is shown as it stands.
std::string link(std::string_view name, std::string_view url) {
  std::string safe = escape_mrkdwn(url);
  for (auto bar = safe.find('|'); bar != std::string::npos; bar = safe.find('|')) {
    safe.replace(bar, 1, "%7C");
  }
  if (!is_web_link(url) || code_points(safe) > kLongestLink) {
    return fmt::format("{} {}", name, code_span(url, kLongestName));
  }
  return fmt::format("<{}|{}>", safe, name);
}

// Who and where, in one small line below the alerts.
Json context_of(const Message& message) {
  std::string about = "group " + code_span(message.group, kLongestName);
  if (!message.incident.empty())
    about += " · incident " + code_span(message.incident, kLongestName);
  Json links = Json::array();
  if (!message.alerts.empty()) {
    const AlertLine& first = message.alerts.front();
    if (!first.owner.empty()) about += " · owner " + code_span(first.owner, kLongestName);
    if (!first.runbook.empty()) links.push_back(mrkdwn(link("runbook", first.runbook)));
    if (!first.dashboard.empty()) links.push_back(mrkdwn(link("dashboard", first.dashboard)));
  }
  links.insert(links.begin(), mrkdwn(about));
  if (!message.note.empty()) links.push_back(mrkdwn(code_span(message.note, kLongestNote)));
  if (!message.earlier.empty())
    links.push_back(mrkdwn("last time " + code_span(message.earlier, kLongestNote)));
  if (const auto command = acknowledge_command(message); !command.empty())
    links.push_back(mrkdwn("acknowledge with " + code_span(command, kLongestName)));
  if (const auto command = silence_command(message); !command.empty())
    links.push_back(mrkdwn("silence with " + code_span(command, kLongestNote)));
  return {{"type", "context"}, {"elements", links}};
}

// Code points of every text below `json`.
std::size_t text_in(const Json& json) {
  if (!json.is_structured()) return 0;
  std::size_t out = json.contains("text") && json["text"].is_string()
                        ? code_points(json["text"].get<std::string>())
                        : 0;
  for (const auto& part : json) out += text_in(part);
  return out;
}

// As many alerts as fit, but always one, and how many did not.
Json details_of(const Message& message) {
  Json about = context_of(message);
  std::size_t room = kMostText - kLongestHeader - text_in(about);
  Json blocks = Json::array();
  for (const auto& alert : message.alerts) {
    Json section = section_of(alert);
    if (blocks.empty() && text_in(section) > room) section.erase("fields");
    const auto size = text_in(section);
    if (size > room || blocks.size() == kMostAlerts) break;
    room -= size;
    blocks.push_back(std::move(section));
  }
  const auto left_out = message.alerts.size() - blocks.size();
  if (left_out > 0) {
    const auto more = mrkdwn(fmt::format("and {} more", left_out));
    blocks.push_back({{"type", "context"}, {"elements", Json::array({more})}});
  }
  blocks.push_back(std::move(about));
  return blocks;
}

// Cut before the escapes are made, so that no entity is cut in two.
std::string escaped_within(std::string_view text, std::size_t most) {
  for (std::size_t points = most;; points = points * 3 / 4) {
    std::string escaped = escape_mrkdwn(cut(text, points));
    if (code_points(escaped) <= most) return escaped;
  }
}

std::string fallback_text(const Message& message) {
  return escaped_within(or_dash(printable(headline(message))), kLongestText);
}

Json envelope(const std::string& text) {
  return {{"text", text}, {"unfurl_links", false}, {"unfurl_media", false}};
}

}  // namespace

std::string escape_mrkdwn(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string code_span(std::string_view text, std::size_t most) {
  std::string inside = or_dash(short_line(text, most));
  std::ranges::replace(inside, '`', '\'');
  return "`" + escape_mrkdwn(inside) + "`";
}

std::string slack_body(const Message& message) {
  const std::string title = or_dash(printable(headline(message)));
  Json out = envelope(fallback_text(message));
  out["blocks"] =
      Json::array({{{"type", "header"}, {"text", plain_text(cut(title, kLongestHeader))}}});
  out["attachments"] = Json::array({{{"color", colour(message)}, {"blocks", details_of(message)}}});
  return to_line(out);
}

std::string slack_plain_body(const Message& message) {
  const std::string text = printable(headline(message)) + "\n" + printable_lines(body(message));
  return to_line(envelope(escaped_within(text, kLongestText)));
}

}  // namespace tocsin::notifiers
