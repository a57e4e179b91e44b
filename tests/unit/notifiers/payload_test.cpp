#include "base/utf8.hpp"
#include "notifiers/alertmanager.hpp"
#include "notifiers/dedup.hpp"
#include "notifiers/email_message.hpp"
#include "notifiers/pagerduty.hpp"
#include "notifiers/slack_bot.hpp"
#include "notifiers/slack_payload.hpp"
#include "notifiers/text.hpp"
#include "notifiers/webhook.hpp"
#include "tests/support/data_dir.hpp"
#include "tests/unit/notifiers/sample.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <fstream>
#include <sstream>

using namespace tocsin;
using namespace tocsin::notifiers;
using Json = nlohmann::ordered_json;

namespace {

const std::string kKey = "0123456789abcdef0123456789abcdef";

std::string file(const std::string& relative) {
  std::ostringstream out;
  out << std::ifstream(test::source_dir() / relative).rdbuf();
  return out.str();
}

// The `number`-th fenced block below a heading of docs/messages.md, which is the golden payload.
std::string documented(const std::string& heading, const std::string& language,
                       std::size_t number = 0) {
  const std::string page = file("docs/messages.md");
  const std::string fence = "```" + language + "\n";
  auto at = page.find("\n## " + heading + "\n");
  REQUIRE(at != std::string::npos);
  for (std::size_t i = 0; i <= number; ++i) at = page.find(fence, at) + fence.size();
  return page.substr(at, page.find("```", at) - at);
}

// Both sides by lines, so that a difference is easy to see; the order of fields counts.
void check_same(const std::string& body, const std::string& golden) {
  CHECK(Json::parse(body).dump(1) == Json::parse(golden).dump(1));
  CHECK(body.find('\n') == std::string::npos);
}

}  // namespace

TEST_CASE("payloads are those of the reference page", "[notifiers][payload]") {
  const auto message = sample_message();
  check_same(webhook_body(message), documented("webhook", "json"));
  check_same(slack_body(message), documented("slack", "json"));
  check_same(slack_reply(sample_end(), {"C0ML0PS12", "1772442480.000100"}),
             documented("slack_bot", "json"));
  check_same(alertmanager_body(message, 7 * std::chrono::hours(24)),
             documented("alertmanager", "json"));
  check_same(pagerduty_body(message, kKey), documented("pagerduty", "json"));
  check_same(pagerduty_body(sample_end(), kKey), documented("pagerduty", "json", 1));
  const auto console = make_previewer(channel("console", {}));
  REQUIRE(console);
  CHECK((*console)->preview(message) == documented("console", "text"));
}

TEST_CASE("every setting is on the reference page", "[notifiers][payload]") {
  const std::string page = file("docs/messages.md");
  const std::string table =
      page.substr(page.find("## Settings"), page.find("**Addresses.**") - page.find("## Settings"));
  for (const auto& def : catalogue()) {
    CHECK_THAT(table, Catch::Contains("| `" + std::string(def.name) + "` |"));
    for (const auto& setting : def.settings) {
      CAPTURE(def.name, setting.name);
      CHECK_THAT(table, Catch::Contains("`" + std::string(setting.name) + "`"));
      if (!setting.fallback.empty())
        CHECK_THAT(table, Catch::Contains("`" + std::string(setting.fallback) + "`"));
    }
  }
}

TEST_CASE("a webhook is told what kind of message it is", "[notifiers][payload]") {
  struct Case {
    Message::Kind kind;
    std::string_view want;
  };
  const auto c = GENERATE(values<Case>({{Message::Kind::beginning, "alert.began"},
                                        {Message::Kind::update, "alert.updated"},
                                        {Message::Kind::repeat, "alert.repeated"},
                                        {Message::Kind::end, "alert.ended"},
                                        {Message::Kind::acknowledged, "alert.acknowledged"},
                                        {Message::Kind::notice, "notice"}}));
  auto message = sample_message();
  message.kind = c.kind;
  CHECK(Json::parse(webhook_body(message))["type"] == c.want);
}

