#include "notifiers/outbox.hpp"

#include "tests/unit/notifiers/sample.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <deque>

using namespace tocsin;
using namespace tocsin::notifiers;
using namespace std::chrono_literals;

namespace {

// A clock that moves only when somebody sleeps, and what the channels saw.
struct World {
  Instant now = kSampleTime;
  std::vector<std::string> log;  // "+5s oncall m1"

  Outbox::Surroundings surroundings() {
    return {.now = [this] { return now; }, .sleep = [this](Duration d) { now += d; }};
  }
};

// Answers from a list, used up in order; delivered once it is empty.
class FakeChannel : public Notifier {
 public:
  FakeChannel(World& world, std::deque<Result<Receipt>> answers, Duration spacing = 0s)
      : world_(world), answers_(std::move(answers)), spacing_(spacing) {}

  Result<Receipt> send_to(const Message& message,
                          const std::vector<std::string>& to) const override {
    world_.log.push_back(
        fmt::format("+{} {} {}{}", format_duration(world_.now - kSampleTime), message.channel,
                    message.key, to.empty() ? "" : fmt::format(" only to {}", fmt::join(to, ","))));
    if (answers_.empty()) return Receipt{.status = 200};
    auto answer = answers_.front();
    answers_.pop_front();
    return answer;
  }
  std::string preview(const Message&) const override { return {}; }
  Duration spacing() const override { return spacing_; }

 private:
  World& world_;
  mutable std::deque<Result<Receipt>> answers_;
  Duration spacing_;
};

Receipt busy() { return {.delivery = Delivery::retry, .status = 503, .detail = "busy"}; }
Receipt busy_for(Duration wait) {
  return {.delivery = Delivery::retry, .status = 429, .retry_after = wait};
}

Message to(std::string channel, std::string key) {
  Message message;
  message.channel = std::move(channel);
  message.key = std::move(key);
  message.thread = "t";
  return message;
}

// Waits without a shift are easier to follow; the shift has a test of its own.
std::vector<std::string> keys_and_channels(const std::vector<std::string>& log) {
  std::vector<std::string> out;
  for (const auto& line : log) out.push_back(line.substr(line.find(' ') + 1));
  return out;
}

Channels channels_of(World& world, std::map<std::string, std::deque<Result<Receipt>>> answers) {
  Channels out;
  for (auto& [name, list] : answers)
    out[name] = std::make_unique<FakeChannel>(world, std::move(list));
  return out;
}

}  // namespace

TEST_CASE("next_attempt() waits longer each time and then gives up", "[notifiers][outbox]") {
  const RetryPolicy policy;
  const Duration waits[] = {5s, 15s, 45s, 2min, 5min};
  for (std::size_t attempt = 1; attempt <= 5; ++attempt) {
    for (const auto* key : {"a", "b", "c", "d"}) {
      const auto wait = next_attempt(policy, key, attempt, busy());
      REQUIRE(wait);
      CHECK(*wait >= waits[attempt - 1] / 10 * 8);
      CHECK(*wait <= waits[attempt - 1] / 10 * 12);
      CHECK(wait == next_attempt(policy, key, attempt, busy()));
    }
  }
  CHECK_FALSE(next_attempt(policy, "a", 6, busy()));
  CHECK(next_attempt(policy, "a", 1, busy()) != next_attempt(policy, "b", 1, busy()));
}

TEST_CASE("next_attempt() is never sooner than the receiver asks", "[notifiers][outbox]") {
  const RetryPolicy policy;
  CHECK(next_attempt(policy, "a", 1, busy_for(3min)) == Duration(3min));
  CHECK(*next_attempt(policy, "a", 1, busy_for(1s)) >= 4s);
  CHECK(next_attempt(policy, "a", 1, busy_for(15min)) == Duration(15min));
  CHECK_FALSE(next_attempt(policy, "a", 1, busy_for(15min + 1s)));
}

TEST_CASE("brief_policy() lets nobody wait for a wrong password", "[notifiers][outbox]") {
  const Receipt wrong_password{.delivery = Delivery::retry,
                               .status = 535,
                               .detail = "Login denied",
                               .retry_after = 5min,
                               .setup_broken = true};
  World world;
  const auto channels = channels_of(world, {{"a", {wrong_password}}});
  const auto letters = Outbox(brief_policy(), world.surroundings())
                           .work_off(std::vector{to("a", "m1"), to("a", "m2")}, channels);
  CHECK(letters[0].reason == "given up after one attempt: 535 Login denied");
  CHECK(letters[1].reason == "not tried, the channel is set up wrongly: 535 Login denied");
  CHECK(world.now == kSampleTime);
}

