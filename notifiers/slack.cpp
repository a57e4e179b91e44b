// Slack through an incoming webhook. Its URL is the secret; it can neither edit nor thread.
#include "notifiers/slack.hpp"

#include "notifiers/http_channel.hpp"
#include "notifiers/notifier_def.hpp"
#include "notifiers/slack_payload.hpp"

namespace tocsin::notifiers {
namespace {

class Slack : public Notifier {
 public:
  explicit Slack(HttpChannel http) : http_(std::move(http)) {}

  Result<Receipt> send_to(const Message& message, const std::vector<std::string>&) const override {
    auto receipt = attempt(slack_body(message));
    if (!receipt || receipt->status != 400) return receipt;
    // A page must not be lost because its form is disliked.
    auto plain = attempt(slack_plain_body(message));
    if (plain && plain->delivery == Delivery::delivered) {
      plain->detail = "sent as plain text after: " + receipt->detail;
    }
    return plain;
  }
  std::string preview(const Message& message) const override {
    return http_.preview(json_request(slack_body(message)));
  }
  Duration spacing() const override { return std::chrono::seconds(1); }

 private:
  Result<Receipt> attempt(std::string body) const {
    const auto reply = http_.send(json_request(std::move(body)));
    if (!reply) return tl::unexpected(reply.error());
    return http_.shown(classify_slack(*reply, http_.now()));
  }
  HttpChannel http_;
};

Result<std::unique_ptr<Notifier>> make(const Settings& settings, const Environment& environment) {
  auto http = HttpChannel::make(settings, environment);
  if (!http) return tl::unexpected(std::move(http.error()));
  return std::make_unique<Slack>(std::move(*http));
}

// The reply is one word, perhaps with blanks around it.
std::string word_of(std::string_view body) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto from = body.find_first_not_of(kBlank);
  if (from == std::string_view::npos) return {};
  return std::string(body.substr(from, body.find_last_not_of(kBlank) - from + 1));
}

}  // namespace

Receipt classify_slack(const net::HttpReply& reply, Instant now) {
  auto receipt = receipt_of(reply, now);
  if (reply.status == 200 && word_of(reply.body) == "ok") {
    receipt.retry_after.reset();
    return receipt;
  }
  // A 2xx with another text is a failure of unknown kind: a proxy's page, perhaps. Trying again
  // may post twice; not trying may lose a page.
  const bool unknown = reply.status >= 200 && reply.status < 300;
  receipt.delivery = unknown || is_transient(reply.status) ? Delivery::retry : Delivery::rejected;
  receipt.setup_broken = receipt.delivery == Delivery::rejected && reply.status != 400;
  return receipt;
}

const NotifierDef& slack() {
  static const NotifierDef def{
      .channel = {.name = "slack",
                  .summary = "A Slack channel, through an incoming webhook.",
                  .settings = {{.name = "url",
                                .required = true,
                                .secret = true,
                                .summary = "The webhook's URL, which is a secret."},
                               timeout_setting("15s"),
                               ca_setting()}},
      .make = make};
  return def;
}

}  // namespace tocsin::notifiers
