// Detectors of changes: the streams of METRICS 17 and cases worked by hand.
#include "evaluators/detector.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace tocsin::evaluators {
namespace {

using Values = std::vector<double>;
using Places = std::vector<std::size_t>;

dsl::AggregateCall call_of(const std::string& detector,
                           const std::map<std::string, double>& parameters = {}) {
  dsl::AggregateCall call;
  call.options.push_back({.name = "detector", .word = detector, .values = {}});
  for (const auto& [name, number] : parameters)
    call.options.push_back({.name = name, .word = "", .number = number, .values = {}});
  return call;
}

std::unique_ptr<Detector> made(const dsl::AggregateCall& call) {
  return detector_of(call).make(call);
}

Places signals(Detector& detector, const Values& values, Signal wanted = Signal::drift) {
  Places found;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (detector.add(values[i]) == wanted) found.push_back(i);
  return found;
}

Places drifts(const dsl::AggregateCall& call, const Values& values) {
  return signals(*made(call), values);
}

// numpy's seed 12345: 1000 of 0 and 1, then 1000 of 0 to 7, by the lowest bits of the generator.
Values stream_s1() {
  std::mt19937 random(12345);
  Values values;
  for (int i = 0; i < 1000; ++i) values.push_back(static_cast<double>(random() & 1));
  for (int i = 0; i < 1000; ++i) values.push_back(static_cast<double>(random() & 7));
  return values;
}

// Python's random.Random(12345): the same generator, seeded with a list, 53 bits a draw.
class PythonRandom {
 public:
  PythonRandom() {
    state_[0] = 19650218;
    for (std::uint32_t i = 1; i < kSize; ++i)
      state_[i] = 1812433253U * (state_[i - 1] ^ (state_[i - 1] >> 30)) + i;
    std::size_t i = 1;
    for (std::size_t n = 0; n < kSize; ++n) mix(i, 1664525U, 12345U);
    for (std::size_t n = 1; n < kSize; ++n) mix(i, 1566083941U, 0U - static_cast<std::uint32_t>(i));
    state_[0] = 0x80000000U;
  }

  double next() {
    const std::uint32_t high = draw() >> 5, low = draw() >> 6;
    return (high * 67108864.0 + low) / 9007199254740992.0;
  }

 private:
  static constexpr std::size_t kSize = 624;

  void mix(std::size_t& i, std::uint32_t factor, std::uint32_t plus) {
    state_[i] = (state_[i] ^ ((state_[i - 1] ^ (state_[i - 1] >> 30)) * factor)) + plus;
    if (++i < kSize) return;
    state_[0] = state_[kSize - 1];
    i = 1;
  }

  std::uint32_t draw() {
    if (at_ == kSize) {
      for (std::size_t k = 0; k < kSize; ++k) {
        const std::uint32_t y = (state_[k] & 0x80000000U) | (state_[(k + 1) % kSize] & 0x7fffffffU);
        state_[k] = state_[(k + 397) % kSize] ^ (y >> 1) ^ ((y & 1) != 0 ? 0x9908b0dfU : 0U);
      }
      at_ = 0;
    }
    std::uint32_t y = state_[at_++];
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680U;
    y ^= (y << 15) & 0xefc60000U;
    return y ^ (y >> 18);
  }

  std::array<std::uint32_t, kSize> state_{};
  std::size_t at_ = kSize;
};

// 1000 of 0 and 1, then 1000 of 4 to 7.
Values stream_d() {
  PythonRandom random;
  Values values;
  for (int i = 0; i < 1000; ++i) values.push_back(std::floor(random.next() * 2));
  for (int i = 0; i < 1000; ++i) values.push_back(4 + std::floor(random.next() * 4));
  return values;
}

// So many yes, spread evenly, then so many of another share.
Values yes_no(std::size_t n, double before, std::size_t m, double after) {
  Values values;
  double sum = 0;
  for (std::size_t i = 0; i < n + m; ++i) {
    sum += i < n ? before : after;
    values.push_back(sum >= 1 - 1e-9 ? 1 : 0);
    if (values.back() == 1) sum -= 1;
  }
  return values;
}

const std::vector<std::string> kAll{"adwin",  "cusum",  "ddm",   "eddm",
                                    "hddm_a", "hddm_w", "kswin", "page_hinkley"};

}  // namespace

