#include "tests/properties/slow_world.hpp"

#include "tests/properties/slow_rows.hpp"
#include "tests/properties/slow_rules.hpp"

namespace tocsin::test::slow {
namespace {

constexpr Instant kYear2026{std::chrono::hours(24 * 365 * 56)};

}  // namespace

// Either a few hours with windows of minutes, or a few days with windows of hours.
World make_world(std::uint64_t seed, std::size_t rows, std::size_t monitors) {
  Random random(seed);
  World world;
  const Duration unit = world.unit = random.chance(0.6) ? Duration(1min) : Duration(20min);
  world.labels_apart = random.chance(0.7);
  world.text_classes = random.chance(0.4);
  world.closes = random.chance(0.3);
  world.reference_has_city = random.chance(0.7);
  world.lateness = unit * 2;
  world.horizon = unit * 20;
  world.start = kYear2026 + random.up_to(kDay);
  make_rows(world, random, rows, unit * 2 / 3);
  make_deliveries(world, random);
  make_reference(world, random);
  for (std::size_t i = 0; i < monitors; ++i) world.monitors.push_back(make_monitor(random, unit));
  world.rules = rules_of(world);
  return world;
}

}  // namespace tocsin::test::slow
