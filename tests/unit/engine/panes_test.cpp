#include "engine/panes.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

using namespace tocsin;
using namespace tocsin::engine;

namespace {

// Rows of a store that only counts, and the same rows as a list.
struct Counted {
  PaneStore store{PaneGrid{.width = 1s}, nullptr};
  std::vector<Instant> rows;

  void add(Instant at) {
    store.add_bare(std::vector{at});
    rows.push_back(at);
  }
  std::uint64_t by_hand(std::int64_t first, std::int64_t last) const {
    return static_cast<std::uint64_t>(std::ranges::count_if(rows, [&](Instant at) {
      const auto pane = store.grid().pane_of(at);
      return pane >= first && pane <= last;
    }));
  }
};

}  // namespace

TEST_CASE("a window of very many panes, most without rows, counts what lies in it",
          "[engine][panes]") {
  std::mt19937_64 random(7);
  const auto below = [&](std::int64_t n) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
  };
  Counted counted;
  constexpr std::int64_t kSpan = 40 * 86'400;  // 64^3 panes and more
  counted.store.keep(std::chrono::seconds(kSpan));
  for (int i = 0; i < 400; ++i) {
    counted.add(Instant{std::chrono::seconds(below(kSpan))});  // many of them late
    const std::int64_t first = below(kSpan) - 1000, last = first + below(kSpan);
    CAPTURE(i, first, last);
    CHECK(counted.store.window(first, last, kAll).count == counted.by_hand(first, last));
  }
}

TEST_CASE("panes that no window can reach are forgotten, others are not", "[engine][panes]") {
  Counted counted;
  counted.store.keep(10s);
  for (int s = 1; s <= 100; ++s) counted.add(Instant{std::chrono::seconds(s)});
  counted.store.window(0, 100, kAll);
  const auto last = counted.store.grid().pane_of(Instant{100s});
  counted.store.forget_before(last);
  CHECK(counted.store.window(last - 9, last, kAll).count == 10);
  CHECK(counted.store.window(last - 99, last, kAll).count == 11);
}