TEST_CASE("messages of a channel keep their order while one waits, and other channels go on",
          "[notifiers][outbox]") {
  World world;
  const auto channels = channels_of(world, {{"a", {busy(), busy()}}, {"b", {}}});
  const std::vector<Message> messages{to("a", "m1"), to("b", "m2"), to("a", "m3"), to("b", "m4")};
  const auto letters = Outbox({}, world.surroundings()).work_off(messages, channels);
  CHECK(keys_and_channels(world.log) ==
        std::vector<std::string>{"a m1", "b m2", "b m4", "a m1", "a m1", "a m3"});
  REQUIRE(letters.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(letters[i].message == i);
    CHECK(letters[i].fate == Letter::Fate::delivered);
    CHECK(letters[i].reason == "");
  }
  REQUIRE(letters[0].attempts.size() == 3);
  CHECK(letters[0].attempts[0].receipt.detail == "busy");
  CHECK(letters[0].attempts[0].at == kSampleTime);
  CHECK(letters[0].attempts[1].at >= kSampleTime + 4s);
}

TEST_CASE("a rejected message is a dead letter and the next one is sent", "[notifiers][outbox]") {
  World world;
  const Receipt no{.delivery = Delivery::rejected, .status = 400, .detail = "invalid event"};
  const auto channels = channels_of(world, {{"a", {no}}});
  const std::vector<Message> messages{to("a", "m1"), to("a", "m2")};
  const auto letters = Outbox({}, world.surroundings()).work_off(messages, channels);
  CHECK(to_text(letters[0].fate) == "dead letter");
  CHECK(letters[0].reason == "rejected: 400 invalid event");
  CHECK(letters[0].attempts.size() == 1);
  CHECK(letters[1].fate == Letter::Fate::delivered);
}

TEST_CASE("a receiver that stays away costs its patience once", "[notifiers][outbox]") {
  World world;
  const Error away{"connection refused", Retry::later};
  std::deque<Result<Receipt>> answers(7, tl::unexpected(away));
  const auto channels = channels_of(world, {{"a", answers}});
  const std::vector<Message> messages{to("a", "m1"), to("a", "m2"), to("a", "m3"), to("a", "m4")};
  const auto letters = Outbox({}, world.surroundings()).work_off(messages, channels);
  CHECK(letters[0].reason == "given up after 6 attempts: connection refused");
  CHECK(letters[0].attempts.size() == 6);
  CHECK(letters[1].reason == "given up after one attempt: connection refused");
  CHECK(letters[2].fate == Letter::Fate::delivered);
  CHECK(letters[3].fate == Letter::Fate::delivered);
  CHECK(world.now - kSampleTime <= 10min);
}

TEST_CASE("a channel that is set up wrongly gets nothing more", "[notifiers][outbox]") {
  World world;
  const Receipt revoked{
      .delivery = Delivery::rejected, .status = 404, .detail = "no_service", .setup_broken = true};
  const auto channels = channels_of(world, {{"a", {revoked}}, {"b", {}}});
  const std::vector<Message> messages{to("a", "m1"), to("a", "m2"), to("b", "m3")};
  const auto letters = Outbox({}, world.surroundings()).work_off(messages, channels);
  CHECK(letters[0].reason == "rejected: 404 no_service");
  CHECK(letters[1].fate == Letter::Fate::dead);
  CHECK(letters[1].reason == "not tried, the channel is set up wrongly: 404 no_service");
  CHECK(letters[1].attempts.empty());
  CHECK(letters[2].fate == Letter::Fate::delivered);
}

TEST_CASE("an error that cannot pass is not tried again", "[notifiers][outbox]") {
  World world;
  const auto channels =
      channels_of(world, {{"a", {tl::unexpected(Error{"may not be connected to", Retry::no})}}});
  const auto letters =
      Outbox({}, world.surroundings()).work_off(std::vector{to("a", "m1")}, channels);
  CHECK(letters[0].reason == "rejected: may not be connected to");
  CHECK(letters[0].attempts.size() == 1);
}

TEST_CASE("a message for a channel that is not there is told, not lost", "[notifiers][outbox]") {
  World world;
  const auto letters =
      Outbox({}, world.surroundings()).work_off(std::vector{to("ghost", "m1")}, {});
  CHECK(to_text(letters[0].fate) == "dead letter");
  CHECK(letters[0].reason == "there is no channel `ghost`");
}

