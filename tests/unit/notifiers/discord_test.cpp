#include "notifiers/discord.hpp"

#include "tests/unit/notifiers/answers.hpp"
#include "tests/unit/notifiers/loopback.hpp"

using namespace tocsin;
using namespace tocsin::notifiers;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr const char* kPath = "/api/webhooks/1/s3cret";

}  // namespace

TEST_CASE("Discord takes every message within its limits", "[notifiers][discord]") {
  test::Counterpart stub("http_stub.py");
  const auto discord = hooked_to(stub, "discord", kPath);
  const auto message =
      GENERATE(sample_message(), sample_end(), of_kind(Message::Kind::acknowledged),
               hostile_message(0, 10), hostile_message(1, 10), hostile_message(3, 400),
               hostile_message(1, 20'000), hostile_message(60, 3'000));
  const auto receipt = discord->send(message);
  REQUIRE(receipt);
  const auto seen = stub.next();
  CHECK(seen["problems"] == kNone);
  CHECK(to_text(receipt->delivery) == "delivered");
  CHECK(receipt->receiver_id == "1189000000000000001");
  CHECK(seen["path"] == "/api/webhooks/1/s3cret?wait=true");
}

TEST_CASE("what Discord is told of an alert", "[notifiers][discord]") {
  const auto body = json::parse(discord_body(sample_message()));
  const auto& embeds = body["embeds"];
  REQUIRE(embeds.size() == 2);
  CHECK(embeds[0]["title"] ==
        "PAGE loan\\_rejection: The check makes the application form slow \\[platform=smava\\]");
  CHECK(embeds[0]["color"] == 0xd00000);
  CHECK(embeds[0]["description"] ==
        "The check makes the application form slow\nAsk for the last good version.");
  CHECK(embeds[0]["fields"][0] ==
        json{{"name", "Value"}, {"value", "420ms \\> 300ms"}, {"inline", true}});
  CHECK(embeds[1]["timestamp"] == "2026-03-02T09:08:00Z");
  const auto& fields = embeds[1]["fields"];
  CHECK(fields[fields.size() - 2]["value"] == "tocsin incidents ack 5b1f0c9a7e42");
  CHECK(fields.back()["value"] ==
        "tocsin silence add loan\\_rejection.slow\\_applications --where platform=smava --for 2h "
        "--because \"...\"");
}

TEST_CASE("Discord is told how many alerts were left out", "[notifiers][discord]") {
  auto message = sample_message();
  message.alerts.assign(25, sample_alert());
  const auto embeds = json::parse(discord_body(message))["embeds"];
  REQUIRE(embeds.size() == 10);
  CHECK(embeds.back()["fields"][0]["value"] == "16 more");
}

TEST_CASE("a message whose embeds Discord refuses goes out as text", "[notifiers][discord]") {
  test::Counterpart stub("http_stub.py",
                         {"--answers", R"([{"status":400,"body":"{\"code\":50035}"}])"});
  const auto receipt = hooked_to(stub, "discord", kPath)->send(sample_message());
  REQUIRE(receipt);
  CHECK(to_text(receipt->delivery) == "delivered");
  CHECK(receipt->detail == "sent as plain text after: {\"code\":50035}");
  CHECK(json::parse(std::string(stub.next()["body"])).contains("embeds"));
  const auto second = stub.next();
  CHECK(second["problems"] == kNone);
  CHECK_THAT(std::string(json::parse(std::string(second["body"]))["content"]),
             Catch::StartsWith("PAGE loan\\_rejection: "));
}

TEST_CASE("a webhook of Discord that posts into a thread keeps its query", "[notifiers][discord]") {
  test::Counterpart stub("http_stub.py");
  REQUIRE(hooked_to(stub, "discord", "/api/webhooks/1/s3cret?thread_id=7")->send(sample_message()));
  CHECK(stub.next()["path"] == "/api/webhooks/1/s3cret?thread_id=7&wait=true");
}

TEST_CASE("Discord's answers are read by status, then by body", "[notifiers][classify][discord]") {
  const auto c = GENERATE(values<Answer>({
      {"saved", 200, R"({"id":"1189"})", "", kDelivered},
      {"without content", 204, "", "", kDelivered},
      {"200 of a proxy", 200, "<html>log in</html>", "", kRetry},
      {"200 with another object", 200, R"({"id":7})", "", kRetry},
      {"redirect", 302, "", "", kRejected, std::nullopt, Setup::broken},
      {"our payload is wrong", 400, R"({"code":50035})", "", kRejected},
      {"token", 401, "", "", kRejected, std::nullopt, Setup::broken},
      {"banned", 403, "", "", kRejected, std::nullopt, Setup::broken},
      {"the webhook was deleted", 404, "", "", kRejected, std::nullopt, Setup::broken},
      {"too fast, a fraction is rounded up", 429, R"({"retry_after":64.57,"global":false})", "",
       kRetry, 65s},
      {"too fast, the header asks for more", 429, R"({"retry_after":0.3})", "7", kRetry, 7s},
      {"too fast, a number that is none", 429, R"({"retry_after":-1})", "", kRetry},
      {"too fast for ever", 429, R"({"retry_after":1e300})", "", kRetry, Duration(168h)},
      {"down", 500, "", "", kRetry},
      {"down for a while", 503, "", "5", kRetry, 5s},
  }));
  DYNAMIC_SECTION(c.why) { check(classify_discord(reply_of(c), kSampleTime), c); }
}

TEST_CASE("Discord says when its limit is used up, and the channel rests as long",
          "[notifiers][discord]") {
  net::HttpReply reply{.status = 200, .body = R"({"id":"1189"})"};
  reply.headers = {{"X-RateLimit-Remaining", "1"}, {"X-RateLimit-Reset-After", "2.5"}};
  CHECK_FALSE(classify_discord(reply, kSampleTime).retry_after);
  reply.headers = {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset-After", "2.5"}};
  const auto receipt = classify_discord(reply, kSampleTime);
  CHECK(to_text(receipt.delivery) == "delivered");
  CHECK(receipt.retry_after == Duration(3s));
  const auto* const broken = GENERATE("", "soon", "-1", "nan", "2.5s");
  reply.headers = {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset-After", broken}};
  CHECK_FALSE(classify_discord(reply, kSampleTime).retry_after);
}
