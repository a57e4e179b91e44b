// Opsgenie, and what speaks its Alert API v2. The key of the integration is the secret.
#include "notifiers/opsgenie.hpp"

#include "base/printable.hpp"
#include "notifiers/alert_json.hpp"
#include "notifiers/dedup.hpp"
#include "notifiers/facts.hpp"
#include "notifiers/notifier_def.hpp"
#include "notifiers/text.hpp"

#include <nlohmann/json.hpp>

#include <charconv>

namespace tocsin::notifiers {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestMessage = 130;
constexpr std::size_t kLongestDescription = 15'000;
constexpr std::size_t kLongestNote = 25'000;
constexpr std::size_t kLongestTag = 50;
constexpr std::size_t kLongestDetail = 400;  // of at most 14; Opsgenie takes 8000 in all
constexpr const char* kSource = "tocsin";

// Opsgenie refuses an empty text.
std::string or_dash(std::string text) { return text.empty() ? "–" : text; }

std::string title_of(const Message& message) {
  return or_dash(short_line(headline(message), kLongestMessage));
}

std::string description_of(const Message& message) {
  return or_dash(short_lines(body(message), kLongestDescription));
}

Json tags_of(const Message& message) {
  Json tags = Json::array({"tocsin"});
  const auto add = [&tags](std::string_view tag) {
    if (!tag.empty()) tags.push_back(short_line(tag, kLongestTag));
  };
  add(message.severity_name);
  add(message.model);
  if (!message.alerts.empty()) add(message.alerts.front().kind);
  return tags;
}

Json details_of(const Message& message) {
  Json details = Json::object();
  const auto add = [&details](const std::vector<Fact>& facts) {
    for (const auto& [name, text] : facts)
      details[std::string(name)] = short_line(text, kLongestDetail);
  };
  if (!message.alerts.empty()) add(facts_of(message.alerts.front()));
  add(facts_of(message));
  return details;
}

Json responders_of(const std::vector<std::string>& teams) {
  Json out = Json::array();
  for (const auto& team : teams) out.push_back({{"type", "team"}, {"name", team}});
  return out;
}

Json alert_of(const Message& message, const std::vector<std::string>& teams) {
  Json out{{"message", title_of(message)},
           {"alias", dedup_key(message)},
           {"description", description_of(message)}};
  if (!teams.empty()) out["responders"] = responders_of(teams);
  out["tags"] = tags_of(message);
  out["details"] = details_of(message);
  out["entity"] = source_of(message);
  out["source"] = kSource;
  out["priority"] = opsgenie_priority(message);
  return out;
}

Json note_of(const Message& message) {
  const std::string text = headline(message) + "\n" + body(message);
  return {{"source", kSource}, {"note", short_lines(text, kLongestNote)}};
}

class Opsgenie : public Notifier {
 public:
  Opsgenie(HttpChannel http, Value key, std::vector<std::string> teams)
      : http_(std::move(http)), key_(std::move(key)), teams_(std::move(teams)) {}

  // The first that fails is what is told; all of them may be sent again.
  Result<Receipt> send_to(const Message& message, const std::vector<std::string>&) const override {
    Receipt first;
    for (const auto& request : opsgenie_requests(message, teams_, key_.text)) {
      const auto reply = http_.send(request);
      if (!reply) return tl::unexpected(reply.error());
      auto receipt = http_.shown(classify_opsgenie(*reply, http_.now()));
      if (receipt.delivery != Delivery::delivered) return receipt;
      if (first.status == 0) first = std::move(receipt);
    }
    return first;
  }
  std::string preview(const Message& message) const override {
    std::string out;
    for (const auto& request : opsgenie_requests(message, teams_, key_.shown()))
      out += (out.empty() ? "" : "\n") + http_.preview(request);
    return out;
  }

  bool keeps_alerts() const override { return true; }

