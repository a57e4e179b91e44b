#include "exchange/promql_shape.hpp"

#include <catch2/catch.hpp>

using namespace tocsin::exchange;

namespace {

using Labels = std::optional<std::vector<std::string>>;

// Tokens live as long as their question.
template <typename Answer>
auto ask(const std::string& expression, Answer answer) {
  const auto tokens = promql_tokens(expression);
  REQUIRE(tokens);
  return answer(Promql(*tokens));
}

}  // namespace

TEST_CASE("an expression is cut into the words of PromQL", "[exchange][promql]") {
  const std::string text =
      "sum by(a)(rate(x:y{b=~\"c)\", d!='e'}[5m:30s])) # why\n >= 1.5e-3 offset 1h";
  const auto tokens = promql_tokens(text);
  REQUIRE(tokens);
  std::vector<std::string> words;
  for (const auto& token : *tokens) words.emplace_back(token.text);
  CHECK(words == std::vector<std::string>{
                     "sum", "by",  "(",      "a", ")", "(",  "rate",   "(",      "x:y", "{",
                     "b",   "=~",  "\"c)\"", ",", "d", "!=", "'e'",    "}",      "[",   "5m",
                     ":",   "30s", "]",      ")", ")", ">=", "1.5e-3", "offset", "1h"});
  CHECK((*tokens)[5].partner == 24);
  for (const char* broken : {"sum(x", "x)", "(x]", "x{a=\"b}", "x § y", "a ? b"})
    CHECK_FALSE(promql_tokens(broken));
}

TEST_CASE("the comparison that is decided last is a rung", "[exchange][promql]") {
  struct Case {
    std::string_view why, expression, query, op;
    double threshold;
  };
  const auto c = GENERATE(values<Case>({
      {"a plain one", "up == 0", "up", "==", 0},
      {"loosest of all", "a / b * 100 > 80", "a / b * 100", ">", 80},
      {"brackets around all", "((a + b) > 2)", "a + b", ">", 2},
      {"a sum of numbers", "a < 5 * 60 + 2 ^ 3", "a", "<", 308},
      {"a sign", "a <= -.5", "a", "<=", -0.5},
      {"the number first", "0.9 > a", "a", "<", 0.9},
      {"the last of two", "a > b >= 3", "a > b", ">=", 3},
      {"hexadecimal", "a != 0x1F", "a", "!=", 31},
      {"inside of brackets is another matter", "sum(a > 1) > 2", "sum(a > 1)", ">", 2},
  }));
  CAPTURE(c.why);
  const auto rung = ask(std::string(c.expression), promql_rung);
  REQUIRE(rung);
  CHECK(rung->query == c.query);
  CHECK(rung->op == c.op);
  CHECK(rung->threshold == c.threshold);
}

TEST_CASE("what is no comparison with a number is no rung", "[exchange][promql]") {
  for (const char* other :
       {"absent(up)", "a > b", "a > 1 and b > 2", "a > bool 1", "a > 1 or b", "1 > 2", "a == NaN",
        "a > 1 unless b", "up", "a > on(x) 1", "a > 1h", "> 1", "a >"})
    CHECK_FALSE(ask(other, promql_rung));
}

TEST_CASE("below one number or above another is outside of a range", "[exchange][promql]") {
  const auto out = ask("(rate(x[5m]) > 9) or (rate(x[5m]) < -1)", promql_outside);
  REQUIRE(out);
  CHECK(out->query == "rate(x[5m])");
  CHECK(out->low == -1);
  CHECK(out->high == 9);
  for (const char* other :
       {"x > 9 or y < 1", "x < 9 or x > 1", "x > 9 and x < 1", "x > 9 or x > 10"})
    CHECK_FALSE(ask(other, promql_outside));
}

TEST_CASE("the labels of an answer follow from its words where they say them",
          "[exchange][promql]") {
  struct Case {
    std::string_view why, expression;
    Labels want;
  };
  const auto none = std::vector<std::string>{};
  const auto c = GENERATE_COPY(values<Case>({
      {"a selector has what it has", "up{job=\"a\"}", std::nullopt},
      {"a function keeps them", "rate(up[5m])", std::nullopt},
      {"one for all", "max(up)", none},
      {"by, in front", "sum by (job, le) (rate(x[5m]))", {{"job", "le"}}},
      {"by, behind", "sum(rate(x[5m])) by (job)", {{"job"}}},
      {"without", "sum without (a) (sum by (a, b) (x))", {{"b"}}},
      {"without of what is unknown", "sum without (a) (x)", std::nullopt},
      {"a quantile loses le", "histogram_quantile(0.9, sum by (job, le) (x))", {{"job"}}},
      {"a ratio", "sum by (a) (x) / sum by (a) (y) * 100", {{"a"}}},
      {"on", "x / on (a, b) y", {{"a", "b"}}},
      {"ignoring", "sum by (a, b) (x) - ignoring (b) y", {{"a"}}},
      {"the many side", "sum by (a, b) (x) * on (a) group_left (c) y", {{"a", "b", "c"}}},
      {"the many side on the right", "y * on (a) group_right sum by (a, b) (x)", {{"a", "b"}}},
      {"and takes the left", "sum by (a) (x) and y", {{"a"}}},
      {"or of the same", "sum by (a) (x) or sum by (a) (y)", {{"a"}}},
      {"or of others", "sum by (a) (x) or y", std::nullopt},
      {"the largest few keep theirs", "topk(3, sum by (a) (x))", {{"a"}}},
      {"absence is one series", "absent(up)", none},
      {"a number", "vector(1)", none},
      {"a number beside series", "time() - seen", std::nullopt},
      {"series beside a number", "seen - time()", std::nullopt},
      {"a number in brackets", "(time() - seen)", std::nullopt},
      {"a sum of numbers beside series", "(time() - 60 * pi()) / sum by (a) (x)", {{"a"}}},
      {"one series as a number", "scalar(x) - max by (job) (y)", {{"job"}}},
      {"two numbers", "time() - scalar(x)", none},
      {"the past", "(sum by (a) (x)) offset 1h", {{"a"}}},
      {"a sub-query", "max_over_time((sum by (a) (x))[1h:5m])", {{"a"}}},
      {"a sign", "-sum by (a) (x)", {{"a"}}},
      {"new labels", "label_replace(sum by (a) (x), \"b\", \"$1\", \"a\", \"(.*)\")", std::nullopt},
  }));
  CAPTURE(c.why);
  CHECK(ask(std::string(c.expression), promql_labels) == c.want);
}

TEST_CASE("deep and long expressions end", "[exchange][promql]") {
  std::string deep(30'000, '(');
  deep += "x" + std::string(30'000, ')') + " > 1";
  CHECK(ask(deep, promql_rung));
  std::string signs(50'000, '-');
  CHECK_FALSE(ask("x > " + signs + "1", promql_rung));
  CHECK_FALSE(promql_tokens(std::string(kMaxPromqlBytes + 1, ' ')));
  std::string calls;
  for (int i = 0; i < 5'000; ++i) calls += "abs(";
  CHECK_FALSE(ask(calls + "sum(x)" + std::string(5'000, ')'), promql_labels));
}
