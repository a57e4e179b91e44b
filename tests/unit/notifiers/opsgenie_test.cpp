#include "notifiers/opsgenie.hpp"

#include "notifiers/dedup.hpp"
#include "tests/unit/notifiers/answers.hpp"
#include "tests/unit/notifiers/loopback.hpp"

using namespace tocsin;
using namespace tocsin::notifiers;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

const std::string kApiKey = "0f9e8d7c-6b5a-4321-8765-0a1b2c3d4e5f";

std::unique_ptr<Notifier> opsgenie_at(const test::Counterpart& stub) {
  return made(channel("opsgenie", {from_variable("key", "KEY"),
                                   {.name = "teams", .texts = {"Credit ML", "On call"}},
                                   given("url", base_of(stub))}),
              environment_of({{"KEY", kApiKey}}));
}

std::vector<std::string> calls_of(const Message& message) {
  std::vector<std::string> out;
  for (const auto& request : opsgenie_requests(message, {}, kApiKey))
    out.push_back(request.method + " " + request.path);
  return out;
}

}  // namespace

TEST_CASE("Opsgenie takes every message within its limits", "[notifiers][opsgenie]") {
  test::Counterpart stub("http_stub.py");
  const auto opsgenie = opsgenie_at(stub);
  const auto message =
      GENERATE(sample_message(), sample_end(), of_kind(Message::Kind::update),
               of_kind(Message::Kind::repeat), of_kind(Message::Kind::acknowledged),
               of_kind(Message::Kind::notice), hostile_message(0, 10), hostile_message(1, 10),
               hostile_message(1, 20'000), hostile_message(60, 3'000));
  const auto receipt = opsgenie->send(message);
  REQUIRE(receipt);
  for (std::size_t i = 0; i < calls_of(message).size(); ++i) {
    const auto seen = stub.next();
    CHECK(seen["problems"] == kNone);
    CHECK(seen["headers"]["authorization"] == "GenieKey " + kApiKey);
  }
  CHECK(to_text(receipt->delivery) == "delivered");
  CHECK(receipt->receiver_id == "43a29c5c-3dbf-4fa4-9c26-f4f71023e120");
}

TEST_CASE("each kind of message is a deed of Opsgenie's", "[notifiers][opsgenie]") {
  using Kind = Message::Kind;
  using Calls = std::vector<std::string>;
  const std::string alert = "/v2/alerts/" + dedup_key(sample_message());
  const std::string by = "?identifierType=alias";
  CHECK(calls_of(of_kind(Kind::beginning)) == Calls{"POST /v2/alerts"});
  CHECK(calls_of(of_kind(Kind::repeat)) == Calls{"POST /v2/alerts"});
  CHECK(calls_of(of_kind(Kind::update)) ==
        Calls{"POST /v2/alerts", "PUT " + alert + "/message" + by,
              "PUT " + alert + "/description" + by, "PUT " + alert + "/priority" + by});
  CHECK(calls_of(of_kind(Kind::acknowledged)) == Calls{"POST " + alert + "/acknowledge" + by});
  CHECK(calls_of(of_kind(Kind::end)) == Calls{"POST " + alert + "/close" + by});
}

TEST_CASE("what Opsgenie is told of an alert", "[notifiers][opsgenie]") {
  const auto request = opsgenie_requests(sample_message(), {"Credit ML"}, kApiKey).front();
  const auto alert = json::parse(request.body);
  CHECK(alert["message"] ==
        "PAGE loan_rejection: The check makes the application form slow [platform=smava]");
  CHECK(alert["alias"] == "e4c3cd3216eb720e0fca9ba0c9a8f9c343b9bb1102270c5c660fda3b8d9d083b");
  CHECK(alert["priority"] == "P1");
  CHECK(alert["entity"] == "loan_rejection@platform=smava");
  CHECK(alert["responders"] == json{{{"type", "team"}, {"name", "Credit ML"}}});
  CHECK(alert["tags"] == json{"tocsin", "page", "loan_rejection", "fear"});
  CHECK(alert["details"]["Interval"] == "396ms to 447ms (95%)");
}

