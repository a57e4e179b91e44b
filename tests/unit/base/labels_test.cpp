#include "base/labels.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;

TEST_CASE("labels become one unambiguous text", "[base][labels]") {
  struct Case {
    std::string_view why;
    Labels labels;
    std::string_view want;
  };
  const auto c = GENERATE(values<Case>({
      {"none", {}, ""},
      {"plain ones stand bare",
       {{"platform", "smava"}, {"arm", "live"}},
       "platform=smava,arm=live"},
      {"blanks inside are plain", {{"city", "New York"}}, "city=New York"},
      {"umlauts are plain", {{"city", "Köln"}}, "city=Köln"},
      {"a comma needs quotes", {{"a", "x,y"}}, "a=\"x,y\""},
      {"an equals sign needs quotes", {{"a", "x=y"}}, "a=\"x=y\""},
      {"a quote is escaped", {{"a", "say \"hi\""}}, "a=\"say \\\"hi\\\"\""},
      {"a backslash alone is plain", {{"a", "c:\\x"}}, "a=c:\\x"},
      {"a backslash in quotes is escaped", {{"a", "c:\\,"}}, "a=\"c:\\\\,\""},
      {"a blank end", {{"a", "x "}}, "a=\"x \""},
      {"line ends and tabs", {{"a", "1\n2\r3\t4"}}, "a=\"1\\n2\\r3\\t4\""},
      {"another control character", {{"a", std::string("x\x01", 2)}}, "a=\"x\\u{1}\""},
      {"an empty value", {{"a", ""}, {"b", "c"}}, "a=,b=c"},
  }));
  DYNAMIC_SECTION(c.why) { CHECK(to_text(c.labels) == c.want); }
}
