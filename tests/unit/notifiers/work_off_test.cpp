#include "notifiers/work_off.hpp"

#include "tests/support/temp_dir.hpp"
#include "tests/unit/notifiers/outbox_world.hpp"

#include <set>

using namespace tocsin;
using namespace tocsin::notifiers;
using Texts = std::vector<std::string>;

TEST_CASE("wait_after() waits longer each time, up to a limit", "[notifiers][outbox]") {
  const RetryPolicy policy;
  const Duration waits[] = {5s, 15s, 45s, 2min, 5min, 5min, 5min};
  for (std::size_t attempt = 1; attempt <= 7; ++attempt) {
    for (const auto* key : {"a", "b", "c", "d"}) {
      const auto wait = wait_after(policy, key, attempt, busy());
      CHECK(wait >= waits[attempt - 1] / 10 * 8);
      CHECK(wait <= waits[attempt - 1] / 10 * 12);
      CHECK(wait == wait_after(policy, key, attempt, busy()));
    }
  }
  CHECK(wait_after(policy, "a", 1, busy()) != wait_after(policy, "b", 1, busy()));
  CHECK(wait_after(policy, "a", 1, busy_for(3min)) == Duration(3min));
  CHECK(wait_after(policy, "a", 1, busy_for(1s)) >= 4s);
}

TEST_CASE("a message is tried again until its channel takes it", "[notifiers][outbox]") {
  World world;
  world.add_channel("a", {busy(), tl::unexpected(Error{"refused", Retry::later}), busy()});
  world.add_channel("b");
  world.post({message_to("a", "m1"), message_to("b", "m2")});
  world.work();
  CHECK(without_times(world.log) == Texts{"a m1", "b m2", "a m1", "a m1", "a m1"});
  CHECK(world.places() == Texts{"m1 delivered", "m2 delivered"});
  CHECK(world.now - kSampleTime >= 52s);  // 5 s, 15 s and 45 s, each less a fifth
}

TEST_CASE("a receiver that asks for time gets it, and so does its whole channel",
          "[notifiers][outbox]") {
  World world;
  world.add_channel("a", {busy_for(7min)});
  world.post({message_to("a", "m1"), message_to("a", "m2")});
  world.work();
  CHECK(world.log == Texts{"+0s a m1", "+7m a m2", "+7m a m1"});
}

TEST_CASE("messages of a thread keep their order, and other threads go on", "[notifiers][outbox]") {
  World world;
  world.add_channel("a", {busy()});
  world.post({message_to("a", "m1", "t"), message_to("a", "m2", "u"),
              message_to("a", "m3", "t", Message::Kind::end)});
  world.work();
  CHECK(without_times(world.log) == Texts{"a m1", "a m2", "a m1", "a m3"});
}

TEST_CASE("a message that is never taken does not keep the others from being sent",
          "[notifiers][outbox]") {
  class Picky : public FakeChannel {
   public:
    using FakeChannel::FakeChannel;
    Result<Receipt> send_to(const Message& message,
                            const std::vector<std::string>& to) const override {
      auto receipt = FakeChannel::send_to(message, to);
      return message.key == "m1" ? busy() : receipt;
    }
  };
  World world;
  world.channels["a"] = std::make_unique<Picky>(world, Answers{}, ChannelLimits{});
  world.post({message_to("a", "m1"), message_to("a", "m2"), message_to("a", "m3")});
  world.work();
  CHECK(without_times(world.log).at(1) == "a m2");
  CHECK(without_times(world.log).at(2) == "a m3");
  const auto places = world.places();
  CHECK_THAT(places.at(0), Catch::StartsWith("m1 dead: given up after ") &&
                               Catch::EndsWith(" attempts: 503 busy"));
  CHECK(places.at(1) == "m2 delivered");
  CHECK(world.now - kSampleTime > 23h);
  CHECK(world.now - kSampleTime <= 24h);
  CHECK(world.log.size() < 400);  // every five minutes, once it has lasted
}

TEST_CASE("while a channel fails, one message at a time finds out whether it works again",
          "[notifiers][outbox]") {
  World world;
  world.add_channel("a", {busy(), busy(), busy(), busy()}, {.at_once = 4});
  Texts keys;
  std::vector<Message> messages;
  for (int i = 0; i < 9; ++i) messages.push_back(message_to("a", fmt::format("m{}", i)));
  world.post(messages);
  auto outbox = need(Outbox::open(world.store, world.settings()));
  auto jobs = need(outbox.step({}, world.now, 10));
  CHECK(jobs.size() == 4);
  std::vector<Tried> answers;
  for (const auto& job : jobs) answers.push_back({job.id, world.now, busy()});
  CHECK(need(outbox.step(answers, world.now, 10)).empty());
  world.now = *outbox.due();
  jobs = need(outbox.step({}, world.now, 10));
  REQUIRE(jobs.size() == 1);
  CHECK(jobs[0].message.key == "m4");
  CHECK_FALSE(outbox.due());
  jobs = need(outbox.step({{jobs[0].id, world.now, {}}}, world.now, 10));
  CHECK(jobs.size() == 4);
}

