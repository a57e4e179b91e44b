#include "base/load.hpp"
#include "base/time.hpp"
#include "base/zone.hpp"

#include <charconv>

namespace tocsin {
namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
// Years that a 64-bit count of nanoseconds holds from their first day to their last.
constexpr int kFirstYear = 1678;
constexpr int kLastYear = 2261;
constexpr std::int64_t kMostSeconds = 9'214'646'400;  // 2262-01-01

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads a text from left to right; a step that finds something else leaves it as it was.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  std::string_view rest() const { return rest_; }

  bool skip(char c) {
    if (peek() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool skip_any(std::string_view set) {
    if (rest_.empty() || set.find(rest_.front()) == set.npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Exactly `count` digits.
  bool number(int count, int& value) {
    if (rest_.size() < static_cast<std::size_t>(count)) return false;
    int sum = 0;
    for (int i = 0; i < count; ++i) {
      if (!is_digit(rest_[i])) return false;
      sum = sum * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    value = sum;
    return true;
  }

 private:
  std::string_view rest_;
};

// Days since the epoch; nothing for a day that the calendar does not have.
std::optional<std::int64_t> days_from_civil(int year, int month, int day) {
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || year < kFirstYear || year > kLastYear) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

// One to nine digits after the point.
bool read_fraction(Reader& in, std::int64_t& nanos) {
  std::int64_t scale = kNanosPerSecond / 10;
  nanos = 0;
  bool any = false;
  for (; is_digit(in.peek()); in.skip(in.peek())) {
    if (scale == 0) return false;
    nanos += (in.peek() - '0') * scale;
    scale /= 10;
    any = true;
  }
  return any;
}

struct WallTime {
  std::int64_t seconds = 0;  // since the epoch, as the clock shows
  std::int64_t nanos = 0;
};

// HH:MM, with seconds and their fraction where they are said. A leap second is the second after.
bool read_clock(Reader& in, WallTime& time) {
  int hour = 0, minute = 0, second = 0;
  if (!in.number(2, hour) || !in.skip(':') || !in.number(2, minute)) return false;
  if (in.skip(':')) {
    if (!in.number(2, second)) return false;
    if (in.skip('.') && !read_fraction(in, time.nanos)) return false;
  }
  time.seconds += hour * 3600 + minute * 60 + second;
  return hour <= 23 && minute <= 59 && second <= (minute == 59 ? 60 : 59);
}

// +HH:MM, +HHMM or +HH
bool read_offset(Reader& in, std::int64_t& seconds) {
  const int sign = in.peek() == '-' ? -1 : 1;
  int hour = 0, minute = 0;
  if (!in.skip_any("+-") || !in.number(2, hour)) return false;
  if (in.skip(':') ? !in.number(2, minute) : (!in.at_end() && !in.number(2, minute))) return false;
  seconds = sign * (hour * 3600 + minute * 60);
  return hour <= 23 && minute <= 59;
}

std::optional<Instant> instant(std::int64_t seconds, std::int64_t nanos) {
  if (seconds <= -kMostSeconds || seconds >= kMostSeconds) return std::nullopt;
  return Instant{Duration(seconds * kNanosPerSecond + nanos)};
}

std::optional<Instant> parse_iso(std::string_view text, std::string_view zone) {
  Reader in(text);
  int year = 0, month = 0, day = 0;
  if (!in.number(4, year) || !in.skip('-') || !in.number(2, month) || !in.skip('-') ||
      !in.number(2, day)) {
    return std::nullopt;
  }
  const auto days = days_from_civil(year, month, day);
  if (!days) return std::nullopt;
  WallTime time{.seconds = *days * 86'400};
  if (in.skip_any("Tt ") && !read_clock(in, time)) return std::nullopt;
  std::int64_t offset = 0;
  if (in.at_end()) {
    if (zone.empty()) return instant(time.seconds, time.nanos);
    const auto found = utc_offset(WallClock(time.seconds), zone);
    if (!found) return std::nullopt;
    offset = found->count();
  } else if (!in.skip_any("Zz") && !read_offset(in, offset)) {
    return std::nullopt;
  }
  return in.at_end() ? instant(time.seconds - offset, time.nanos) : std::nullopt;
}

// Eight characters at once: `marks` at the places of `mask`, digits at all others. Then each byte
// of `pairs` is the number that its digit makes with the next one, a mark counting as zero.
bool read_eight(const char* at, std::uint64_t mask, std::uint64_t marks, std::uint64_t& pairs) {
  constexpr std::uint64_t kZeros = 0x3030303030303030, kHigh = 0xf0f0f0f0f0f0f0f0;
  std::uint64_t bytes = load_eight(at);
  if ((bytes & mask) != marks) return false;
  bytes = (bytes & ~mask) | (kZeros & mask);
  // A digit is 0x30 to 0x39: its upper half is 3, and stays 3 when six are added.
  if ((bytes & kHigh) != kZeros || ((bytes + 0x0606060606060606) & kHigh) != kZeros) return false;
  bytes -= kZeros;
  pairs = bytes * 10 + (bytes >> 8);
  return true;
}

int pair_at(std::uint64_t pairs, int place) {
  return static_cast<int>(pairs >> (8 * place) & 0xff);
}

// `2026-03-02T09:00:00.000Z`, the form that most files have, with or without its fraction. Nothing
// for all others, which parse_iso() reads or refuses.
std::optional<Instant> parse_usual(std::string_view text) {
  constexpr std::uint64_t kDash = '-', kColon = ':', kAll = 0xff;
  const char* const at = text.data();
  std::uint64_t date = 0, clock = 0;
  if (text.size() < 20 || text.back() != 'Z' || at[10] != 'T' || !is_digit(at[8]) ||
      !is_digit(at[9]) ||
      !read_eight(at, kAll << 32 | kAll << 56, kDash << 32 | kDash << 56, date) ||
      !read_eight(at + 11, kAll << 16 | kAll << 40, kColon << 16 | kColon << 40, clock)) {
    return std::nullopt;
  }
  const int year = pair_at(date, 0) * 100 + pair_at(date, 2);
  const int day = (at[8] - '0') * 10 + (at[9] - '0');
  const int hour = pair_at(clock, 0), minute = pair_at(clock, 3), second = pair_at(clock, 6);
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  std::int64_t nanos = 0;
  if (text.size() > 20) {
    Reader fraction(text.substr(19, text.size() - 20));
    if (!fraction.skip('.') || !read_fraction(fraction, nanos) || !fraction.at_end())
      return std::nullopt;
  }
  const auto days = days_from_civil(year, pair_at(date, 5), day);
  if (!days) return std::nullopt;
  return instant(((*days * 24 + hour) * 60 + minute) * 60 + second, nanos);
}

// A decimal number as its digits; `point` of them stand before the point.
struct Decimal {
  char digits[40];
  int count = 0;
  int point = 0;
  bool negative = false;

  // Digits [from, to) as a number, those past the end as zeros.
  std::int64_t value(int from, int to) const {
    std::int64_t sum = 0;
    for (int i = from; i < to; ++i) sum = sum * 10 + (i >= 0 && i < count ? digits[i] - '0' : 0);
    return sum;
  }
};

std::optional<Decimal> read_decimal(std::string_view text) {
  Reader in(text);
  Decimal d;
  d.negative = in.skip('-');
  bool after_point = false;
  if (!is_digit(in.peek())) return std::nullopt;
  for (; is_digit(in.peek()) || (in.peek() == '.' && !after_point); in.skip(in.peek())) {
    if (in.peek() == '.') {
      after_point = true;
    } else if (d.count == sizeof(d.digits)) {
      return std::nullopt;
    } else {
      d.digits[d.count++] = in.peek();
      if (!after_point) ++d.point;
    }
  }
  if (in.skip_any("eE")) {
    in.skip('+');
    int exponent = 0;
    const char* end = in.rest().data() + in.rest().size();
    const auto [stop, error] = std::from_chars(in.rest().data(), end, exponent);
    if (error != std::errc() || stop != end || exponent < -40 || exponent > 40) return std::nullopt;
    d.point += exponent;
  } else if (!in.at_end()) {
    return std::nullopt;
  }
  return d;
}

std::optional<Instant> parse_epoch(std::string_view text) {
  const auto d = read_decimal(text);
  // 13 digits are milliseconds; more than 16 of those lie outside of what an instant holds.
  if (!d || d->point > 16 || d->point < -20) return std::nullopt;
  const int whole = d->point >= 13 ? d->point - 3 : d->point;
  const std::int64_t seconds = d->value(0, whole);
  const std::int64_t nanos = d->value(whole, whole + 9);
  return d->negative ? instant(-seconds, -nanos) : instant(seconds, nanos);
}

}  // namespace

std::optional<Instant> parse_time(std::string_view text, std::string_view zone) {
  if (text.size() > 64) return std::nullopt;
  if (const auto usual = parse_usual(text)) return usual;
  if (text.size() >= 10 && text[4] == '-') return parse_iso(text, zone);
  return parse_epoch(text);
}

}  // namespace tocsin
