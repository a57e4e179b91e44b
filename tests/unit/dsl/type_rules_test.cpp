#include "dsl/type_rules.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace tocsin::dsl {
namespace {

Type type(const std::string& word) {
  static const std::vector<std::pair<std::string, TypeKind>> kWords{
      {"bool", TypeKind::boolean},      {"share", TypeKind::share},
      {"points", TypeKind::points},     {"ratio", TypeKind::ratio},
      {"duration", TypeKind::duration}, {"rate", TypeKind::rate},
      {"time", TypeKind::time},         {"text", TypeKind::text},
      {"category", TypeKind::category}, {"int", TypeKind::integer},
      {"number", TypeKind::number}};
  for (const auto& [name, kind] : kWords)
    if (name == word) return simple(kind);
  return number_in(word);
}

std::string word(const std::optional<Type>& type) {
  if (!type) return "none";
  if (type->is(TypeKind::number)) return type->unit.empty() ? "number" : type->unit;
  for (const auto* name : {"bool", "share", "points", "ratio", "duration", "rate", "time", "text"})
    if (dsl::describe(*type) == dsl::describe(::tocsin::dsl::type(name))) return name;
  return "?";
}

}  // namespace

TEST_CASE("arithmetic follows the units", "[dsl][types]") {
  struct Case {
    std::string why;
    std::string left;
    char op;
    std::string right;
    std::string result;
  };
  const auto c = GENERATE(values<Case>({
      {"amounts of one unit add", "EUR", '+', "EUR", "EUR"},
      {"amounts of two units do not", "EUR", '+', "USD", "none"},
      {"a bare number is no amount", "EUR", '+', "number", "none"},
      {"whole numbers are numbers", "int", '+', "number", "number"},
      {"two shares differ by points", "share", '-', "share", "points"},
      {"points move a share", "share", '-', "points", "share"},
      {"points move a share up", "points", '+', "share", "share"},
      {"a share is not taken from points", "points", '-', "share", "none"},
      {"two shares together may exceed one", "share", '+', "share", "ratio"},
      {"a share is not one minus a number", "number", '-', "share", "none"},
      {"times differ by a duration", "time", '-', "time", "duration"},
      {"a duration moves a time", "time", '-', "duration", "time"},
      {"two times do not add", "time", '+', "time", "none"},
      {"a number scales a duration", "duration", '*', "number", "duration"},
      {"number times share is a ratio", "number", '*', "share", "ratio"},
      {"amount times share is an amount", "EUR", '*', "share", "EUR"},
      {"units multiply", "EUR", '*', "km", "EUR*km"},
      {"units divide", "EUR", '/', "km", "EUR/km"},
      {"units cancel", "EUR/km", '*', "km", "EUR"},
      {"one over a unit", "number", '/', "km", "1/km"},
      {"a unit cancels in a ratio", "EUR", '/', "EUR", "ratio"},
      {"counts give a ratio", "number", '/', "number", "ratio"},
      {"durations give a ratio", "duration", '/', "duration", "ratio"},
      {"a count in a time is a rate", "number", '/', "duration", "rate"},
      {"a rate over a time is a count", "rate", '*', "duration", "number"},
      {"an amount in a time has no unit here", "EUR", '/', "duration", "none"},
      {"texts have no arithmetic", "text", '+', "text", "none"},
      {"answers have no arithmetic", "bool", '+', "number", "none"},
      {"times are not scaled", "time", '*', "number", "none"},
  }));
  DYNAMIC_SECTION(c.why) {
    CHECK(word(arithmetic_type(c.op, type(c.left), type(c.right))) == c.result);
  }
}

TEST_CASE("a comparison names what is wrong with it", "[dsl][types]") {
  struct Case {
    std::string why;
    std::string subject;
    std::string other;
    Clash clash;
  };
  const auto c = GENERATE(values<Case>({
      {"a share is a percentage", "share", "share", Clash::none},
      {"a share is no bare number", "share", "number", Clash::share_needed},
      {"a number is no percentage", "number", "share", Clash::number_needed},
      {"a ratio is either", "ratio", "share", Clash::none},
      {"a ratio may be bare", "ratio", "number", Clash::none},
      {"a duration needs its unit", "duration", "number", Clash::duration_needed},
      {"a difference of shares is no percentage", "points", "share", Clash::points_needed},
      {"a difference of shares is no bare number", "points", "number", Clash::points_needed},
      {"an amount needs its unit", "EUR", "number", Clash::different},
      {"a rate needs its unit", "rate", "number", Clash::different},
      {"a category is compared with a text", "category", "text", Clash::none},
      {"a text is no number", "text", "number", Clash::different},
      {"an answer is no number", "bool", "number", Clash::different},
  }));
  DYNAMIC_SECTION(c.why) { CHECK(compare_clash(type(c.subject), type(c.other)) == c.clash); }
}

TEST_CASE("values are shown as the language writes them", "[dsl][types]") {
  CHECK(show(type("share"), 0.07) == "7%");
  CHECK(show(type("share"), 0.995) == "99.5%");
  CHECK(show(type("points"), -0.02) == "-2pp");
  CHECK(show(type("duration"), 300e6) == "300ms");
  CHECK(show(type("EUR"), 50'000) == "50000EUR");
  CHECK(show(type("rate"), 5) == "5/s");
  CHECK(show_number(0.1 + 0.2) == "0.3");
  CHECK(show_number(1e300) == "1e+300");
}

}  // namespace tocsin::dsl
