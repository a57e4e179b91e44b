#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

namespace tocsin::test {
namespace {

Table table_of(const std::vector<double>& xs) {
  return Columns().numbers("x", numbers(xs)).table();
}

Value drift(std::string_view name, const std::vector<double>& live,
            const std::vector<double>& baseline, double level = 0.95) {
  const Table now = table_of(live), then = table_of(baseline);
  return value_of(call(name, now, {field(now, "x")}), now, &then, level);
}

Table texts_of(const std::vector<std::pair<std::string, int>>& counts) {
  Columns::Texts texts;
  for (const auto& [text, count] : counts)
    texts.insert(texts.end(), static_cast<std::size_t>(count), text);
  return Columns().texts("x", texts).table();
}

Value psi_of_texts(const Table& now, const Table& then) {
  return value_of(call("psi", now, {field(now, "x")}), now, &then);
}

// The vector of METRICS section 8, without any chance in it.
std::vector<double> sequence(int n, double (*f)(int)) {
  std::vector<double> xs;
  for (int i = 0; i < n; ++i) xs.push_back(f(i));
  return xs;
}
const auto kReference = sequence(1000, [](int i) { return i / 1000.0; });
const auto kCurved = sequence(500, [](int i) { return (i / 500.0) * (i / 500.0); });
const auto kShifted = sequence(500, [](int i) { return 0.9 + i / 1000.0; });

TEST_CASE("ks and psi of the published sequences", "[evaluators][ks][psi]") {
  CHECK(drift("ks", kCurved, kReference).value == 0.251);
  CHECK(drift("ks", kShifted, kReference).value == 0.9);
  CHECK(drift("psi", kCurved, kReference).value == Approx(0.386199228135439).epsilon(1e-12));
  // Nine deciles without a live value count half each: shares 0.5/504.5 and 500/504.5.
  const double rare = 0.5 / 504.5, rest = 500 / 504.5;
  const double want = 9 * (rare - 0.1) * std::log(rare / 0.1) + (rest - 0.1) * std::log(rest / 0.1);
  CHECK(drift("psi", kShifted, kReference).value == Approx(want).epsilon(1e-12));
  CHECK(std::isnan(drift("ks", kCurved, kReference).low));
}

TEST_CASE("distances know whether they are more than noise", "[evaluators][ks][psi]") {
  const auto ten = sequence(10, [](int i) { return i / 10.0; });
  const auto up = sequence(10, [](int i) { return 0.6 + i / 10.0; });
  for (const std::string name : {"ks", "psi"}) {
    CAPTURE(name);
    CHECK(drift(name, kCurved, kReference).differs);
    CHECK_FALSE(drift(name, kReference, kReference).differs);
  }
  // A gap of 0.6 between ten and ten: 0.6·sqrt(5) is 1.342, and 1 - L(1.342) is 0.0546.
  CHECK(drift("ks", up, ten).value == Approx(0.6));
  CHECK_FALSE(drift("ks", up, ten).differs);
  CHECK(drift("ks", up, ten, 0.94).differs);
}

TEST_CASE("ks of scipy's example", "[evaluators][ks]") {
  const auto a = sequence(5, [](int i) { return i / 5.0; });
  const auto b = sequence(5, [](int i) { return i / 5.0 + 0.3; });
  CHECK(drift("ks", b, a).value == 0.4);
  CHECK(drift("ks", a, b).value == 0.4);
}

TEST_CASE("psi of the published category counts", "[evaluators][psi]") {
  const Table then = texts_of({{"1", 16}, {"2", 18}, {"3", 16}, {"4", 14}, {"5", 12}, {"6", 12}});
  const Table now = texts_of({{"6", 8}, {"5", 16}, {"4", 16}, {"3", 16}, {"2", 16}, {"1", 16}});
  CHECK(psi_of_texts(now, then).value == Approx(0.037218381577290835).epsilon(1e-12));
}

TEST_CASE("empty bins count half an observation", "[evaluators][psi]") {
  // c is new and joins `other`, which the reference lacks: 10, 10, 0.5 of 20.5; b went away: 15,
  // 0.5, 5.
  const Table then = texts_of({{"a", 10}, {"b", 10}});
  const Table now = texts_of({{"a", 15}, {"c", 3}, {"d", 2}});
  const auto term = [](double p, double q) { return (p - q) * std::log(p / q); };
  const double want =
      term(15 / 20.5, 10 / 20.5) + term(0.5 / 20.5, 10 / 20.5) + term(5 / 20.5, 0.5 / 20.5);
  CHECK(psi_of_texts(now, then).value == Approx(want).epsilon(1e-12));
}

TEST_CASE("drift at its edges", "[evaluators][psi][ks]") {
  struct Case {
    std::string_view why;
    std::vector<double> live, baseline;
    std::optional<double> psi, ks;
  };
  const std::nullopt_t none = std::nullopt;
  const auto c = GENERATE_COPY(values<Case>({
      {"no reference", {1, 2}, {}, none, none},
      {"nothing live", {}, {1, 2}, none, none},
      {"a constant that stays", {5, 5, 5}, {5, 5, 5, 5, 5}, 0, 0},
      {"the same values", {1, 2, 3, 4}, {1, 2, 3, 4}, 0, 0},
      {"wholly below", {1, 1}, {5, 6}, none, 1},
      {"wholly above", {7, 8, 9}, {5, 6}, none, 1},
      {"a negative zero is a zero", {-0.0}, {0.0}, 0, 0},
  }));
  DYNAMIC_SECTION(c.why) {
    const Value ks = drift("ks", c.live, c.baseline);
    CHECK(ks.known == c.ks.has_value());
    if (c.ks) CHECK(ks.value == *c.ks);
    const Value psi = drift("psi", c.live, c.baseline);
    CHECK(psi.known == !(c.live.empty() || c.baseline.empty()));
    if (c.psi) CHECK(psi.value == *c.psi);
    if (psi.known) CHECK(std::isfinite(psi.value));
  }
}

TEST_CASE("a constant that moved has a finite psi", "[evaluators][psi]") {
  // One edge at 5, closed on the right: 4 values below or on it, then 3 above; empty bins half.
  const auto term = [](double p, double q) { return (p - q) * std::log(p / q); };
  const double want = term(0.5 / 3.5, 4 / 4.5) + term(3 / 3.5, 0.5 / 4.5);
  CHECK(drift("psi", {6, 6, 6}, {5, 5, 5, 5}).value == Approx(want).epsilon(1e-12));
}

TEST_CASE("missing values drift nowhere", "[evaluators][psi][ks]") {
  const Table then = table("x:number? c:category?", {"1 a", "2 b", "- -", "3 b"});
  const Table now = table("x:number? c:category?", {"1 a", "- -", "2 b", "3 b"});
  for (const auto* name : {"psi", "ks"}) {
    const auto made = call(name, now, {field(now, "x")});
    const auto aggregate = start(made, &then);
    add_rows(*aggregate, now, made, 0, 4);
    CHECK(aggregate->judged() == 3);
    CHECK(aggregate->value().value == 0);
  }
  CHECK(value_of(call("psi", now, {field(now, "c")}), now, &then).value == 0);
}

TEST_CASE("psi of yes/no values and of texts", "[evaluators][psi]") {
  const Table then = table("f:bool s:text", {"true a", "false b", "false b", "false c"});
  const Table now = table("f:bool s:text", {"true a", "true b", "false a", "false z"});
  const auto term = [](double p, double q) { return (p - q) * std::log(p / q); };
  CHECK(value_of(call("psi", now, {field(now, "f")}), now, &then).value ==
        Approx(term(0.5, 0.25) + term(0.5, 0.75)).epsilon(1e-12));
  const double texts = term(2 / 4.5, 1 / 4.5) + term(1 / 4.5, 2 / 4.5) + term(0.5 / 4.5, 1 / 4.5) +
                       term(1 / 4.5, 0.5 / 4.5);
  CHECK(value_of(call("psi", now, {field(now, "s")}), now, &then).value ==
        Approx(texts).epsilon(1e-12));
}

// At every pooled point, by counting.
double slow_ks(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  const auto share_up_to = [](const std::vector<double>& xs, double at) {
    const auto n = std::ranges::count_if(xs, [at](double x) { return x <= at; });
    return static_cast<double>(n) / static_cast<double>(xs.size());
  };
  for (const auto* xs : {&a, &b}) {
    for (const double at : *xs) {
      largest = std::max(largest, std::abs(share_up_to(a, at) - share_up_to(b, at)));
    }
  }
  return largest;
}

// Deciles by the definition of type 7, bins by comparing with each of them.
double slow_psi(const std::vector<double>& live, std::vector<double> baseline) {
  std::ranges::sort(baseline);
  std::vector<double> edges;
  for (int decile = 1; decile < 10; ++decile) {
    const double place = static_cast<double>(baseline.size() - 1) * (decile / 10.0);
    const auto below = static_cast<std::size_t>(place);
    const double next = baseline[std::min(below + 1, baseline.size() - 1)];
    const double edge = std::lerp(baseline[below], next, place - std::floor(place));
    if (edges.empty() || edges.back() != edge) edges.push_back(edge);
  }
  std::map<std::size_t, std::pair<double, double>> bins;
  const auto bin = [&](double x) {
    return static_cast<std::size_t>(std::ranges::lower_bound(edges, x) - edges.begin());
  };
  for (const double x : live) bins[bin(x)].first += 1;
  for (const double x : baseline) bins[bin(x)].second += 1;
  double p_sum = 0, q_sum = 0, index = 0;
  for (auto& [at, counts] : bins) {
    counts = {counts.first == 0 ? 0.5 : counts.first, counts.second == 0 ? 0.5 : counts.second};
    p_sum += counts.first;
    q_sum += counts.second;
  }
  for (const auto& [at, counts] : bins) {
    const double p = counts.first / p_sum, q = counts.second / q_sum;
    index += (p - q) * std::log(p / q);
  }
  return index;
}

TEST_CASE("drift agrees with the slow definitions", "[evaluators][psi][ks][property]") {
  const auto seed = GENERATE(take(25, random(1, 1'000'000)));
  CAPTURE(seed);
  std::mt19937_64 random(static_cast<std::uint64_t>(seed));
  const bool ties = seed % 2 == 0;
  const auto draw = [&](std::size_t n, double shift) {
    std::normal_distribution<double> normal(shift, 1);
    std::vector<double> xs(n);
    for (auto& x : xs) x = ties ? std::round(normal(random) * 2) / 2 : normal(random);
    return xs;
  };
  const auto baseline = draw(1 + random() % 200, 0);
  const auto live = draw(1 + random() % 200, 0.5);
  CHECK(drift("ks", live, baseline).value == Approx(slow_ks(live, baseline)).epsilon(1e-12));
  CHECK(drift("psi", live, baseline).value ==
        Approx(slow_psi(live, baseline)).epsilon(1e-12).margin(1e-15));
}

TEST_CASE("steps may lie anywhere among the doubles", "[evaluators][ks]") {
  constexpr double kMost = std::numeric_limits<double>::max();
  constexpr double kLeast = std::numeric_limits<double>::denorm_min();
  const std::vector<double> baseline{-kMost, -1, -kLeast, 0, kLeast, 1, kMost};
  CHECK(drift("ks", baseline, baseline).value == 0);
  CHECK(drift("ks", {-0.0, kLeast}, baseline).value == Approx(3.0 / 7));
  CHECK(drift("ks", {2, kMost}, baseline).value == Approx(6.0 / 7));
  CHECK(drift("ks", {-kMost, -kMost / 2}, baseline).value == Approx(6.0 / 7));
}

std::vector<double> bell(std::uint64_t seed, std::size_t size, double mean, double spread,
                         double step) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(mean, spread);
  std::vector<double> values(size);
  for (auto& x : values) x = step == 0 ? normal(random) : std::round(normal(random) / step) * step;
  return values;
}

// By walking both sorted samples, past all that are equal at once.
double walked_ks(std::vector<double> a, std::vector<double> b) {
  std::ranges::sort(a);
  std::ranges::sort(b);
  double largest = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const double at = std::min(a[i], b[j]);
    while (i < a.size() && a[i] == at) ++i;
    while (j < b.size() && b[j] == at) ++j;
    largest = std::max(largest, std::abs(static_cast<double>(i) / static_cast<double>(a.size()) -
                                         static_cast<double>(j) / static_cast<double>(b.size())));
  }
  return largest;
}

