#include "notifiers/alertmanager.hpp"

#include "tests/unit/notifiers/answers.hpp"
#include "tests/unit/notifiers/loopback.hpp"

#include <chrono>

using namespace tocsin;
using namespace tocsin::notifiers;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr Duration kWeek = 7 * 24h;

std::unique_ptr<Notifier> alertmanager_at(const test::Counterpart& stub) {
  return made(
      channel("alertmanager", {given("url", base_of(stub)), from_variable("token", "TOKEN")}),
      environment_of({{"TOKEN", "s3cret"}}));
}

json pushed(const Message& message) { return json::parse(alertmanager_body(message, kWeek)); }

// A real Alertmanager forgets what ended before its own now.
Message at_present(Message message) {
  message.at = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  for (auto& alert : message.alerts) alert.since = message.at - 1h;
  message.ladder = {"info", "warn", "page"};
  return message;
}

}  // namespace

TEST_CASE("an Alertmanager takes every message", "[notifiers][alertmanager]") {
  test::Counterpart stub("http_stub.py");
  const auto alertmanager = alertmanager_at(stub);
  const auto message = GENERATE(sample_message(), sample_end(), of_kind(Message::Kind::update),
                                of_kind(Message::Kind::notice), hostile_message(0, 10),
                                hostile_message(3, 400), hostile_message(60, 500));
  const auto receipt = alertmanager->send(message);
  REQUIRE(receipt);
  const auto seen = stub.next();
  CHECK(seen["problems"] == kNone);
  CHECK(seen["path"] == "/api/v2/alerts");
  CHECK(seen["headers"]["authorization"] == "Bearer s3cret");
  CHECK(to_text(receipt->delivery) == "delivered");
}

TEST_CASE("what an Alertmanager is told of an alert", "[notifiers][alertmanager]") {
  const auto alerts = pushed(sample_message());
  REQUIRE(alerts.size() == 1);
  CHECK(alerts[0]["labels"] == json{{"alertname", "slow_applications"},
                                    {"model", "loan_rejection"},
                                    {"kind", "fear"},
                                    {"severity", "page"},
                                    {"platform", "smava"}});
  CHECK(alerts[0]["startsAt"] == "2026-03-02T09:08:00Z");
  CHECK(alerts[0]["endsAt"] == "2026-03-09T09:08:00Z");
  CHECK(alerts[0]["annotations"]["summary"] ==
        "PAGE loan_rejection: The check makes the application form slow [platform=smava]");
  CHECK_THAT(std::string(alerts[0]["annotations"]["description"]),
             Catch::StartsWith("420ms > 300ms\ninterval: 396ms to 447ms (95%)\n"));
}

TEST_CASE("a change of severity ends the alert under its other severities",
          "[notifiers][alertmanager]") {
  auto message = of_kind(Message::Kind::update);
  message.ladder = {"info", "warn", "page"};
  message.at += 10min;
  const auto alerts = pushed(message);
  REQUIRE(alerts.size() == 3);
  CHECK(alerts[0]["labels"]["severity"] == "page");
  CHECK(alerts[0]["endsAt"] == "2026-03-09T09:18:00Z");
  CHECK(alerts[1]["labels"]["severity"] == "info");
  CHECK(alerts[1]["endsAt"] == "2026-03-02T09:18:00Z");
  CHECK(alerts[2]["labels"]["severity"] == "warn");
}

TEST_CASE("fields of a segment keep their names unless ours have them",
          "[notifiers][alertmanager]") {
  auto message = sample_message();
  message.alerts.front().labels = {{"model", "x"}, {"größe", "L"}, {"2nd", "y"}, {"empty", ""}};
  const auto labels = pushed(message)[0]["labels"];
  CHECK(labels["model"] == "loan_rejection");
  CHECK(labels["segment_model"] == "x");
  CHECK(labels["gr____e"] == "L");
  CHECK(labels["_2nd"] == "y");
  CHECK_FALSE(labels.contains("empty"));
}

TEST_CASE("Debian's Alertmanager tells of our alert and of its end", "[notifiers][alertmanager]") {
  test::Counterpart peer("alertmanager.py");
  if (!peer.is_there()) return;
  const auto alertmanager = alertmanager_at(peer);
  auto message = at_present(sample_message());
  const auto begun = alertmanager->send(message);
  REQUIRE(begun);
  CHECK(begun->status == 200);
  const auto firing = peer.next();
  CHECK(firing["status"] == "firing");
  CHECK(firing["commonLabels"]["platform"] == "smava");
  CHECK(firing["commonLabels"]["severity"] == "page");
  CHECK_THAT(std::string(firing["commonAnnotations"]["description"]),
             Catch::Contains("420ms > 300ms"));

  message.kind = Message::Kind::end;
  message.alerts.front().change = Change::resolved;
  REQUIRE(alertmanager->send(message));
  const auto resolved = peer.next();
  CHECK(resolved["status"] == "resolved");
  CHECK(resolved["groupKey"] == firing["groupKey"]);
}

TEST_CASE("Debian's Alertmanager takes names of any letters", "[notifiers][alertmanager]") {
  test::Counterpart peer("alertmanager.py");
  if (!peer.is_there()) return;
  auto message = at_present(sample_message());
  message.alerts.front().alert.monitor = "\xFF\x80 \r\n<!channel> 🔥";
  const auto receipt = alertmanager_at(peer)->send(message);
  REQUIRE(receipt);
  CHECK(to_text(receipt->delivery) == "delivered");
  CHECK(peer.next()["status"] == "firing");
}

TEST_CASE("an acknowledgement is nothing that an Alertmanager knows", "[notifiers][alertmanager]") {
  test::Counterpart stub("http_stub.py", {"--answers", R"([{"status":500}])"});
  const auto receipt = alertmanager_at(stub)->send(of_kind(Message::Kind::acknowledged));
  REQUIRE(receipt);
  CHECK(to_text(receipt->delivery) == "delivered");
  CHECK(receipt->status == 0);
}

TEST_CASE("an Alertmanager's answers are read by status", "[notifiers][classify][alertmanager]") {
  const auto c = GENERATE(values<Answer>({
      {"taken", 200, "", "", kDelivered},
      {"taken by another kind", 202, "", "", kDelivered},
      {"bad labels", 400, "\"at least one label pair required\"", "", kRejected},
      {"login", 401, "", "", kRejected, std::nullopt, Setup::broken},
      {"no Alertmanager", 404, "", "", kRejected, std::nullopt, Setup::broken},
      {"content type", 415, "", "", kRejected},
      {"not valid", 422, "", "", kRejected},
      {"too many", 429, "", "3", kRetry, 3s},
      {"down", 500, "", "", kRetry},
      {"behind a gateway", 503, "", "60", kRetry, 60s},
  }));
  DYNAMIC_SECTION(c.why) { check(classify_alertmanager(reply_of(c), kSampleTime), c); }
}
