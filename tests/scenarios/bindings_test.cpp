// Files bound to models and references from the command line.
#include "tests/scenarios/program.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace tocsin::test {
namespace {

using Catch::Matchers::Contains;

constexpr int kFine = 0, kTrouble = 2;

// One of several shops: a model `shop` with a monitor that counts its rows, and a reference.
std::string a_shop() {
  return R"(tocsin 1
model shop "A shop" {
  owner "team"
  time at
  field latency: duration in ms
  reference usual from "usual.csv"
}
watch shop {
  quality many "Many rows" {
    measure count over 5m
    info when > 1000
  }
  drift moved "Latencies moved" {
    measure ks(latency) against usual over 5m
    info when > 0.9
  }
}
channel out: console {}
route info to out
)";
}

void write_two_shops(const TempDir& dir) {
  dir.write("tocsin.toml", "");
  dir.write("east/shop.tocsin", a_shop());
  dir.write("west/shop.tocsin", a_shop());
  dir.write("events.csv", "at,latency\n2026-03-02T09:00:00Z,10\n2026-03-02T09:01:00Z,20\n");
  dir.write("usual.csv", "latency\n10\n20\n");
}

}  // namespace

TEST_CASE("models of one name in two packages are bound by their full names",
          "[scenario][bindings]") {
  const TempDir dir;
  write_two_shops(dir);
  const auto bare = run_tocsin(dir, {"replay", ".", "--data", "shop=events.csv"});
  CHECK(bare.code == kTrouble);
  CHECK_THAT(bare.err, Contains("--data shop=events.csv") && Contains("several models") &&
                           Contains("east.shop, west.shop"));
  const auto run = run_tocsin(dir, {"replay", ".", "--data", "west.shop=events.csv"});
  CHECK(run.code == kFine);
  CHECK_THAT(run.out, Contains("west.shop: 2 rows") && !Contains("east.shop"));
  const auto unknown = run_tocsin(dir, {"replay", ".", "--data", "north.shop=events.csv"});
  CHECK_THAT(unknown.err, Contains("known: east.shop, west.shop"));
}

TEST_CASE("references of one name in two packages are bound by their full names",
          "[scenario][bindings]") {
  const TempDir dir;
  write_two_shops(dir);
  const auto bare = run_tocsin(dir, {"check", ".", "--reference", "shop.usual=usual.csv"});
  CHECK(bare.code == kTrouble);
  CHECK_THAT(bare.err, Contains("east.shop.usual, west.shop.usual"));
  dir.write("strange.csv", "latency\nx\n");
  const auto run = run_tocsin(dir, {"replay", ".", "--data", "west.shop=events.csv", "--reference",
                                    "east.shop.usual=absent.csv"});
  CHECK(run.code == kFine);  // the reference of the west is its own
}

TEST_CASE("broken rows of a reference are counted and shown", "[scenario][bindings]") {
  const TempDir dir;
  write_two_shops(dir);
  dir.write("usual.csv", "latency,other\n10,1\n20\n30,3\n");
  const auto run = run_tocsin(dir, {"replay", ".", "--data", "west.shop=events.csv"});
  CHECK(run.code == kFine);
  CHECK_THAT(run.err, Contains("reference west.shop.usual: 1 of 3 rows of") &&
                          Contains("could not be read") && Contains("usual.csv:3"));
}

TEST_CASE("a bound reference that cannot be read is named by its path", "[scenario][bindings]") {
  const TempDir dir;
  write_two_shops(dir);
  const auto absent = run_tocsin(dir, {"replay", ".", "--data", "west.shop=events.csv",
                                       "--reference", "west.shop.usual=elsewhere.csv"});
  CHECK(absent.code == kTrouble);
  CHECK_THAT(absent.err, Contains("--reference west.shop.usual=elsewhere.csv"));
}

}  // namespace tocsin::test
