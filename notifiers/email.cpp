// Mail through any SMTP server.
#include "notifiers/email.hpp"

#include "base/printable.hpp"
#include "net/url.hpp"
#include "notifiers/email_message.hpp"
#include "notifiers/notifier_def.hpp"
#include "notifiers/text.hpp"
#include "notifiers/threads.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::notifiers {
namespace {

constexpr Duration kGreylisting = std::chrono::minutes(1);
constexpr Duration kSlowly = std::chrono::minutes(5);
constexpr std::size_t kLongestDetail = 1'024;

struct Post {
  net::SmtpServer server;
  Mailbox from;
  std::vector<Mailbox> to;
  Duration timeout{0};
  std::vector<Value> secrets;
  std::string channel;
  std::string recipients;  // as a preview shows them
  std::string shown_server;
  std::shared_ptr<Threads> threads;
};

class Email : public Notifier {
 public:
  explicit Email(Post post) : post_(std::move(post)), smtp_(post_.server) {}

  Result<Receipt> send_to(const Message& message,
                          const std::vector<std::string>& recipients) const override {
    net::Mail mail{post_.from.address, recipients,
                   email_text(message, post_.from, post_.to, post_.threads->of_incident(message))};
    if (mail.to.empty()) {
      for (const auto& mailbox : post_.to) mail.to.push_back(mailbox.address);
    }
    auto reply = smtp_.send(mail, post_.timeout);
    if (!reply) {
      reply.error().message = redact(std::move(reply.error().message), post_.secrets);
      return tl::unexpected(std::move(reply.error()).within("channel {}", post_.channel));
    }
    auto receipt = classify_email(*reply, mail.to.size());
    receipt.detail =
        cut_bytes(printable(redact(std::move(receipt.detail), post_.secrets)), kLongestDetail);
    if (receipt.delivery == Delivery::delivered) {
      receipt.receiver_id = message_id(message, post_.from);
      post_.threads->note(message, receipt.receiver_id);
    }
    return receipt;
  }

  std::string preview(const Message& message) const override {
    std::string text = email_text(message, post_.from, post_.to);
    std::erase(text, '\r');
    return fmt::format("MAIL to {} through {}\n\n{}", post_.recipients, post_.shown_server, text);
  }

 private:
  Post post_;
  net::Smtp smtp_;
};

std::string wanted_mailbox(const std::string& found) {
  return fmt::format("expected an address such as alerts@example.org, found `{}`",
                     printable(found));
}

std::string mailbox_fault(const Setting& setting) {
  for (const auto& text : setting.texts)
    if (!parse_mailbox(text)) return wanted_mailbox(text);
  return "";
}

Result<Mailbox> read_mailbox(const Settings& settings, std::string_view name, const Value& value) {
  // An address that is not known yet is previewed under the name of its variable.
  if (!value.known) return Mailbox{value.shown(), "address@unknown.invalid"};
  const auto mailbox = parse_mailbox(value.text);
  if (mailbox) return *mailbox;
  if (value.variable.empty()) return settings.wrong(name, "{}", wanted_mailbox(value.text));
  return settings.wrong(name, "expected an address such as alerts@example.org");
}

Result<std::vector<Mailbox>> read_recipients(const Settings& settings) {
  std::vector<Mailbox> out;
  for (const auto& value : settings.texts("to")) {
    auto mailbox = read_mailbox(settings, "to", value);
    if (!mailbox) return tl::unexpected(mailbox.error());
    out.push_back(std::move(*mailbox));
  }
  if (out.empty()) return settings.wrong("to", "expected at least one address");
  return out;
}

// STARTTLS unless the rules or a server on this machine make it needless.
bool wants_starttls(const Settings& settings, const std::string& host) {
  return settings.is_given("starttls") ? settings.flag("starttls") : !net::is_loopback(host);
}

Result<net::SmtpServer> read_server(const Settings& settings) {
  using Tls = net::SmtpServer::Tls;
  const Value& url = settings.text("server");
  net::SmtpServer out{url.text, Tls::required, settings.text("user").text,
                      settings.text("password").text, settings.text("ca").text};
  if (settings.text("user").empty() != settings.text("password").empty()) {
    return settings.wrong("user", "`user` and `password` go together, only one is given");
  }
  if (!url.known) return out;
  const auto server = read_url(url, {"smtp", "smtps"});
  if (!server) return settings.wrong("server", "{}", server.error().message);
  if (!wants_starttls(settings, server->host)) out.starttls = Tls::off;
  const bool in_the_clear = server->scheme == "smtp" && out.starttls == Tls::off;
  if (in_the_clear && !out.user.empty() && !net::is_loopback(server->host)) {
    return settings.wrong(
        "starttls",
        "without it the password would travel unprotected; leave it out or use smtps://");
  }
  return out;
}

std::string shown(const std::vector<Value>& values) {
  std::string out;
  for (const auto& value : values) out += (out.empty() ? "" : ", ") + value.shown();
  return out;
}

Result<std::unique_ptr<Notifier>> make(const Settings& settings, const Environment& environment) {
  auto server = read_server(settings);
  if (!server) return tl::unexpected(server.error());
  auto from = read_mailbox(settings, "from", settings.text("from"));
  if (!from) return tl::unexpected(from.error());
  auto to = read_recipients(settings);
  if (!to) return tl::unexpected(to.error());
  if (settings.duration("timeout") <= Duration{0})
    return settings.wrong("timeout", "expected more than 0s");
  return std::make_unique<Email>(
      Post{std::move(*server), std::move(*from), std::move(*to), settings.duration("timeout"),
           settings.secrets(), settings.channel(), shown(settings.texts("to")),
           settings.text("server").shown(),
           environment.threads ? environment.threads : std::make_shared<Threads>()});
}

// "accepted, but not for b@x (550 5.1.1 no such user)"
std::string detail_of(const net::SmtpReply& reply) {
  std::string out = reply.text;
  for (const auto& refusal : reply.refusals)
    out += fmt::format("; {}: {}", refusal.address, refusal.text);
  return out;
}

void put_off(Receipt& receipt, Duration wait) {
  receipt.delivery = Delivery::retry;
  receipt.retry_after = wait;
}

void sort_out(Receipt& receipt, const std::vector<net::Refusal>& refusals) {
  for (const auto& refusal : refusals) {
    auto& list = refusal.code < 500 ? receipt.owed : receipt.refused;
    list.push_back(refusal.address);
  }
}

}  // namespace

