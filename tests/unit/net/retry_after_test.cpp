#include "net/retry_after.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace std::chrono_literals;

TEST_CASE("parse_retry_after() reads seconds and HTTP dates", "[net][retry_after]") {
  // Wed, 21 Oct 2015 07:28:00 GMT is 1445412480 (RFC 9110, 10.2.3 has this date).
  const Instant now{1445412470s + 500ms};
  struct Case {
    std::string_view why, header;
    std::optional<Duration> want;
  };
  const auto c = GENERATE(values<Case>({
      {"seconds", "120", 120s},
      {"none to wait", "0", 0s},
      {"blanks around", " 7 ", 7s},
      {"more than any sane wait", "99999999999999999999", 7 * kDay},
      {"a date", "Wed, 21 Oct 2015 07:28:00 GMT", 10s},
      {"a date of RFC 850", "Wednesday, 21-Oct-15 07:28:00 GMT", 10s},
      {"a date of asctime", "Wed Oct 21 07:28:00 2015", 10s},
      {"a date in the past", "Wed, 21 Oct 2015 07:27:00 GMT", 0s},
      {"a fraction", "1.5", std::nullopt},
      {"a negative number", "-5", std::nullopt},
      {"a word", "soon", std::nullopt},
      {"nothing", "", std::nullopt},
      {"blanks only", "  ", std::nullopt},
      {"a clock without a date that exists", "32 Foo 2015 07:28:00", std::nullopt},
  }));
  DYNAMIC_SECTION(c.why) { CHECK(net::parse_retry_after(c.header, now) == c.want); }
}
