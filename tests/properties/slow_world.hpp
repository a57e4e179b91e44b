// A small world of plain values for the slow reference: rows, late labels and rules, all from one
// seed. Knows nothing of columns, panes or plans.
#pragma once

#include "base/batch.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::test::slow {

enum class Place : std::uint8_t { platform, city, vip, latency, income, score, decision, outcome };
inline constexpr std::size_t kPlaces = 8;

enum class State : std::uint8_t { missing, malformed, valid };

struct Cell {
  State state = State::missing;
  double number = 0;  // nanoseconds, fractions; yes is 1
  std::string text;   // platform, city; decision and outcome where classes are texts
  bool is_valid() const { return state == State::valid; }
  bool operator==(const Cell&) const = default;
};

struct Row {
  Instant time{}, arrival{};
  std::uint64_t key = 0;  // 0: it has none
  std::array<Cell, kPlaces> cells;
  Instant label_known = kForever;  // the label stands in the row; kForever: it has none
  std::uint32_t delivery = 0;      // number of the file or POST that it came with

  const Cell& operator[](Place place) const { return cells[static_cast<std::size_t>(place)]; }
  Cell& operator[](Place place) { return cells[static_cast<std::size_t>(place)]; }
};

// A label that came on its own. Never: kForever, of a file that says nothing of its time.
struct Label {
  std::uint64_t key = 0;
  Instant arrival{};
  Cell outcome;
};

// A number or a condition of the language beside what it means. Nothing: unknown.
struct Numeric {
  const char* text;
  std::vector<Place> reads;
  std::optional<double> (*of)(const Row&);
  const char* unit;  // of a threshold
  double low, high;  // where its values lie, in that unit
};
struct Test {
  const char* text;
  std::vector<Place> reads;
  std::optional<bool> (*of)(const Row&);
};

enum class Measure : std::uint8_t {
  count,
  count_if,
  rate,
  share,
  mean,
  sum,
  min,
  max,
  stddev,
  median,
  quantile,
  nulls,
  malformed,
  malformed_rows,
  new_values,
  psi,
  ks,
  linf,
  tvd,
  wasserstein,
  silence,
  labelled,
  disagreement,  // share(decision != outcome)
  precision,
  recall,
  specificity,
  f1,
  accuracy,
  auc,
  average_precision,
};

struct Part {
  Measure measure{};
  const Numeric* numeric = nullptr;
  const Test* test = nullptr;   // of count_if and share
  Place place{};                // of nulls, malformed, new_values, psi, linf and tvd
  const Test* where = nullptr;  // of the clause and of the aggregate are one to it
  double p = 0;                 // of quantile
};

enum class Window : std::uint8_t { sliding, tumbling, chunks, batches };
enum class Labels : std::uint8_t { none, matured, on_arrival };
enum class Compare : std::uint8_t { greater, greater_equal, less, less_equal, outside };
enum class Policy : std::uint8_t { keep, ok, alert };

struct Threshold {
  Compare compare{};
  double low = 0, high = 0;
};
struct Rung {
  int severity = 0;
  Threshold trigger;
  Duration hold{0};
  std::size_t of_n = 0, of_m = 0;
  std::optional<Threshold> until;
  Duration clear_hold{0};
};
struct Gap {
  Policy policy = Policy::keep;
  int severity = -1;
  Duration after{0};
  bool written = false;
};

struct Monitor {
  std::string text;         // as the rules say it
  bool is_fear = false;     // else it is of a kind that keeps quiet about gaps
  std::vector<Part> parts;  // of two the second is subtracted
  Window window{};
  Duration length{0}, every{0};
  std::size_t count = 0;
  Labels labels = Labels::none;
  std::vector<Place> by;
  std::size_t top = 0;
  bool overall = false;
  std::uint64_t needs_events = 0, needs_labels = 0, needs_positives = 0;
  double needs_labelled = 0;
  Gap no_data, too_few;
  std::vector<Rung> rungs;
};

struct World {
  bool labels_apart = true;
  bool text_classes = false;  // decision and outcome are texts, not yes and no
  bool closes = false;        // the stream ends with its last row
  bool reference_has_city = true;
  Duration unit{0};  // a minute or more: windows are multiples of it
  Duration lateness{0}, horizon{0};
  Instant start{}, end{};
  std::vector<Row> rows;      // in order of arrival
  std::vector<Label> labels;  // in order of arrival
  std::vector<Instant> unreadable;
  std::vector<Delivery> delivered;  // in the order in which they ended
  std::vector<Row> reference;
  std::vector<Monitor> monitors;  // m0, m1, ...
  std::string rules;
};

World make_world(std::uint64_t seed, std::size_t rows, std::size_t monitors);

// For the engine.
Batch batch_of(const Schema& schema, const World& world, std::size_t begin, std::size_t end);
LabelBatch labels_of(const Schema& schema, const World& world);
Batch reference_of(const Schema& schema, const World& world);

}  // namespace tocsin::test::slow
