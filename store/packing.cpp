#include "store/packing.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

namespace tocsin::store {
namespace {

static_assert(std::endian::native == std::endian::little, "stored numbers are little-endian");

constexpr std::array kUnits{std::uint64_t{1'000'000'000}, std::uint64_t{1'000'000},
                            std::uint64_t{1'000}};  // of times and durations, coarsest first
constexpr std::array kPowers{1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
constexpr std::uint8_t kAsTheyAre = kPowers.size();  // no power of ten makes them whole
constexpr double kMostWhole = 1125899906842624.0;    // 2^50: ten times that is still exact

enum class BitsAre : std::uint8_t { absent, zero, one, mixed };

// Differences may wrap around; so does putting them back.
std::uint64_t minus(std::int64_t a, std::int64_t b) {
  return static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b);
}

template <typename Narrow>
std::string narrowed(std::span<const std::int64_t> values, std::int64_t base, std::uint64_t unit) {
  std::string bytes(values.size() * sizeof(Narrow), '\0');
  char* to = bytes.data();
  for (const auto value : values) {
    const auto small = static_cast<Narrow>(minus(value, base) / unit);
    std::memcpy(to, &small, sizeof(small));
    to += sizeof(small);
  }
  return bytes;
}

template <typename Narrow>
void widen(const std::string& bytes, std::int64_t base, std::uint64_t unit,
           std::vector<std::int64_t>& values) {
  const char* from = bytes.data();
  for (auto& value : values) {
    Narrow small;
    std::memcpy(&small, from, sizeof(small));
    from += sizeof(small);
    value = static_cast<std::int64_t>(static_cast<std::uint64_t>(base) + small * unit);
  }
}

std::uint64_t unit_of(std::span<const std::int64_t> values, std::int64_t base) {
  for (const auto unit : kUnits)
    if (std::ranges::all_of(values, [&](auto value) { return minus(value, base) % unit == 0; }))
      return unit;
  return 1;
}

std::uint8_t width_of(std::uint64_t largest) {
  if (largest == 0) return 0;
  if (largest <= 0xff) return 1;
  if (largest <= 0xffff) return 2;
  return largest <= 0xffffffff ? 4 : 8;
}

std::int64_t whole(double value, double power) {
  const double scaled = value * power;
  return static_cast<std::int64_t>(scaled + (scaled < 0 ? -0.5 : 0.5));
}

bool is_whole_at(double value, double power) {
  if (!(std::abs(value * power) < kMostWhole)) return false;
  const double back = static_cast<double>(whole(value, power)) / power;
  return std::bit_cast<std::uint64_t>(back) == std::bit_cast<std::uint64_t>(value);
}

// What is whole at one power of ten is whole at the next.
std::uint8_t power_of(std::span<const double> values) {
  std::uint8_t power = 0;
  for (const double value : values)
    while (power < kAsTheyAre && !is_whole_at(value, kPowers[power])) ++power;
  return power;
}

// The numbers with one of their own where a row has none.
std::vector<double> filled(std::span<const double> values, const Bits& valid) {
  std::vector<double> all(values.begin(), values.end());
  double filler = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i >= valid.size() || valid[i])
      filler = all[i];
    else
      all[i] = filler;
  }
  return all;
}

template <typename T>
void put(Encoder& out, std::span<const T> values) {
  out.text({reinterpret_cast<const char*>(values.data()), values.size_bytes()});
}

template <typename T>
std::vector<T> get(Decoder& in, std::size_t size) {
  const std::string bytes = in.text();
  if (bytes.size() != size * sizeof(T)) in.fail();
  if (in.failed()) return {};
  std::vector<T> values(size);
  if (size > 0) std::memcpy(static_cast<void*>(values.data()), bytes.data(), bytes.size());
  return values;
}

bool is_width(std::uint8_t width) {
  return width == 0 || width == 1 || width == 2 || width == 4 || width == 8;
}

}  // namespace

void pack(Encoder& out, std::span<const std::int64_t> values) {
  const auto least = std::ranges::min_element(values);
  const std::int64_t base = values.empty() ? 0 : *least;
  const std::uint64_t range = values.empty() ? 0 : minus(*std::ranges::max_element(values), base);
  const std::uint64_t unit = range == 0 ? 1 : unit_of(values, base);
  const auto width = width_of(range / unit);
  out.u8(width);
  out.i64(base);
  if (width == 0) return;
  out.u64(unit);
  switch (width) {
    case 1: return out.text(narrowed<std::uint8_t>(values, base, unit));
    case 2: return out.text(narrowed<std::uint16_t>(values, base, unit));
    case 4: return out.text(narrowed<std::uint32_t>(values, base, unit));
    default: return out.text(narrowed<std::uint64_t>(values, base, unit));
  }
}

std::vector<std::int64_t> unpack(Decoder& in, std::size_t rows) {
  const std::uint8_t width = in.u8();
  const std::int64_t base = in.i64();
  if (!is_width(width)) in.fail();
  if (in.failed()) return {};
  std::vector<std::int64_t> values;
  if (width == 0) {
    values.assign(rows, base);
    return values;
  }
  const std::uint64_t unit = in.u64();
  const std::string bytes = in.text();
  if (bytes.size() != rows * width) in.fail();
  if (in.failed()) return {};
  values.resize(rows);
  switch (width) {
    case 1: widen<std::uint8_t>(bytes, base, unit, values); break;
    case 2: widen<std::uint16_t>(bytes, base, unit, values); break;
    case 4: widen<std::uint32_t>(bytes, base, unit, values); break;
    default: widen<std::uint64_t>(bytes, base, unit, values);
  }
  return values;
}

void pack_times(Encoder& out, std::span<const std::int64_t> times) {
  if (times.empty()) return;
  std::vector<std::int64_t> steps;
  steps.reserve(times.size());
  for (std::size_t i = 1; i < times.size(); ++i)
    steps.push_back(static_cast<std::int64_t>(minus(times[i], times[i - 1])));
  out.i64(times.front());
  pack(out, steps);
}

void pack_times(Encoder& out, std::span<const Instant> times) {
  std::vector<std::int64_t> counts;
  counts.reserve(times.size());
  for (const Instant time : times) counts.push_back(time.time_since_epoch().count());
  pack_times(out, counts);
}

std::vector<std::int64_t> unpack_times(Decoder& in, std::size_t rows) {
  if (rows == 0) return {};
  auto last = static_cast<std::uint64_t>(in.i64());
  const auto steps = unpack(in, rows - 1);
  if (in.failed()) return {};
  std::vector<std::int64_t> times;
  times.reserve(rows);
  times.push_back(static_cast<std::int64_t>(last));
  for (const auto step : steps) {
    last += static_cast<std::uint64_t>(step);
    times.push_back(static_cast<std::int64_t>(last));
  }
  return times;
}

std::vector<Instant> unpack_instants(Decoder& in, std::size_t rows) {
  std::vector<Instant> instants;
  const auto times = unpack_times(in, rows);
  instants.reserve(times.size());
  for (const auto time : times) instants.emplace_back(Duration(time));
  return instants;
}

void pack_numbers(Encoder& out, std::span<const double> values, const Bits& valid) {
  const auto numbers = filled(values, valid);
  const auto power = power_of(numbers);
  out.u8(power);
  if (power == kAsTheyAre) return put<double>(out, numbers);
  std::vector<std::int64_t> counts;
  counts.reserve(numbers.size());
  for (const double number : numbers) counts.push_back(whole(number, kPowers[power]));
  pack(out, counts);
}

std::vector<double> unpack_numbers(Decoder& in, std::size_t rows) {
  const std::uint8_t power = in.u8();
  if (power > kAsTheyAre) in.fail();
  if (in.failed()) return {};
  if (power == kAsTheyAre) return get<double>(in, rows);
  const auto counts = unpack(in, rows);
  std::vector<double> numbers(counts.size());
  const double divisor = kPowers[power];
  for (std::size_t i = 0; i < counts.size(); ++i)
    numbers[i] = static_cast<double>(counts[i]) / divisor;
  return numbers;
}

void pack_texts(Encoder& out, std::span<const std::string> texts) {
  std::vector<std::int64_t> lengths;
  std::string all;
  lengths.reserve(texts.size());
  for (const auto& text : texts) {
    lengths.push_back(static_cast<std::int64_t>(text.size()));
    all += text;
  }
  pack(out, lengths);
  out.text(all);
}

std::vector<std::string> unpack_texts(Decoder& in, std::size_t rows) {
  const auto lengths = unpack(in, rows);
  const std::string all = in.text();
  std::vector<std::string> texts;
  texts.reserve(lengths.size());
  std::size_t at = 0;
  for (const auto length : lengths) {
    if (length < 0 || static_cast<std::size_t>(length) > all.size() - at) {
      in.fail();
      return {};
    }
    texts.push_back(all.substr(at, static_cast<std::size_t>(length)));
    at += static_cast<std::size_t>(length);
  }
  return texts;
}

void pack_bits(Encoder& out, const Bits& bits) {
  const std::size_t ones = bits.count();
  const auto are = bits.size() == 0      ? BitsAre::absent
                   : ones == 0           ? BitsAre::zero
                   : ones == bits.size() ? BitsAre::one
                                         : BitsAre::mixed;
  out.u8(static_cast<std::uint8_t>(are));
  if (are == BitsAre::mixed) put<std::uint64_t>(out, bits.words());
}

Bits unpack_bits(Decoder& in, std::size_t rows) {
  const auto are = static_cast<BitsAre>(in.u8());
  if (are > BitsAre::mixed) in.fail();
  if (in.failed() || are == BitsAre::absent) return {};
  Bits bits(rows, are == BitsAre::one);
  if (are != BitsAre::mixed) return bits;
  bits.words() = get<std::uint64_t>(in, bits.words().size());
  if (in.failed()) return {};
  bits.resize(rows);  // whatever stood behind the last row is cleared
  return bits;
}

void pack_hashes(Encoder& out, std::span<const Hash128> hashes) { put<Hash128>(out, hashes); }

std::vector<Hash128> unpack_hashes(Decoder& in, std::size_t rows) { return get<Hash128>(in, rows); }

}  // namespace tocsin::store
