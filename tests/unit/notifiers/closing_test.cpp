#include "notifiers/closing.hpp"

#include "tests/unit/notifiers/sample.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::notifiers;

namespace {

using Sent = std::vector<std::string>;

// Writes down "beginning A" a message, and does not reach the receiver for thread `broken`.
class Listener : public Notifier {
 public:
  Listener(Sent& sent, const std::string& broken) : sent_(sent), broken_(broken) {}

  Result<Receipt> send_to(const Message& message, const std::vector<std::string>&) const override {
    if (message.thread == broken_) return fail("no answer");
    sent_.push_back(std::string(to_text(message.kind)) + " " + message.thread);
    return Receipt{.receiver_id = message.thread};
  }
  std::string preview(const Message&) const override { return ""; }
  std::size_t at_once() const override { return 7; }
  bool keeps_alerts() const override { return true; }

 private:
  Sent& sent_;
  const std::string& broken_;
};

}  // namespace

TEST_CASE("a message ends the threads that it closes", "[notifiers][closing]") {
  Sent sent;
  std::string broken;
  const auto notifier = closing_threads(std::make_unique<Listener>(sent, broken));
  auto message = sample_message();
  message.kind = Message::Kind::beginning;
  message.thread = "A";
  message.closes = {"B", "C"};
  SECTION("after it was sent itself") {
    const auto receipt = notifier->send(message);
    REQUIRE(receipt);
    CHECK(receipt->receiver_id == "A");
    CHECK(notifier->at_once() == 7);
    CHECK(notifier->keeps_alerts());
    CHECK(sent == Sent{"beginning A", "end B", "end C"});
  }
  SECTION("and what cannot be ended is owed") {
    broken = "C";
    const auto receipt = notifier->send(message);
    REQUIRE(receipt);
    CHECK(receipt->delivery == Delivery::retry);
    CHECK(receipt->taken_by_some);
    CHECK(receipt->owed == Sent{"C"});
    broken.clear();
    const auto later = notifier->send_to(message, receipt->owed);
    REQUIRE(later);
    CHECK(later->delivery == Delivery::delivered);
    CHECK(sent == Sent{"beginning A", "end B", "end C"});
  }
  SECTION("but nothing before the message itself is taken") {
    broken = "A";
    CHECK_FALSE(notifier->send(message));
    CHECK(sent.empty());
  }
}