 private:
  HttpChannel http_;
  Value key_;
  std::vector<std::string> teams_;
};

Result<std::unique_ptr<Notifier>> make(const Settings& settings, const Environment& environment) {
  auto http = HttpChannel::make(settings, environment);
  if (!http) return tl::unexpected(std::move(http.error()));
  std::vector<std::string> teams;
  for (const auto& team : settings.texts("teams"))
    teams.push_back(team.known ? team.text : team.shown());
  return std::make_unique<Opsgenie>(std::move(*http), settings.text("key"), std::move(teams));
}

std::optional<Duration> seconds_of(const std::string* header) {
  unsigned seconds = 0;
  if (header == nullptr) return std::nullopt;
  const char* end = header->data() + header->size();
  const auto read = std::from_chars(header->data(), end, seconds);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return std::chrono::seconds(seconds);
}

// The vendor's own client goes on when the word of an alert has not been worked off yet.
bool is_not_processed(const net::HttpReply& reply) {
  const auto* type = reply.header("X-Opsgenie-Errortype");
  return reply.status == 404 && type != nullptr && *type == "RequestNotProcessed";
}

}  // namespace

std::string_view opsgenie_priority(const Message& message) {
  if (message.severity >= message.severity_count - 1) return "P1";
  if (message.severity < message.default_severity) return "P5";
  return message.severity == message.default_severity ? "P3" : "P2";
}

std::vector<HttpRequest> opsgenie_requests(const Message& message,
                                           const std::vector<std::string>& teams,
                                           const std::string& key) {
  using Kind = Message::Kind;
  std::vector<HttpRequest> out;
  const std::string alert = "/v2/alerts/" + dedup_key(message);
  const auto add = [&](std::string method, std::string path, const Json& body) {
    auto request = json_request(to_line(body));
    request.headers.push_back({"Authorization", "GenieKey " + key});
    request.method = std::move(method);
    request.path = std::move(path);
    out.push_back(std::move(request));
  };
  const auto act = [&](const char* what) {
    add("POST", fmt::format("{}/{}?identifierType=alias", alert, what), note_of(message));
  };
  const auto put = [&](const char* what, std::string_view value) {
    add("PUT", fmt::format("{}/{}?identifierType=alias", alert, what), {{what, value}});
  };
  if (message.kind == Kind::end || message.kind == Kind::acknowledged) {
    act(message.kind == Kind::end ? "close" : "acknowledge");
    return out;
  }
  add("POST", "/v2/alerts", alert_of(message, teams));
  if (message.kind != Kind::update) return out;
  put("message", title_of(message));
  put("description", description_of(message));
  put("priority", opsgenie_priority(message));
  return out;
}

Receipt classify_opsgenie(const net::HttpReply& reply, Instant now) {
  constexpr int kNotImplemented = 501;
  auto receipt = receipt_of(reply, now);
  const int status = reply.status;
  if (status >= 200 && status < 300) {
    receipt.retry_after.reset();
    const auto json = Json::parse(reply.body, nullptr, false);
    if (json.is_object() && json.contains("requestId") && json["requestId"].is_string())
      receipt.receiver_id = json["requestId"].get<std::string>();
    return receipt;
  }
  if (status == 429 && !receipt.retry_after)
    receipt.retry_after = seconds_of(reply.header("X-RateLimit-Period-In-Sec"));
  const bool passes = is_transient(status) && status != kNotImplemented;
  if (passes || is_not_processed(reply)) {
    receipt.delivery = Delivery::retry;
    return receipt;
  }
  receipt.delivery = Delivery::rejected;
  receipt.setup_broken = status != 400 && status != 413 && status != 415 && status != 422;
  return receipt;
}

const NotifierDef& opsgenie() {
  using Kind = SettingDef::Kind;
  static const NotifierDef def{
      .channel = {.name = "opsgenie",
                  .summary =
                      "An alert in Opsgenie, opened, acknowledged and closed (Alert API v2).",
                  .settings = {{.name = "key",
                                .required = true,
                                .secret = true,
                                .summary = "The key of an API integration."},
                               {.name = "teams",
                                .kind = Kind::texts,
                                .summary = "The teams to be told; without it those of the "
                                           "integration."},
                               {.name = "url",
                                .summary = "Where Opsgenie is; accounts in the EU have "
                                           "\"https://api.eu.opsgenie.com\".",
                                .fallback = "\"https://api.opsgenie.com\""},
                               timeout_setting("15s"),
                               ca_setting()}},
      .make = make,
      .faults = {{"url", http_url_fault}, {"timeout", timeout_fault}}};
  return def;
}

}  // namespace tocsin::notifiers