TEST_CASE("the streams are those of the published figures", "[evaluators][detector]") {
  const auto values = stream_s1();
  CHECK(Values(values.begin(), values.begin() + 12) == Values{0, 1, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1});
  double first = 0, second = 0;
  for (std::size_t i = 0; i < 1000; ++i) {
    first += values[i];
    second += values[1000 + i];
  }
  CHECK(first == 507);
  CHECK(second == 3478);
}

TEST_CASE("adwin finds the published changes", "[evaluators][detector]") {
  CHECK(drifts(call_of("adwin"), stream_s1()) == Places{1023});
  CHECK(drifts(call_of("adwin"), stream_d()) == Places{1023});
}

TEST_CASE("page_hinkley finds the published changes", "[evaluators][detector]") {
  CHECK(drifts(call_of("page_hinkley"), stream_s1()) == Places{1020, 1991});
  CHECK(drifts(call_of("page_hinkley"), stream_d()).front() == 1006);
}

TEST_CASE("kswin finds the published change, whatever it draws", "[evaluators][detector]") {
  for (const double seed : {1.0, 2.0, 42.0}) {
    CAPTURE(seed);
    const auto found = drifts(call_of("kswin", {{"alpha", 0.0001}, {"seed", seed}}), stream_d());
    REQUIRE(!found.empty());
    CHECK(found.front() >= 1008);
    CHECK(found.front() <= 1024);
  }
}

TEST_CASE("cusum adds up what lies above the mean", "[evaluators][detector]") {
  // 30 zeros, then ones: the k-th has a mean of k / (30 + k), so it adds 30 / (30 + k) - delta.
  Values values(30, 0);
  values.insert(values.end(), 40, 1);
  double sum = 0;
  std::size_t at = 29;
  for (double k = 1; sum < 5; ++k, ++at) sum += 30 / (30 + k) - 0.005;
  const auto found = drifts(call_of("cusum", {{"lambda", 5}}), values);
  REQUIRE(!found.empty());
  CHECK(found.front() == at);
}

TEST_CASE("ddm goes by the best rate of errors so far", "[evaluators][detector]") {
  // Every tenth is an error, then all are. p + s is least at the 39th: 3 / 39 = 0.0769, s = 0.0427.
  const auto call = call_of("ddm");
  const auto values = yes_no(100, 0.1, 50, 1);
  const double p = 3.0 / 39, s = std::sqrt(p * (1 - p) / 39);
  CHECK(p + s < 9.0 / 99 + std::sqrt(9.0 / 99 * (90.0 / 99) / 99));
  // With k errors after the tenth at the hundredth: above p + 2s from k = 4, above p + 3s from k
  // = 9.
  const auto reaches = [](double k) {
    const double rate = (10 + k) / (100 + k);
    return rate + std::sqrt(rate * (1 - rate) / (100 + k));
  };
  REQUIRE((reaches(3) < p + 2 * s && p + 2 * s < reaches(4)));
  REQUIRE((reaches(8) < p + 3 * s && p + 3 * s < reaches(9)));
  CHECK(drifts(call, values).front() == 108);
  CHECK(signals(*made(call), values, Signal::warning).front() == 103);
}

TEST_CASE("eddm goes by the distance between errors", "[evaluators][detector]") {
  // 40 errors ten apart, then two apart: after k of these the mean falls to (400 + 2k) / (40 + k)
  // while the deviation of the distances grows.
  const auto values = yes_no(400, 0.1, 400, 0.5);
  const auto found = drifts(call_of("eddm"), values);
  REQUIRE(!found.empty());
  CHECK(found.front() > 400);
  CHECK(drifts(call_of("eddm"), yes_no(800, 0.1, 0, 0)).empty());
}