TEST_CASE("what a receiver rejects is a dead letter with its reason, and the next is sent",
          "[notifiers][outbox]") {
  World world;
  world.add_channel("a", {invalid(), tl::unexpected(Error{"may not be connected to"})});
  world.post({message_to("a", "m1"), message_to("a", "m2"), message_to("a", "m3")});
  world.work();
  CHECK(world.places() == Texts{"m1 dead: rejected: 400 invalid event",
                                "m2 dead: rejected: may not be connected to", "m3 delivered"});
}

TEST_CASE("a channel that is set up wrongly holds its messages until it is mended",
          "[notifiers][outbox]") {
  const Receipt revoked{
      .delivery = Delivery::rejected, .status = 404, .detail = "no_service", .setup_broken = true};
  World world;
  world.add_channel("a", {revoked, revoked});
  world.post({message_to("a", "m1"), message_to("a", "m2")});
  world.work(3s);
  CHECK(world.places() == Texts{"m1 pending: 404 no_service", "m2 pending"});
  world.now += 1h;
  world.work();
  CHECK(world.places() == Texts{"m1 delivered", "m2 delivered"});
}

TEST_CASE("a message for a channel that the rules do not have is left alone",
          "[notifiers][outbox]") {
  World world;
  world.add_channel("a");
  world.post({message_to("ghost", "m1"), message_to("a", "m2")});
  auto outbox = need(Outbox::open(world.store, world.settings()));
  need(work_off(outbox, world.channels, world.surroundings()));
  CHECK(world.places() == Texts{"m1 pending", "m2 delivered"});
  CHECK(outbox.strangers().at("ghost") == 1);
}

TEST_CASE("a channel rests as long as the receiver asks, also behind what was delivered",
          "[notifiers][outbox]") {
  World world;
  world.add_channel("a", {Receipt{.status = 200, .retry_after = 20s}});
  world.post({message_to("a", "m1"), message_to("a", "m2")});
  world.work();
  CHECK(world.log == std::vector<std::string>{"+0s a m1", "+20s a m2"});
}

TEST_CASE("a deadline ends the work and leaves the rest in the store", "[notifiers][outbox]") {
  World world;
  world.add_channel("a", Answers(5, busy()));
  world.post({message_to("a", "m1")});
  world.work(30s);
  CHECK(world.now - kSampleTime < 30s);
  CHECK(world.log.size() == 3);  // at once, after 5 s, after 15 s
  CHECK(world.places() == Texts{"m1 pending: 503 busy"});
}

TEST_CASE("recipients that were put off are tried alone, and told when it was in vain",
          "[notifiers][outbox]") {
  const Receipt put_off{.delivery = Delivery::retry,
                        .status = 250,
                        .retry_after = 1min,
                        .taken_by_some = true,
                        .owed = {"b@x"},
                        .refused = {"c@x"}};
  World world;
  SECTION("they take it in the end") {
    world.add_channel("a", {put_off, Receipt{}, busy()});
    world.post({message_to("a", "m1"), message_to("a", "m2")});
    world.work();
    CHECK(without_times(world.log) ==
          Texts{"a m1", "a m2", "a m1 only to b@x", "a m1 only to b@x"});
    CHECK(world.places() == Texts{"m1 partly: refused for c@x", "m2 delivered"});
  }
  SECTION("they never take it, whoever asks") {
    world.add_channel("a", {put_off, invalid()});
    world.post({message_to("a", "m1")});
    world.work(30s);
    world.now += 2min;
    world.work();
    CHECK(without_times(world.log) == Texts{"a m1", "a m1 only to b@x"});
    CHECK(world.places() == Texts{"m1 partly: rejected: 400 invalid event"});
  }
}

TEST_CASE("messages keep the distance that the receiver's limits ask for", "[notifiers][outbox]") {
  World world;
  world.add_channel("a", {}, {.spacing = 600ms});
  world.post({message_to("a", "m1"), message_to("a", "m2"), message_to("a", "m3")});
  world.work();
  CHECK(world.log == Texts{"+0s a m1", "+600ms a m2", "+1s200ms a m3"});
}

TEST_CASE("a crash between send and receipt repeats that message alone, with the same key",
          "[notifiers][outbox]") {
  const test::TempDir folder;
  World world((folder / "tocsin.db").string());
  world.add_channel("a", {}, {.at_once = 2});
  world.post({message_to("a", "m1"), message_to("a", "m2"), message_to("a", "m3")});
  {
    auto outbox = need(Outbox::open(world.store, world.settings()));
    const auto jobs = need(outbox.step({}, world.now, 1));
    REQUIRE(jobs.size() == 1);
    need(world.channels.at("a")->send(jobs[0].message));  // and the process ends
  }
  World after((folder / "tocsin.db").string());
  after.add_channel("a");
  CHECK(after.places().at(0) == "m1 under way");
  after.work();
  CHECK(without_times(after.log) == Texts{"a m1", "a m2", "a m3"});
  CHECK(after.places() == Texts{"m1 delivered", "m2 delivered", "m3 delivered"});
}

