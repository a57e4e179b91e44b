// Signed JSON to a URL of one's own, as Standard Webhooks 1.0.0 says.
#include "notifiers/webhook.hpp"

#include "notifiers/alert_json.hpp"
#include "notifiers/http_channel.hpp"
#include "notifiers/notifier_def.hpp"
#include "notifiers/signature.hpp"
#include "notifiers/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace tocsin::notifiers {
namespace {

using Json = nlohmann::ordered_json;

// How much of a message is told; each is tried when the one before was too long.
struct Extent {
  std::size_t alerts;
  std::size_t longest_text;
};
constexpr Extent kExtents[] = {{1'000'000, 100'000}, {10, 1'000}, {5, 300}, {1, 150}};

std::string_view event_type(Message::Kind kind) {
  switch (kind) {
    case Message::Kind::beginning: return "alert.began";
    case Message::Kind::update: return "alert.updated";
    case Message::Kind::repeat: return "alert.repeated";
    case Message::Kind::end: return "alert.ended";
    case Message::Kind::acknowledged: return "alert.acknowledged";
    case Message::Kind::notice: return "notice";
    case Message::Kind::digest: return "alerts.digest";
  }
  return "alert.updated";
}

Json data_of(const Message& message, Extent extent) {
  const auto text = [&](std::string_view value) { return short_lines(value, extent.longest_text); };
  Json data;
  data["key"] = message.key;
  data["channel"] = text(message.channel);
  data["group"] = text(message.group);
  data["thread"] = message.thread;
  data["closes"] = message.closes;
  data["step"] = message.step;
  data["kind"] = to_text(message.kind);
  data["severity"] = text(message.severity_name);
  data["severity_rank"] = message.severity;
  data["severity_count"] = message.severity_count;
  data["model"] = text(message.model);
  data["incident"] = text(message.incident);
  data["note"] = text(message.note);
  data["earlier"] = text(message.earlier);
  data["headline"] = text(headline(message));
  data["body"] = text(body(message));
  const auto told = std::min(message.alerts.size(), extent.alerts);
  data["alerts"] = Json::array();
  for (std::size_t i = 0; i < told; ++i) {
    data["alerts"].push_back(alert_json(message.alerts[i], extent.longest_text));
  }
  data["alerts_left_out"] = message.alerts.size() - told;
  return data;
}

std::string body_of(const Message& message, Extent extent) {
  Json out;
  out["type"] = event_type(message.kind);
  out["timestamp"] = format_utc(message.at);
  out["data"] = data_of(message, extent);
  return to_line(out);
}

std::string unix_seconds(Instant t) {
  return fmt::format("{}", std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count());
}

class Webhook : public Notifier {
 public:
  Webhook(HttpChannel http, Value secret, std::string key)
      : http_(std::move(http)), secret_(std::move(secret)), key_(std::move(key)) {}

  Result<Receipt> send_to(const Message& message, const std::vector<std::string>&) const override {
    auto request = json_request(webhook_body(message));
    const Instant now = http_.now();
    const std::string timestamp = unix_seconds(now);
    add_headers(request, message, timestamp,
                webhook_signature(key_, message.key, timestamp, request.body));
    const auto reply = http_.send(request);
    if (!reply) return tl::unexpected(reply.error());
    auto receipt = classify_webhook(*reply, now);
    if (receipt.delivery == Delivery::delivered) receipt.receiver_id = message.key;
    return http_.shown(std::move(receipt));
  }

  std::size_t at_once() const override { return 8; }

  std::string preview(const Message& message) const override {
    auto request = json_request(webhook_body(message));
    add_headers(request, message, "(Unix seconds of the attempt)",
                "v1,(HMAC-SHA256 with " + secret_.shown() + ")");
    return http_.preview(request);
  }

 private:
  void add_headers(HttpRequest& request, const Message& message, std::string timestamp,
                   std::string signature) const {
    request.headers.push_back({"webhook-id", message.key});
    request.headers.push_back({"webhook-timestamp", std::move(timestamp)});
    if (!secret_.empty()) request.headers.push_back({"webhook-signature", std::move(signature)});
  }

  HttpChannel http_;
  Value secret_;
  std::string key_;  // empty: unsigned
};

Result<std::unique_ptr<Notifier>> make(const Settings& settings, const Environment& environment) {
  const auto reach = settings.flag("private") ? net::Reach::network : net::Reach::internet;
  auto http =
      HttpChannel::make(settings, environment, "", reach,
                        settings.flag("private") ? "" : "`private true` allows private ones");
  if (!http) return tl::unexpected(std::move(http.error()));
  const Value& secret = settings.text("secret");
  std::string key;
  if (secret.known && !secret.empty()) {
    auto decoded = webhook_key(secret.text);
    if (!decoded) return settings.wrong("secret", "{}", decoded.error().message);
    key = std::move(*decoded);
  }
  return std::make_unique<Webhook>(std::move(*http), secret, std::move(key));
}

}  // namespace

std::string webhook_body(const Message& message) {
  std::string out;
  for (const auto extent : kExtents) {
    out = body_of(message, extent);
    if (out.size() <= kLongestWebhook) break;
  }
  return out;
}

Receipt classify_webhook(const net::HttpReply& reply, Instant now) {
  constexpr Duration kSlower = std::chrono::minutes(1);
  auto receipt = receipt_of(reply, now);
  const int status = reply.status;
  if (status >= 200 && status < 300) {
    receipt.retry_after.reset();
    return receipt;
  }
  receipt.delivery = status == 410 ? Delivery::rejected : Delivery::retry;
  receipt.setup_broken = status == 410;
  const bool slow_down = status == 429 || status == 502 || status == 504;
  if (slow_down && !receipt.retry_after) receipt.retry_after = kSlower;
  return receipt;
}

const NotifierDef& webhook() {
  static const NotifierDef def{
      .channel = {.name = "webhook",
                  .summary = "JSON to a URL of your own, signed when a secret is given.",
                  .settings = {{.name = "url",
                                .required = true,
                                .summary = "Where to post; a text, or env(\"NAME\")."},
                               {.name = "secret",
                                .secret = true,
                                .summary = "`whsec_...`: signs every request (Standard Webhooks)."},
                               {.name = "private",
                                .kind = SettingDef::Kind::boolean,
                                .summary =
                                    "Allows addresses of this machine and of private networks.",
                                .fallback = "false"},
                               timeout_setting("15s"),
                               ca_setting()}},
      .make = make,
      .faults = {{"url", http_url_fault}, {"timeout", timeout_fault}}};
  return def;
}

}  // namespace tocsin::notifiers