TEST_CASE("a webhook's body stays short by leaving out alerts, and says so",
          "[notifiers][payload]") {
  auto message = sample_message();
  message.alerts.assign(200, sample_alert());
  const auto body = webhook_body(message);
  CHECK(body.size() <= kLongestWebhook);
  const auto data = Json::parse(body)["data"];
  CHECK(data["alerts"].size() == 10);
  CHECK(data["alerts_left_out"] == 190);
  CHECK(webhook_body(hostile_message(30, 5'000)).size() <= kLongestWebhook);
}

TEST_CASE("pagerduty_severity() fits every ladder into four steps", "[notifiers][payload]") {
  struct Case {
    std::string_view why;
    int rank, count, by_default;
    std::string_view want;
  };
  const auto c = GENERATE(values<Case>({
      {"info of the default ladder", 0, 3, 1, "info"},
      {"warn of the default ladder", 1, 3, 1, "warning"},
      {"page of the default ladder", 2, 3, 1, "critical"},
      {"info < warn < page < wake_everyone: page", 2, 4, 1, "error"},
      {"info < warn < page < wake_everyone: the top", 3, 4, 1, "critical"},
      {"below warn as the third step", 1, 5, 2, "info"},
      {"warn as the third step", 2, 5, 2, "warning"},
      {"above warn as the third step", 3, 5, 2, "error"},
      {"warn as the first step", 0, 3, 0, "warning"},
      {"two steps: the lower", 0, 2, 1, "info"},
      {"two steps: the higher", 1, 2, 1, "critical"},
      {"one step", 0, 1, 0, "critical"},
  }));
  DYNAMIC_SECTION(c.why) {
    Message message;
    message.severity = c.rank;
    message.severity_count = c.count;
    message.default_severity = c.by_default;
    CHECK(pagerduty_severity(message) == c.want);
  }
}

TEST_CASE("a dedup key is that of the thread and of the channel", "[notifiers][payload]") {
  const auto message = sample_message();
  auto other_channel = message;
  other_channel.channel = "oncall2";
  auto other_thread = message;
  other_thread.thread.back() = '1';
  CHECK(dedup_key(message) == dedup_key(sample_end()));
  CHECK(dedup_key(message) != dedup_key(other_channel));
  CHECK(dedup_key(message) != dedup_key(other_thread));
}

TEST_CASE("a summary is cut between code points", "[notifiers][payload]") {
  auto message = sample_message();
  message.alerts.front().title.clear();
  for (int i = 0; i < 2000; ++i) message.alerts.front().title += "🔥";
  const std::string summary = Json::parse(pagerduty_body(message, kKey))["payload"]["summary"];
  CHECK(code_points(summary) == 1024);
  CHECK_THAT(summary, Catch::StartsWith("PAGE loan_rejection: 🔥") && Catch::EndsWith("🔥…"));
}

TEST_CASE("an event that is too long loses its details and not the page", "[notifiers][payload]") {
  const auto body = pagerduty_body(hostile_message(100, 2'000), kKey);
  CHECK(body.size() <= 512'000);
  const auto payload = Json::parse(body)["payload"];
  CHECK(payload["severity"] == "critical");
  CHECK(payload["custom_details"]["error"] ==
        "the details were longer than PagerDuty takes and are left out");
}

TEST_CASE("several alerts have no common segment as a source", "[notifiers][payload]") {
  auto message = sample_message();
  message.alerts.push_back(sample_alert());
  CHECK(Json::parse(pagerduty_body(message, kKey))["payload"]["source"] == "loan_rejection");
  message.model.clear();
  CHECK(Json::parse(pagerduty_body(message, kKey))["payload"]["source"] == "tocsin");
}

TEST_CASE("the colour in Slack follows the ladder", "[notifiers][payload]") {
  struct Case {
    Message::Kind kind;
    int rank;
    std::string_view want;
  };
  const auto c = GENERATE(values<Case>({{Message::Kind::beginning, 0, "#3b7dd8"},
                                        {Message::Kind::beginning, 1, "#e69f00"},
                                        {Message::Kind::repeat, 2, "#d00000"},
                                        {Message::Kind::end, 2, "#2e8b57"}}));
  auto message = sample_message();
  message.kind = c.kind;
  message.severity = c.rank;
  CHECK(Json::parse(slack_body(message))["attachments"][0]["color"] == c.want);
}

TEST_CASE("data can neither mention nor link nor leave its code span in Slack",
          "[notifiers][payload]") {
  CHECK(escape_mrkdwn("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;");
  CHECK(escape_mrkdwn("\"a\\b\" &amp;") == "\"a\\b\" &amp;amp;");
  CHECK(code_span("a`b` <c>", 100) == "`a'b' &lt;c&gt;`");
  CHECK(code_span("", 100) == "`–`");
  CHECK(code_span("&&&&&", 3) == "`&amp;&amp;…`");
}

TEST_CASE("a link that is none is shown and not linked", "[notifiers][payload]") {
  auto message = sample_message();
  message.alerts.front().runbook = "wiki <!here>";
  message.alerts.front().dashboard = "https://grafana.example/d?a=1&b=x|y";
  const auto context =
      Json::parse(slack_body(message))["attachments"][0]["blocks"].back()["elements"];
  CHECK(context[1]["text"] == "runbook `wiki &lt;!here&gt;`");
  CHECK(context[2]["text"] == "<https://grafana.example/d?a=1&amp;b=x%7Cy|dashboard>");
}

TEST_CASE("Slack is told how many alerts were left out", "[notifiers][payload]") {
  auto message = sample_message();
  message.alerts.assign(25, sample_alert());
  const auto blocks = Json::parse(slack_body(message))["attachments"][0]["blocks"];
  REQUIRE(blocks.size() == 12);
  CHECK(blocks[10]["elements"][0]["text"] == "and 15 more");
}

TEST_CASE("a message without alerts is still a message", "[notifiers][payload]") {
  auto message = sample_message();
  message.alerts.clear();
  CHECK(Json::parse(slack_body(message))["blocks"][0]["text"]["text"] == "PAGE");
  CHECK(Json::parse(pagerduty_body(message, kKey))["payload"]["summary"] == "PAGE");
  CHECK(Json::parse(webhook_body(message))["data"]["alerts"].empty());
}
