#include "notifiers/email.hpp"
#include "notifiers/pagerduty.hpp"
#include "notifiers/slack.hpp"
#include "notifiers/webhook.hpp"
#include "tests/unit/notifiers/answers.hpp"
#include "tests/unit/notifiers/sample.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::notifiers;
using namespace std::chrono_literals;

TEST_CASE("a webhook's answers are read as Standard Webhooks says", "[notifiers][classify]") {
  const auto c = GENERATE(values<Answer>({
      {"taken", 200, "", "", kDelivered},
      {"taken without content", 204, "", "", kDelivered},
      {"taken, whatever it asks for", 202, "", "7", kDelivered},
      {"redirects are failures", 302, "", "", kRetry},
      {"bad request", 400, "no", "", kRetry},
      {"not found", 404, "", "", kRetry},
      {"gone for good", 410, "", "", kRejected, std::nullopt, Setup::broken},
      {"too many, in seconds", 429, "", "7", kRetry, 7s},
      {"too many, until a date", 429, "", "Mon, 02 Mar 2026 09:08:30 GMT", kRetry, 30s},
      {"too many, and no word when", 429, "", "", kRetry, 60s},
      {"server error", 500, "", "", kRetry},
      {"bad gateway slows down", 502, "", "", kRetry, 60s},
      {"down for a while", 503, "", "120", kRetry, 120s},
      {"gateway timeout slows down", 504, "", "", kRetry, 60s},
  }));
  DYNAMIC_SECTION(c.why) { check(classify_webhook(reply_of(c), kSampleTime), c); }
}

TEST_CASE("Slack's answers are read by status, then by word", "[notifiers][classify]") {
  const auto c = GENERATE(values<Answer>({
      {"posted", 200, "ok", "", kDelivered},
      {"posted, with a line end", 200, "ok\n", "", kDelivered},
      {"200 with another text", 200, "<html>please log in</html>", "", kRetry},
      {"200 with nothing", 200, "", "", kRetry},
      {"redirect", 302, "", "", kRejected, std::nullopt, Setup::broken},
      {"our payload is wrong", 400, "invalid_blocks", "", kRejected},
      {"token", 403, "invalid_token", "", kRejected, std::nullopt, Setup::broken},
      {"the URL was revoked", 404, "no_service", "", kRejected, std::nullopt, Setup::broken},
      {"archived", 410, "channel_is_archived", "", kRejected, std::nullopt, Setup::broken},
      {"too fast", 429, "", "30", kRetry, 30s},
      {"rollup", 500, "rollup_error", "", kRetry},
      {"down", 503, "", "", kRetry},
  }));
  DYNAMIC_SECTION(c.why) { check(classify_slack(reply_of(c), kSampleTime), c); }
}

TEST_CASE("PagerDuty's answers are read by status", "[notifiers][classify]") {
  const auto c = GENERATE(values<Answer>({
      {"accepted", 202, R"({"status":"success","message":"Event processed","dedup_key":"k1"})", "",
       kDelivered},
      {"accepted behind a proxy", 202, "<html>", "", kDelivered},
      {"redirect", 301, "", "", kRejected, std::nullopt, Setup::broken},
      {"invalid event", 400, "{}", "", kRejected},
      {"forbidden", 403, "", "", kRejected, std::nullopt, Setup::broken},
      {"not found", 404, "", "", kRejected, std::nullopt, Setup::broken},
      {"request timeout", 408, "", "", kRetry},
      {"too large", 413, "", "", kRejected},
      {"throttled", 429, "", "60", kRetry, 60s},
      {"throttled without a word", 429, "", "", kRetry},
      {"server error", 500, R"({"status":"x","message":"y"})", "", kRetry},
      {"unavailable", 503, "", "5", kRetry, 5s},
  }));
  DYNAMIC_SECTION(c.why) { check(classify_pagerduty(reply_of(c), kSampleTime), c); }
}

TEST_CASE("PagerDuty's reasons and its key are kept", "[notifiers][classify]") {
  const auto refused = classify_pagerduty(
      {.status = 400,
       .body =
           R"({"status":"invalid event","message":"Event object is invalid","errors":["'severity' is invalid",7,"too long"]})"},
      kSampleTime);
  CHECK(refused.detail == "Event object is invalid: 'severity' is invalid: too long");
  CHECK(classify_pagerduty({.status = 202, .body = R"({"dedup_key":"k1"})"}, kSampleTime)
            .receiver_id == "k1");
  CHECK(classify_pagerduty({.status = 500, .body = "[1]"}, kSampleTime).detail == "[1]");
}

TEST_CASE("a mail server's word is read with what it said of each recipient",
          "[notifiers][classify]") {
  using net::SmtpOutcome;
  const net::Refusal gone{"gone@x", 550, "550 5.1.1 no such user"};
  const net::Refusal grey{"grey@x", 451, "451 4.7.1 later"};
  struct Mailed {
    std::string_view why;
    net::SmtpReply reply;
    std::size_t recipients;
    Delivery want;
    std::optional<Duration> wait;
    std::vector<std::string> owed, refused;
    bool taken_by_some;
    Setup setup;
  };
  const auto c = GENERATE_REF(values<Mailed>({
      {"taken for all",
       {SmtpOutcome::accepted, 250, "250 ok", {}},
       2,
       kDelivered,
       std::nullopt,
       {},
       {},
       false,
       Setup::fine},
      {"taken, one does not exist",
       {SmtpOutcome::accepted, 250, "250 ok", {gone}},
       2,
       kDelivered,
       std::nullopt,
       {},
       {"gone@x"},
       false,
       Setup::fine},
      {"taken, one is put off",
       {SmtpOutcome::accepted, 250, "250 ok", {gone, grey}},
       3,
       kRetry,
       60s,
       {"grey@x"},
       {"gone@x"},
       true,
       Setup::fine},
      {"all put off",
       {SmtpOutcome::later, 451, "451", {grey}},
       1,
       kRetry,
       60s,
       {"grey@x"},
       {},
       false,
       Setup::fine},
      {"the last does not exist, another is put off",
       {SmtpOutcome::refused, 550, "550", {grey, gone}},
       2,
       kRetry,
       60s,
       {"grey@x"},
       {"gone@x"},
       false,
       Setup::fine},
      {"nobody exists",
       {SmtpOutcome::refused, 550, "550", {gone}},
       1,
       kRejected,
       std::nullopt,
       {},
       {"gone@x"},
       false,
       Setup::fine},
      {"the text is deferred: all are owed",
       {SmtpOutcome::later, 452, "452", {grey}},
       2,
       kRetry,
       60s,
       {},
       {},
       false,
       Setup::fine},
      {"the text is refused",
       {SmtpOutcome::refused, 554, "554", {}},
       2,
       kRejected,
       std::nullopt,
       {},
       {},
       false,
       Setup::fine},
      {"wrong password",
       {SmtpOutcome::misconfigured, 535, "Login denied", {}},
       1,
       kRetry,
       5min,
       {},
       {},
       false,
       Setup::broken},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto receipt = classify_email(c.reply, c.recipients);
    CHECK(to_text(receipt.delivery) == to_text(c.want));
    CHECK(receipt.status == c.reply.code);
    CHECK(receipt.retry_after == c.wait);
    CHECK(receipt.owed == c.owed);
    CHECK(receipt.refused == c.refused);
    CHECK(receipt.taken_by_some == c.taken_by_some);
    CHECK(receipt.setup_broken == (c.setup == Setup::broken));
  }
}
