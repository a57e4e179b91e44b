#include "dsl/format.hpp"

#include "tests/support/data_dir.hpp"
#include "tests/support/files.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>

namespace tocsin::dsl {
namespace {

struct Case {
  std::string_view why;
  std::string_view before;
  std::string_view after;  // empty: as before
};

void check(const Case& c) {
  DYNAMIC_SECTION(c.why) {
    const auto formatted = format(c.before);
    const auto wanted = c.after.empty() ? c.before : c.after;
    CHECK(formatted.whole);
    CHECK(formatted.text == wanted);
    CHECK(format(wanted).text == wanted);
  }
}

TEST_CASE("blanks, lines and braces", "[dsl][format]") {
  check(GENERATE(values<Case>({
      {"one line", "  tocsin 1", "tocsin 1\n"},
      {"two blanks a level, no tabs, no blanks behind, one line end at the end",
       "tocsin 1\nmodel m {\n\ttime at   \n      key id}",
       "tocsin 1\nmodel m {\n  time at\n  key id\n}\n"},
      {"lines end with a line feed, and no mark begins the file",
       "\xEF\xBB\xBFtocsin 1\r\nunit EUR\r\n", "tocsin 1\nunit EUR\n"},
      {"at most one blank line, none after { or before }",
       "\n\ntocsin 1\n\n\n\nmodel m {\n\n  time at\n\n\n  key id\n\n}\n\n\n",
       "tocsin 1\n\nmodel m {\n  time at\n\n  key id\n}\n"},
      {"one clause a line", "unit EUR; unit kg;", "unit EUR\nunit kg\n"},
      {"blocks of several lines stand apart, whatever is said about them",
       "watch m {\n  every 1m\n  fear a \"a\" {\n    over 1h\n  }\n  # b\n  ## B.\n  fear b \"b\" "
       "{\n    over 1h\n  } # end\n}\nchannel c: x { y 1 }\nchannel d: x { y 1 }\n",
       "watch m {\n  every 1m\n  fear a \"a\" {\n    over 1h\n  }\n\n  # b\n  ## B.\n  fear b "
       "\"b\" {\n    over 1h\n  }   # end\n}\nchannel c: x { y 1 }\nchannel d: x { y 1 }\n"},
      {"checks and records stay as close as they were written",
       "test \"t\" {\n  clock 2026-01-01T00:00Z\n  given {\n    a = 1\n  }\n  quiet 1h\n}\n", ""},
  })));
}

TEST_CASE("a block stays on one line when it was, is short and fits", "[dsl][format]") {
  check(GENERATE(values<Case>({
      {"two clauses", "watch m { every 1m; needs 5 events }\n", ""},
      {"three clauses", "watch m { every 1m; needs 5 events; owner \"a\" }\n",
       "watch m {\n  every 1m\n  needs 5 events\n  owner \"a\"\n}\n"},
      {"a record is one thing", "test \"t\" {\n  given { a = 1; b = 2; c = 3; d = 4 }\n}\n", ""},
      {"it was on several lines", "channel c: x {\n  y 1\n}\n", ""},
      {"empty", "watch m {}\nwatch n { }\nwatch o {\n}\n",
       "watch m {}\nwatch n {}\nwatch o {\n}\n"},
      {"a block inside", "watch m { fear f \"f\" { over 1h } }\n",
       "watch m {\n  fear f \"f\" { over 1h }\n}\n"},
      {"exactly 100 columns",
       "channel channel_with_a_name_of_some_length: email { to [\"mebody@example.org\", "
       "\"else@bank.example\"] }\n",
       ""},
      {"101 columns",
       "channel channel_with_a_name_of_some_length: email { to [\"mebody@example.org\", "
       "\"else2@bank.example\"] }\n",
       "channel channel_with_a_name_of_some_length: email {\n  to [\"mebody@example.org\", "
       "\"else2@bank.example\"]\n}\n"},
      {"100 columns of letters that take two bytes",
       "channel channel_with_a_name_of_some_length: email { to [\"möbody@example.org\", "
       "\"else@bank.example\"] }\n",
       ""},
  })));
}

TEST_CASE("blanks between words and marks", "[dsl][format]") {
  check(GENERATE(values<Case>({
      {"operators, commas, colons", "let x=a+b*-c<=5 and d!=[1,2 ,3]\n",
       "let x = a + b * -c <= 5 and d != [1, 2, 3]\n"},
      {"none inside of brackets", "let x = ( f( a , b : 1 ) )\n", "let x = (f(a, b: 1))\n"},
      {"ranges", "let x = a in 1 .. -2\n", "let x = a in 1..-2\n"},
      {"units touch their numbers, and stay what they are",
       "let x = 90m + 300 ms + 1000ms + 95 %\n", "let x = 90m + 300ms + 1000ms + 95%\n"},
      {"a model's fields", "model m {\n  feature a:number in EUR ,optional, range 0 .. 5\n}\n",
       "model m {\n  feature a: number in EUR, optional, range 0..5\n}\n"},
      {"several blanks", "route   page    to\ta ,  b\n", "route page to a, b\n"},
      {"nothing is aligned", "let a   = 1\nlet bcd = 2\n", "let a = 1\nlet bcd = 2\n"},
      {"a list that fits is joined, without its last comma", "let a = [\n  1,\n  2,\n]\n",
       "let a = [1, 2]\n"},
  })));
}

TEST_CASE("a measure without arguments is its name, and quotes are plain", "[dsl][format]") {
  check(GENERATE(values<Case>({
      {"measures",
       "watch m {\n  let x = rate() / rate(ago: 7d)\n  fear f \"f\" { measure precision( ) }\n}\n",
       "watch m {\n  let x = rate / rate(ago: 7d)\n  fear f \"f\" { measure precision }\n}\n"},
      {"a comment in it", "let x = rate(\n  # why\n)\n", ""},
      {"not the function of a setting", "channel c: x { key env() }\n", ""},
      {"texts", "use \"\"\"shared/latency\"\"\"\n", "use \"shared/latency\"\n"},
      {"texts that need them", "let x = [\"\"\"a \"b\" c\"\"\", \"\"\"a\\b\"\"\"]\n", ""},
      {"queries",
       "watch m {\n  fear f \"f\" { measure sql \"select \\\"a\\\"from t\" as number }\n}\n",
       "watch m {\n  fear f \"f\" { measure sql \"\"\"select \"a\"from t\"\"\" as number }\n}\n"},
      {"a query is not touched",
       "watch m {\n  fear f \"f\" {\n    measure sql \"\"\"select 1  \n\tfrom t\"\"\" as number\n  "
       "}\n}\n",
       ""},
  })));
}

TEST_CASE("a clause that is too long breaks before its words", "[dsl][format]") {
  check(GENERATE(values<Case>({
      {"a measure",
       "watch m {\n  fear f \"f\" {\n    measure p95(latency_of_the_answer) where status = \"ok\" "
       "and platform = \"own_site\" against training over 10m every 1m\n  }\n}\n",
       "watch m {\n  fear f \"f\" {\n    measure p95(latency_of_the_answer)\n        where status "
       "= \"ok\" and platform = \"own_site\"\n        against training\n        over 10m every "
       "1m\n  }\n}\n"},
      {"a rung",
       "watch m {\n  fear f \"f\" {\n    wake_up_everyone_now when outside -100_000EUR..100_000EUR "
       "with 99.9% confidence for 30m until clear for 15m\n  }\n}\n",
       "watch m {\n  fear f \"f\" {\n    wake_up_everyone_now when outside "
       "-100_000EUR..100_000EUR\n        with 99.9% confidence\n        for 30m\n        until "
       "clear for 15m\n  }\n}\n"},
      {"a route",
       "route only page, wake_everyone where model = \"ranker\" and kind = \"fear\" to pager "
       "repeat 30m escalate to boss after 30m\n",
       "route only page, wake_everyone\n    where model = \"ranker\" and kind = \"fear\"\n    to "
       "pager\n    repeat 30m\n    escalate to boss after 30m\n"},
      {"a list, an item a line",
       "let platforms = [\"check24_and_its_partners\", \"smava\", \"own_site_in_german\", "
       "\"own_site_in_english_language\"]\n",
       "let platforms = [\n  \"check24_and_its_partners\",\n  \"smava\",\n  "
       "\"own_site_in_german\",\n  \"own_site_in_english_language\",\n]\n"},
      {"a chain, an operand a line, with the operator behind it",
       "let bad = share(clicked_rank is missing or (clicked_rank is present and clicked_rank > 20) "
       "or position > 7)\n",
       "let bad = share(\n  clicked_rank is missing or (clicked_rank is present and clicked_rank > "
       "20) or position > 7,\n)\n"},
      {"a chain of a check",
       "watch m {\n  contract c \"c\" {\n    expect sane: income_of_the_household is present and "
       "income_of_the_household > 0EUR or is_student_or_pupil\n  }\n}\n",
       "watch m {\n  contract c \"c\" {\n    expect sane: income_of_the_household is present and "
       "income_of_the_household > 0EUR or\n        is_student_or_pupil\n  }\n}\n"},
      {"names fill their lines",
       "suppress ranker.slow_for_everybody, ranker.queue_is_too_long, ranker.worst_rank, "
       "ranker.odd_hour while ranker.traffic_drop\n",
       "suppress ranker.slow_for_everybody, ranker.queue_is_too_long, ranker.worst_rank, "
       "ranker.odd_hour\n    while ranker.traffic_drop\n"},
  })));
}

TEST_CASE("comments stay with what they are about", "[dsl][format]") {
  check(GENERATE(values<Case>({
      {"behind a clause, three blanks away", "unit EUR # money\nlet x = 1    # one\n",
       "unit EUR   # money\nlet x = 1   # one\n"},
      {"on lines of their own", "  # a\n\n\n# b\nmodel m {\n# c\ntime at\n    # d\n}\n# e",
       "# a\n\n# b\nmodel m {\n  # c\n  time at\n  # d\n}\n# e\n"},
      {"behind braces", "model m { # a\n  time at\n} # b\n",
       "model m {   # a\n  time at\n}   # b\n"},
      {"behind a semicolon", "unit EUR; # money\n", "unit EUR   # money\n"},
      {"behind the items of a list", "let x = [ # a\n1, # b\n  # c\n2 # d\n]\n",
       "let x = [   # a\n  1,   # b\n  # c\n  2,   # d\n]\n"},
      {"behind an operator, when they stood before it", "let x = a # a\n and # b\n b\n",
       "let x = a and   # a\n    # b\n    b\n"},
      {"before the word that goes on",
       "watch m {\n fear f \"f\" {\n  measure rate # a\n  # b\n  over 5m # c\n}}\n",
       "watch m {\n  fear f \"f\" {\n    measure rate   # a\n        # b\n        over 5m   # c\n  "
       "}\n}\n"},
      {"docs", "   ## A.  \n   ##   - B.\nlet x = 1\n", "## A.\n##   - B.\nlet x = 1\n"},
      {"as long as they like",
       "unit EUR   # a comment does not make a clause too long, however far it may reach to the "
       "right of it\n",
       ""},
  })));
}

TEST_CASE("a semicolon stays where the next line would go on with the clause", "[dsl][format]") {
  check(GENERATE(values<Case>({
      {"a window of its own",
       "watch m {\n  fear f \"f\" {\n    measure rate; # a\n    over 5m; by x\n  }\n}\n",
       "watch m {\n  fear f \"f\" {\n    measure rate;   # a\n    over 5m\n    by x\n  }\n}\n"},
  })));
}

TEST_CASE("what cannot be read stays as it is, with the rest laid out around it", "[dsl][format]") {
  struct Fault {
    std::string_view why, before, after;
  };
  const auto c = GENERATE(values<Fault>({
      {"a clause", "watch m {\nevery 1m\n     needs  many   events # no\n  owner   \"a\"\n}\n",
       "watch m {\n  every 1m\n     needs  many   events # no\n  owner \"a\"\n}\n"},
      {"a head", "watch  m  m {\nevery   1m\n}\n", "watch  m  m {\n  every 1m\n}\n"},
      {"an operator of another language", "let x =  a  &&  b\nunit   EUR\n",
       "let x =  a  &&  b\nunit EUR\n"},
      {"a block without an end", "unit   EUR\nwatch m {\n   every   1m\n",
       "unit EUR\nwatch m {\n   every   1m\n"},
      {"a doc comment of nothing", "##   a\n\n\nunit   EUR\n##  b\n",
       "##   a\n\nunit EUR\n##  b\n"},
      {"another version", "tocsin 2\nunit   EUR\n", "tocsin 2\nunit   EUR\n"},
      {"no text", std::string_view("unit \0  EUR\n", 12), std::string_view("unit \0  EUR\n", 12)},
      {"no UTF-8", "unit   \xFF\n", "unit   \xFF\n"},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto formatted = format(c.before);
    CHECK_FALSE(formatted.whole);
    CHECK(formatted.text == c.after);
    CHECK(format(c.after).text == c.after);
  }
}

TEST_CASE("a brace on the next line moves up", "[dsl][format]") {
  CHECK(format("model m\n{\n  time at\n}\n").text == "model m {\n  time at\n}\n");
  const std::string_view commented = "model m   # why\n{\n  time at\n}\n";
  CHECK(format(commented).text == commented);
  CHECK_FALSE(format(commented).whole);
}

TEST_CASE("the loan file of the tests is laid out already", "[dsl][format]") {
  const auto path = tocsin::test::source_dir() / "tests/unit/dsl/data/loan.tocsin";
  const auto text = tocsin::test::content_of(path);
  CHECK(format(text).text == text);
}

// Deep and wide files, and one whose lines would take more room than a rule file may have.
TEST_CASE("time and space grow with the file alone", "[dsl][format]") {
  const auto repeated = [](std::string_view text, std::size_t n) {
    std::string all;
    while (n-- > 0) all += text;
    return all;
  };
  const auto c = GENERATE_REF(values<std::string>({
      "let x = [" + repeated("1,", 20'000) + "1]\n",
      "let x = " + repeated("a and ", 10'000) + "a\n",
      "let x = " + repeated("(", 190) + "1" + repeated(")", 190) + "\n",
      "let x = " + repeated("# a\n", 20'000) + "1\n",
      "watch m { contract c \"c\" { " + repeated("expect a: b { ", 150) + repeated("by a;", 20'000),
      "watch m { contract c \"c\" {" + repeated("expect a: b { ", 150) + repeated("by a;", 20'000) +
          repeated("}", 152),
      repeated("}\n", 30'000),
  }));
  const auto begin = std::chrono::steady_clock::now();
  const auto formatted = format(c);
  const auto took = std::chrono::steady_clock::now() - begin;
  CHECK(format(formatted.text).text == formatted.text);
  CHECK(formatted.text.size() <= std::size_t{4} << 20);
  CHECK(took < std::chrono::seconds(20));
}

}  // namespace
}  // namespace tocsin::dsl
