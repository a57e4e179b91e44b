#include "tests/properties/rule_programs.hpp"

#include "tests/properties/rule_delivery.hpp"

#include <cstdlib>
#include <string_view>

namespace tocsin::test {
namespace {

class Program : RuleDelivery {
 public:
  Program(std::uint64_t seed, Noise noise) : RuleDelivery(seed, noise) {}

  std::string run() {
    if (rare(10)) out_ += "\xEF\xBB\xBF";
    between();
    word("tocsin");
    put("1");
    end();
    for (auto n = 1 + dice_.below(9); n > 0; --n) {
      between();
      decl();
    }
    between();
    return out_;
  }

 private:
  // ---- declarations ----------------------------------------------------------------------------
  void decl() {
    doc();
    switch (dice_.below(16)) {
      case 0: return use();
      case 1: return unit();
      case 2: return severity();
      case 3: return let();
      case 4: return model();
      case 5: return template_decl();
      case 6: return channel();
      case 7: return route();
      case 8: return incident();
      case 9: return mute();
      case 10: return silence();
      case 11: return suppress();
      case 12:
      case 13: return test();
      default: return watch();
    }
  }
  void use() {
    word("use");
    text();
    if (half()) put(" as "), plain_name();
    end();
  }
  void unit() {
    word("unit");
    listed(3, [&] { put(any({"EUR", "kg", "miles"})); });
    end();
  }
  void severity() {
    word("severity");
    put("info");
    for (auto n = 1 + dice_.below(3); n > 0; --n) {
      gap();
      put("<");
      lines();
      severity_name();
    }
    end();
  }
  void let() {
    word("let");
    plain_name();
    if (dice_.chance(30)) params();
    gap();
    put("=");
    lines();
    expr();
    end();
  }
  void meta() {
    if (half()) {
      word(any({"owner", "runbook", "dashboard", "because", "message"}));
    } else {
      word("tag");
      name();
      gap();
      put("=");
      lines();
    }
    text();
    end();
  }

  void model() {
    word("model");
    plain_name();
    optional_title();
    block(6, [&] { model_item(); });
  }
  void model_item() {
    doc();
    switch (dice_.below(7)) {
      case 0:
        word("time");
        name();
        if (half()) put(" in "), text();
        if (half()) put(" , lateness "), duration();
        return end();
      case 1:
        word("key");
        on_one_line(3, [&] { name(); });
        return end();
      case 2:
        word(any({"source", "labels"}));
        half() ? call() : path();
        return end();
      case 3: return reference();
      case 4: return meta();
      default: return field();
    }
  }
  void reference() {
    word("reference");
    plain_name();
    if (half()) {
      put(" from ");
      text();
      if (half()) put(" taken "), date();
    } else {
      put(" rolling ");
      duration();
      if (half()) put(" ago "), duration();
    }
    end();
  }
  void field() {
    word(any({"feature", "prediction", "score", "label", "field"}));
    name();
    gap();
    put(":");
    lines();
    type();
    for (; dice_.chance(30);) put(half() ? ", " : ","), field_attr();
    end();
  }
  void field_attr() {
    switch (dice_.below(7)) {
      case 0: return put(any({"optional", "sensitive"}));
      case 1: return put("positive "), text();
      case 2: return put("within "), duration();
      case 3: return put("arrives "), name();
      case 4: return put("for "), text();
      case 5: return put("range "), range();
      default: return put("column "), text();
    }
  }

