#include "cli/outbox_report.hpp"

#include "base/counted.hpp"
#include "base/printable.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace tocsin::cli {
namespace {

using Json = nlohmann::ordered_json;
using store::Posting;

constexpr std::size_t kKey = 12;  // letters of a key that a person is shown

bool is_open(const Posting& posting) { return !store::is_settled(posting.stage); }

// "after 3 attempts: 503 busy", "next at ..." where one is known.
std::string state_of(const Posting& posting) {
  std::string out;
  if (posting.attempts > 0) out += fmt::format(" after {}", counted(posting.attempts, "attempt"));
  if (is_open(posting) && posting.next > Instant{})
    out += fmt::format(", next at {}", format_utc(posting.next));
  if (!posting.reason.empty()) out += ": " + printable(posting.reason);
  return out;
}

Json time_or_null(std::optional<Instant> at) { return at ? Json(format_utc(*at)) : Json(nullptr); }

Json json_of(const Posting& posting) {
  const auto& message = posting.message;
  const bool waits = is_open(posting) && posting.next > Instant{};
  return {{"key", message.key},
          {"channel", message.channel},
          {"thread", message.thread},
          {"kind", to_text(message.kind)},
          {"at", format_utc(message.at)},
          {"severity", message.severity_name},
          {"headline", headline(message)},
          {"state", to_text(posting.stage)},
          {"attempts", posting.attempts},
          {"first_attempt", time_or_null(posting.first)},
          {"next_attempt", waits ? Json(format_utc(posting.next)) : Json(nullptr)},
          {"reason", posting.reason},
          {"owed", posting.owed},
          {"refused", posting.refused}};
}

Json json_of(const store::ChannelHealth& health) {
  return {{"channel", health.channel},   {"failing_since", time_or_null(health.failing_since)},
          {"failures", health.failures}, {"next_attempt", format_utc(health.next)},
          {"answer", health.answer},     {"set_up_wrongly", health.broken},
          {"fallback_told", health.told}};
}

}  // namespace

std::string outbox_table(const std::vector<Posting>& postings, const Healths& health) {
  std::string out;
  std::size_t widest = 0;
  for (const auto& posting : postings)
    widest = std::max(widest, printable(posting.message.channel).size());
  for (const auto& posting : postings) {
    out += fmt::format("{}  {:<9}  {:<{}}  {}  {}\n", posting.message.key.substr(0, kKey),
                       to_text(posting.stage), printable(posting.message.channel), widest,
                       format_utc(posting.message.at), printable(headline(posting.message)));
    if (const auto state = state_of(posting); !state.empty())
      out += fmt::format("{:{}}{}{}\n", "", kKey + 2, to_text(posting.stage), state);
  }
  if (postings.empty()) out += "nothing waits and nothing is dead\n";
  for (const auto& [name, one] : health)
    if (one.failing_since)
      out += fmt::format("{} has failed since {}, {}: {}\n", printable(name),
                         format_utc(*one.failing_since), counted(one.failures, "attempt"),
                         printable(one.answer));
  return out;
}

std::string outbox_json(const std::vector<Posting>& postings, const Healths& health) {
  Json json{{"messages", Json::array()}, {"failing", Json::array()}};
  for (const auto& posting : postings) json["messages"].push_back(json_of(posting));
  for (const auto& [name, one] : health)
    if (one.failing_since) json["failing"].push_back(json_of(one));
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tocsin::cli
