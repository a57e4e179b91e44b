// Discord through a webhook. Its URL is the secret; every message is a new one.
#include "notifiers/discord.hpp"

#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "notifiers/alert_json.hpp"
#include "notifiers/facts.hpp"
#include "notifiers/http_channel.hpp"
#include "notifiers/look.hpp"
#include "notifiers/notifier_def.hpp"
#include "notifiers/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tocsin::notifiers {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestContent = 2'000;
constexpr std::size_t kLongestTitle = 256;
constexpr std::size_t kLongestStory = 1'500;  // Discord allows 4096, but counts all text together
constexpr std::size_t kLongestField = 300;    // of 1024
constexpr std::size_t kLongestFooter = 500;   // of 2048
constexpr std::size_t kMostEmbeds = 10;
constexpr std::size_t kMostText = 5'800;  // of all embeds; Discord takes 6000

// Blanks at the ends are trimmed there, and a text of nothing else is refused.
std::string or_dash(std::string text) {
  return text.find_first_not_of(" \n") == std::string::npos ? "–" : text;
}

// Cut before the escapes are made, so that none is cut in two.
std::string escaped_within(std::string_view text, std::size_t most) {
  for (std::size_t points = most;; points = points * 3 / 4) {
    std::string escaped = escape_discord(cut(text, points));
    if (code_points(escaped) <= most) return or_dash(std::move(escaped));
  }
}

std::string line_within(std::string_view text, std::size_t most) {
  return escaped_within(short_line(text, most), most);
}

void add_fields(Json& fields, const std::vector<Fact>& facts, bool is_inline) {
  for (const auto& [name, text] : facts)
    fields.push_back(
        {{"name", name}, {"value", line_within(text, kLongestField)}, {"inline", is_inline}});
}

std::uint32_t colour_number(const Message& message) {
  const std::string_view hex = colour(message).substr(1);
  std::uint32_t out = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), out, 16);
  return out;
}

Json embed_of(const Message& message, const AlertLine& alert) {
  Json embed{
      {"color", colour_number(message)},
      {"description", escaped_within(short_lines(story_of(alert), kLongestStory), kLongestStory)},
      {"fields", Json::array()}};
  add_fields(embed["fields"], facts_of(alert), true);
  return embed;
}

// Code points of all that Discord counts.
std::size_t text_in(const Json& embed) {
  std::size_t out = 0;
  for (const char* name : {"title", "description"})
    if (embed.contains(name)) out += code_points(embed[name].get<std::string>());
  if (embed.contains("footer")) out += code_points(embed["footer"]["text"].get<std::string>());
  for (const auto& field : embed["fields"])
    out += code_points(field["name"].get<std::string>()) +
           code_points(field["value"].get<std::string>());
  return out;
}

// Whose it is and what to do, after the alerts.
Json last_embed(const Message& message, std::size_t left_out) {
  Json embed{{"color", colour_number(message)},
             {"fields", Json::array()},
             {"footer", {{"text", short_line("group " + message.group, kLongestFooter)}}},
             {"timestamp", format_utc(message.at)}};
  if (!message.note.empty())
    embed["description"] = escaped_within(short_lines(message.note, kLongestField), kLongestField);
  if (left_out > 0)
    embed["fields"].push_back(
        {{"name", "Left out"}, {"value", fmt::format("{} more", left_out)}, {"inline", false}});
  add_fields(embed["fields"], facts_of(message), false);
  return embed;
}

Json embeds_of(const Message& message) {
  Json embeds = Json::array();
  std::size_t room = kMostText - kLongestTitle - text_in(last_embed(message, 1));
  for (const auto& alert : message.alerts) {
    Json embed = embed_of(message, alert);
    if (embeds.empty() && text_in(embed) > room) embed["fields"] = Json::array();
    if (text_in(embed) > room || embeds.size() == kMostEmbeds - 1) break;
    room -= text_in(embed);
    embeds.push_back(std::move(embed));
  }
  embeds.push_back(last_embed(message, message.alerts.size() - embeds.size()));
  embeds.front()["title"] = line_within(headline(message), kLongestTitle);
  return embeds;
}

// What data holds may ping nobody.
Json envelope() {
  return {{"username", "tocsin"}, {"allowed_mentions", {{"parse", Json::array()}}}};
}

// Rounded up to the whole second.
std::optional<Duration> wait_of(double seconds) {
  constexpr double kLongest = 7 * 86'400;
  if (!(seconds >= 0)) return std::nullopt;
  return std::chrono::seconds(static_cast<std::int64_t>(std::ceil(std::min(seconds, kLongest))));
}

