// What every construct of a made-up rule file is made of: chance, layout, words, expressions. Each
// function writes what LANGUAGE section 2 has under its name.
#pragma once

#include "tests/properties/rule_programs.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace tocsin::test {

using Texts = std::initializer_list<std::string_view>;

class RuleText {
 public:
  RuleText(std::uint64_t seed, Noise noise) : dice_(seed), noise_(noise) {}

 protected:
  // ---- chance and layout -----------------------------------------------------------------------
  bool half() { return dice_.chance(50); }
  bool rare(int percent) { return noise_ != Noise::none && dice_.chance(percent); }
  std::string_view any(Texts texts) { return texts.begin()[dice_.below(texts.size())]; }

  void put(std::string_view text) { out_ += text; }
  void remark() {
    if (noise_ != Noise::comments || !dice_.chance(30)) return;
    put(any({"# why", "#", "#! not a doc { ( \"", "# \xC3\xA9t\xC3\xA9  ", "#\t# tab; }"}));
  }
  void line_end() { put(rare(4) ? "\r\n" : "\n"); }
  void space() { put(rare(10) ? any({"  ", "   ", "\t"}) : " "); }
  void gap() {
    if (rare(30)) put(any({" ", "  "}));
  }
  void lines() {
    if (rare(12)) {
      for (auto n = 1 + dice_.below(2); n > 0; --n) {
        gap();
        remark();
        line_end();
      }
    }
    gap();
  }
  void continued() {
    put(" ");
    if (rare(25)) lines_of_their_own();
  }
  void lines_of_their_own() {
    for (auto n = 1 + dice_.below(2); n > 0; --n) {
      remark();
      line_end();
      put(any({"", "  ", "      "}));
    }
  }
  void word(std::string_view text) {
    put(text);
    space();
  }
  void end() {
    gap();
    if (in_line_ > 0) return put(";");
    if (rare(10)) return put(any({";", ";\n", "; \n\n"}));
    remark();
    line_end();
  }
  void between() {
    while (in_line_ == 0 && dice_.chance(25)) {
      put(any({"", "  ", "     "}));
      remark();
      line_end();
    }
    if (in_line_ == 0) put(any({"", "  ", "    "}));
  }
  void doc() {
    if (in_line_ > 0 || !dice_.chance(10)) return;
    put("## What it is about. \n");
    if (half()) put("   ## - A step.\n");
  }

  template <typename Item>
  void block(std::size_t most, Item item) {
    gap();
    put(" {");
    const bool on_one_line = dice_.chance(25);
    in_line_ += on_one_line ? 1 : 0;
    between();
    for (auto n = dice_.below(most + 1); n > 0; --n) {
      item();
      between();
    }
    put("}");
    in_line_ -= on_one_line ? 1 : 0;
    if (in_line_ == 0 && !rare(5)) line_end();
  }
  template <typename Item>
  void listed(std::size_t most, Item item) {
    for (auto n = 1 + dice_.below(most); n > 0; --n) {
      item();
      if (n == 1) break;
      gap();
      put(",");
      lines();
    }
  }
  template <typename Item>
  void on_one_line(std::size_t most, Item item) {
    for (auto n = 1 + dice_.below(most); n > 0; --n) {
      item();
      if (n > 1) put(half() ? ", " : " ,");
    }
  }
  template <typename Item>
  void bracketed(char open, char close, std::size_t most, Item item) {
    put(std::string(1, open));
    lines();
    const auto n = dice_.below(most + 1);
    for (std::size_t i = 0; i < n; ++i) {
      item();
      gap();
      if (i + 1 < n || dice_.chance(10)) put(",");
      lines();
    }
    put(std::string(1, close));
  }

  // ---- words and literals ----------------------------------------------------------------------
  void plain_name();
  void name();
  void path();
  void severity_name();
  void text();
  void title();
  void optional_title();
  void integer();
  void number();
  void duration();
  void percent();
  void date();
  void time_of_day();
  void datetime();
  void literal();

  // ---- expressions -----------------------------------------------------------------------------
  void expr();
  void operator_word(std::string_view text);
  void and_expr();
  void not_expr();
  void cmp();
  void range_end();
  void range();
  void add();
  void mul();
  void sign(Texts signs);
  void unary();
  void primary();
  void set();
  void call();
  void args();
  void arg();
  void type();
  void params();

  Dice dice_;
  Noise noise_;
  std::string out_;
  int in_line_ = 0;  // blocks that stand on one line around the place
  int depth_ = 0;    // of expressions
};

}  // namespace tocsin::test
