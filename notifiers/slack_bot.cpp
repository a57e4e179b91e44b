// Slack through the Web API: one conversation an incident, whose messages show the present state.
#include "notifiers/slack_bot.hpp"

#include "base/printable.hpp"
#include "notifiers/alert_json.hpp"
#include "notifiers/http_channel.hpp"
#include "notifiers/notifier_def.hpp"
#include "notifiers/slack_payload.hpp"
#include "notifiers/text.hpp"
#include "notifiers/threads.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace tocsin::notifiers {
namespace {

using Json = nlohmann::ordered_json;
using Kind = Message::Kind;

constexpr std::size_t kLongestReply = 500;
constexpr std::string_view kPost = "/chat.postMessage";
constexpr std::string_view kUpdate = "/chat.update";

bool is_highest(const Message& message) {
  return message.kind != Kind::end && message.severity >= message.severity_count - 1;
}

// The fields of `json` behind those that say where it goes.
Json addressed(std::string_view to, const SlackPlace* root, const Json& json) {
  Json out{{"channel", to}};
  if (root != nullptr) out["thread_ts"] = root->ts;
  out.update(json);
  return out;
}

class SlackBot : public Notifier {
 public:
  struct Account {
    Value token;
    Value to;
    std::shared_ptr<Threads> threads;
  };
  SlackBot(HttpChannel http, Account account)
      : http_(std::move(http)), account_(std::move(account)) {}

  Result<Receipt> send_to(const Message& message, const std::vector<std::string>&) const override {
    auto receipt = told(message);
    if (receipt && receipt->delivery == Delivery::delivered)
      account_.threads->note(message, receipt->receiver_id);
    return receipt;
  }
  std::string preview(const Message& message) const override {
    const auto body = slack_post(message, account_.to.shown(), nullptr);
    return http_.preview(request_of(kPost, body, account_.token.shown()));
  }
  Duration spacing() const override { return std::chrono::seconds(1); }

 private:
  using Answer = Result<SlackAnswer>;

  static HttpRequest request_of(std::string_view method, std::string body,
                                const std::string& token) {
    return {.headers = {{"Content-Type", "application/json; charset=utf-8"},
                        {"Authorization", "Bearer " + token}},
            .body = std::move(body),
            .path = std::string(method)};
  }
  Answer call(std::string_view method, std::string body) const {
    const auto reply = http_.send(request_of(method, std::move(body), account_.token.text));
    if (!reply) return tl::unexpected(reply.error());
    auto answer = classify_slack_api(*reply, http_.now());
    answer.receipt = http_.shown(std::move(answer.receipt));
    return answer;
  }

  // What shows the group's state is edited, and a line below the root says that something happened.
  Result<Receipt> told(const Message& message) const {
    const auto own = slack_place(account_.threads->of_group(message));
    auto root = slack_place(account_.threads->of_incident(message));
    if (!root) root = own;
    if (!own) return post(message, root ? &*root : nullptr);
    if (message.kind != Kind::acknowledged) {
      auto edited = call(kUpdate, slack_update(message, *own));
      if (!edited) return tl::unexpected(edited.error());
      if (edited->remedy != SlackRemedy::none) return instead(message, edited->remedy, *root);
      if (edited->receipt.delivery != Delivery::delivered) return edited->receipt;
    }
    auto said = call(kPost, slack_reply(message, *root));
    if (!said) return tl::unexpected(said.error());
    if (said->remedy != SlackRemedy::none) return instead(message, said->remedy, *root);
    if (said->receipt.delivery == Delivery::delivered) said->receipt.receiver_id = own->id();
    return said->receipt;
  }

  Result<Receipt> instead(const Message& message, SlackRemedy remedy,
                          const SlackPlace& root) const {
    if (remedy != SlackRemedy::as_new_root) return post(message, &root);
    account_.threads->forget(message);
    return post(message, nullptr);
  }

  // A page must not be lost because its form is disliked or its conversation is gone.
  Result<Receipt> post(const Message& message, const SlackPlace* root) const {
    auto form = SlackForm::blocks;
    for (int tries = 0;; ++tries) {
      auto answer = call(kPost, slack_post(message, account_.to.text, root, form));
      if (!answer) return tl::unexpected(answer.error());
      const bool goes_on = tries < 2 && (answer->remedy == SlackRemedy::as_text ||
                                         answer->remedy == SlackRemedy::as_new_root);
      if (!goes_on) return answer->receipt;
      if (answer->remedy == SlackRemedy::as_text) form = SlackForm::text;
      if (answer->remedy == SlackRemedy::as_new_root) {
        account_.threads->forget(message);
        root = nullptr;
      }
    }
  }

  HttpChannel http_;
  Account account_;
};

Result<std::unique_ptr<Notifier>> make(const Settings& settings, const Environment& environment) {
  auto http = HttpChannel::make(settings, environment);
  if (!http) return tl::unexpected(std::move(http.error()));
  auto threads = environment.threads ? environment.threads : std::make_shared<Threads>();
  return std::make_unique<SlackBot>(
      std::move(*http),
      SlackBot::Account{settings.text("token"), settings.text("to"), std::move(threads)});
}

}  // namespace

std::string slack_post(const Message& message, std::string_view to, const SlackPlace* root,
                       SlackForm form) {
  const auto body = form == SlackForm::blocks ? slack_body(message) : slack_plain_body(message);
  Json out = addressed(to, root, Json::parse(body));
  if (root != nullptr && is_highest(message)) out["reply_broadcast"] = true;
  return to_line(out);
}

std::string slack_reply(const Message& message, const SlackPlace& root) {
  std::string text = short_line(headline(message), kLongestReply);
  if (!message.note.empty()) text += "\n" + short_lines(message.note, kLongestReply);
  Json out =
      addressed(root.channel, &root, {{"text", escape_mrkdwn(text)}, {"unfurl_links", false}});
  if (message.kind == Kind::update && is_highest(message)) out["reply_broadcast"] = true;
  return to_line(out);
}

std::string slack_update(const Message& message, const SlackPlace& place) {
  Json out = addressed(place.channel, nullptr, Json::parse(slack_body(message)));
  out["ts"] = place.ts;
  out.erase("unfurl_links");
  out.erase("unfurl_media");
  return to_line(out);
}

const NotifierDef& slack_bot() {
  static const NotifierDef def{
      .channel = {.name = "slack_bot",
                  .summary = "A Slack channel, through a bot: one conversation an incident.",
                  .settings = {{.name = "token",
                                .required = true,
                                .secret = true,
                                .summary = "The bot's token, with the scope `chat:write`."},
                               {.name = "to",
                                .required = true,
                                .summary = "The channel's id, such as \"C0ML0PS12\"."},
                               {.name = "url",
                                .summary = "Where Slack's Web API is.",
                                .fallback = "\"https://slack.com/api\""},
                               timeout_setting("15s"),
                               ca_setting()}},
      .make = make,
      .faults = {{"url", http_url_fault}, {"timeout", timeout_fault}}};
  return def;
}

}  // namespace tocsin::notifiers
