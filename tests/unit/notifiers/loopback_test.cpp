#include "tests/unit/notifiers/loopback.hpp"

#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace tocsin;
using namespace tocsin::notifiers;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

const std::string kKey = "0123456789abcdef0123456789abcdef";
const std::string kSecret = "whsec_dG9jc2luLWV4YW1wbGUtc2VjcmV0LTAwMDE=";
std::unique_ptr<Notifier> slack_at(const test::Counterpart& stub) {
  return made(channel("slack", {from_variable("url", "SLACK_URL")}),
              environment_of({{"SLACK_URL", base_of(stub) + "/services/T0/B0/s3cret"}}));
}

std::unique_ptr<Notifier> pagerduty_at(const test::Counterpart& stub) {
  return made(
      channel("pagerduty", {from_variable("key", "KEY"), given("url", base_of(stub) + "/")}),
      environment_of({{"KEY", kKey}}));
}

std::unique_ptr<Notifier> webhook_at(const test::Counterpart& stub) {
  return made(channel("webhook", {given("url", base_of(stub) + "/hook?token=x"),
                                  from_variable("secret", "SECRET"), number("private", 1)}),
              environment_of({{"SECRET", kSecret}}));
}

ChannelConfig email_through(const test::Counterpart& stub, std::vector<Setting> more = {}) {
  std::vector<Setting> settings{
      {.name = "to", .texts = {"ml@bank.example", "Zürich Team <risk@bank.example>"}},
      given("from", "tocsin <alerts@example.org>"),
      given("server", fmt::format("smtp://127.0.0.1:{}", stub.port()))};
  settings.insert(settings.end(), more.begin(), more.end());
  return channel("email", settings);
}

}  // namespace

TEST_CASE("Slack takes every message within its limits", "[notifiers][loopback]") {
  test::Counterpart stub("http_stub.py");
  const auto slack = slack_at(stub);
  const auto message =
      GENERATE(sample_message(), sample_end(), hostile_message(1, 10), hostile_message(3, 400),
               hostile_message(1, 20'000), hostile_message(60, 3'000));
  const auto receipt = slack->send(message);
  REQUIRE(receipt);
  CHECK(to_text(receipt->delivery) == "delivered");
  CHECK(stub.next()["problems"] == kNone);
}

TEST_CASE("a message whose blocks Slack refuses goes out as text", "[notifiers][loopback]") {
  test::Counterpart stub("http_stub.py",
                         {"--answers", R"([{"status":400,"body":"invalid_blocks"}])"});
  const auto receipt = slack_at(stub)->send(sample_message());
  REQUIRE(receipt);
  CHECK(to_text(receipt->delivery) == "delivered");
  CHECK(receipt->detail == "sent as plain text after: invalid_blocks");
  CHECK(json::parse(std::string(stub.next()["body"])).contains("blocks"));
  const auto second = stub.next();
  CHECK(second["problems"] == kNone);
  const auto body = json::parse(std::string(second["body"]));
  CHECK_FALSE(body.contains("blocks"));
  CHECK_THAT(std::string(body["text"]),
             Catch::StartsWith("PAGE loan_rejection: ") && Catch::Contains("420ms &gt; 300ms"));
}

TEST_CASE("PagerDuty takes every message within its limits", "[notifiers][loopback]") {
  test::Counterpart stub("http_stub.py");
  const auto pagerduty = pagerduty_at(stub);
  const auto message = GENERATE(sample_message(), sample_end(), hostile_message(1, 10),
                                hostile_message(1, 20'000), hostile_message(300, 3'000));
  const auto receipt = pagerduty->send(message);
  REQUIRE(receipt);
  CHECK(to_text(receipt->delivery) == "delivered");
  CHECK(receipt->status == 202);
  CHECK(receipt->receiver_id == "e4c3cd3216eb720e0fca9ba0c9a8f9c343b9bb1102270c5c660fda3b8d9d083b");
  const auto seen = stub.next();
  CHECK(seen["problems"] == kNone);
  CHECK(seen["path"] == "/v2/enqueue");
  CHECK(json::parse(std::string(seen["body"]))["routing_key"] == kKey);
}

