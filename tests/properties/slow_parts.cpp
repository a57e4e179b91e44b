#include "tests/properties/slow_parts.hpp"

#include <cmath>

namespace tocsin::test::slow {
namespace {

std::optional<double> number_of(const Row& row, Place place) {
  return row[place].is_valid() ? std::optional(row[place].number) : std::nullopt;
}

std::optional<bool> more(std::optional<double> number, double than) {
  return number ? std::optional(*number > than) : std::nullopt;
}

std::optional<bool> is_text(const Row& row, Place place, std::initializer_list<const char*> texts) {
  if (!row[place].is_valid()) return std::nullopt;
  bool found = false;
  for (const char* text : texts) found = found || row[place].text == text;
  return found;
}

double income_or(const Row& row, double otherwise) {
  return number_of(row, Place::income).value_or(otherwise);
}

// Of a division by zero nothing is known.
std::optional<double> divided(std::optional<double> a, std::optional<double> b) {
  return a && b && *b != 0 ? std::optional(*a / *b) : std::nullopt;
}

// False beside anything is false, true only beside true.
std::optional<bool> both(std::optional<bool> a, std::optional<bool> b) {
  if ((a && !*a) || (b && !*b)) return false;
  return a && b ? std::optional(true) : std::nullopt;
}

}  // namespace

const std::vector<Numeric>& numerics() {
  static const std::vector<Numeric> all{
      {"latency",
       {Place::latency},
       [](const Row& r) { return number_of(r, Place::latency); },
       "ms",
       50,
       500},
      {"income",
       {Place::income},
       [](const Row& r) { return number_of(r, Place::income); },
       "",
       0,
       1000},
      {"p", {Place::score}, [](const Row& r) { return number_of(r, Place::score); }, "%", 0, 100},
      {"abs(orelse(income, 500) - 500)",
       {Place::income},
       [](const Row& r) { return std::optional(std::abs(income_or(r, 500) - 500)); },
       "",
       0,
       500},
      {"latency / orelse(income, 0)",
       {Place::latency, Place::income},
       [](const Row& r) { return divided(number_of(r, Place::latency), income_or(r, 0)); },
       "ms",
       0,
       16},
  };
  return all;
}

const std::vector<Test>& tests() {
  static const std::vector<Test> all{
      {"latency > 250ms",
       {Place::latency},
       [](const Row& r) { return more(number_of(r, Place::latency), 250e6); }},
      {"platform = \"a\"",
       {Place::platform},
       [](const Row& r) { return is_text(r, Place::platform, {"a"}); }},
      {"platform in [\"a\", \"b\"]",
       {Place::platform},
       [](const Row& r) { return is_text(r, Place::platform, {"a", "b"}); }},
      {"city is missing",
       {Place::city},
       [](const Row& r) { return std::optional(r[Place::city].state == State::missing); }},
      {"orelse(city, \"ulm\") = \"ulm\"",
       {Place::city},
       [](const Row& r) {
         return std::optional(!r[Place::city].is_valid() || r[Place::city].text == "ulm");
       }},
      {"orelse(income, 0) > 400",
       {Place::income},
       [](const Row& r) { return more(income_or(r, 0), 400); }},
      {"latency / orelse(income, 0) > 1ms",
       {Place::latency, Place::income},
       [](const Row& r) {
         return more(divided(number_of(r, Place::latency), income_or(r, 0)), 1e6);
       }},
      {"latency / orelse(income, 0) > 1ms and latency > 150ms",
       {Place::latency, Place::income},
       [](const Row& r) {
         return both(more(divided(number_of(r, Place::latency), income_or(r, 0)), 1e6),
                     more(number_of(r, Place::latency), 150e6));
       }},
      {"vip", {Place::vip}, [](const Row& r) { return more(number_of(r, Place::vip), 0.5); }},
  };
  return all;
}

bool reads_label(Measure measure) { return measure >= Measure::labelled; }

bool reads_reference(Measure measure) {
  return measure >= Measure::new_values && measure <= Measure::wasserstein;
}

const char* name_of(Place place) {
  constexpr const char* kNames[kPlaces] = {"platform", "city", "vip",      "latency",
                                           "income",   "p",    "decision", "outcome"};
  return kNames[static_cast<std::size_t>(place)];
}

}  // namespace tocsin::test::slow
