// Pushes alerts to an Alertmanager that is there already, which groups and routes them its own way.
#include "notifiers/alertmanager.hpp"

#include "base/printable.hpp"
#include "notifiers/alert_json.hpp"
#include "notifiers/http_channel.hpp"
#include "notifiers/notifier_def.hpp"
#include "notifiers/text.hpp"

#include <nlohmann/json.hpp>

namespace tocsin::notifiers {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestLabel = 1'000;
constexpr std::size_t kLongestText = 10'000;

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// A classic label name: [a-zA-Z_][a-zA-Z0-9_]*.
std::string label_name(std::string_view name) {
  std::string out;
  for (const char c : name) out += is_name_char(c) ? c : '_';
  return out.empty() || (out.front() >= '0' && out.front() <= '9') ? "_" + out : out;
}

// An Alertmanager drops labels without a value.
void add(Json& out, const std::string& name, std::string_view text) {
  if (!text.empty()) out[name] = short_line(text, kLongestLabel);
}

// Ours stand first, so that a field of a segment with the same name has to take another.
Json labels_of(const AlertLine& alert, const std::string& severity) {
  Json out{{"alertname", short_line(alert.alert.monitor, kLongestLabel)}};
  add(out, "package", alert.alert.package);
  add(out, "model", alert.alert.model);
  add(out, "kind", alert.kind);
  add(out, "severity", severity);
  if (alert.labels.empty()) add(out, "segment", alert.alert.segment);
  for (const auto& [field, value] : alert.labels) {
    std::string name = label_name(field);
    while (out.contains(name)) name = "segment_" + name;
    add(out, name, value);
  }
  return out;
}

Json annotations_of(const Message& message, const AlertLine& alert) {
  Message alone = message;
  alone.alerts = {alert};
  Json out = Json::object();
  add(out, "summary", headline(alone));
  out["description"] = short_lines(body(alone), kLongestText);
  add(out, "owner", alert.owner);
  add(out, "runbook_url", alert.runbook);
  add(out, "dashboard_url", alert.dashboard);
  add(out, "incident", message.incident);
  return out;
}

class Push {
 public:
  Push(const Message& message, Duration keep) : message_(message), keep_(keep) {}

  void add(const AlertLine& alert) {
    const bool ended = has_ended(alert);
    add(alert, alert.severity_name, ended ? message_.at : message_.at + keep_);
    if (message_.kind == Message::Kind::beginning && alert.change == Change::fired) return;
    for (const auto& other : message_.ladder)
      if (other != alert.severity_name) add(alert, other, message_.at);
  }
  // Nothing ends a notice, so it ends by itself.
  void add_notice() {
    constexpr Duration kShort = std::chrono::hours(1);
    AlertLine notice;
    notice.alert = {.package = {}, .model = message_.model, .monitor = "notice", .segment = {}};
    notice.kind = "notice";
    notice.since = message_.at;
    add(notice, message_.severity_name, message_.at + kShort);
  }
  std::string body() const { return to_line(alerts_); }

 private:
  void add(const AlertLine& alert, const std::string& severity, Instant ends) {
    alerts_.push_back({{"labels", labels_of(alert, severity)},
                       {"annotations", annotations_of(message_, alert)},
                       {"startsAt", format_utc(alert.since)},
                       {"endsAt", format_utc(std::max(ends, alert.since))}});
  }

  const Message& message_;
  Duration keep_;
  Json alerts_ = Json::array();
};

class Alertmanager : public Notifier {
 public:
  Alertmanager(HttpChannel http, Value token, Duration keep)
      : http_(std::move(http)), token_(std::move(token)), keep_(keep) {}

  Result<Receipt> send_to(const Message& message, const std::vector<std::string>&) const override {
    // It has no acknowledgements: what is answered here, people silence there.
    if (message.kind == Message::Kind::acknowledged)
      return Receipt{.detail = "nothing to push, an Alertmanager knows no acknowledgements"};
    const auto reply = http_.send(request_of(message, token_.text));
    if (!reply) return tl::unexpected(reply.error());
    return http_.shown(classify_alertmanager(*reply, http_.now()));
  }
  std::string preview(const Message& message) const override {
    return http_.preview(request_of(message, token_.shown()));
  }
  bool keeps_alerts() const override { return true; }

 private:
  HttpRequest request_of(const Message& message, const std::string& token) const {
    auto request = json_request(alertmanager_body(message, keep_));
    if (!token_.empty()) request.headers.push_back({"Authorization", "Bearer " + token});
    return request;
  }

  HttpChannel http_;
  Value token_;
  Duration keep_;
};

Result<std::unique_ptr<Notifier>> make(const Settings& settings, const Environment& environment) {
  if (settings.duration("keep") <= Duration{0})
    return settings.wrong("keep", "expected more than 0s");
  auto http = HttpChannel::make(settings, environment, "/api/v2/alerts");
  if (!http) return tl::unexpected(std::move(http.error()));
  return std::make_unique<Alertmanager>(std::move(*http), settings.text("token"),
                                        settings.duration("keep"));
}

}  // namespace

std::string alertmanager_body(const Message& message, Duration keep) {
  Push push(message, keep);
  for (const auto& alert : message.alerts) push.add(alert);
  if (message.alerts.empty()) push.add_notice();
  return push.body();
}

Receipt classify_alertmanager(const net::HttpReply& reply, Instant now) {
  auto receipt = receipt_of(reply, now);
  if (reply.status >= 200 && reply.status < 300) {
    receipt.retry_after.reset();
    return receipt;
  }
  receipt.delivery = is_transient(reply.status) ? Delivery::retry : Delivery::rejected;
  const bool about_message =
      reply.status == 400 || reply.status == 413 || reply.status == 415 || reply.status == 422;
  receipt.setup_broken = receipt.delivery == Delivery::rejected && !about_message;
  return receipt;
}

const NotifierDef& alertmanager() {
  static const NotifierDef def{
      .channel = {.name = "alertmanager",
                  .summary = "Alerts pushed to an Alertmanager, which groups and routes them.",
                  .settings = {{.name = "url",
                                .required = true,
                                .summary = "Where it is, such as \"http://alertmanager:9093\"."},
                               {.name = "token",
                                .secret = true,
                                .summary = "Sent as `Authorization: Bearer ...`, if it asks."},
                               {.name = "keep",
                                .kind = SettingDef::Kind::duration,
                                .summary = "How long it keeps an alert that no message renews.",
                                .fallback = "7d"},
                               timeout_setting("15s"),
                               ca_setting()}},
      .make = make,
      .faults = {{"url", http_url_fault}, {"keep", timeout_fault}, {"timeout", timeout_fault}}};
  return def;
}

}  // namespace tocsin::notifiers
