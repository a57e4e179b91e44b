#include "notifiers/slack_bot.hpp"

#include "notifiers/threads.hpp"
#include "tests/unit/notifiers/answers.hpp"
#include "tests/unit/notifiers/loopback.hpp"

using namespace tocsin;
using namespace tocsin::notifiers;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

using Kind = Message::Kind;
const std::string kRoot = "C0ML0PS12/1772442480.000001";

struct Bot {
  explicit Bot(const std::string& answers = "[]") : stub("http_stub.py", {"--answers", answers}) {
    auto environment = environment_of({{"TOKEN", "xoxb-s3cret"}});
    environment.threads = threads;
    notifier = made(channel("slack_bot", {from_variable("token", "TOKEN"), given("to", "C0ML0PS12"),
                                          given("url", base_of(stub) + "/slack")}),
                    environment);
  }

  Receipt send(const Message& message) const {
    auto receipt = notifier->send(message);
    if (!receipt) FAIL(receipt.error().message);
    return std::move(*receipt);
  }
  // The method and the body of the next call.
  std::pair<std::string, json> next() {
    const auto seen = stub.next();
    CHECK(seen["problems"] == kNone);
    const std::string path = seen["path"];
    return {path.substr(path.rfind('/') + 1), json::parse(std::string(seen["body"]))};
  }

  test::Counterpart stub;
  std::shared_ptr<Threads> threads = std::make_shared<Threads>();
  std::unique_ptr<Notifier> notifier;
};

Message of_other_group(Message message) {
  message.group = "loan_rejection.no_answer";
  message.thread.front() = '0';
  return message;
}

}  // namespace

TEST_CASE("a bot's messages keep Slack's limits", "[notifiers][slack_bot]") {
  Bot bot;
  const auto message = GENERATE(sample_message(), sample_end(), hostile_message(0, 10),
                                hostile_message(3, 400), hostile_message(60, 3'000));
  CHECK(to_text(bot.send(message).delivery) == "delivered");
  const auto [method, body] = bot.next();
  CHECK(method == "chat.postMessage");
  CHECK(body["channel"] == "C0ML0PS12");
  CHECK_FALSE(body.contains("thread_ts"));
}

TEST_CASE("later messages of a group edit the first and answer below it",
          "[notifiers][slack_bot]") {
  Bot bot;
  CHECK(bot.send(sample_message()).receiver_id == kRoot);
  bot.next();
  const auto kind = GENERATE(Kind::update, Kind::repeat, Kind::end);
  auto message = of_kind(kind);
  if (kind == Kind::end) message.alerts.front().change = Change::resolved;
  CHECK(bot.send(message).receiver_id == kRoot);
  const auto [edit, edited] = bot.next();
  CHECK(edit == "chat.update");
  CHECK(edited["ts"] == "1772442480.000001");
  CHECK(edited.contains("blocks"));
  const auto [reply, line] = bot.next();
  CHECK(reply == "chat.postMessage");
  CHECK(line["thread_ts"] == "1772442480.000001");
  CHECK(line["text"] == headline(message));
  CHECK(line.contains("reply_broadcast") == (kind == Kind::update));
}

TEST_CASE("an acknowledgement is a line and no edit", "[notifiers][slack_bot]") {
  Bot bot;
  bot.send(sample_message());
  bot.next();
  auto message = of_kind(Kind::acknowledged);
  message.note = "anna: on it <!here>";
  bot.send(message);
  const auto [method, line] = bot.next();
  CHECK(method == "chat.postMessage");
  CHECK_THAT(std::string(line["text"]), Catch::EndsWith("\nanna: on it &lt;!here&gt;"));
}

TEST_CASE("all groups of an incident are one conversation", "[notifiers][slack_bot]") {
  Bot bot;
  bot.send(sample_message());
  CHECK(bot.send(of_other_group(sample_message())).receiver_id == "C0ML0PS12/1772442480.000002");
  bot.send(of_other_group(of_kind(Kind::update)));
  bot.next();
  const auto [joins, second] = bot.next();
  CHECK(joins == "chat.postMessage");
  CHECK(second["thread_ts"] == "1772442480.000001");
  CHECK(second["reply_broadcast"] == true);
  CHECK(second.contains("blocks"));
  CHECK(bot.next().second["ts"] == "1772442480.000002");
  CHECK(bot.next().second["thread_ts"] == "1772442480.000001");
}

TEST_CASE("the conversation goes on after a restart", "[notifiers][slack_bot]") {
  Bot before;
  before.send(sample_message());
  Bot after;
  after.send(sample_message());  // so that the stub knows the message
  after.next();
  CHECK(after.threads->of_group(sample_message()) == before.threads->of_group(sample_message()));
  after.send(of_kind(Kind::update));
  CHECK(after.next().first == "chat.update");
}

TEST_CASE("when Slack has lost the message a new conversation begins", "[notifiers][slack_bot]") {
  Bot bot;
  bot.threads->note(sample_message(), "C0ML0PS12/1.1");
  CHECK(bot.send(of_kind(Kind::update)).receiver_id == kRoot);
  CHECK(bot.next().first == "chat.update");
  const auto [method, body] = bot.next();
  CHECK(method == "chat.postMessage");
  CHECK_FALSE(body.contains("thread_ts"));
  CHECK(bot.threads->of_incident(sample_message()) == kRoot);
}

TEST_CASE("what cannot be edited is told below the root", "[notifiers][slack_bot]") {
  Bot bot(R"([{"status":200,"body":"{\"ok\":true,\"channel\":\"C0ML0PS12\",\"ts\":\"1.1\"}"},
              {"status":200,"body":"{\"ok\":false,\"error\":\"edit_window_closed\"}"},
              {"status":200,"body":"{\"ok\":true,\"channel\":\"C0ML0PS12\",\"ts\":\"2.2\"}"}])");
  bot.send(sample_message());
  bot.stub.next();
  CHECK(bot.send(of_kind(Kind::update)).receiver_id == "C0ML0PS12/2.2");
  bot.stub.next();
  const auto told = json::parse(std::string(bot.stub.next()["body"]));
  CHECK(told["thread_ts"] == "1.1");
  CHECK(told.contains("blocks"));
}

TEST_CASE("blocks that are refused go out as text", "[notifiers][slack_bot]") {
  Bot bot(R"([{"status":200,"body":"{\"ok\":false,\"error\":\"msg_blocks_too_long\"}"}])");
  CHECK(to_text(bot.send(sample_message()).delivery) == "delivered");
  CHECK(bot.next().second.contains("blocks"));
  CHECK_FALSE(bot.next().second.contains("blocks"));
}

