// PagerDuty through the Events API v2. The routing key is the secret and travels in the body.
#include "notifiers/pagerduty.hpp"

#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "notifiers/alert_json.hpp"
#include "notifiers/dedup.hpp"
#include "notifiers/http_channel.hpp"
#include "notifiers/notifier_def.hpp"
#include "notifiers/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace tocsin::notifiers {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestSummary = 1'024;
constexpr std::size_t kLongestBody = 512'000;
constexpr std::size_t kLongestName = 255;
constexpr std::size_t kLongestLink = 2'000;
constexpr std::size_t kLongestDetail = 4'000;
constexpr std::size_t kMostLinks = 20;
constexpr std::size_t kMostAlerts = 100;
constexpr std::size_t kRoutingKeySize = 32;

std::string name_of(std::string_view text) { return short_line(text, kLongestName); }

// PagerDuty shows details as a table, where a row without a value is noise.
Json without_empty(const Json& fields) {
  Json out = Json::object();
  for (const auto& [name, value] : fields.items()) {
    if (!value.is_null() && value != "" && value != Json::object()) out[name] = value;
  }
  return out;
}

Json details_of(const Message& message) {
  Json out;
  out["text"] = short_lines(body(message), kLongestDetail);
  out["message"] = to_text(message.kind);
  out["group"] = name_of(message.group);
  out["severity"] = name_of(message.severity_name);
  out["incident"] = message.incident;
  out["alerts"] = Json::array();
  const auto told = std::min(message.alerts.size(), kMostAlerts);
  for (std::size_t i = 0; i < told; ++i) {
    out["alerts"].push_back(without_empty(alert_json(message.alerts[i], kLongestDetail)));
  }
  if (told < message.alerts.size()) out["alerts_left_out"] = message.alerts.size() - told;
  return without_empty(out);
}

void add_link(Json& links, std::string_view name, const std::string& url) {
  if (!is_web_link(url) || code_points(url) > kLongestLink || links.size() == kMostLinks) return;
  const Json link{{"href", url}, {"text", name}};
  if (std::ranges::find(links, link) == links.end()) links.push_back(link);
}

Json links_of(const Message& message) {
  Json links = Json::array();
  for (const auto& alert : message.alerts) {
    add_link(links, "Runbook", alert.runbook);
    add_link(links, "Dashboard", alert.dashboard);
  }
  return links;
}

void add_name(Json& out, const char* field, std::string_view text) {
  if (!text.empty()) out[field] = name_of(text);
}

std::string summary_of(const Message& message) {
  return short_line(headline(message), kLongestSummary);
}

Json payload_of(const Message& message, Details details) {
  Json out;
  out["summary"] = summary_of(message);
  out["source"] = source_of(message);
  out["severity"] = pagerduty_severity(message);
  out["timestamp"] = format_utc(message.at);
  if (!message.alerts.empty()) add_name(out, "component", message.alerts.front().alert.monitor);
  add_name(out, "group", message.model);
  if (!message.alerts.empty()) add_name(out, "class", message.alerts.front().kind);
  if (details == Details::full)
    out["custom_details"] = details_of(message);
  else
    out["custom_details"] = {
        {"error", "the details were longer than PagerDuty takes and are left out"}};
  return out;
}

std::string_view action_of(Message::Kind kind) {
  if (kind == Message::Kind::end) return "resolve";
  return kind == Message::Kind::acknowledged ? "acknowledge" : "trigger";
}

// Nothing would ever end an incident of these.
bool is_change(const Message& message) {
  return message.kind == Message::Kind::notice || message.kind == Message::Kind::digest;
}

// What notifies nobody: it is kept beside the incidents of the service.
Json change_of(const Message& message, std::string_view routing_key) {
  Json details{{"text", short_lines(body(message), kLongestDetail)}};
  Json out{{"routing_key", routing_key},
           {"payload",
            {{"summary", summary_of(message)},
             {"source", source_of(message)},
             {"timestamp", format_utc(message.at)},
             {"custom_details", std::move(details)}}}};
  const Json links = links_of(message);
  if (!links.empty()) out["links"] = links;
  return out;
}

Json event_of(const Message& message, std::string_view routing_key, Details details) {
  if (is_change(message)) return change_of(message, routing_key);
  Json out;
  out["routing_key"] = routing_key;
  out["event_action"] = action_of(message.kind);
  out["dedup_key"] = dedup_key(message);
  if (out["event_action"] != "trigger") return out;
  out["client"] = "tocsin";
  out["payload"] = payload_of(message, details);
  const Json links = links_of(message);
  if (!links.empty()) out["links"] = links;
  return out;
}

class PagerDuty : public Notifier {
 public:
  PagerDuty(HttpChannel http, Value key) : http_(std::move(http)), key_(std::move(key)) {}