TEST_CASE("PagerDuty is told of an acknowledgement under the key of the group",
          "[notifiers][loopback]") {
  test::Counterpart stub("http_stub.py");
  REQUIRE(pagerduty_at(stub)->send(of_kind(Message::Kind::acknowledged)));
  const auto seen = stub.next();
  CHECK(seen["problems"] == kNone);
  CHECK(json::parse(std::string(seen["body"])) ==
        json{{"routing_key", kKey},
             {"event_action", "acknowledge"},
             {"dedup_key", "e4c3cd3216eb720e0fca9ba0c9a8f9c343b9bb1102270c5c660fda3b8d9d083b"}});
}

TEST_CASE("a notice is a change event of PagerDuty's", "[notifiers][loopback]") {
  test::Counterpart stub("http_stub.py");
  auto message = of_kind(Message::Kind::notice);
  message.note = "version 42 was rolled out";
  REQUIRE(pagerduty_at(stub)->send(message));
  const auto seen = stub.next();
  CHECK(seen["problems"] == kNone);
  CHECK(seen["path"] == "/v2/change/enqueue");
  CHECK(json::parse(std::string(seen["body"]))["payload"]["summary"] ==
        "NOTICE loan_rejection: version 42 was rolled out");
  const auto of_ruleset =
      made(channel("pagerduty", {from_variable("key", "KEY"), given("url", base_of(stub))}),
           environment_of({{"KEY", "R" + kKey.substr(1)}}));
  CHECK(to_text(of_ruleset->send(message)->delivery) == "rejected");
}

TEST_CASE("an event that is too large for the receiver goes out without details",
          "[notifiers][loopback]") {
  test::Counterpart stub("http_stub.py", {"--answers", R"([{"status":413}])"});
  const auto receipt = pagerduty_at(stub)->send(sample_message());
  REQUIRE(receipt);
  CHECK(to_text(receipt->delivery) == "delivered");
  CHECK(receipt->detail == "sent without details after 413: Event processed");
  CHECK(json::parse(std::string(stub.next()["body"]))["payload"]["custom_details"].contains(
      "alerts"));
  CHECK(
      json::parse(std::string(stub.next()["body"]))["payload"]["custom_details"].contains("error"));
}

