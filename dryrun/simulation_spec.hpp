// What a simulation.toml says, read and checked: fields, traffic, labels, files and troubles.
#pragma once

#include "base/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tocsin::dryrun::simulation {

// Where a field stands in `Spec::fields`. The cells of a row stand in the same order, all of them
// doubles: a number itself, of a category the index in `Field::values`, NaN where it is missing.
using FieldIndex = std::size_t;

// The field is one of `values`, or lies between the bounds (both included) when there are none.
struct Condition {
  FieldIndex field = 0;
  std::vector<double> values;
  double at_least = -std::numeric_limits<double>::infinity();
  double at_most = std::numeric_limits<double>::infinity();
};

// All of them hold; without any, every row is meant. A missing cell meets no condition.
using Where = std::vector<Condition>;

// What lies beyond is moved to the bound.
struct Bounds {
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
};

struct Distribution {
  enum class Shape { constant, exponential, lognormal, normal, uniform };
  Shape shape = Shape::constant;
  double centre = 0;  // the constant, the mean, the median of a lognormal, the low end of a uniform
  double spread = 0;  // standard deviation, sigma of a lognormal, high end of a uniform
  Bounds bounds;
};

// weight · 1 where the category is `is`, weight · (x − centre) of a number, or weight · ln(x /
// centre).
struct Term {
  FieldIndex field = 0;
  double weight = 1;
  std::optional<double> is;
  bool log = false;
  double centre = 0;      // 1 for a logarithm
  double if_missing = 0;  // added instead where the cell is missing, or has no logarithm
};

struct Relation {
  double intercept = 0;
  std::vector<Term> terms;
};

// One thing for rows that meet nothing else, another for each value of the field `given`.
template <typename T>
struct ByCase {
  T usual{};
  std::optional<FieldIndex> given;
  std::vector<std::optional<T>> of_value;  // by the codes of `given`; empty without it
};

struct Id {
  std::string prefix;
  std::uint64_t first = 1;  // the number of the first row of the run
};
struct EventTime {};
// Shares of the values added up, the last 1.
struct Choice {
  ByCase<std::vector<double>> cumulative;
};
struct Drawn {
  ByCase<Distribution> distribution;
};
struct Linear {
  Relation relation;
  double noise = 0;  // standard deviation of what is added to the relation
  Bounds bounds;
};
// A number between 0 and 1 whose log-odds are the relation.
struct Logistic {
  Relation relation;
  double noise = 0;
};
// The first of the two values with a probability whose log-odds are the relation, else the second.
struct Chance {
  Relation relation;
};
// The first of the two values from `at` on, else the second.
struct Cut {
  FieldIndex of = 0;
  double at = 0.5;
};
using FieldKind = std::variant<Id, EventTime, Choice, Drawn, Linear, Logistic, Chance, Cut>;

// What a rule of a field, or a trouble, does to a share of the rows.
struct Change {
  enum class Action { add, multiply, set, blank, drop_row, withhold_label };
  Action action = Action::set;
  FieldIndex field = 0;  // not of drop_row and withhold_label
  double amount = 0;     // of a logistic or a chance, `add` counts in log-odds
  Where where;
  double share = 1;
};

struct Field {
  std::string name;
  FieldKind kind;
  std::vector<std::string> values;  // of a category; empty for everything else
  double missing = 0;               // share of rows in which it is
  int decimals = -1;                // of a number; -1: as many as it needs
  bool real = false;                // made from what is true and not from what was sent
  std::vector<Change> rules;
};

// How busy it is: factors of the mean rate, one an hour of the day and one a day of the week from
// Monday on, in UTC. Scaled so that a whole week has the mean 1.
struct Rhythm {
  std::array<double, 24> hours{};
  std::array<double, 7> weekdays{};
};

struct Column {
  std::string name;
  std::optional<FieldIndex> field;  // without one: the time at which the label arrives
};

struct PredictionFile {
  std::string file;
  std::vector<Column> columns;
};

struct LabelFile {
  std::string file;
  std::vector<Column> columns;
  Distribution delay;          // seconds after the event
  double share = 1;            // of the rows that get one at all
  std::vector<Where> only_if;  // any of them holds; empty: every row
};

// What the model was trained on: rows of healthy days before the run.
struct ReferenceFile {
  std::string name;
  std::string file;
  std::vector<Column> columns;
  std::uint64_t rows = 0;
  Instant from{};
  Duration over{};
};

struct Trouble {
  std::string name;
  std::string title;
  std::pair<Duration, Duration> starts;  // earliest and latest, after the start of the run
  std::pair<Duration, Duration> lasts;
  std::vector<std::string> told_by;  // monitors of which each must tell it
  std::vector<std::string> also;     // monitors that may tell it too
  Duration echo{};                   // how long after its end the windows still show it
  std::vector<Change> changes;
};

inline constexpr int kMostDays = 3650;

enum class TimeFormat { iso, epoch_milliseconds, epoch_seconds };

struct Spec {
  std::string model;
  Instant start{};
  int days = 1;
  double rate = 1;  // events a second, on average
  TimeFormat times = TimeFormat::iso;
  Rhythm rhythm;
  std::vector<Field> fields;  // in the order in which they are made
  PredictionFile predictions;
  std::optional<LabelFile> labels;
  std::optional<ReferenceFile> reference;
  std::string truth_file;
  std::vector<Trouble> troubles;
};

}  // namespace tocsin::dryrun::simulation