TEST_CASE("what others put in, put back and drop is seen at the next step", "[notifiers][outbox]") {
  const test::TempDir folder;
  const auto file = (folder / "tocsin.db").string();
  World world(file);
  world.add_channel("a", Answers{}, {.at_once = 9});
  world.post({message_to("a", "m1"), message_to("a", "m2")});
  auto outbox = need(Outbox::open(world.store, world.settings()));
  World other(file);
  other.post({message_to("a", "m3")});
  need(other.store.script("UPDATE outbox SET state = 'dead' WHERE message = 1"));
  Texts keys;
  for (const auto& job : need(outbox.step({}, world.now, 9))) keys.push_back(job.message.key);
  CHECK(keys == Texts{"m2", "m3"});
  need(other.store.script("UPDATE outbox SET state = 'pending' WHERE message = 1"));
  world.post({message_to("a", "m4")});
  keys.clear();
  for (const auto& job : need(outbox.step({}, world.now, 9))) keys.push_back(job.message.key);
  CHECK(keys == Texts{"m1", "m4"});
}

TEST_CASE("many hands send every message once and keep the order of threads",
          "[notifiers][outbox]") {
  class Slow : public Notifier {
   public:
    Result<Receipt> send_to(const Message& message,
                            const std::vector<std::string>&) const override {
      const std::lock_guard lock(mutex);
      keys.push_back(message.key);
      return Receipt{.status = 200};
    }
    std::string preview(const Message&) const override { return {}; }
    std::size_t at_once() const override { return 8; }
    mutable std::mutex mutex;
    mutable Texts keys;
  };
  World world;
  auto channel = std::make_unique<Slow>();
  const auto& seen = *channel;
  world.channels["a"] = std::move(channel);
  std::vector<Message> messages;
  for (int i = 0; i < 200; ++i)
    messages.push_back(message_to("a", fmt::format("m{:03}", i), fmt::format("t{}", i % 10)));
  world.post(messages);
  auto surroundings = world.surroundings();
  surroundings.hands = 8;
  auto outbox = need(Outbox::open(world.store, world.settings()));
  need(work_off(outbox, world.channels, surroundings));
  CHECK(seen.keys.size() == 200);
  CHECK(std::set<std::string>(seen.keys.begin(), seen.keys.end()).size() == 200);
  std::map<int, std::string> latest;
  for (const auto& key : seen.keys) {
    auto& before = latest[std::stoi(key.substr(1)) % 10];
    CHECK(before < key);
    before = key;
  }
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
  for (const auto* name : {"a", "b", "c"}) {
    Answers answers;
    for (std::uint64_t i = draw(12); i > 0; --i) {
      switch (draw(4)) {
        case 0: answers.push_back(busy()); break;
        case 1: answers.push_back(tl::unexpected(Error{"away", Retry::later})); break;
        case 2: answers.push_back(invalid()); break;
        default: answers.push_back(Receipt{.status = 200});
      }
    }
    world.add_channel(name, std::move(answers));
  }
  std::vector<Message> messages;
  for (int i = 0; i < 20; ++i)
    messages.push_back(message_to(std::string(1, static_cast<char>('a' + draw(3))),
                                  fmt::format("m{:02}", i), fmt::format("t{}", draw(5))));
  world.post(messages);
  // Work is broken off at any time and taken up again.
  while (draw(4) != 0) world.work(std::chrono::seconds(draw(60)));
  world.work();

  std::map<std::string, std::pair<int, std::string>> places;  // receipts, state
  store::Transaction reading(world.store, store::Transaction::Kind::read);
  reading.each(
      "SELECT m.key, o.state, (SELECT count(*) FROM receipts r WHERE r.message = m.id),"
      " (SELECT count(*) FROM receipts r WHERE r.message = m.id AND result <> 'retry')"
      " FROM outbox o JOIN messages m ON m.id = o.message",
      {}, [&](store::Row& row) {
        const auto key = row.text();
        const auto stage = row.text();
        places[key] = {row.small(), stage};
        CHECK(row.integer() == 1);  // settled once
      });
  need(reading.commit());
  REQUIRE(places.size() == 20);
  std::size_t attempts = 0;
  for (const auto& [key, place] : places) {
    CHECK((place.second == "delivered" || place.second == "dead"));
    attempts += static_cast<std::size_t>(place.first);
  }
  CHECK(attempts == world.log.size());
  // Of a thread, the first attempt of a message comes after the last one of the message before.
  for (std::size_t i = 0; i < messages.size(); ++i)
    for (std::size_t j = i + 1; j < messages.size(); ++j) {
      if (messages[i].channel != messages[j].channel || messages[i].thread != messages[j].thread)
        continue;
      const auto is = [&](std::size_t k) {
        return [&, k](const Message& message) { return message.key == messages[k].key; };
      };
      const auto last_of_i = std::find_if(world.sent.rbegin(), world.sent.rend(), is(i)).base();
      CHECK(std::find_if(world.sent.begin(), world.sent.end(), is(j)) >= last_of_i);
    }
}