TEST_CASE("a line that fails is sent again with its edit", "[notifiers][slack_bot]") {
  Bot bot(R"([{"status":200,"body":"{\"ok\":true,\"channel\":\"C0ML0PS12\",\"ts\":\"1.1\"}"},
              {"status":200,"body":"{\"ok\":true,\"channel\":\"C0ML0PS12\",\"ts\":\"1.1\"}"},
              {"status":429,"headers":{"Retry-After":"4"}}])");
  bot.send(sample_message());
  const auto receipt = bot.send(of_kind(Kind::update));
  CHECK(to_text(receipt.delivery) == "retry");
  CHECK(receipt.retry_after == Duration(4s));
  CHECK(bot.threads->of_group(sample_message()) == "C0ML0PS12/1.1");
}

TEST_CASE("a preview of the bot shows no token", "[notifiers][slack_bot]") {
  Bot bot;
  CHECK_THAT(bot.notifier->preview(sample_message()),
             Catch::StartsWith("POST " + base_of(bot.stub) + "/slack/chat.postMessage\n") &&
                 Catch::Contains("Authorization: Bearer env(TOKEN)\n") &&
                 !Catch::Contains("xoxb-"));
}

TEST_CASE("the words of Slack's Web API are sorted", "[notifiers][classify][slack_bot]") {
  struct Word {
    std::string_view word;
    Delivery want;
    SlackRemedy remedy = SlackRemedy::none;
    Setup setup = Setup::fine;
  };
  const auto c = GENERATE(values<Word>({
      {"ratelimited", kRetry},
      {"internal_error", kRetry},
      {"team_added_to_org", kRetry},
      {"a_word_of_tomorrow", kRetry},
      {"invalid_auth", kRejected, SlackRemedy::none, Setup::broken},
      {"not_in_channel", kRejected, SlackRemedy::none, Setup::broken},
      {"restricted_action_read_only_channel", kRejected, SlackRemedy::none, Setup::broken},
      {"invalid_blocks", kRejected, SlackRemedy::as_text},
      {"invalid_metadata_schema", kRejected, SlackRemedy::as_text},
      {"update_failed", kRejected, SlackRemedy::as_new},
      {"message_not_found", kRejected, SlackRemedy::as_new_root},
      {"restricted_action_thread_locked", kRejected, SlackRemedy::as_new_root},
  }));
  DYNAMIC_SECTION(c.word) {
    const auto answer = classify_slack_api(
        {.status = 200, .body = fmt::format(R"({{"ok":false,"error":"{}"}})", c.word)},
        kSampleTime);
    CHECK(to_text(answer.receipt.delivery) == to_text(c.want));
    CHECK(answer.remedy == c.remedy);
    CHECK(answer.receipt.setup_broken == (c.setup == Setup::broken));
  }
}

TEST_CASE("Slack's Web API is read by status first", "[notifiers][classify][slack_bot]") {
  const auto c = GENERATE(values<Answer>({
      {"posted", 200, R"({"ok":true,"channel":"C1","ts":"1.2"})", "", kDelivered},
      {"ok without a message", 200, R"({"ok":true})", "", kRetry},
      {"a proxy's page", 200, "<html>", "", kRetry},
      {"full", 200, R"({"ok":false,"error":"message_limit_exceeded"})", "", kRetry, 5min},
      {"too fast", 429, "", "30", kRetry, 30s},
      {"down", 503, "", "", kRetry},
      {"redirect", 302, "", "", kRejected, std::nullopt, Setup::broken},
      {"not there", 404, "", "", kRejected, std::nullopt, Setup::broken},
  }));
  DYNAMIC_SECTION(c.why) { check(classify_slack_api(reply_of(c), kSampleTime).receipt, c); }
}