TEST_CASE("recipients that were put off are tried alone, and told when it was in vain",
          "[notifiers][outbox]") {
  const Receipt put_off{.delivery = Delivery::retry,
                        .status = 250,
                        .taken_by_some = true,
                        .owed = {"b@x"},
                        .refused = {"c@x"}};
  const Receipt busy_again{.delivery = Delivery::retry, .status = 451, .detail = "later"};
  World world;
  SECTION("they take it in the end") {
    const auto channels = channels_of(world, {{"a", {put_off, busy_again}}});
    const auto letters = Outbox({}, world.surroundings())
                             .work_off(std::vector{to("a", "m1"), to("a", "m2")}, channels);
    CHECK(keys_and_channels(world.log) ==
          std::vector<std::string>{"a m1", "a m1 only to b@x", "a m1 only to b@x", "a m2"});
    CHECK(to_text(letters[0].fate) == "partly delivered");
    CHECK(letters[0].refused == std::vector<std::string>{"c@x"});
    CHECK(letters[0].reason == "refused for c@x");
    CHECK(letters[1].fate == Letter::Fate::delivered);
  }
  SECTION("they never take it") {
    const auto channels = channels_of(world, {{"a", {put_off, busy_again, busy_again}}});
    const auto letters = Outbox({.waits = {1s, 1s}}, world.surroundings())
                             .work_off(std::vector{to("a", "m1")}, channels);
    CHECK(to_text(letters[0].fate) == "partly delivered");
    CHECK(letters[0].refused == std::vector<std::string>{"c@x", "b@x"});
    CHECK(letters[0].reason == "given up after 3 attempts: 451 later");
  }
}

TEST_CASE("messages keep the distance that the receiver's limits ask for", "[notifiers][outbox]") {
  World world;
  Channels channels;
  channels["a"] = std::make_unique<FakeChannel>(world, std::deque<Result<Receipt>>{}, 600ms);
  const std::vector<Message> messages{to("a", "m1"), to("a", "m2"), to("a", "m3")};
  Outbox({}, world.surroundings()).work_off(messages, channels);
  CHECK(world.log == std::vector<std::string>{"+0s a m1", "+600ms a m2", "+1s200ms a m3"});
}

TEST_CASE("each message is told as it comes to its end", "[notifiers][outbox]") {
  World world;
  const auto channels = channels_of(world, {{"a", {busy()}}, {"b", {}}});
  std::vector<std::size_t> done;
  auto surroundings = world.surroundings();
  surroundings.done = [&](const Letter& letter) { done.push_back(letter.message); };
  Outbox({}, surroundings).work_off(std::vector{to("a", "m1"), to("b", "m2")}, channels);
  CHECK(done == std::vector<std::size_t>{1, 0});
}

TEST_CASE("nothing is lost and nothing is sent twice, whatever fails",
          "[notifiers][outbox][property]") {
  const std::uint64_t seed = GENERATE(range<std::uint64_t>(0, 40));
  CAPTURE(seed);
  std::uint64_t state = seed * 0x9E3779B97F4A7C15U + 1;
  const auto draw = [&state](std::uint64_t below) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (state >> 33) % below;
  };
  World world;
  std::map<std::string, std::deque<Result<Receipt>>> answers;
  for (const auto* name : {"a", "b", "c"}) {
    for (std::uint64_t i = draw(12); i > 0; --i) {
      switch (draw(4)) {
        case 0: answers[name].push_back(busy()); break;
        case 1: answers[name].push_back(tl::unexpected(Error{"away", Retry::later})); break;
        case 2:
          answers[name].push_back(Receipt{.delivery = Delivery::rejected, .status = 400});
          break;
        default: answers[name].push_back(Receipt{.status = 200});
      }
    }
  }
  std::vector<Message> messages;
  for (int i = 0; i < 20; ++i)
    messages.push_back(to(std::string(1, static_cast<char>('a' + draw(3))), fmt::format("m{}", i)));
  for (const auto& m : messages) answers.try_emplace(m.channel);
  const auto letters =
      Outbox({}, world.surroundings()).work_off(messages, channels_of(world, answers));
  std::map<std::string, std::size_t> last;
  std::size_t attempts = 0;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    REQUIRE_FALSE(letters[i].attempts.empty());
    attempts += letters[i].attempts.size();
    const auto final_delivery = letters[i].attempts.back().receipt.delivery;
    CHECK((letters[i].fate == Letter::Fate::delivered) == (final_delivery == Delivery::delivered));
    CHECK(letters[i].reason.empty() == (letters[i].fate == Letter::Fate::delivered));
    for (std::size_t k = 0; k + 1 < letters[i].attempts.size(); ++k) {
      CHECK(letters[i].attempts[k].receipt.delivery == Delivery::retry);
      CHECK(letters[i].attempts[k].at < letters[i].attempts[k + 1].at);
    }
    // The first attempt comes after the last one of the message before it in the channel.
    const auto before = last.find(messages[i].channel);
    if (before != last.end())
      CHECK(letters[before->second].attempts.back().at <= letters[i].attempts.front().at);
    last[messages[i].channel] = i;
  }
  CHECK(attempts == world.log.size());
}
