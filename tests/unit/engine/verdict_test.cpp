#include "engine/verdict.hpp"

#include <catch2/catch.hpp>

#include <ostream>
#include <string_view>

namespace tocsin::engine {

std::ostream& operator<<(std::ostream& out, Verdict verdict) {
  return out << (verdict == Verdict::no ? "no" : verdict == Verdict::yes ? "yes" : "uncertain");
}

namespace {

using Kind = dsl::Condition::Kind;

Verdict verdict(Kind kind, double value, double low, double high) {
  // 10 is the threshold; of a range it is 10..20.
  const dsl::Condition condition{
      .kind = kind, .low = 10, .high = 20, .text = "", .confidence = 0.99};
  Sample sample{.kind = SampleKind::value, .value = value};
  sample.sure = {{0.9, value, value}, {0.99, low, high}};
  return verdict_of(condition, sample);
}

}  // namespace

TEST_CASE("a verdict is sure when the whole interval is on the bad side", "[engine][verdict]") {
  struct Case {
    std::string_view why;
    Kind kind;
    double value, low, high;
    Verdict want;
  };
  const auto c = GENERATE(values<Case>({
      {"below", Kind::less, 8, 7, 9.9, Verdict::yes},
      {"below, up to the threshold", Kind::less, 8, 7, 10, Verdict::uncertain},
      {"below or at it", Kind::less_equal, 8, 7, 10, Verdict::yes},
      {"a good value, whatever its interval", Kind::less, 10, 0, 30, Verdict::no},
      {"above", Kind::greater, 12, 10.1, 15, Verdict::yes},
      {"above, from the threshold on", Kind::greater, 12, 10, 15, Verdict::uncertain},
      {"above or at it", Kind::greater_equal, 12, 10, 15, Verdict::yes},
      {"above a range", Kind::outside, 25, 20.1, 30, Verdict::yes},
      {"above a range, perhaps in it", Kind::outside, 25, 20, 30, Verdict::uncertain},
      {"below a range", Kind::outside, 5, 1, 9.9, Verdict::yes},
      {"wide over both ends of a range", Kind::outside, 25, 5, 45, Verdict::uncertain},
      {"in the range", Kind::outside, 15, 5, 25, Verdict::no},
      {"wholly inside", Kind::inside, 15, 10, 20, Verdict::yes},
      {"perhaps inside", Kind::inside, 15, 9, 20, Verdict::uncertain},
      {"an end that does not matter is not known", Kind::less, 8, kUnknown, 9, Verdict::yes},
      {"the end that matters is not known", Kind::greater, 12, kUnknown, 15, Verdict::uncertain},
      {"nothing is known", Kind::less, 8, kUnknown, kUnknown, Verdict::uncertain},
      {"nothing is known of a range", Kind::outside, 25, kUnknown, kUnknown, Verdict::uncertain},
  }));
  DYNAMIC_SECTION(c.why) { CHECK(verdict(c.kind, c.value, c.low, c.high) == c.want); }
}

TEST_CASE("without a confidence the value decides", "[engine][verdict]") {
  const dsl::Condition condition{.kind = Kind::less, .low = 10, .high = 0, .text = ""};
  Sample sample{.kind = SampleKind::value, .value = 9, .low = 5, .high = 15};
  CHECK(verdict_of(condition, sample) == Verdict::yes);
  sample.value = 10;
  CHECK(verdict_of(condition, sample) == Verdict::no);
}

}  // namespace tocsin::engine
