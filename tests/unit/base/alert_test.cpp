#include "base/answering.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;

namespace {

AlertLine slow(std::string_view platform = "smava") {
  return {.alert = {.model = "loan_rejection",
                    .monitor = "slow_applications",
                    .segment = "platform=" + std::string(platform)},
          .episode = 1,
          .change = Change::fired,
          .kind = "fear",
          .title = "The check makes the application form slow",
          .severity = 2,
          .severity_name = "page",
          .reason = "breach",
          .labels = {{"platform", std::string(platform)}},
          .value = "420ms",
          .threshold = "> 300ms",
          .measure = "p95(latency) over 10m",
          .judged = "events from 2026-03-02T08:57:00Z to 2026-03-02T09:07:00Z",
          .n = 400,
          .since = *parse_time("2026-03-02T09:08:00Z"),
          .owner = "credit-ml",
          .runbook = "https://wiki.bank.example/slow"};
}

Message telling(Message::Kind kind, std::vector<AlertLine> alerts) {
  return {.at = *parse_time("2026-03-02T09:08:00Z"),
          .kind = kind,
          .severity = 2,
          .severity_name = "page",
          .alerts = std::move(alerts),
          .model = "loan_rejection",
          .incident = "1a2b3c4d5e6f"};
}

AlertLine ended(AlertLine line, std::string reason) {
  line.change = Change::resolved;
  line.reason = std::move(reason);
  line.value = "230ms";
  return line;
}

}  // namespace

TEST_CASE("headline() says what is wrong with what", "[base][alert]") {
  using Kind = Message::Kind;
  auto other = slow("check24");
  other.alert.monitor = "no_answer";
  other.title = "The service does not answer";
  auto gap = slow();
  gap.value.clear();
  gap.threshold.clear();
  gap.reason = "no data";
  gap.labels.clear();
  gap.alert.segment.clear();
  auto overall = slow();
  overall.labels.clear();
  overall.alert.segment = kOverall;

  const std::string start = "PAGE loan_rejection: The check makes the application form slow";
  CHECK(headline(telling(Kind::beginning, {slow()})) == start + " [platform=smava]");
  CHECK(headline(telling(Kind::beginning, {overall})) == start + " [overall]");
  CHECK(headline(telling(Kind::beginning, {slow(), slow("check24")})) ==
        start + " [platform=smava; platform=check24]");
  CHECK(headline(telling(Kind::update, {slow("a"), slow("b"), slow("c"), slow("d"), slow("e")})) ==
        start + " [platform=a; platform=b; platform=c; and 2 more]");
  CHECK(headline(telling(Kind::beginning, {slow(), other})) ==
        start + " [platform=smava] and 1 more alert");
  CHECK(headline(telling(Kind::repeat, {slow()})) == start + " [platform=smava] (still firing)");
  CHECK(headline(telling(Kind::beginning, {gap})) == start + " (no data)");
  CHECK(headline(telling(Kind::repeat, {gap})) == start + " (no data, still firing)");
}

TEST_CASE("headline() of an update names what still fires", "[base][alert]") {
  CHECK(headline(telling(Message::Kind::update, {slow(), ended(slow("check24"), "recovered")})) ==
        "PAGE loan_rejection: The check makes the application form slow [platform=smava]");
}

TEST_CASE("headline() of an end tells a recovery from other ends", "[base][alert]") {
  const std::string about =
      " loan_rejection: The check makes the application form slow [platform=smava]";
  CHECK(headline(telling(Message::Kind::end, {ended(slow(), "recovered")})) == "RESOLVED" + about);
  CHECK(headline(telling(Message::Kind::end, {ended(slow(), "segment retired")})) ==
        "ENDED" + about + " (segment retired, nothing recovered)");
}

TEST_CASE("a headline is one line whatever the data holds", "[base][alert]") {
  CHECK(headline(telling(Message::Kind::beginning, {slow("a\nb")})).find('\n') ==
        std::string::npos);
  auto line = slow();
  line.title = "two\nlines";
  CHECK(headline(telling(Message::Kind::beginning, {line})).find('\n') == std::string::npos);
}

TEST_CASE("headline() without model, severity or alerts still says something", "[base][alert]") {
  auto message = telling(Message::Kind::beginning, {slow()});
  message.model.clear();
  CHECK(headline(message) == "PAGE: The check makes the application form slow [platform=smava]");
  CHECK(headline(Message{}) == "ALERT");
  CHECK(body(Message{}) == "told at 1970-01-01T00:00:00Z");
}

