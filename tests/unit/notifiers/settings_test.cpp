#include "notifiers/settings.hpp"

#include "tests/unit/notifiers/sample.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::notifiers;

namespace {

const std::string kKey = "0123456789abcdef0123456789abcdef";
const std::string kSlackUrl = "https://hooks.slack.com/services/T0/B0/s3cret";

std::string error_of(const ChannelConfig& config, const Environment& environment) {
  const auto notifier = make_notifier(config, environment);
  return notifier ? "" : notifier.error().message;
}

}  // namespace

TEST_CASE("every kind of channel is in the catalogue once, by name", "[notifiers][catalogue]") {
  std::vector<std::string> names;
  for (const auto& def : catalogue()) {
    CHECK_FALSE(def.summary.empty());
    for (const auto& setting : def.settings) CHECK_FALSE(setting.summary.empty());
    names.emplace_back(def.name);
  }
  CHECK(names == std::vector<std::string>{"alertmanager", "console", "discord", "email", "opsgenie",
                                          "pagerduty", "slack", "slack_bot", "teams", "webhook"});
}

TEST_CASE("the loan file's channels are made from their variables", "[notifiers][settings]") {
  const auto environment =
      environment_of({{"LOAN_PAGERDUTY_KEY", kKey}, {"LOAN_SLACK_URL", kSlackUrl}});
  CHECK(error_of(channel("pagerduty", {from_variable("key", "LOAN_PAGERDUTY_KEY")}), environment) ==
        "");
  CHECK(error_of(channel("slack", {from_variable("url", "LOAN_SLACK_URL")}), environment) == "");
  CHECK(error_of(channel("email", {given("to", "credit-ml@bank.example")}), environment) == "");
  CHECK(error_of(channel("console", {}), environment) == "");
}

