// A small description to simulate, and ways to read what came out.
#pragma once

#include "dryrun/simulate.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::test {

// Everything a description needs, so that a test adds only what it is about. It has two platforms,
// an amount, a slow hour on the second day and labels within two days.
inline constexpr std::string_view kSmallSimulation = R"(model = "loans"
start = 2026-03-02T00:00:00Z
days = 4
rate = "2/m"

[[field]]
name = "id"
kind = "id"
prefix = "L-"
first = 1001

[[field]]
name = "at"
kind = "time"

[[field]]
name = "platform"
kind = "category"
weights = { app = 0.6, web = 0.4 }

[[field]]
name = "amount"
kind = "number"
distribution = "lognormal"
median = 100
sigma = 0.5
decimals = 2

[[field]]
name = "latency"
kind = "number"
distribution = "uniform"
low = 50
high = 150
decimals = 1

[[field]]
name = "score"
kind = "logistic"
terms = [{ field = "amount", weight = 2, log = true, centre = 100 }]
decimals = 4

[[field]]
name = "decision"
kind = "cut"
of = "score"
at = 0.5
values = ["yes", "no"]

[[field]]
name = "outcome"
kind = "chance"
values = ["yes", "no"]
real = true
terms = [{ field = "amount", weight = 2, log = true, centre = 100 }]

[predictions]
file = "predictions.csv"
columns = ["id", "at", "platform", "amount", "latency", "score", "decision"]

[labels]
file = "labels.csv"
columns = ["id", "outcome", "known_at"]
arrives = "known_at"
share = 0.9
delay = { distribution = "uniform", low = "1h", high = "2d" }

[reference]
name = "training"
file = "training.csv"
columns = ["id", "at", "amount", "score", "outcome"]
rows = 1000
over = "10d"

[[trouble]]
name = "slow"
title = "Slow, and told"
starts = ["1d", "2d"]
lasts = ["2h", "4h"]
told_by = "too_slow"
also = ["no_answer", "drifted"]
echo = "1h"

[[trouble.change]]
field = "latency"
multiply = 10
)";

// `text` with the one place where `from` stands replaced by `to`.
inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

inline dryrun::SimulationSpec small_simulation(
    const std::string& text = std::string(kSmallSimulation)) {
  auto spec = dryrun::read_simulation(text, "small.toml");
  INFO((spec ? "" : spec.error().message));
  REQUIRE(spec);
  return *spec;
}

inline std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE(in);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

inline std::vector<std::string> split(const std::string& line, char at) {
  std::vector<std::string> cells(1);
  for (const char c : line) {
    if (c == at) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

// The columns of a CSV file without quotes, by name.
using Table = std::map<std::string, std::vector<std::string>>;

inline Table read_table(const std::string& path) {
  std::ifstream in(path);
  REQUIRE(in);
  std::string line;
  std::getline(in, line);
  const auto names = split(line, ',');
  Table table;
  for (const auto& name : names) table[name];
  while (std::getline(in, line)) {
    const auto cells = split(line, ',');
    REQUIRE(cells.size() == names.size());
    for (std::size_t i = 0; i < names.size(); ++i) table[names[i]].push_back(cells[i]);
  }
  return table;
}

inline Instant instant(const std::string& text) {
  const auto at = parse_time(text);
  REQUIRE(at);
  return *at;
}

}  // namespace tocsin::test
