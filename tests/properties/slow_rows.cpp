#include "tests/properties/slow_rows.hpp"

#include "tests/properties/slow_random.hpp"

#include <algorithm>

namespace tocsin::test::slow {
namespace {

Cell number(double value) { return {.state = State::valid, .number = value, .text = {}}; }
Cell text(std::string value) {
  return {.state = State::valid, .number = 0, .text = std::move(value)};
}
Cell nothing(State state) { return {.state = state, .number = 0, .text = {}}; }

Cell class_of(const World& world, bool positive) {
  return world.text_classes ? text(positive ? "reject" : "accept") : number(positive ? 1 : 0);
}

// Where in the stream a row lies decides what is odd about it.
struct Mood {
  bool bad = false;   // slow, and often wrong
  bool poor = false;  // income is hardly ever there
  std::string quiet;  // a platform and a city that send nothing
};

Mood mood_at(std::size_t i, std::size_t rows) {
  const std::size_t part = i * 10 / std::max<std::size_t>(rows, 1);
  return {.bad = part == 2 || part == 6 || part == 7,
          .poor = part == 3 || part == 8,
          .quiet = part >= 4 && part <= 7 ? "b" : ""};
}

Cell latency_of(Random& random, const Mood& mood) {
  if (random.chance(0.03)) return nothing(State::malformed);
  return number(random.whole(mood.bad ? 200 : 50, mood.bad ? 600 : 300) * 1e6);
}

Cell income_of(Random& random, const Mood& mood) {
  if (random.chance(mood.poor ? 0.97 : 0.1)) return nothing(State::missing);
  if (random.chance(0.05)) return nothing(State::malformed);
  return number(random.whole(0, 100) * 10);
}

Cell place_name(Random& random, const std::vector<std::string>& names, const std::string& quiet,
                State otherwise) {
  if (random.chance(0.04)) return nothing(otherwise);
  for (;;) {
    const auto& name = random.one_of(names);
    if (name != quiet) return text(name);
  }
}

void fill(Row& row, Random& random, const World& world, const Mood& mood) {
  row[Place::platform] = place_name(random, {"a", "a", "b", "c", "elsewhere", "nowhere"},
                                    mood.quiet, State::malformed);
  row[Place::city] = place_name(random, {"ulm", "ulm", "ulm", "bonn", "bonn", "jena", "kiel"},
                                mood.quiet.empty() ? "" : "ulm", State::missing);
  row[Place::vip] = random.chance(0.02) ? nothing(State::malformed) : number(random.chance(0.3));
  row[Place::latency] = latency_of(random, mood);
  row[Place::income] = income_of(random, mood);
  row[Place::score] =
      random.chance(0.06) ? nothing(State::missing) : number(random.whole(0, 64) / 64);
  row[Place::decision] = random.chance(0.03) ? nothing(State::malformed)
                                             : class_of(world, random.chance(mood.bad ? 0.8 : 0.5));
}

Cell outcome_of(Random& random, const World& world, const Row& row, const Mood& mood) {
  const bool right = random.chance(mood.bad ? 0.4 : 0.8);
  const bool decided = row[Place::decision] == class_of(world, true);
  return class_of(world, right == decided);
}

Duration delay_of(Random& random, const World& world) {
  if (random.chance(0.1)) return -random.up_to(world.lateness);  // before its prediction
  return random.up_to(random.chance(0.1) ? world.horizon * 5 / 4 : world.horizon * 9 / 10);
}

// Now and then the label of another key, a second one, or one without a key.
void add_labels(World& world, Random& random, const Row& row, const Cell& outcome, bool timed) {
  Label label{row.key, timed ? std::max(world.start, row.time + delay_of(random, world)) : kForever,
              outcome};
  const bool is_odd = random.chance(0.06);
  if (is_odd && random.chance(0.5))
    label.key = random.chance(0.5) ? 0 : label.key + 1'000'000;
  else if (is_odd)
    label.outcome = nothing(State::missing);
  world.labels.push_back(label);
  if (is_odd || !random.chance(0.1)) return;
  label.outcome = class_of(world, random.chance(0.5));
  if (timed) label.arrival += random.up_to(world.horizon * 3 / 2);
  world.labels.push_back(label);
}

void label_row(World& world, Random& random, Row& row, const Mood& mood, bool timed) {
  const Cell outcome = outcome_of(random, world, row, mood);
  if (!random.chance(0.8)) return;
  if (world.labels_apart) return add_labels(world, random, row, outcome, timed);
  row[Place::outcome] = outcome;
  row.label_known = row.time + (random.chance(0.5) ? Duration{0} : delay_of(random, world));
}

Duration arrival_delay(Random& random, const World& world) {
  if (random.chance(0.02)) return -random.up_to(4min);  // from the future
  if (!random.chance(0.15)) return Duration{0};
  return random.up_to(random.chance(0.2) ? world.lateness * 10 : world.lateness);
}

}  // namespace

void make_rows(World& world, Random& random, std::size_t rows, Duration step) {
  const bool timed = random.chance(0.85);
  Instant now = world.start - step;
  for (std::size_t i = 0; i < rows; ++i) {
    const Mood mood = mood_at(i, rows);
    now += random.chance(0.01) ? step * 60 : random.up_to(step * 2);
    now += random.chance(0.1) ? floor_to(now, 1min) + 1min - now : Duration{0};  // on a tick
    Row row;
    row.time = now;
    row.arrival = std::max(now + arrival_delay(random, world), world.start);
    row.key = random.chance(0.02) ? 0 : i + 1;
    if (i > 0 && random.chance(0.05)) row.key = i - random.below(std::min<std::size_t>(i, 4));
    fill(row, random, world, mood);
    label_row(world, random, row, mood, timed);
    if (random.chance(0.02)) world.unreadable.push_back(row.arrival);
    world.rows.push_back(std::move(row));
  }
  world.end = now + world.horizon + world.lateness + step * 40;
  std::ranges::stable_sort(world.rows, {}, &Row::arrival);
  std::ranges::stable_sort(world.labels, {}, &Label::arrival);
  std::ranges::sort(world.unreadable);
}

void make_deliveries(World& world, Random& random) {
  std::uint32_t open[2] = {0, 1}, next = 2;
  for (auto& row : world.rows) {
    auto& number = open[random.chance(0.8) ? 0 : 1];
    row.delivery = number;
    if (!random.chance(0.06)) continue;
    world.delivered.push_back({.number = number, .at = row.arrival});
    number = next++;
  }
}

void make_reference(World& world, Random& random) {
  const std::size_t rows = random.chance(0.1) ? 3 : 120;
  for (std::size_t i = 0; i < rows; ++i) {
    Row row;
    row.time = row.arrival = Instant(std::chrono::hours(i + 1));
    fill(row, random, world, {});
    if (!world.reference_has_city) row[Place::city] = {};
    world.reference.push_back(std::move(row));
  }
}

}  // namespace tocsin::test::slow
