#include "notifiers/teams.hpp"

#include "tests/unit/notifiers/answers.hpp"
#include "tests/unit/notifiers/loopback.hpp"

using namespace tocsin;
using namespace tocsin::notifiers;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr const char* kPath = "/workflows/s3cret?sig=x";

json card_of(const std::string& body) { return json::parse(body)["attachments"][0]["content"]; }

}  // namespace

TEST_CASE("Teams takes every message within its limits", "[notifiers][teams]") {
  test::Counterpart stub("http_stub.py");
  const auto teams = hooked_to(stub, "teams", kPath);
  const auto message =
      GENERATE(sample_message(), sample_end(), of_kind(Message::Kind::acknowledged),
               hostile_message(0, 10), hostile_message(1, 10), hostile_message(3, 400),
               hostile_message(1, 20'000), hostile_message(60, 3'000));
  const auto receipt = teams->send(message);
  REQUIRE(receipt);
  CHECK(stub.next()["problems"] == kNone);
  CHECK(to_text(receipt->delivery) == "delivered");
  CHECK(receipt->status == 202);
}

TEST_CASE("what a card says of an alert", "[notifiers][teams]") {
  const auto card = card_of(teams_body(sample_message()));
  REQUIRE(card["body"].size() == 4);
  CHECK(card["body"][0]["text"] ==
        "PAGE loan\\_rejection: The check makes the application form slow \\[platform=smava\\]");
  CHECK(card["body"][0]["color"] == "Attention");
  CHECK(card["body"][1]["text"] ==
        "The check makes the application form slow\n\nAsk for the last good version.");
  CHECK(card["body"][2]["facts"][0] == json{{"title", "Value"}, {"value", "420ms > 300ms"}});
  const auto& facts = card["body"][3]["facts"];
  CHECK(facts[facts.size() - 2] ==
        json{{"title", "Acknowledge"}, {"value", "tocsin incidents ack 5b1f0c9a7e42"}});
  CHECK(facts.back()["title"] == "Silence");
  CHECK(card["actions"][0] == json{{"type", "Action.OpenUrl"},
                                   {"title", "Runbook"},
                                   {"url", "https://wiki.bank.example/loan-rejection"}});
}

TEST_CASE("a card loses its facts before its alerts", "[notifiers][teams]") {
  auto message = sample_message();
  message.alerts.assign(10, sample_alert());
  for (auto& alert : message.alerts) alert.measure = std::string(2'000, 'm');
  message.alerts.back().title = std::string(1'000, 't');
  const auto whole = card_of(teams_body(message))["body"];
  CHECK(whole.size() == 1 + 2 * 10 + 1);
  for (auto& alert : message.alerts) {
    alert.judged = alert.value = alert.interval = alert.measure;
    alert.labels = {{"platform", alert.measure}};
  }
  const auto shorter = card_of(teams_body(message))["body"];
  CHECK(shorter.size() == 1 + 10 + 1);
  for (auto& alert : message.alerts) alert.text = alert.advice = std::string(2'000, '*');
  const auto shortest = teams_body(message);
  CHECK(shortest.size() <= kLongestTeams);
  CHECK_THAT(shortest, Catch::Contains(" more\""));
}

TEST_CASE("a card that is too large for the receiver goes out without facts",
          "[notifiers][teams]") {
  test::Counterpart stub("http_stub.py", {"--answers", R"([{"status":413}])"});
  const auto receipt = hooked_to(stub, "teams", kPath)->send(sample_message());
  REQUIRE(receipt);
  CHECK(to_text(receipt->delivery) == "delivered");
  CHECK(receipt->detail == "sent without facts after 413: ");
  CHECK(card_of(stub.next()["body"])["body"].size() == 4);
  CHECK(card_of(stub.next()["body"])["body"].size() == 3);
}

TEST_CASE("the colour of a card follows the ladder", "[notifiers][teams]") {
  auto message = sample_message();
  const auto colour = [&] { return card_of(teams_body(message))["body"][0]["color"]; };
  message.severity = 1;
  CHECK(colour() == "Warning");
  message.severity = 0;
  CHECK(colour() == "Accent");
  message.kind = Message::Kind::end;
  CHECK(colour() == "Good");
}

TEST_CASE("the answers of Teams are read by status, and a 200 by its text",
          "[notifiers][classify][teams]") {
  const auto c = GENERATE(values<Answer>({
      {"started", 202, "", "", kDelivered},
      {"started, the old way", 200, "1", "", kDelivered},
      {"an old connector names trouble", 200,
       "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error "
       "400",
       "", kRejected},
      {"an old connector is throttled", 200, "returned HTTP error 429 with ContextId", "", kRetry},
      {"not the expected shape", 400, "", "", kRejected},
      {"expired", 401, "", "", kRejected, std::nullopt, Setup::broken},
      {"off", 403, "", "", kRejected, std::nullopt, Setup::broken},
      {"wrong", 404, "", "", kRejected, std::nullopt, Setup::broken},
      {"too large", 413, "", "", kRejected},
      {"throttled", 429, "", "9", kRetry, 9s},
      {"down", 502, "", "", kRetry},
  }));
  DYNAMIC_SECTION(c.why) { check(classify_teams(reply_of(c), kSampleTime), c); }
}
