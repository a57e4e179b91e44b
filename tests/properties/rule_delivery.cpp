#include "tests/properties/rule_delivery.hpp"

namespace tocsin::test {

// ---- delivery --------------------------------------------------------------------------------

void RuleDelivery::channel() {
  word("channel");
  plain_name();
  gap();
  put(":");
  lines();
  plain_name();
  block(3, [&] {
    plain_name();
    space();
    expr();
    end();
  });
}

void RuleDelivery::route() {
  word("route");
  if (half()) word("only");
  listed(3, [&] { severity_name(); });
  if (half()) continued(), put("where "), expr();
  continued();
  put("to ");
  on_one_line(3, [&] { name(); });
  for (auto n = dice_.below(4); n > 0; --n) continued(), route_opt();
  end();
}

void RuleDelivery::route_opt() {
  switch (dice_.below(6)) {
    case 0: return put("repeat "), duration();
    case 1: return put("wait "), duration();
    case 2: return put("quietly");
    case 3: return put("escalate to "), plain_name(), put("  after "), duration();
    case 4: return put("group by "), listed(3, [&] { path(); });
    default:
      if (half()) return put("digest hourly");
      return put("digest "), put(any({"daily ", "monday "})), time_of_day(), put(" in "), text();
  }
}

void RuleDelivery::incident() {
  put("incident from ");
  severity_name();
  if (half()) continued(), put("by "), listed(2, [&] { path(); });
  if (half()) continued(), put("join "), duration();
  end();
}

void RuleDelivery::pattern() {
  half() ? plain_name() : put("*");
  for (; dice_.chance(40);) put("."), half() ? plain_name() : put("*");
}

void RuleDelivery::selector() {
  listed(3, [&] { pattern(); });
}

void RuleDelivery::mute() {
  word("mute");
  plain_name();
  optional_title();
  block(4, [&] {
    switch (dice_.below(3)) {
      case 0:
        put("every ");
        half() ? put(any({"day", "weekday", "weekend"}))
               : listed(2, [&] { put(any({"monday", "sunday"})); });
        space();
        time_of_day();
        gap();
        put("..");
        gap();
        time_of_day();
        put(" in ");
        text();
        break;
      case 1:
        put("on ");
        selector();
        break;
      default: put("up to "), severity_name();
    }
    end();
  });
}

void RuleDelivery::silence() {
  word("silence");
  selector();
  if (half()) continued(), put("where "), expr();
  continued(), put("from "), datetime();
  continued(), put("to "), datetime();
  continued(), put("because "), text();
  continued(), put("by "), text();
  end();
}

void RuleDelivery::suppress() {
  word("suppress");
  selector();
  continued();
  put("while ");
  path();
  if (half()) gap(), put(">="), gap(), severity_name();
  if (half()) continued(), put("same "), listed(2, [&] { name(); });
  end();
}

// ---- tests -----------------------------------------------------------------------------------

void RuleDelivery::test() {
  word("test");
  title();
  if (half()) put(" of "), path();
  block(6, [&] { test_item(); });
}

void RuleDelivery::test_item() {
  switch (dice_.below(11)) {
    case 0:
      put("clock ");
      datetime();
      if (half()) put(" in "), text();
      return end();
    case 1: return put("seed "), integer(), end();
    case 2: return put("load "), text(), end();
    case 3: return put("reference "), plain_name(), put(" from "), text(), end();
    case 4: return put("given"), record();
    case 5: return send();
    case 6:
      put("feed ");
      path();
      gap();
      put("=");
      lines();
      expr();
      put(" over ");
      duration();
      return end();
    case 7: return put("quiet "), duration(), end();
    case 8: return put("ignore "), selector(), end();
    case 9:
      put("at ");
      offset();
      space();
      if (half()) return expect_outcome();
      put("acknowledge ");
      path();
      segment();
      return end();
    default: return expect_outcome();
  }
}

void RuleDelivery::send() {
  put("send ");
  integer();
  put(" events ");
  if (half()) put("to "), path(), put(" ");
  put("over ");
  duration();
  if (half()) put(" from "), offset();
  record();
}

void RuleDelivery::record() {
  block(4, [&] {
    name();
    gap();
    put("=");
    lines();
    dice_.chance(10) ? put("missing") : expr();
    if (dice_.chance(20)) put(" after "), duration();
    end();
  });
}

void RuleDelivery::offset() {
  switch (dice_.below(3)) {
    case 0: return datetime();
    case 1: return time_of_day();
    default: return put("+"), duration();
  }
}

void RuleDelivery::segment() {
  if (half()) put(" where "), expr();
}

void RuleDelivery::when() {
  switch (dice_.below(3)) {
    case 0: return put(" between "), offset(), put(" and "), offset();
    case 1: return put(" by "), offset();
    default: return;
  }
}

void RuleDelivery::expect_outcome() {
  put("expect ");
  switch (dice_.below(7)) {
    case 0:
      put("no alert");
      if (half()) put(" from "), path();
      segment();
      when();
      break;
    case 1: put("no message to "), plain_name(), when(); break;
    case 2: put("notified "), plain_name(), when(); break;
    case 3: put("digest to "), plain_name(), when(); break;
    case 4:
      put("value of ");
      path();
      put(any({"=", " >= ", "< "}));
      lines();
      add();
      if (half()) put(" within "), add();
      break;
    case 5:
      path();
      if (half())
        put(any({" is ok", " is pending", " is no data", " is too few"}));
      else
        put(" held back by "), path(), when();
      break;
    default: severity_name(), put(" from "), path(), segment(), when();
  }
  end();
}

}  // namespace tocsin::test