TEST_CASE("body() of one alert gives value, window, state and help", "[base][alert]") {
  CHECK(body(telling(Message::Kind::beginning, {slow()})) ==
        "420ms > 300ms\n"
        "measure: p95(latency) over 10m\n"
        "judged: events from 2026-03-02T08:57:00Z to 2026-03-02T09:07:00Z, 400 events\n"
        "state: firing since 2026-03-02T09:08:00Z\n"
        "runbook: https://wiki.bank.example/slow\n"
        "owner: credit-ml\n"
        "incident: 1a2b3c4d5e6f\n"
        "acknowledge: tocsin incidents ack 1a2b3c4d5e6f\n"
        "silence: tocsin silence add loan_rejection.slow_applications --where platform=smava "
        "--for 2h --because \"...\"");
}

TEST_CASE("the command of a silence can be pasted, or is not there", "[base][alert]") {
  const auto command = [](std::string value) {
    auto line = slow();
    line.alert.package = "risk/eu";
    line.labels = {{"platform", std::move(value)}};
    return silence_command(telling(Message::Kind::beginning, {line}));
  };
  CHECK(command("a; rm -rf $HOME") ==
        "tocsin silence add risk/eu.loan_rejection.slow_applications "
        "--where 'platform=a; rm -rf $HOME' --for 2h --because \"...\"");
  for (const std::string bad : {"it's", "`x`", "a\\", "a\nb", "\x1b[31m"})
    CHECK(command(bad).empty());
  CHECK(command(std::string(300, 'x')).empty());
  CHECK(silence_command(telling(Message::Kind::update, {slow(), slow("check24")})) ==
        "tocsin silence add loan_rejection.slow_applications --for 2h --because \"...\"");
  CHECK(silence_command(telling(Message::Kind::end, {slow()})).empty());
  CHECK(silence_command(telling(Message::Kind::beginning, {})).empty());
}

TEST_CASE("body() says how sure a value is and what it was the last time", "[base][alert]") {
  auto line = slow();
  line.interval = "391ms to 455ms (95%)";
  auto message = telling(Message::Kind::beginning, {line});
  message.earlier = "3f2a90c1d7e8 of 2026-02-11, model.version:\nread twice";
  const auto text = body(message);
  CHECK(text.starts_with("420ms > 300ms\ninterval: 391ms to 455ms (95%)\nmeasure: "));
  CHECK(text.find("\nlast time: 3f2a90c1d7e8 of 2026-02-11, model.version: read twice\n") !=
        std::string::npos);
}

TEST_CASE("nobody is asked to acknowledge what needs no answer", "[base][alert]") {
  using Kind = Message::Kind;
  const std::string command = "tocsin incidents ack";
  auto without_incident = telling(Kind::beginning, {slow()});
  without_incident.incident.clear();
  CHECK(body(without_incident).find(command) == std::string::npos);
  for (const Kind kind : {Kind::end, Kind::acknowledged, Kind::notice})
    CHECK(body(telling(kind, {slow()})).find(command) == std::string::npos);
  for (const Kind kind : {Kind::update, Kind::repeat})
    CHECK(body(telling(kind, {slow()})).find(command) != std::string::npos);
}

TEST_CASE("an acknowledgement and a notice say who and what", "[base][alert]") {
  auto answered = telling(Message::Kind::acknowledged, {slow()});
  answered.note = "anna: on it";
  CHECK(headline(answered) ==
        "ACKNOWLEDGED loan_rejection: The check makes the application form slow [platform=smava]");
  CHECK(body(answered).starts_with("anna: on it\n420ms > 300ms\n"));
  auto notice = telling(Message::Kind::notice, {});
  notice.note = "version 42 was rolled out\nby the platform team";
  CHECK(headline(notice) == "NOTICE loan_rejection: version 42 was rolled out");
  CHECK(body(notice) ==
        "version 42 was rolled out\nby the platform team\ntold at 2026-03-02T09:08:00Z");
}

TEST_CASE("body() of a label measure says how many labels are known", "[base][alert]") {
  auto line = slow();
  line.label_measure = true;
  line.n = 412;
  line.labels_known = 309;
  CHECK(
      body(telling(Message::Kind::beginning, {line})).find("412 events, 309 with a label (75%)") !=
      std::string::npos);
}

TEST_CASE("body() counts no events where there are none to count", "[base][alert]") {
  auto answer = slow();
  answer.judged = "asked at 2026-03-02T09:08:00Z";
  answer.n = 0;
  const auto one = body(telling(Message::Kind::beginning, {answer}));
  CHECK(one.find("\njudged: asked at 2026-03-02T09:08:00Z\n") != std::string::npos);
  const auto two = body(telling(Message::Kind::beginning, {answer, answer}));
  CHECK(two.find("[platform=smava]: 420ms > 300ms\n") != std::string::npos);
  auto few = slow();
  few.value.clear();
  few.reason = "needs 100 events";
  few.n = 0;
  CHECK(body(telling(Message::Kind::beginning, {few})).find(", 0 events\n") != std::string::npos);
}

