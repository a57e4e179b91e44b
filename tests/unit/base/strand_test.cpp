#include "base/strand.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <vector>

using namespace tocsin;

TEST_CASE("a strand does what is posted in its order, and ends when all of it is done",
          "[strand]") {
  std::vector<int> done;
  Strand strand;
  for (int i = 0; i < 1000; ++i) strand.post([&done, i] { done.push_back(i); });
  strand.finish();
  REQUIRE(done.size() == 1000);
  for (int i = 0; i < 1000; ++i) CHECK(done[static_cast<std::size_t>(i)] == i);
  CHECK_FALSE(strand.post([] {}));
}

TEST_CASE("what a task posts to its own strand at the end is done too", "[strand]") {
  int done = 0;
  Strand strand;
  strand.post([&] {
    ++done;
    strand.post([&] { ++done; });
  });
  strand.finish();
  CHECK(done == 2);
}

TEST_CASE("between tasks, and without any after a pulse, the strand does its own", "[strand]") {
  std::atomic<int> between{0};
  Strand strand([&] { ++between; }, std::chrono::milliseconds(1));
  while (between < 3) std::this_thread::yield();
  strand.post([] {});
  strand.finish();
  CHECK(between >= 4);
}