Receipt classify_email(const net::SmtpReply& reply, std::size_t recipients) {
  Receipt receipt{.status = reply.code, .detail = detail_of(reply)};
  sort_out(receipt, reply.refusals);
  const bool all_refused = reply.refusals.size() == recipients;
  switch (reply.outcome) {
    case net::SmtpOutcome::accepted:
      receipt.taken_by_some = !receipt.owed.empty();
      if (receipt.taken_by_some) put_off(receipt, kGreylisting);
      return receipt;
    case net::SmtpOutcome::refused:
      // The code is that of the last recipient; another one may only have been put off.
      if (all_refused && !receipt.owed.empty())
        put_off(receipt, kGreylisting);
      else
        receipt.delivery = Delivery::rejected;
      return receipt;
    case net::SmtpOutcome::misconfigured:
      receipt.setup_broken = true;
      put_off(receipt, kSlowly);
      break;
    default: put_off(receipt, kGreylisting);
  }
  // What failed later than at the recipients failed for those accepted there too.
  if (!all_refused) receipt.owed.clear();
  return receipt;
}

const NotifierDef& email() {
  using Kind = SettingDef::Kind;
  static const NotifierDef def{
      .channel =
          {.name = "email",
           .summary = "Mail through any SMTP server.",
           .settings = {{.name = "to",
                         .kind = Kind::texts,
                         .required = true,
                         .summary = "The recipients, as \"a@b\" or \"Name <a@b>\"."},
                        {.name = "from",
                         .summary = "The sender; servers that check want an address of theirs.",
                         .fallback = "\"tocsin <tocsin@localhost>\""},
                        {.name = "server",
                         .summary = "smtp://host:587 or smtps://host:465.",
                         .fallback = "\"smtp://localhost:25\""},
                        {.name = "user", .summary = "The name to log in with, if the server asks."},
                        {.name = "password",
                         .secret = true,
                         .summary = "The password that goes with `user`."},
                        {.name = "starttls",
                         .kind = Kind::boolean,
                         .summary = "Whether smtp:// must be encrypted; without it, yes, except "
                                    "on this machine."},
                        timeout_setting("60s"),
                        ca_setting()}},
      .make = make,
      .faults = {{"to", mailbox_fault},
                 {"from", mailbox_fault},
                 {"server", smtp_url_fault},
                 {"timeout", timeout_fault}}};
  return def;
}

}  // namespace tocsin::notifiers