TEST_CASE("body() begins with the monitor's own message", "[base][alert]") {
  auto line = slow();
  line.text = "Call the platform team.\nNow.";
  CHECK(body(telling(Message::Kind::beginning, {line}))
            .starts_with("Call the platform team. Now.\n420ms > 300ms\n"));
}

TEST_CASE("body() of an end does not claim that a good value is beyond the limit",
          "[base][alert]") {
  auto message = telling(Message::Kind::end, {ended(slow(), "recovered")});
  message.at += 42min;
  const auto text = body(message);
  CHECK(text.starts_with("230ms, the limit was > 300ms\n"));
  CHECK(text.find("state: recovered at 2026-03-02T09:50:00Z after firing for 42m\n") !=
        std::string::npos);
}

TEST_CASE("body() of many alerts lists the ten worst and counts the rest by monitor",
          "[base][alert]") {
  std::vector<AlertLine> alerts;
  for (int i = 0; i < 12; ++i) alerts.push_back(slow("p" + std::to_string(i)));
  alerts.push_back(slow("q"));
  alerts.back().alert.monitor = "no_answer";
  const auto text = body(telling(Message::Kind::beginning, alerts));
  CHECK(text.find("- PAGE The check makes the application form slow [platform=p9]: 420ms > 300ms "
                  "(400 events)\n") != std::string::npos);
  CHECK(text.find("platform=p10") == std::string::npos);
  CHECK(text.find("and 3 more: loan_rejection.no_answer 1, loan_rejection.slow_applications 2\n") !=
        std::string::npos);
}

TEST_CASE("body() of a storm says first how many alerts of which monitor", "[base][alert]") {
  std::vector<AlertLine> alerts;
  for (int i = 0; i < 20; ++i) alerts.push_back(slow("p" + std::to_string(i)));
  CHECK(body(telling(Message::Kind::beginning, alerts)).starts_with("- PAGE"));
  alerts.push_back(slow("q"));
  alerts.back().alert.monitor = "no_answer";
  const auto text = body(telling(Message::Kind::beginning, alerts));
  CHECK(text.starts_with(
      "21 alerts: loan_rejection.no_answer 1, loan_rejection.slow_applications 20\n- PAGE"));
  CHECK(text.find("platform=p10") == std::string::npos);
  CHECK(text.find("and 11 more\n") != std::string::npos);
}

TEST_CASE("a digest says what happened, and how often", "[base][alert]") {
  auto other = ended(slow("check24"), "recovered");
  other.alert.monitor = "no_answer";
  other.began = 3;
  other.ended = 3;
  auto line = slow();
  line.began = 1;
  line.rose = 2;
  const auto message = telling(Message::Kind::digest, {line, other});
  CHECK(headline(message) == "DIGEST loan_rejection: 4 began, 2 rose, 3 ended");
  const auto text = body(message);
  CHECK(text.find("[platform=smava]: 420ms > 300ms (400 events); 1 began, 2 rose\n") !=
        std::string::npos);
  CHECK(
      text.find("- ended The check makes the application form slow [platform=check24]: 230ms, the "
                "limit was > 300ms (400 events); 3 began, 3 ended\n") != std::string::npos);
  CHECK(body(telling(Message::Kind::digest, {line})).starts_with("- PAGE"));
}

TEST_CASE("a flapping alert is said to flap", "[base][alert]") {
  auto line = slow();
  line.flapping = "since 2026-03-02T09:01:00Z, 7 changes";
  const auto one = telling(Message::Kind::update, {line});
  CHECK(headline(one) ==
        "PAGE loan_rejection: The check makes the application form slow [platform=smava] "
        "(flapping)");
  CHECK(body(one).find("\nstate: flapping since 2026-03-02T09:01:00Z, 7 changes\n") !=
        std::string::npos);
  CHECK(body(telling(Message::Kind::update, {line, slow("check24")}))
            .find("(400 events); flapping since 2026-03-02T09:01:00Z, 7 changes\n") !=
        std::string::npos);
}

TEST_CASE("an alert for want of data that is over is over", "[base][alert]") {
  auto line = ended(slow(), "recovered");
  line.change = Change::gap_over;
  CHECK(body(telling(Message::Kind::end, {line})).find("state: recovered at") != std::string::npos);
}

TEST_CASE("words for the steps of alerts, messages and incidents", "[base][alert]") {
  CHECK(to_text(Change::gap_over) == "gap over");
  CHECK(to_text(Change::escalated) == "escalated");
  CHECK(to_text(Message::Kind::repeat) == "repeat");
  CHECK(to_text(IncidentEntry::Kind::reopened) == "reopened");
}