  void watch() {
    word("watch");
    path();
    block(4, [&] { watch_item(); });
  }
  void watch_item() {
    doc();
    switch (dice_.below(8)) {
      case 0: return let();
      case 1:
        word("every");
        duration();
        return end();
      case 2: return needs();
      case 3: return gap_item();
      case 4: return meta();
      default: return monitor();
    }
  }
  void kind() { put(any({"fear", "quality", "drift", "contract", "performance", "service"})); }
  void monitor() {
    kind();
    space();
    plain_name();
    optional_title();
    if (dice_.chance(20)) continued(), put("was "), name();
    const bool from = dice_.chance(30);
    if (from) {
      continued();
      put("from ");
      path();
      if (half()) args();
    }
    if (from && half()) return end();
    block(6, [&] { clause(); });
  }
  void template_decl() {
    word("template");
    plain_name();
    if (half()) params();
    if (half()) put(" for "), kind();
    block(5, [&] { clause(); });
  }
  void clause() {
    doc();
    switch (dice_.below(12)) {
      case 0:
      case 1: return measure();
      case 2: window(); return end();
      case 3: return by();
      case 4: return needs();
      case 5: return gap_item();
      case 6: return expect();
      case 7: return paused();
      case 8: return meta();
      default: return ladder();
    }
  }
  void measure() {
    word("measure");
    if (dice_.chance(15)) {
      word(any({"promql", "sql"}));
      put(any({"\"\"\"max(up{job=\"x\"})\"\"\"", "\"up\"", "\"up{a=\\\"b\\\"}\"",
               "\"\"\"select 1 # x\n  from t\"\"\""}));
      continued();
      put("as ");
      type();
    } else {
      expr();
    }
    if (dice_.chance(30)) continued(), put("where "), expr();
    if (dice_.chance(30)) continued(), put("against "), path();
    if (half()) continued(), window();
    end();
  }
  void window() {
    put("over ");
    switch (dice_.below(4)) {
      case 0:
        put("each ");
        each();
        break;
      case 1:
        integer();
        put(" events");
        break;
      default: duration();
    }
    if (half()) continued(), put("every "), duration();
    if (dice_.chance(30)) continued(), put(half() ? "matured" : "on arrival");
  }
  void each() {
    switch (dice_.below(4)) {
      case 0: return put("batch");
      case 1: return integer(), put(" events");
      case 2:
        put(any({"hour", "day", "week", "month"}));
        if (half()) put(" in "), text();
        return;
      default: return duration();
    }
  }
  void by() {
    word("by");
    on_one_line(3, [&] {
      name();
      if (!dice_.chance(30)) return;
      put(" of ");
      half() ? set() : path();
    });
    if (half()) put(" top "), integer();
    if (half()) put(" and overall");
    end();
  }
  void needs() {
    word("needs");
    on_one_line(2, [&] {
      half() ? (integer(), put(any({" events", " labels", " positives"})))
             : (percent(), put(" labelled"));
    });
    end();
  }
  void gap_item() {
    put(any({"no data ", "too  few "}));
    if (half()) {
      put(any({"keep", "ok"}));
    } else {
      severity_name();
      if (half()) put(" after "), duration();
    }
    end();
  }
  void expect() {
    word("expect");
    plain_name();
    gap();
    put(":");
    lines();
    expr();
    if (half() || ++nested_ > 3) {
      end();
    } else {
      block(2, [&] { clause(); });
    }
  }
  void paused() {
    if (half()) {
      put("trial until ");
      date();
    } else {
      put("paused until ");
      date();
      continued();
      put("because ");
      text();
    }
    end();
  }
  void ladder() {
    severity_name();
    put(" when ");
    trigger();
    if (dice_.chance(20)) sure();
    if (half()) {
      continued();
      put("for ");
      if (half())
        duration();
      else
        put("3 of 5");
    }
    if (half()) until();
    end();
  }
  void trigger() {
    switch (dice_.below(5)) {
      case 0: put(half() ? "outside " : "inside "); return range();
      case 1: return put(half() ? "true" : "false");
      default:
        put(any({"<", ">", "<=", ">="}));
        lines();
        return add();
    }
  }
  void sure() {
    continued();
    put("with ");
    percent();
    put(" confidence");
  }
  void until() {
    continued();
    put("until ");
    if (half()) {
      put("clear");
    } else {
      trigger();
      if (dice_.chance(20)) sure();
    }
    if (half()) continued(), put("for "), duration();
  }

  int nested_ = 0;  // checks with a body
};

std::uint64_t number_of(const char* variable, std::uint64_t usual) {
  const char* text = std::getenv(variable);
  return text == nullptr ? usual : std::strtoull(text, nullptr, 10);
}

}  // namespace

// SplitMix64.
std::uint64_t Dice::next() {
  state_ += 0x9E3779B97F4A7C15;
  auto z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

std::string rule_program(std::uint64_t seed, Noise noise) { return Program(seed, noise).run(); }

std::string disturbed(std::string text, std::uint64_t seed) {
  static constexpr std::string_view kPieces[] = {" ", "\n", "\n\n", "# x\n", "## x\n", ";", "\t",
                                                 "{", "}",  "(",    ")",     "\"",     ",", "#"};
  Dice dice(seed);
  for (auto n = 1 + dice.below(4); n > 0 && !text.empty(); --n) {
    const auto at = dice.below(text.size());
    if (dice.chance(30))
      text.erase(at, 1 + dice.below(3));
    else
      text.insert(at, kPieces[dice.below(std::size(kPieces))]);
  }
  return text;
}

std::uint64_t first_seed(std::uint64_t usual) { return number_of("TOCSIN_SEED", usual); }

std::uint64_t cases(std::uint64_t usual) {
  return std::getenv("TOCSIN_SEED") != nullptr ? 1 : number_of("TOCSIN_CASES", usual);
}

}  // namespace tocsin::test
