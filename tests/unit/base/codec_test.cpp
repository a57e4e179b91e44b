#include "base/codec.hpp"

#include <catch2/catch.hpp>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

using namespace tocsin;

namespace {

// A NaN with bits of its own, which a conversion would lose.
const double kPayload = std::bit_cast<double>(std::uint64_t{0x7ff8000000000abc});

}  // namespace

TEST_CASE("what is written is read back, bit for bit", "[base][codec]") {
  Encoder out;
  out.u64(0);
  out.u64(127);
  out.u64(128);
  out.u64(std::numeric_limits<std::uint64_t>::max());
  out.i64(-1);
  out.i64(std::numeric_limits<std::int64_t>::min());
  out.number(-0.0);
  out.number(kPayload);
  out.text("Köln");
  out.boolean(true);
  out.instant(kForever);
  out.duration(-90min);
  out.hash({1, 2});
  Decoder in(out.bytes());
  CHECK(in.u64() == 0);
  CHECK(in.u64() == 127);
  CHECK(in.u64() == 128);
  CHECK(in.u64() == std::numeric_limits<std::uint64_t>::max());
  CHECK(in.i64() == -1);
  CHECK(in.i64() == std::numeric_limits<std::int64_t>::min());
  CHECK(std::signbit(in.number()));
  CHECK(std::bit_cast<std::uint64_t>(in.number()) == std::bit_cast<std::uint64_t>(kPayload));
  CHECK(in.text() == "Köln");
  CHECK(in.boolean());
  CHECK(in.instant() == kForever);
  CHECK(in.duration() == -90min);
  CHECK(in.hash() == Hash128{1, 2});
  CHECK(in.at_end());
  CHECK_FALSE(in.failed());
}

TEST_CASE("numbers stand in the same bytes on every machine", "[base][codec]") {
  Encoder out;
  out.number(1.0);  // 0x3ff0000000000000
  out.u64(300);     // 0b10'0101100
  out.i64(-2);      // zigzag: 3
  CHECK(out.bytes() == std::string("\0\0\0\0\0\0\xf0\x3f\xac\x02\x03", 11));
}

TEST_CASE("bytes that are cut off or hostile fail and give zeros", "[base][codec]") {
  Encoder out;
  out.text("a text of some length");
  const std::string whole = out.bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    Decoder in(std::string_view(whole).substr(0, size));
    CHECK(in.text().empty());
    CHECK(in.failed());
    CHECK(in.u64() == 0);
    CHECK(in.number() == 0);
  }
  Decoder endless(std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 11));
  CHECK(endless.u64() == 0);
  CHECK(endless.failed());
  Encoder huge;
  huge.u64(std::uint64_t{1} << 60);
  Decoder in(huge.bytes());
  CHECK(in.count(8) == 0);  // before anything is allocated
  CHECK(in.failed());
}

TEST_CASE("random bytes never do more than fail", "[base][codec][property]") {
  const auto seed = GENERATE(1u, 2u, 3u);
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  for (int i = 0; i < 2000; ++i) {
    std::string bytes(random() % 40, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    Decoder in(bytes);
    for (int step = 0; step < 20; ++step) {
      switch (random() % 5) {
        case 0: in.text(); break;
        case 1: in.i64(); break;
        case 2: in.number(); break;
        case 3: CHECK(in.count(2) <= bytes.size() / 2); break;
        default: in.hash(); break;
      }
    }
  }
}
