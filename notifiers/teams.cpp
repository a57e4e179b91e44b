// Microsoft Teams through a workflow's webhook, whose URL is the secret. Every message is a new
// card.
#include "notifiers/teams.hpp"

#include "base/printable.hpp"
#include "notifiers/alert_json.hpp"
#include "notifiers/facts.hpp"
#include "notifiers/http_channel.hpp"
#include "notifiers/notifier_def.hpp"
#include "notifiers/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace tocsin::notifiers {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestTitle = 300;
constexpr std::size_t kLongestStory = 1'000;
constexpr std::size_t kLongestFact = 300;
constexpr std::size_t kLongestLink = 1'000;
constexpr std::size_t kMostAlerts = 10;

std::string_view colour_of(const Message& message) {
  if (message.kind == Message::Kind::end) return "Good";
  if (message.severity >= message.severity_count - 1) return "Attention";
  return message.severity <= 0 ? "Accent" : "Warning";
}

std::string line_within(std::string_view text, std::size_t most) {
  return escape_teams(short_line(text, most));
}

Json text_block(std::string text) {
  return {{"type", "TextBlock"}, {"text", text.empty() ? "–" : std::move(text)}, {"wrap", true}};
}

Json title_of(const Message& message) {
  Json title = text_block(line_within(headline(message), kLongestTitle));
  title["weight"] = "Bolder";
  title["size"] = "Medium";
  title["color"] = colour_of(message);
  return title;
}

void add_facts(Json& body, const std::vector<Fact>& facts) {
  Json set{{"type", "FactSet"}, {"facts", Json::array()}};
  for (const auto& [name, text] : facts)
    set["facts"].push_back({{"title", name}, {"value", line_within(text, kLongestFact)}});
  if (!set["facts"].empty()) body.push_back(std::move(set));
}

Json body_of(const Message& message, CardFacts facts, std::size_t alerts) {
  Json body = Json::array({title_of(message)});
  if (!message.note.empty())
    body.push_back(text_block(escape_teams(short_lines(message.note, kLongestStory))));
  const auto told = std::min(message.alerts.size(), alerts);
  for (std::size_t i = 0; i < told; ++i) {
    body.push_back(
        text_block(escape_teams(short_lines(story_of(message.alerts[i]), kLongestStory))));
    if (facts == CardFacts::all) add_facts(body, facts_of(message.alerts[i]));
  }
  if (told < message.alerts.size())
    body.push_back(text_block(fmt::format("and {} more", message.alerts.size() - told)));
  add_facts(body, facts_of(message));
  return body;
}

void add_action(Json& actions, std::string_view title, const std::string& url) {
  if (is_web_link(url) && url.size() <= kLongestLink)
    actions.push_back({{"type", "Action.OpenUrl"}, {"title", title}, {"url", url}});
}

std::string card(const Message& message, CardFacts facts, std::size_t alerts) {
  Json content{{"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
               {"type", "AdaptiveCard"},
               {"version", "1.4"},
               {"msteams", {{"width", "full"}}},
               {"body", body_of(message, facts, alerts)}};
  Json actions = Json::array();
  if (!message.alerts.empty()) {
    add_action(actions, "Runbook", message.alerts.front().runbook);
    add_action(actions, "Dashboard", message.alerts.front().dashboard);
  }
  if (!actions.empty()) content["actions"] = std::move(actions);
  Json attachment{{"contentType", "application/vnd.microsoft.card.adaptive"},
                  {"contentUrl", nullptr},
                  {"content", std::move(content)}};
  return to_line({{"type", "message"}, {"attachments", Json::array({std::move(attachment)})}});
}

class Teams : public Notifier {
 public:
  explicit Teams(HttpChannel http) : http_(std::move(http)) {}

  Result<Receipt> send_to(const Message& message, const std::vector<std::string>&) const override {
    auto receipt = attempt(teams_body(message));
    if (!receipt || receipt->status != 413) return receipt;
    auto shorter = attempt(teams_body(message, CardFacts::none));
    if (shorter) shorter->detail = "sent without facts after 413: " + shorter->detail;
    return shorter;
  }
  std::string preview(const Message& message) const override {
    return http_.preview(json_request(teams_body(message)));
  }
  Duration spacing() const override { return std::chrono::seconds(1); }

 private:
  Result<Receipt> attempt(std::string body) const {
    const auto reply = http_.send(json_request(std::move(body)));
    if (!reply) return tl::unexpected(reply.error());
    return http_.shown(classify_teams(*reply, http_.now()));
  }

  HttpChannel http_;
};

Result<std::unique_ptr<Notifier>> make(const Settings& settings, const Environment& environment) {
  auto http = HttpChannel::make(settings, environment);
  if (!http) return tl::unexpected(std::move(http.error()));
  return std::make_unique<Teams>(std::move(*http));
}

}  // namespace

std::string escape_teams(std::string_view text) {
  constexpr std::string_view kMarks = "\\*_[]()#~`";
  std::string out;
  for (const char c : text) {
    if (kMarks.find(c) != std::string_view::npos) out += '\\';
    out += c;
    if (c == '\n') out += '\n';
  }
  return out;
}

std::string teams_body(const Message& message, CardFacts facts) {
  std::string out = card(message, facts, kMostAlerts);
  if (out.size() > kLongestTeams) out = card(message, CardFacts::none, kMostAlerts);
  for (std::size_t alerts = kMostAlerts; out.size() > kLongestTeams && alerts > 0; --alerts)
    out = card(message, CardFacts::none, alerts - 1);
  return out;
}

Receipt classify_teams(const net::HttpReply& reply, Instant now) {
  auto receipt = receipt_of(reply, now);
  const int status = reply.status;
  const auto error = reply.body.find("HTTP error 4");
  if (status >= 200 && status < 300) {
    receipt.retry_after.reset();
    // The old connectors answer 200 and name the trouble behind them.
    if (error == std::string::npos) return receipt;
    const bool too_many = reply.body.compare(error, 14, "HTTP error 429") == 0;
    receipt.delivery = too_many ? Delivery::retry : Delivery::rejected;
    return receipt;
  }
  receipt.delivery = is_transient(status) ? Delivery::retry : Delivery::rejected;
  const bool about_message = status == 400 || status == 413;
  receipt.setup_broken = receipt.delivery == Delivery::rejected && !about_message;
  return receipt;
}

const NotifierDef& teams() {
  static const NotifierDef def{
      .channel = {.name = "teams",
                  .summary = "A Microsoft Teams channel, through a workflow's webhook.",
                  .settings = {{.name = "url",
                                .required = true,
                                .secret = true,
                                .summary = "The workflow's URL, which is a secret."},
                               timeout_setting("15s"),
                               ca_setting()}},
      .make = make,
      .faults = {{"timeout", timeout_fault}}};
  return def;
}

}  // namespace tocsin::notifiers
