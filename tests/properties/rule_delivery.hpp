// Channels, routes, mutes and tests of a made-up rule file.
#pragma once

#include "tests/properties/rule_text.hpp"

namespace tocsin::test {

class RuleDelivery : protected RuleText {
 protected:
  using RuleText::RuleText;

  // ---- delivery --------------------------------------------------------------------------------
  void channel();
  void route();
  void route_opt();
  void incident();
  void pattern();
  void selector();
  void mute();
  void silence();
  void suppress();

  // ---- tests -----------------------------------------------------------------------------------
  void test();
  void test_item();
  void send();
  void record();
  void offset();
  void segment();
  void when();
  void expect_outcome();
};

}  // namespace tocsin::test