TEST_CASE("hddm_a compares with the lowest mean by Hoeffding's bound", "[evaluators][detector]") {
  // 200 zeros, then ones: the lowest point stays the last zero, of n = 200. With k ones the mean
  // k / (200 + k) passes sqrt(k / 200 / (200 + k) / 2 * ln 2000).
  Values values(200, 0);
  values.insert(values.end(), 50, 1);
  std::size_t expected = 0;
  for (double k = 1; expected == 0; ++k)
    if (k / (200 + k) >= std::sqrt(k / 200 / (200 + k) / 2 * std::log(2000.0)))
      expected = static_cast<std::size_t>(199 + k);
  CHECK(drifts(call_of("hddm_a"), values) == Places{expected});
}

TEST_CASE("hddm_w compares weighted means by McDiarmid's bound", "[evaluators][detector]") {
  Values values(200, 0);
  values.insert(values.end(), 50, 1);
  // Of zeros the squared weights sink to lambda / (2 - lambda); those of the ones begin at 1.
  double squares = 1;
  for (int i = 1; i < 200; ++i) squares = 0.0025 + 0.9025 * squares;
  std::size_t expected = 0;
  double since = 1;
  for (std::size_t k = 1; expected == 0; ++k) {
    if (k > 1) since = 0.0025 + 0.9025 * since;
    if (1 > std::sqrt((squares + since) * std::log(1000.0) / 2)) expected = 199 + k;
  }
  CHECK(drifts(call_of("hddm_w"), values).front() == expected);
}

TEST_CASE("nothing drifts where nothing changes", "[evaluators][detector]") {
  for (const auto& name : kAll) {
    CAPTURE(name);
    CHECK(drifts(call_of(name), Values(5000, 0)).empty());
    if (name != "eddm") CHECK(drifts(call_of(name), yes_no(5000, 0.25, 0, 0)).empty());
  }
}

TEST_CASE("every detector finds a plain change and starts anew", "[evaluators][detector]") {
  for (const auto& name : kAll) {
    CAPTURE(name);
    const auto call = call_of(name);
    const auto detector = made(call);
    const auto values = yes_no(1000, 0.1, 1000, 0.9);
    const auto found = signals(*detector, values);
    REQUIRE(!found.empty());
    CHECK(found.front() > 1000);
    CHECK(found.front() < 1200);
    CHECK(found.size() < 4);
  }
}

TEST_CASE("a saved detector goes on where it was", "[evaluators][detector]") {
  for (const auto& name : kAll) {
    CAPTURE(name);
    const auto call = call_of(name);
    const auto values = yes_no(700, 0.2, 700, 0.7);
    const auto whole = drifts(call, values);
    for (const std::size_t cut : {1U, 500U, 702U, 1000U}) {
      const auto first = made(call), second = made(call);
      Places found = signals(*first, Values(values.begin(), values.begin() + cut));
      Encoder out;
      first->save(out);
      Decoder in(out.bytes());
      second->load(in);
      REQUIRE((!in.failed() && in.at_end()));
      for (const auto at : signals(*second, Values(values.begin() + cut, values.end())))
        found.push_back(at + cut);
      CHECK(found == whole);
    }
  }
}

TEST_CASE("a damaged state of a detector is refused", "[evaluators][detector]") {
  for (const auto& name : kAll) {
    CAPTURE(name);
    const auto call = call_of(name);
    const auto detector = made(call);
    signals(*detector, yes_no(500, 0.3, 0, 0));
    Encoder out;
    detector->save(out);
    Decoder in(std::string_view(out.bytes()).substr(0, out.bytes().size() - 1));
    made(call)->load(in);
    CHECK(in.failed());
  }
}

}  // namespace tocsin::evaluators
