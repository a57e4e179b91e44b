#include "base/hash.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <bit>
#include <random>
#include <set>
#include <vector>

using namespace tocsin;

namespace {

std::string random_text(std::mt19937_64& random, std::size_t size) {
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>(random());
  return text;
}

int changed_bits(Hash128 a, Hash128 b) {
  return std::popcount(a.high ^ b.high) + std::popcount(a.low ^ b.low);
}

}  // namespace

TEST_CASE("hash128() is the same in every run and on every machine", "[base][hash]") {
  // Recorded once: hashes are stored, so a change of the function must be noticed.
  CHECK(to_hex(hash128("")) == "02fdf7a264ffb732c37c204e146d845a");
  CHECK(to_hex(hash128("tocsin")) == "52aa5df638d980097d019f09631fefe8");
  CHECK(to_hex(hash128("a key of more than sixteen bytes")) == "21ee4b4672cfab713138896be92bb23f");
  CHECK(hash128("tocsin", {1, 2}) != hash128("tocsin"));
}

TEST_CASE("to_hex() writes 32 digits, high half first", "[base][hash]") {
  CHECK(to_hex({0x1, 0xab}) == "000000000000000100000000000000ab");
}

TEST_CASE("texts that differ in length or in zeros hash apart", "[base][hash]") {
  std::set<Hash128> seen;
  for (std::size_t size = 0; size < 100; ++size) seen.insert(hash128(std::string(size, '\0')));
  CHECK(seen.size() == 100);
}

TEST_CASE("both halves of hash128() tell short keys apart", "[base][hash]") {
  constexpr int kKeys = 300'000;
  std::vector<std::uint64_t> high, low;
  for (int i = 0; i < kKeys; ++i) {
    const auto hash = hash128("key-" + std::to_string(i));
    high.push_back(hash.high);
    low.push_back(hash.low);
  }
  for (auto* half : {&high, &low}) {
    std::ranges::sort(*half);
    CHECK(std::ranges::adjacent_find(*half) == half->end());
  }
}

TEST_CASE("one flipped bit changes about half of the hash", "[base][hash][property]") {
  const auto seed = GENERATE(1u, 2u);
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  for (const std::size_t size : {1u, 7u, 8u, 15u, 16u, 17u, 33u, 64u}) {
    double sum = 0;
    int least = 128, tries = 0;
    for (int round = 0; round < 40; ++round) {
      const std::string text = random_text(random, size);
      for (std::size_t bit = 0; bit < size * 8; ++bit, ++tries) {
        std::string other = text;
        other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << (bit % 8)));
        const int changed = changed_bits(hash128(text), hash128(other));
        sum += changed;
        least = std::min(least, changed);
      }
    }
    CAPTURE(size);
    CHECK(sum / tries == Approx(64).margin(1));
    CHECK(least >
          25);  // 20,000 draws of binomial(128, 1/2): below 25 is past eight deviations away
  }
}