TEST_CASE("a channel that cannot work says where, what was found and what would have worked",
          "[notifiers][settings]") {
  const auto environment = environment_of({{"SHORT", "s3cret"},
                                           {"STRANGE", "s3cret!s3cret!s3cret!s3cret!s3cr"},
                                           {"EMPTY", ""},
                                           {"TWO_LINES", "s3cret\nHost: x"},
                                           {"FTP", "ftp://s3cret.example/x"},
                                           {"NO_PREFIX", "s3crets3crets3crets3crets3crets3cret"},
                                           {"SHORT_SECRET", "whsec_c2hvcnQ="}});
  struct Case {
    std::string_view why;
    ChannelConfig config;
    std::string_view want;
  };
  const auto c = GENERATE_REF(values<Case>({
      {"unknown kind", channel("pager", {}),
       "channel oncall: there is no kind of channel `pager`; known: "
       "alertmanager, console, discord, email, opsgenie, pagerduty, slack, slack_bot, teams, "
       "webhook"},
      {"missing setting", channel("slack", {}),
       "channel oncall: setting `url`: is needed and not given: The webhook's URL, which is a "
       "secret."},
      {"unknown setting", channel("slack", {from_variable("uri", "SHORT")}),
       "channel oncall: a slack channel has no setting `uri`; known: `url`, `timeout`, `ca`"},
      {"a console has none", channel("console", {given("to", "x")}),
       "channel oncall: a console channel has no setting `to`; known: none"},
      {"given twice",
       channel("webhook", {given("url", "https://a.example"), given("url", "https://b.example")}),
       "channel oncall: setting `url` is given twice"},
      {"a secret spelled out", channel("slack", {given("url", "s3cret")}),
       "channel oncall: setting `url`: is a secret, so the rules name a variable: `url "
       "env(\"NAME\")`"},
      {"a text for a switch",
       channel("webhook", {given("url", "https://a.example"), given("private", "yes")}),
       "channel oncall: setting `private`: expected true or false"},
      {"a number for a text", channel("webhook", {number("url", 7)}),
       "channel oncall: setting `url`: expected a text in quotes"},
      {"variable not set", channel("slack", {from_variable("url", "ABSENT")}),
       "channel oncall: setting `url`: the environment variable ABSENT is not set"},
      {"variable empty", channel("slack", {from_variable("url", "EMPTY")}),
       "channel oncall: setting `url`: the environment variable EMPTY is empty"},
      {"variable with a line end", channel("slack", {from_variable("url", "TWO_LINES")}),
       "channel oncall: setting `url`: the environment variable TWO_LINES has a line end or "
       "another control character in it"},
      {"key too short", channel("pagerduty", {from_variable("key", "SHORT")}),
       "channel oncall: setting `key` from the environment variable SHORT: expected 32 characters, "
       "found 6"},
      {"key with other characters", channel("pagerduty", {from_variable("key", "STRANGE")}),
       "channel oncall: setting `key` from the environment variable STRANGE: expected letters and "
       "digits only"},
      {"no URL", channel("slack", {from_variable("url", "SHORT")}),
       "channel oncall: setting `url` from the environment variable SHORT: expected https:// or "
       "http:// and a host, found no URL"},
      {"another scheme", channel("slack", {from_variable("url", "FTP")}),
       "channel oncall: setting `url` from the environment variable FTP: expected https:// or "
       "http:// and a host, found ftp://"},
      {"a timeout of nothing",
       channel("webhook", {given("url", "https://a.example"), number("timeout", 0)}),
       "channel oncall: setting `timeout`: expected more than 0s"},
      {"signing without prefix",
       channel("webhook",
               {given("url", "https://a.example"), from_variable("secret", "NO_PREFIX")}),
       "channel oncall: setting `secret` from the environment variable NO_PREFIX: expected whsec_ "
       "and base64, the prefix is missing"},
      {"signing with too little",
       channel("webhook",
               {given("url", "https://a.example"), from_variable("secret", "SHORT_SECRET")}),
       "channel oncall: setting `secret` from the environment variable SHORT_SECRET: expected a "
       "key of 24 to 64 bytes, found 5"},
      {"no address", channel("email", {given("to", "credit-ml")}),
       "channel oncall: setting `to`: expected an address such as alerts@example.org, found "
       "`credit-ml`"},
      {"no mail server",
       channel("email", {given("to", "a@b.example"), given("server", "mail.b.example")}),
       "channel oncall: setting `server`: expected smtp:// or smtps:// and a host, found no URL"},
      {"a password in a URL", channel("webhook", {given("url", "https://u:s3cret@a.example")}),
       "channel oncall: setting `url`: a URL with a user in it is a secret, so the rules name a "
       "variable: env(\"NAME\")"},
      {"a user without password",
       channel("email", {given("to", "a@b.example"), given("user", "u")}),
       "channel oncall: setting `user`: `user` and `password` go together, only one is given"},
      {"a password in the clear",
       channel("email",
               {given("to", "a@b.example"), given("server", "smtp://mail.b.example"),
                given("user", "u"), from_variable("password", "SHORT"), number("starttls", 0)}),
       "channel oncall: setting `starttls`: without it the password would travel unprotected; "
       "leave it out or use smtps://"},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto message = error_of(c.config, environment);
    CHECK(message == c.want);
    CHECK_THAT(message, !Catch::Contains("s3cret"));
  }
}

TEST_CASE("a preview needs no variable, and sends nothing", "[notifiers][settings]") {
  const auto previewer =
      make_previewer(channel("pagerduty", {from_variable("key", "LOAN_PAGERDUTY_KEY")}));
  REQUIRE(previewer);
  CHECK_THAT((*previewer)->preview(sample_message()),
             Catch::Contains("\"routing_key\": \"env(LOAN_PAGERDUTY_KEY)\""));
  const auto receipt = (*previewer)->send(sample_message());
  REQUIRE_FALSE(receipt);
  CHECK(receipt.error().retry == Retry::no);
}

TEST_CASE("redact() hides a secret wherever it stands, and a URL's path without its host",
          "[notifiers][settings]") {
  const std::vector<Value> secrets{
      {kKey, "KEY"}, {kSlackUrl, "URL"}, {"abc", "SHORT"}, {"plain", ""}};
  CHECK(redact("<" + kKey + kKey + ">", secrets) == "<env(KEY)env(KEY)>");
  CHECK(redact("POST " + kSlackUrl, secrets) == "POST env(URL)");
  CHECK(redact("no hook at /services/T0/B0/s3cret here", secrets) == "no hook at env(URL) here");
  CHECK(redact("plain abc", secrets) == "plain abc");
}