TEST_CASE("an update that fails half-way is told as it failed", "[notifiers][opsgenie]") {
  test::Counterpart stub(
      "http_stub.py",
      {"--answers",
       R"([{"status":202},{"status":429,"headers":{"X-RateLimit-Period-In-Sec":"60"}}])"});
  const auto receipt = opsgenie_at(stub)->send(of_kind(Message::Kind::update));
  REQUIRE(receipt);
  CHECK(to_text(receipt->delivery) == "retry");
  CHECK(receipt->retry_after == Duration(60s));
}

TEST_CASE("a preview of Opsgenie shows every request and no key", "[notifiers][opsgenie]") {
  test::Counterpart stub("http_stub.py");
  const auto shown = opsgenie_at(stub)->preview(of_kind(Message::Kind::update));
  CHECK_THAT(shown, Catch::StartsWith("POST " + base_of(stub) + "/v2/alerts\n") &&
                        Catch::Contains("\nPUT ") &&
                        Catch::Contains("Authorization: GenieKey env(KEY)\n") &&
                        !Catch::Contains(kApiKey));
}

TEST_CASE("opsgenie_priority() fits every ladder into four steps", "[notifiers][opsgenie]") {
  Message message;
  const auto priority = [&](int rank, int count, int by_default) {
    message.severity = rank;
    message.severity_count = count;
    message.default_severity = by_default;
    return opsgenie_priority(message);
  };
  CHECK(priority(0, 3, 1) == "P5");
  CHECK(priority(1, 3, 1) == "P3");
  CHECK(priority(2, 4, 1) == "P2");
  CHECK(priority(3, 4, 1) == "P1");
  CHECK(priority(0, 1, 0) == "P1");
}

TEST_CASE("Opsgenie's answers are read by status", "[notifiers][classify][opsgenie]") {
  const auto c = GENERATE(values<Answer>({
      {"accepted", 202, R"({"requestId":"r1"})", "", kDelivered},
      {"accepted behind a proxy", 200, "<html>", "", kDelivered},
      {"bad JSON", 400, "", "", kRejected},
      {"key", 401, "", "", kRejected, std::nullopt, Setup::broken},
      {"plan", 402, "", "", kRejected, std::nullopt, Setup::broken},
      {"rights", 403, "", "", kRejected, std::nullopt, Setup::broken},
      {"not found", 404, "", "", kRejected, std::nullopt, Setup::broken},
      {"method", 405, "", "", kRejected, std::nullopt, Setup::broken},
      {"media type", 415, "", "", kRejected},
      {"an invalid field", 422, "", "", kRejected},
      {"too many", 429, "", "30", kRetry, 30s},
      {"down", 500, "", "", kRetry},
      {"not there at all", 501, "", "", kRejected, std::nullopt, Setup::broken},
      {"unavailable", 503, "", "", kRetry},
  }));
  DYNAMIC_SECTION(c.why) { check(classify_opsgenie(reply_of(c), kSampleTime), c); }
}

TEST_CASE("what Opsgenie has not worked off yet is asked again",
          "[notifiers][classify][opsgenie]") {
  net::HttpReply reply{.status = 404};
  reply.headers = {{"X-Opsgenie-Errortype", "RequestNotProcessed"}};
  CHECK(to_text(classify_opsgenie(reply, kSampleTime).delivery) == "retry");
  reply = {.status = 429};
  reply.headers = {{"X-RateLimit-Period-In-Sec", "60"}};
  CHECK(classify_opsgenie(reply, kSampleTime).retry_after == Duration(60s));
  reply.headers = {{"X-RateLimit-Period-In-Sec", "soon"}};
  CHECK_FALSE(classify_opsgenie(reply, kSampleTime).retry_after);
}
