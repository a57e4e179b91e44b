// Distances from a reference over bins and between curves, in all their dialects.
#include "evaluators/evidence.hpp"
#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

namespace tocsin::test {
namespace {

using Options = std::vector<std::pair<std::string, std::string>>;
using Xs = std::vector<double>;

dsl::AggregateCall distance(std::string_view name, const Table& now, const Options& options) {
  auto made = call(name, now, {field(now, "x")});
  for (const auto& [option, word] : options) {
    if (option == "bins")
      made.options.push_back({.name = option, .number = std::stod(word)});
    else
      made.options.push_back({.name = option, .word = word});
  }
  return made;
}

Table table_of(const Xs& xs) { return Columns().numbers("x", numbers(xs)).table(); }

Value apart(std::string_view name, const Xs& live, const Xs& reference, const Options& options = {},
            double level = 0.95) {
  const Table now = table_of(live), then = table_of(reference);
  return value_of(distance(name, now, options), now, &then, level);
}

Table texts_of(const std::vector<std::pair<std::string, int>>& counts) {
  Columns::Texts texts;
  for (const auto& [text, count] : counts)
    texts.insert(texts.end(), static_cast<std::size_t>(count), text);
  return Columns().texts("x", texts).table();
}

Xs sequence(int n, double (*f)(int)) {
  Xs xs;
  for (int i = 0; i < n; ++i) xs.push_back(f(i));
  return xs;
}

const auto kReference = sequence(1000, [](int i) { return i / 1000.0; });
const auto kCurved = sequence(500, [](int i) { return (i / 500.0) * (i / 500.0); });
const auto kShifted = sequence(500, [](int i) { return 0.9 + i / 1000.0; });

struct Published {
  std::string name;
  Options options;
  double curved, shifted;
};

// Of one pair of sequences without any chance, by the libraries that the dialects are named after.
TEST_CASE("distances of the published sequences", "[evaluators][distances]") {
  const auto c = GENERATE(values<Published>({
      {"wasserstein", {}, 0.167166, 0.65},
      {"wasserstein", {{"normed", "true"}}, 0.5790803001363403, 2.2516671756734103},
      {"psi", {{"dialect", "sturges"}}, 0.3955386849444029, 11.42824121770091},
      {"psi", {{"dialect", "credit"}}, 0.386199228135439, 8.283089355027482},
      {"js", {{"base", "e"}, {"dialect", "sturges"}}, 0.21755177466124945, 0.7441499096343026},
      {"js", {{"dialect", "doane"}}, 0.259878860529, 0.916198970799},
      {"kl", {{"dialect", "sturges"}}, 0.17741853679234895, 5.747890139548308},
      {"hellinger", {{"dialect", "sturges"}}, 0.21988602584196984, 0.8872934171145616},
      {"hellinger", {{"dialect", "doane"}}, 0.218571377842, 0.911501153666},
  }));
  CAPTURE(c.name, c.options.empty() ? "" : c.options.back().second);
  CHECK(apart(c.name, kCurved, kReference, c.options).value == Approx(c.curved).epsilon(1e-11));
  CHECK(apart(c.name, kShifted, kReference, c.options).value == Approx(c.shifted).epsilon(1e-11));
  CHECK(apart(c.name, kCurved, kReference, c.options).differs);
}

TEST_CASE("distances of the published counts of categories", "[evaluators][distances]") {
  const Table then = texts_of({{"1", 16}, {"2", 18}, {"3", 16}, {"4", 14}, {"5", 12}, {"6", 12}});
  const Table now = texts_of({{"6", 8}, {"5", 16}, {"4", 16}, {"3", 16}, {"2", 16}, {"1", 16}});
  const auto of = [&](std::string_view name, const Options& options = {}) {
    return value_of(distance(name, now, options), now, &then).value;
  };
  CHECK(of("psi", {{"dialect", "sturges"}}) == Approx(0.037218381577290835).epsilon(1e-12));
  CHECK(of("psi", {{"dialect", "smoothed"}}) == Approx(0.03721556434094221).epsilon(1e-12));
  CHECK(of("kl") == Approx(0.018909676965320497).epsilon(1e-12));
  CHECK(of("js", {{"base", "e"}}) == Approx(0.06804819617703867).epsilon(1e-12));
  CHECK(of("js") == Approx(0.081734213306).epsilon(1e-11));
  CHECK(of("js", {{"form", "divergence"}}) == Approx(of("js") * of("js")).epsilon(1e-12));
  CHECK(of("hellinger") == Approx(0.06812774370983345).epsilon(1e-12));
  CHECK(of("chi2") == Approx(1.6224089635854342).epsilon(1e-12));
  CHECK(evaluators::chi_square_tail(of("chi2"), 5) == Approx(0.8985262394026607).epsilon(1e-11));
  CHECK(evaluators::chi_square_tail(of("chi2", {{"form", "fit"}}), 5) ==
        Approx(0.6730876006966301).epsilon(1e-11));
  CHECK(evaluators::chi_square_tail(of("chi2", {{"form", "g"}}), 5) ==
        Approx(0.6657519578484128).epsilon(1e-11));
  CHECK(of("cramers_v") == Approx(std::sqrt(1.6224089635854342 / 176)).epsilon(1e-12));
  CHECK(of("tvd") == Approx(0.06818181818181819).epsilon(1e-12));
  CHECK(of("d1") == Approx(0.13636363636363638).epsilon(1e-12));
  CHECK(of("linf") == Approx(0.045454545454545).epsilon(1e-12));
}

TEST_CASE("wasserstein and js of scipy's examples", "[evaluators][distances]") {
  CHECK(apart("wasserstein", {5, 6, 8}, {0, 1, 3}).value == Approx(5));
  // Weights 3 and 1 against 2 and 2.
  CHECK(apart("wasserstein", {0, 0, 0, 1}, {0, 0, 1, 1}).value == Approx(0.25));
  // Shares (1, 0, 0) against (1/2, 1/2, 0).
  const Table then = texts_of({{"a", 4}}), now = texts_of({{"a", 2}, {"b", 2}});
  CHECK(value_of(distance("js", now, {{"base", "e"}}), now, &then).value ==
        Approx(0.46450140402245893).epsilon(1e-12));
  CHECK(value_of(distance("js", now, {}), now, &then).value ==
        Approx(0.5579230452841438).epsilon(1e-12));
}

TEST_CASE("every text that the reference lacks is a category of its own",
          "[evaluators][distances]") {
  // Shares 0.4 0.3 0.15 0.15 against 0.7 0.3 0 0. Joined, those of `many` would be 0.75 against 0.
  const Table then = texts_of({{"a", 7}, {"b", 3}});
  const Table now = texts_of({{"a", 8}, {"b", 6}, {"c", 3}, {"d", 3}});
  const auto of = [&](std::string_view name) {
    return value_of(distance(name, now, {}), now, &then).value;
  };
  CHECK(of("linf") == Approx(0.3));
  CHECK(of("d1") == Approx(0.3 + 0 + 0.15 + 0.15));
  CHECK(of("tvd") == Approx(0.3));
  const Table many = texts_of({{"b", 1}, {"c", 1}, {"d", 1}, {"e", 1}});
  CHECK(value_of(distance("linf", many, {}), many, &then).value == Approx(0.7));
}

TEST_CASE("empty bins by dialect", "[evaluators][distances]") {
  // Values 1..5 four times each, and live only 5: with at most 20 values each is a bin.
  Xs reference;
  for (int i = 0; i < 20; ++i) reference.push_back(1 + i / 4);
  const auto term = [](double p, double q) { return (p - q) * std::log(p / q); };
  const Xs live{5, 5};
  CHECK(apart("psi", live, reference, {{"dialect", "sturges"}}).value ==
        Approx(4 * term(1e-4, 0.2) + term(1, 0.2)).epsilon(1e-12));
  // Five equal bins of 0.8 over both hold the same five values.
  CHECK(apart("psi", live, reference, {{"bins", "5"}, {"dialect", "smoothed"}}).value ==
        Approx(4 * term(1e-5, 0.2 + 1e-5) + term(1 + 1e-5, 0.2 + 1e-5)).epsilon(1e-12));
  const double least = std::numeric_limits<double>::min();
  CHECK(apart("psi", live, reference, {{"bins", "5"}, {"dialect", "equal"}}).value ==
        Approx(4 * term(least, 0.2) + term(1, 0.2)).epsilon(1e-12));
  CHECK(apart("d1", live, reference, {{"bins", "5"}, {"dialect", "equal"}}).value == Approx(1.6));
}

TEST_CASE("union spreads the values of a bin evenly", "[evaluators][distances]") {
  // Two bins each: [0, 2) and [2, 4] with two values, [1, 3) and [3, 5] with 3 and 1. Cut at
  // 0 1 2 3 4 5 the shares are 1/4 1/4 1/4 1/4 0 and 0 3/8 3/8 1/8 1/8.
  const Xs reference{0, 1, 3, 4}, live{1, 2, 2.5, 5};
  CHECK(apart("d1", live, reference, {{"bins", "2"}, {"dialect", "union"}}).value ==
        Approx(0.25 + 0.125 + 0.125 + 0.125 + 0.125));
  // A constant is a bin without width: nothing else falls into it.
  CHECK(apart("d1", {2, 2}, reference, {{"bins", "2"}, {"dialect", "union"}}).value == Approx(2));
  CHECK(apart("d1", {2, 2}, {2, 2, 2}, {{"dialect", "union"}}).value == 0);
}

const std::vector<std::string> kBinned{"chi2", "cramers_v", "d1",  "hellinger", "js",
                                       "kl",   "linf",      "psi", "tvd"};
const std::vector<std::string> kDialects{"decile", "doane", "equal", "sturges", "union"};

TEST_CASE("distances at their edges", "[evaluators][distances]") {
  struct Case {
    std::string_view why;
    Xs live, reference;
    bool known, is_zero;
  };
  const auto c = GENERATE(values<Case>({
      {"no reference", {1, 2}, {}, false, false},
      {"nothing live", {}, {1, 2}, false, false},
      {"one value on either side", {3}, {3}, true, true},
      {"a constant that stays", {5, 5, 5}, {5, 5, 5, 5, 5}, true, true},
      {"a constant that rose", {6, 6, 6}, {5, 5, 5, 5}, true, false},
      {"a constant that fell", {4, 4, 4}, {5, 5, 5, 5}, true, false},
      {"the same values", {1, 2, 3, 4}, {4, 3, 2, 1}, true, true},
      {"a negative zero is a zero", {-0.0}, {0.0}, true, true},
      {"as far apart as can be",
       {std::numeric_limits<double>::max()},
       {std::numeric_limits<double>::lowest()},
       true,
       false},
  }));
  for (const auto& name : kBinned) {
    for (const auto& dialect : kDialects) {
      CAPTURE(c.why, name, dialect);
      const Value value = apart(name, c.live, c.reference, {{"dialect", dialect}});
      CHECK(value.known == c.known);
      if (!c.known) continue;
      CHECK(std::isfinite(value.value));
      if (c.is_zero) CHECK(value.value == Approx(0).margin(1e-12));
      if (!c.is_zero) CHECK(value.value > 0);
    }
  }
  const Value moved = apart("wasserstein", c.live, c.reference);
  const bool too_far = c.why == "as far apart as can be";  // more than the largest double
  CHECK(moved.known == (c.known && !too_far));
  if (moved.known) CHECK((moved.value == 0) == c.is_zero);
}

TEST_CASE("wasserstein of a constant reference", "[evaluators][distances]") {
  CHECK(apart("wasserstein", {7, 9}, {5, 5}).value == 3);
  CHECK(apart("wasserstein", {7, 9}, {5, 5}, {{"normed", "true"}}).value == Approx(3000));
  // The standard deviation of 4 and 6 is 1 over n.
  CHECK(apart("wasserstein", {7, 9}, {4, 6}, {{"normed", "true"}}).value == Approx(3));
}

TEST_CASE("yes/no values have two bins, whatever the reference saw", "[evaluators][distances]") {
  const Table then = table("x:bool", {"true", "true"});
  const Table now = table("x:bool", {"true", "false", "false", "false"});
  for (const auto& dialect : kDialects) {
    CAPTURE(dialect);
    CHECK(value_of(distance("tvd", now, {{"dialect", dialect}}), now, &then).value == Approx(0.75));
  }
}

TEST_CASE("missing values are apart from nothing", "[evaluators][distances]") {
  const Table then = table("x:number?", {"1", "2", "-", "3"});
  const Table now = table("x:number?", {"-", "1", "2", "3"});
  for (const auto* name : {"js", "linf", "wasserstein", "chi2"}) {
    const auto made = distance(name, now, {});
    const auto aggregate = start(made, &then);
    add_rows(*aggregate, now, made, 0, 4);
    CHECK(aggregate->judged() == 3);
    CHECK(aggregate->value().value == 0);
  }
}

TEST_CASE("distances over bins and curves ask whether they are more than noise",
          "[evaluators][distances]") {
  const auto ten = sequence(10, [](int i) { return i / 10.0; });
  const auto up = sequence(10, [](int i) { return 0.6 + i / 10.0; });
  for (auto name : kBinned) {
    CAPTURE(name);
    CHECK(apart(name, kCurved, kReference).differs);
    CHECK_FALSE(apart(name, kReference, kReference).differs);
    CHECK_FALSE(apart(name, {0.5}, ten).differs);
  }
  // A gap of 0.6 between ten and ten has evidence of 0.9454.
  CHECK_FALSE(apart("wasserstein", up, ten).differs);
  CHECK(apart("wasserstein", up, ten, {}, 0.94).differs);
}

TEST_CASE("wasserstein of many values is off by at most 0.4% of their size",
          "[evaluators][distances]") {
  Xs live(120'000), reference(1000);
  for (std::size_t i = 0; i < live.size(); ++i)
    live[i] = 1 + static_cast<double>(i) / static_cast<double>(live.size());
  for (std::size_t i = 0; i < reference.size(); ++i)
    reference[i] = 2 + static_cast<double>(i) / static_cast<double>(reference.size());
  const double got = apart("wasserstein", live, reference).value;
  CHECK(got == Approx(1 + 0.5 / 120'000 - 0.5 / 1000).margin(0.004 * 1.5));
}

TEST_CASE("as many quantiles as bins", "[evaluators][distances]") {
  // The reference 0..99 in quarters; live all in the lowest: shares 1 0 0 0 against quarters.
  const auto reference = sequence(100, [](int i) { return static_cast<double>(i); });
  CHECK(apart("linf", {1, 2, 3}, reference, {{"bins", "4"}}).value == Approx(0.75));
  CHECK(apart("linf", {1, 2, 3}, reference, {{"bins", "50"}}).value == Approx(2.0 / 3 - 0.02));
}

}  // namespace
}  // namespace tocsin::test
