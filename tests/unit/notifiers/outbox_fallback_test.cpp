#include "notifiers/outbox_fallback.hpp"

#include "tests/unit/notifiers/outbox_world.hpp"

using namespace tocsin;
using namespace tocsin::notifiers;
using Texts = std::vector<std::string>;

namespace {

// What a channel was sent, in order.
std::vector<Message> sent_to(const World& world, std::string_view channel) {
  std::vector<Message> out;
  for (const auto& message : world.sent)
    if (message.channel == channel) out.push_back(message);
  return out;
}

constexpr auto kTitle = "The check makes the application form slow [platform=smava]";

}  // namespace

TEST_CASE("what a channel has not taken for the stated time goes to the fallback, marked",
          "[notifiers][fallback]") {
  World world;
  world.fallback = {"post", 30min};
  world.add_channel("oncall", Answers(400, busy()));
  world.add_channel("post");
  world.post({message_to("oncall", "m1"), message_to("oncall", "m2")});
  world.work(29min);
  CHECK(world.told("post").empty());
  world.work(5min);
  CHECK(world.told("post") ==
        Texts{"PAGE tocsin: The channel oncall takes no messages [channel=oncall]",
              fmt::format("PAGE loan_rejection: [for oncall] {}", kTitle),
              fmt::format("PAGE loan_rejection: [for oncall] {}", kTitle)});
  const auto alarm = body(sent_to(world, "post").at(0));
  CHECK_THAT(alarm, Catch::Contains("oncall has failed since 2026-03-02T09:08:00Z: 503 busy"));
  CHECK_THAT(alarm, Catch::Contains("2 messages"));
  CHECK_THAT(body(sent_to(world, "post").at(1)),
             Catch::Contains("oncall has failed since 2026-03-02T09:08:00Z: 503 busy"));

  // Later ones go there too, each once.
  world.post({message_to("oncall", "m3")});
  world.work(2h);
  CHECK(world.told("post").size() == 4);
}

TEST_CASE("the fallback is told that a channel works again, and the ends of what it has heard",
          "[notifiers][fallback]") {
  World world;
  world.fallback = {"post", 30min};
  world.add_channel("oncall", Answers(12, busy()));
  world.add_channel("post");
  world.post({message_to("oncall", "m1", "t"), message_to("oncall", "m2", "u")});
  world.work();
  CHECK(world.told("post").size() == 4);
  CHECK(world.told("post").back() ==
        "RESOLVED tocsin: The channel oncall takes no messages [channel=oncall]");
  CHECK(sent_to(world, "post").back().thread == sent_to(world, "post").front().thread);
  CHECK(world.places().at(0) == "m1 delivered");

  auto end = sample_end();
  end.channel = "oncall";
  end.thread = "t";
  world.post({end, message_to("oncall", "m4", "v")});
  world.work();
  REQUIRE(world.told("post").size() == 5);
  CHECK(world.told("post").back() ==
        fmt::format("RESOLVED loan_rejection: [for oncall] {}", kTitle));
  CHECK(world.told("oncall").back() != world.told("post").back());
}

TEST_CASE("a dead letter is told by the fallback with its reason", "[notifiers][fallback]") {
  World world;
  world.fallback = {"post", 30min};
  world.add_channel("oncall", {invalid()});
  world.add_channel("post");
  world.post({message_to("oncall", "m1")});
  world.work();
  REQUIRE(world.told("post").size() == 1);
  CHECK_THAT(body(world.sent.back()),
             Catch::StartsWith("not delivered to oncall: rejected: 400 invalid event"));
}

TEST_CASE("a channel that is set up wrongly is told at once", "[notifiers][fallback]") {
  Receipt revoked = invalid();
  revoked.setup_broken = true;
  World world;
  world.fallback = {"post", 30min};
  world.add_channel("oncall", {revoked, revoked});
  world.add_channel("post");
  world.post({message_to("oncall", "m1")});
  world.work(4s);
  REQUIRE(world.told("post").size() == 2);
  CHECK_THAT(body(world.sent[1]), Catch::Contains("a person must mend how it is set up"));
}

TEST_CASE("the fallback has no fallback, and a copy is never copied", "[notifiers][fallback]") {
  World world;
  world.fallback = {"post", 30min};
  world.add_channel("oncall", Answers(9, invalid()));
  world.add_channel("post", Answers(9, invalid()));
  world.post({message_to("oncall", "m1"), message_to("post", "m2")});
  world.work();
  CHECK(world.log.size() == 3);
  CHECK(world.places().size() == 3);
}

TEST_CASE("a copy has its own key and thread, and the same ones each time",
          "[notifiers][fallback]") {
  const auto message = sample_message();
  const auto copy = copy_for("post", message, "why");
  CHECK(copy.key.size() == 32);
  CHECK(copy.key != message.key);
  CHECK(copy.thread != message.thread);
  CHECK(copy.key == copy_for("post", message, "another why").key);
  CHECK(copy.thread == copy_for("post", sample_end(), "why").thread);
  CHECK(copy.channel == "post");
}

TEST_CASE("what the fallback was told is remembered over a restart", "[notifiers][fallback]") {
  World world;
  world.fallback = {"post", 30min};
  world.add_channel("oncall", Answers(400, busy()));
  world.add_channel("post");
  world.post({message_to("oncall", "m1")});
  for (int i = 0; i < 20; ++i) world.work(10min);
  CHECK(world.told("post").size() == 2);
}

TEST_CASE(
    "a message whose channel has gone from the rules waits a day for it, then the fallback has it",
    "[notifiers][fallback]") {
  World world;
  world.fallback = {"post", 30min};
  world.add_channel("post");
  world.post({message_to("ghost", "m1")});
  world.work();
  CHECK(world.places() == Texts{"m1 pending"});
  world.now += 23h;
  world.work();
  CHECK(world.places() == Texts{"m1 pending"});
  world.now += 1h;
  world.work();
  CHECK(world.places().front() == "m1 dead: the rules have had no channel ghost for 1d");
  CHECK(world.told("post") == Texts{fmt::format("PAGE loan_rejection: [for ghost] {}", kTitle)});
}

TEST_CASE("a message whose channel comes back in time is sent", "[notifiers][fallback]") {
  World world;
  world.add_channel("post");
  world.post({message_to("ghost", "m1")});
  world.work();
  world.now += 23h;
  world.add_channel("ghost");
  world.work();
  CHECK(world.places() == Texts{"m1 delivered"});
}