TEST_CASE("a webhook is signed for its attempt, whatever the message says",
          "[notifiers][loopback]") {
  test::Counterpart stub("http_stub.py", {"--secret", kSecret});
  const auto webhook = webhook_at(stub);
  const auto message =
      GENERATE(sample_message(), sample_end(), hostile_message(1, 10), hostile_message(40, 5'000));
  const auto receipt = webhook->send(message);
  REQUIRE(receipt);
  CHECK(to_text(receipt->delivery) == "delivered");
  CHECK(receipt->receiver_id == message.key);
  const auto seen = stub.next();
  CHECK(seen["problems"] == kNone);
  CHECK(seen["headers"]["webhook-id"] == message.key);
  // Three seconds after the event, by the clock of the environment.
  CHECK(seen["headers"]["webhook-timestamp"] == "1772442483");
}

TEST_CASE("a webhook does not reach this machine unless the rules say so",
          "[notifiers][loopback]") {
  const auto webhook =
      made(channel("webhook", {given("url", "http://127.0.0.1:1/s3cret")}), environment_of({}));
  const auto receipt = webhook->send(sample_message());
  REQUIRE_FALSE(receipt);
  CHECK(receipt.error().retry == Retry::no);
  CHECK(receipt.error().message ==
        "channel oncall: http://127.0.0.1:1/…: its address (this machine) may not be connected to; "
        "`private true` allows private ones");
}

TEST_CASE("a mail passes an independent reader without a defect", "[notifiers][loopback]") {
  test::Counterpart stub("smtp_stub.py");
  if (!stub.is_there()) return;
  const auto email = made(email_through(stub), environment_of({}));
  const auto message =
      GENERATE(sample_message(), sample_end(), hostile_message(1, 10), hostile_message(20, 3'000));
  const auto receipt = email->send(message);
  if (!receipt) FAIL(receipt.error().message);
  CHECK(to_text(receipt->delivery) == "delivered");
  CHECK(receipt->detail == "250 2.0.0 taken as 4711");
  const auto seen = stub.next();
  CHECK(seen["from"] == "alerts@example.org");
  CHECK(seen["to"] == json{"ml@bank.example", "risk@bank.example"});
  const auto& mail = seen["mail"];
  CHECK(mail["defects"] == kNone);
  CHECK(mail["ascii"] == true);
  CHECK(mail["bare_line_ends"] == 0);
  CHECK(mail["longest_line"] <= 78);
  CHECK(mail["parts"] == json{"multipart/alternative", "text/plain", "text/html"});
  CHECK_FALSE(mail["headers"].contains("Bcc"));
  CHECK(mail["headers"]["To"] == "ml@bank.example, Zürich Team <risk@bank.example>");
  CHECK(mail["headers"]["Auto-Submitted"] == "auto-generated");
  CHECK(mail["headers"]["Message-ID"] == receipt->receiver_id);
}

TEST_CASE("a mail says the headline and the body in both parts", "[notifiers][loopback]") {
  test::Counterpart stub("smtp_stub.py");
  if (!stub.is_there()) return;
  auto message = sample_message();
  message.alerts.front().title = "Zürich: p = 0.5 → too slow 🔥";
  REQUIRE(made(email_through(stub), environment_of({}))->send(message));
  const auto mail = stub.next()["mail"];
  CHECK(mail["headers"]["Subject"] ==
        "PAGE loan_rejection: Zürich: p = 0.5 → too slow 🔥 [platform=smava]");
  const std::string plain = mail["plain"];
  CHECK(plain == headline(message) + "\n\n" + body(message) +
                     "\n\n-- \ntocsin: channel oncall, group loan_rejection.slow_applications\n");
  const std::string html = mail["html"];
  CHECK_THAT(
      html,
      Catch::Contains(
          "<strong>PAGE loan_rejection: Zürich: p = 0.5 → too slow 🔥 [platform=smava]</strong>"));
  CHECK_THAT(html, Catch::Contains("420ms &gt; 300ms"));
  CHECK_THAT(html, Catch::Contains("#d00000"));
}

TEST_CASE("a mail shows the course of its measure", "[notifiers][loopback]") {
  test::Counterpart stub("smtp_stub.py");
  if (!stub.is_there()) return;
  auto message = sample_message();
  for (int i = 0; i < 60; ++i)
    message.course.points.push_back(
        {kSampleTime + std::chrono::minutes(i - 60), 200.0 + 4 * i, 190.0 + 4 * i, 215.0 + 4 * i});
  message.course.levels = {{250, "warn > 250ms", 1}, {300, "page > 300ms", 2}};
  message.course.lowest = "200ms";
  message.course.highest = "436ms";
  REQUIRE(made(email_through(stub), environment_of({}))->send(message));
  const auto mail = stub.next()["mail"];
  CHECK(mail["defects"] == kNone);
  CHECK(mail["longest_line"] <= 78);
  CHECK(mail["parts"] ==
        json{"multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"});
  REQUIRE(mail["pictures"].size() == 1);
  const auto& picture = mail["pictures"][0];
  CHECK(picture["width"] == 960);
  CHECK(picture["height"] == 240);
  // Paper, frame, band, line, red and amber; nothing of the lowest severity.
  CHECK(picture["colours"] == json{0, 1, 2, 3, 4, 5});
  CHECK(picture["id"] == "<chart.00112233445566778899aabbccddeeff@example.org>");
  CHECK_THAT(std::string(mail["html"]),
             Catch::Contains("src=\"cid:chart.00112233445566778899aabbccddeeff@example.org\"") &&
                 Catch::Contains("2026-03-02T08:08:00Z to 2026-03-02T09:07:00Z: highest 436ms, "
                                 "lowest 200ms; dashed: warn &gt; 250ms (amber), page &gt; 300ms "
                                 "(red)"));
}

TEST_CASE("mails of one incident are one conversation", "[notifiers][loopback]") {
  test::Counterpart stub("smtp_stub.py");
  if (!stub.is_there()) return;
  const auto email = made(email_through(stub), environment_of({}));
  auto other = sample_message();
  other.thread.front() = '0';
  auto of_another = other;
  of_another.thread.front() = '1';
  of_another.incident = "000000000000";
  for (const auto& message : {sample_message(), other, sample_end(), of_another})
    REQUIRE(email->send(message));
  const auto first = stub.next()["mail"]["headers"];
  const auto joins = stub.next()["mail"]["headers"];
  const auto ends = stub.next()["mail"]["headers"];
  const auto apart = stub.next()["mail"]["headers"];
  CHECK_FALSE(first.contains("References"));
  CHECK(joins["Message-ID"] != first["Message-ID"]);
  CHECK(joins["In-Reply-To"] == first["Message-ID"]);
  CHECK(joins["References"] == first["Message-ID"]);
  CHECK(ends["References"] == first["Message-ID"]);
  CHECK_FALSE(apart.contains("References"));
}

TEST_CASE("a recipient that is put off gets an attempt of its own", "[notifiers][loopback]") {
  test::Counterpart stub("smtp_stub.py", {"--rcpt", "risk@bank.example=451,250"});
  if (!stub.is_there()) return;
  const auto email = made(email_through(stub), environment_of({}));
  const auto first = email->send(sample_message());
  REQUIRE(first);
  CHECK(to_text(first->delivery) == "retry");
  CHECK(first->taken_by_some);
  CHECK(first->owed == std::vector<std::string>{"risk@bank.example"});
  const auto second = email->send_to(sample_message(), first->owed);
  REQUIRE(second);
  CHECK(to_text(second->delivery) == "delivered");
  const auto to_one = stub.next();
  const auto to_other = stub.next();
  CHECK(to_one["to"] == json{"ml@bank.example"});
  CHECK(to_other["to"] == json{"risk@bank.example"});
  CHECK(to_one["mail"]["raw"] == to_other["mail"]["raw"]);
}

TEST_CASE("mail with a password goes encrypted, and only to a server that is known",
          "[notifiers][loopback]") {
  const test::TempDir dir;
  test::Counterpart stub("smtp_stub.py", {"--tls", dir.path().string(), "--auth", "alerts:s3cret"});
  if (!stub.is_there()) return;
  const std::vector<Setting> login{given("user", "alerts"), from_variable("password", "PASSWORD"),
                                   number("starttls", 1)};
  const auto right = environment_of({{"PASSWORD", "s3cret"}});
  auto trusting = login;
  trusting.push_back(given("ca", (dir / "cert.pem").string()));
  SECTION("with the certificate") {
    const auto receipt = made(email_through(stub, trusting), right)->send(sample_message());
    REQUIRE(receipt);
    CHECK(to_text(receipt->delivery) == "delivered");
    const auto seen = stub.next();
    CHECK(seen["tls"] == true);
    CHECK(seen["user"] == "alerts");
  }
  SECTION("without it") {
    const auto receipt = made(email_through(stub, login), right)->send(sample_message());
    REQUIRE(receipt);
    CHECK(to_text(receipt->delivery) == "retry");
    CHECK(receipt->setup_broken);
  }
  SECTION("with a wrong password") {
    const auto receipt =
        made(email_through(stub, trusting), environment_of({{"PASSWORD", "other"}}))
            ->send(sample_message());
    REQUIRE(receipt);
    CHECK(receipt->status == 535);
    CHECK(receipt->setup_broken);
    CHECK(receipt->retry_after == Duration(5min));
  }
}

TEST_CASE("a receiver that repeats the secret does not make us repeat it",
          "[notifiers][loopback]") {
  // What a debugging receiver or a proxy might answer: the request, or its URL.
  const std::string echo = fmt::format(
      R"([{{"status":403,"body":"{0} {1} /services/T0/B0/s3cret"}},{{"status":403,"body":"{0} {1} /services/T0/B0/s3cret"}}])",
      kKey, kSecret);
  test::Counterpart stub("http_stub.py", {"--answers", echo});
  SECTION("PagerDuty's key") {
    const auto receipt = pagerduty_at(stub)->send(sample_message());
    REQUIRE(receipt);
    CHECK(receipt->detail == "env(KEY) " + kSecret + " /services/T0/B0/s3cret");
  }
  SECTION("Slack's URL") {
    const auto receipt = slack_at(stub)->send(sample_message());
    REQUIRE(receipt);
    CHECK(receipt->detail == kKey + " " + kSecret + " env(SLACK_URL)");
  }
  SECTION("the secret of a webhook") {
    const auto receipt = webhook_at(stub)->send(sample_message());
    REQUIRE(receipt);
    CHECK(receipt->detail == kKey + " env(SECRET) /services/T0/B0/s3cret");
  }
}

TEST_CASE("a receipt keeps the first kilobyte of an answer, in one line", "[notifiers][loopback]") {
  test::Counterpart stub("http_stub.py",
                         {"--answers", R"([{"status":500,"body":")" + std::string(3'000, 'x') +
                                           R"("},{"status":500,"body":"a\r\n\u001b[31mb"}])"});
  const auto pagerduty = pagerduty_at(stub);
  CHECK(pagerduty->send(sample_message())->detail == std::string(1024, 'x'));
  CHECK(pagerduty->send(sample_message())->detail == "a   [31mb");
}

TEST_CASE("no answer is an error that names the channel and no secret", "[notifiers][loopback]") {
  test::Counterpart stub("http_stub.py", {"--answers", R"([{"close":true}])"});
  const auto receipt = slack_at(stub)->send(sample_message());
  REQUIRE_FALSE(receipt);
  CHECK(receipt.error().retry == Retry::later);
  CHECK_THAT(receipt.error().message, Catch::StartsWith(fmt::format(
                                          "channel oncall: http://127.0.0.1:{}/…: ", stub.port())));
  CHECK_THAT(receipt.error().message, !Catch::Contains("s3cret"));
}

TEST_CASE("a preview shows what is sent, and names in the place of secrets",
          "[notifiers][loopback]") {
  test::Counterpart stub("http_stub.py");
  SECTION("Slack") {
    CHECK_THAT(slack_at(stub)->preview(sample_message()),
               Catch::StartsWith(
                   "POST env(SLACK_URL)\nContent-Type: application/json\n\n{\n  \"text\": ") &&
                   !Catch::Contains("s3cret"));
  }
  SECTION("PagerDuty") {
    const auto shown = pagerduty_at(stub)->preview(sample_message());
    CHECK_THAT(shown, Catch::StartsWith("POST " + base_of(stub) + "/v2/enqueue\n") &&
                          Catch::Contains("\"routing_key\": \"env(KEY)\"") &&
                          !Catch::Contains(kKey));
  }
  SECTION("webhook") {
    const auto shown = webhook_at(stub)->preview(sample_message());
    CHECK_THAT(shown, Catch::Contains("webhook-id: 00112233445566778899aabbccddeeff\n"
                                      "webhook-timestamp: (Unix seconds of the attempt)\n"
                                      "webhook-signature: v1,(HMAC-SHA256 with env(SECRET))\n") &&
                          !Catch::Contains("whsec_"));
  }
  SECTION("what is shown is what is sent") {
    const auto shown = webhook_at(stub)->preview(sample_message());
    REQUIRE(webhook_at(stub)->send(sample_message()));
    const auto sent = nlohmann::ordered_json::parse(std::string(stub.next()["body"]));
    CHECK(shown.substr(shown.find("\n\n") + 2) == sent.dump(2) + "\n");
  }
}

TEST_CASE("the console writes where it is told, and says when it cannot", "[notifiers][console]") {
  std::ostringstream out;
  auto environment = environment_of({});
  environment.console = &out;
  const auto console = made(channel("console", {}), environment);
  const auto receipt = console->send(sample_message());
  REQUIRE(receipt);
  CHECK(to_text(receipt->delivery) == "delivered");
  CHECK(out.str() == console->preview(sample_message()));
  CHECK_THAT(console->preview(hostile_message(1, 50)),
             !Catch::Contains("\x1b") && !Catch::Contains("\x07") && !Catch::Contains("\r"));
  out.setstate(std::ios::badbit);
  CHECK_FALSE(console->send(sample_message()));
}
