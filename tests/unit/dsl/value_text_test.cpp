#include "dsl/value_text.hpp"

#include "base/reading.hpp"

#include <catch2/catch.hpp>

namespace tocsin::dsl {

TEST_CASE("values read as people write them", "[dsl][value_text]") {
  struct Case {
    std::string_view why;
    double value;
    Type type;
    std::string_view want;
  };
  const auto c = GENERATE(values<Case>({
      {"a share in percent", 0.9312, {.kind = TypeKind::share}, "93.12%"},
      {"four digits are enough", 2.0 / 3, {.kind = TypeKind::share}, "66.67%"},
      {"a difference of shares in points", -0.021, {.kind = TypeKind::points}, "-2.1pp"},
      {"the largest unit that fits", 90e9, {.kind = TypeKind::duration}, "1.5m"},
      {"milliseconds below a second", 420e6, {.kind = TypeKind::duration}, "420ms"},
      {"no time at all", 0, {.kind = TypeKind::duration}, "0s"},
      {"a rate by the second", 2.5, {.kind = TypeKind::rate}, "2.5/s"},
      {"whole numbers in full", 1'234'567, {.kind = TypeKind::number}, "1234567"},
      {"an amount with its unit", 12.5, {.kind = TypeKind::number, .unit = "EUR"}, "12.5EUR"},
      {"yes or no", 1, {.kind = TypeKind::boolean}, "true"},
      {"nothing known", kUnknown, {.kind = TypeKind::share}, "unknown"},
  }));
  DYNAMIC_SECTION(c.why) { CHECK(value_text(c.value, c.type) == c.want); }
}

}  // namespace tocsin::dsl