std::optional<Duration> wait_in(const Json& json, const char* name) {
  if (!json.is_object() || !json.contains(name) || !json[name].is_number()) return std::nullopt;
  return wait_of(json[name].get<double>());
}

// How long to rest when this message was the last one that the limit had room for.
std::optional<Duration> rest_of(const net::HttpReply& reply) {
  const auto* left = reply.header("X-RateLimit-Remaining");
  const auto* after = reply.header("X-RateLimit-Reset-After");
  if (left == nullptr || *left != "0" || after == nullptr) return std::nullopt;
  double seconds = 0;
  const char* const end = after->data() + after->size();
  const auto [read, error] = std::from_chars(after->data(), end, seconds);
  return error == std::errc{} && read == end ? wait_of(seconds) : std::nullopt;
}

class Discord : public Notifier {
 public:
  explicit Discord(HttpChannel http) : http_(std::move(http)) {}

  Result<Receipt> send_to(const Message& message, const std::vector<std::string>&) const override {
    auto receipt = attempt(discord_body(message));
    if (!receipt || receipt->status != 400) return receipt;
    // A page must not be lost because its form is disliked.
    auto plain = attempt(discord_plain_body(message));
    if (plain && plain->delivery == Delivery::delivered)
      plain->detail = "sent as plain text after: " + receipt->detail;
    return plain;
  }
  std::string preview(const Message& message) const override {
    return http_.preview(request_of(discord_body(message)));
  }
  Duration spacing() const override { return std::chrono::milliseconds(500); }

 private:
  // Only with `wait` does Discord say whether the message was saved.
  static HttpRequest request_of(std::string body) {
    auto request = json_request(std::move(body));
    request.path = "?wait=true";
    return request;
  }
  Result<Receipt> attempt(std::string body) const {
    const auto reply = http_.send(request_of(std::move(body)));
    if (!reply) return tl::unexpected(reply.error());
    return http_.shown(classify_discord(*reply, http_.now()));
  }

  HttpChannel http_;
};

Result<std::unique_ptr<Notifier>> make(const Settings& settings, const Environment& environment) {
  auto http = HttpChannel::make(settings, environment);
  if (!http) return tl::unexpected(std::move(http.error()));
  return std::make_unique<Discord>(std::move(*http));
}

}  // namespace

std::string escape_discord(std::string_view text) {
  constexpr std::string_view kMarks = "\\*_~|>`[]<#";
  std::string out;
  for (const char c : text) {
    if (kMarks.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string discord_body(const Message& message) {
  Json out = envelope();
  out["embeds"] = embeds_of(message);
  return to_line(out);
}

std::string discord_plain_body(const Message& message) {
  const std::string text = printable(headline(message)) + "\n" + printable_lines(body(message));
  Json out = envelope();
  out["content"] = escaped_within(text, kLongestContent);
  return to_line(out);
}

Receipt classify_discord(const net::HttpReply& reply, Instant now) {
  auto receipt = receipt_of(reply, now);
  const auto json = Json::parse(reply.body, nullptr, false);
  if (reply.status >= 200 && reply.status < 300) {
    receipt.retry_after = rest_of(reply);
    // A 200 without the message is no word of Discord's: a proxy's page, perhaps.
    if (reply.status == 200 && !(json.is_object() && json.contains("id") && json["id"].is_string()))
      receipt.delivery = Delivery::retry;
    else if (reply.status == 200)
      receipt.receiver_id = json["id"].get<std::string>();
    return receipt;
  }
  if (const auto wait = wait_in(json, "retry_after"))
    receipt.retry_after = std::max(*wait, receipt.retry_after.value_or(Duration{0}));
  receipt.delivery = is_transient(reply.status) ? Delivery::retry : Delivery::rejected;
  receipt.setup_broken = receipt.delivery == Delivery::rejected && reply.status != 400;
  return receipt;
}

const NotifierDef& discord() {
  static const NotifierDef def{
      .channel = {.name = "discord",
                  .summary = "A Discord channel, through a webhook.",
                  .settings = {{.name = "url",
                                .required = true,
                                .secret = true,
                                .summary = "The webhook's URL, which is a secret."},
                               timeout_setting("15s"),
                               ca_setting()}},
      .make = make,
      .faults = {{"timeout", timeout_fault}}};
  return def;
}

}  // namespace tocsin::notifiers