TEST_CASE("ks is exact while window or reference has up to 100,000 values", "[evaluators][ks]") {
  const double step = GENERATE(0.0, 0.1, 1e-4);
  struct Case {
    std::size_t live, baseline;
    double shift;
  };
  const auto c = GENERATE(values<Case>({{3000, 150'000, 0.05},
                                        {3000, 150'000, 0},
                                        {2, 120'000, 1},
                                        {100'000, 110'000, 0.001},
                                        {110'000, 5000, 0.02}}));
  CAPTURE(step, c.live, c.baseline, c.shift);
  const auto live = bell(11, c.live, c.shift, 1.1, step),
             baseline = bell(12, c.baseline, 0, 1, step);
  CHECK(drift("ks", live, baseline).value == Approx(walked_ks(live, baseline)).epsilon(1e-12));
}

TEST_CASE("ks of many values on both sides is judged at quantiles", "[evaluators][ks]") {
  const auto live = bell(13, 120'000, 0.05, 1.1, 0), baseline = bell(14, 150'000, 0, 1, 0);
  const double got = drift("ks", live, baseline).value, want = walked_ks(live, baseline);
  CHECK(got == Approx(want).margin(1e-4));
  CHECK(got <= want);
}

TEST_CASE("ks of a large reference does not depend on how the rows came", "[evaluators][ks]") {
  const std::size_t size = GENERATE(2000, 130'000);
  const Table now = table_of(bell(15, size, 0.1, 1, 0)),
              then = table_of(bell(16, 101'000, 0, 1, 0));
  const auto ks = call("ks", now, {field(now, "x")});
  const auto whole = start(ks, &then);
  add_rows(*whole, now, ks, 0, size);
  const auto first = start(ks, &then), second = first->fresh(), loaded = first->fresh();
  add_rows(*first, now, ks, 0, size / 3);
  add_rows(*second, now, ks, size / 3, size);
  first->merge(*second);
  CHECK(same_bits(first->value(), whole->value()));
  Encoder out;
  first->save(out);
  Decoder in(out.bytes());
  loaded->load(in);
  CHECK(in.at_end());
  CHECK(loaded->judged() == size);
  CHECK(same_bits(loaded->value(), whole->value()));
}

TEST_CASE("a window beyond 100,000 values is still exact against a small reference",
          "[evaluators][ks]") {
  std::vector<double> live(120'000);
  for (std::size_t i = 0; i < live.size(); ++i) live[i] = static_cast<double>(i % 100);
  CHECK(drift("ks", live, {9.5, 19.5, 29.5, 39.5}).value == 0.6);
}

}  // namespace
}  // namespace tocsin::test