  Result<Receipt> send_to(const Message& message, const std::vector<std::string>&) const override {
    // The key of a ruleset begins with R and takes no change events.
    if (is_change(message) && key_.text.front() == 'R')
      return Receipt{.delivery = Delivery::rejected,
                     .detail = "the key of a ruleset takes no change events"};
    auto receipt = attempt(message, Details::full);
    if (!receipt || receipt->status != 413) return receipt;
    auto trimmed = attempt(message, Details::dropped);
    if (trimmed) trimmed->detail = "sent without details after 413: " + trimmed->detail;
    return trimmed;
  }
  std::string preview(const Message& message) const override {
    return http_.preview(request_of(message, pagerduty_body(message, key_.shown())));
  }
  bool keeps_alerts() const override { return true; }
  // 100 calls a minute of the 120 that PagerDuty takes.
  Duration spacing() const override { return std::chrono::milliseconds(600); }

 private:
  static HttpRequest request_of(const Message& message, std::string body) {
    auto request = json_request(std::move(body));
    request.path = is_change(message) ? "/v2/change/enqueue" : "/v2/enqueue";
    return request;
  }
  Result<Receipt> attempt(const Message& message, Details details) const {
    const auto reply = http_.send(request_of(message, pagerduty_body(message, key_.text, details)));
    if (!reply) return tl::unexpected(reply.error());
    auto receipt = classify_pagerduty(*reply, http_.now());
    if (receipt.delivery == Delivery::delivered && receipt.receiver_id.empty()) {
      receipt.receiver_id = dedup_key(message);
    }
    return http_.shown(std::move(receipt));
  }

  HttpChannel http_;
  Value key_;
};

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

Result<std::unique_ptr<Notifier>> make(const Settings& settings, const Environment& environment) {
  const Value& key = settings.text("key");
  if (key.known && key.text.size() != kRoutingKeySize) {
    return settings.wrong("key", "expected {} characters, found {}", kRoutingKeySize,
                          key.text.size());
  }
  if (key.known && !std::ranges::all_of(key.text, is_letter_or_digit)) {
    return settings.wrong("key", "expected letters and digits only");
  }
  auto http = HttpChannel::make(settings, environment);
  if (!http) return tl::unexpected(std::move(http.error()));
  return std::make_unique<PagerDuty>(std::move(*http), key);
}

std::string text_at(const Json& json, const char* name) {
  return json.is_object() && json.contains(name) && json[name].is_string()
             ? json[name].get<std::string>()
             : "";
}

// "invalid event: Event object is invalid: 'dedup_key' is too long"; any other body as it came.
std::string detail_of(const std::string& body) {
  const auto json = Json::parse(body, nullptr, false);
  std::string out = text_at(json, "message");
  if (out.empty()) return body;
  if (!json.contains("errors") || !json["errors"].is_array()) return out;
  for (const auto& error : json["errors"]) {
    if (error.is_string()) out += ": " + error.get<std::string>();
  }
  return out;
}

}  // namespace

std::string_view pagerduty_severity(const Message& message) {
  if (message.severity >= message.severity_count - 1) return "critical";
  if (message.severity < message.default_severity) return "info";
  return message.severity == message.default_severity ? "warning" : "error";
}

std::string pagerduty_body(const Message& message, std::string_view routing_key, Details details) {
  std::string out = to_line(event_of(message, routing_key, details));
  if (out.size() <= kLongestBody || details == Details::dropped) return out;
  return to_line(event_of(message, routing_key, Details::dropped));
}

Receipt classify_pagerduty(const net::HttpReply& reply, Instant now) {
  auto receipt = receipt_of(reply, now);
  receipt.detail = detail_of(reply.body);
  if (reply.status >= 200 && reply.status < 300) {
    receipt.retry_after.reset();
    receipt.receiver_id = text_at(Json::parse(reply.body, nullptr, false), "dedup_key");
    return receipt;
  }
  receipt.delivery = is_transient(reply.status) ? Delivery::retry : Delivery::rejected;
  const bool about_message = reply.status == 400 || reply.status == 413;
  receipt.setup_broken = receipt.delivery == Delivery::rejected && !about_message;
  return receipt;
}

const NotifierDef& pagerduty() {
  static const NotifierDef def{
      .channel =
          {.name = "pagerduty",
           .summary =
               "An incident in PagerDuty, opened, acknowledged and resolved (Events API v2).",
           .settings = {{.name = "key",
                         .required = true,
                         .secret = true,
                         .summary = "The integration key of the service, 32 characters."},
                        {.name = "url",
                         .summary = "Where PagerDuty is; accounts in the EU have "
                                    "\"https://events.eu.pagerduty.com\".",
                         .fallback = "\"https://events.pagerduty.com\""},
                        timeout_setting("15s"),
                        ca_setting()}},
      .make = make,
      .faults = {{"url", http_url_fault}, {"timeout", timeout_fault}}};
  return def;
}

}  // namespace tocsin::notifiers
