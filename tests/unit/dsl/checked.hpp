// Rules as text, parsed and checked with the fake catalogue.
#pragma once

#include "dsl/checker.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::dsl {

struct Checked {
  Sources sources;
  Diagnostics diagnostics;
  std::shared_ptr<const Plan> plan;

  // Codes of the errors, in the order in which they are shown.
  std::vector<std::string> errors() const;
  std::vector<std::string> lints() const;
  // All messages with their codes, for INFO.
  std::string text() const;
  const MonitorPlan& monitor(const std::string& name) const;
  Hash128 fingerprint(const std::string& monitor) const;
};

// One file a pair of path and text. The header is added.
Checked checked(std::vector<std::pair<std::string, std::string>> files, CheckOptions options = {});
Checked checked(const std::string& text, CheckOptions options = {});

// A model `m` with one field of every kind, to be watched.
inline const std::string kModel = R"(
unit EUR
let platforms = ["a", "b"]
model m "A model" {
  owner "team"
  time at, lateness 2m
  key id
  feature income: number in EUR, optional
  feature age: int, range 18..99
  feature platform: category of platforms
  feature city: category
  feature known: bool
  prediction decision: category of ["no", "yes"], positive "no"
  score p: share
  label outcome: category of ["no", "yes"], within 7d
  field latency: duration in ms
  field status: category of ["ok", "error"]
  field note: text
  field secret: category of ["x"], sensitive
  reference training from "train.csv"
}
)";

// `body` inside `fear f "It goes wrong" { ... }` over kModel, with a route for every severity.
Checked monitor(const std::string& body);
// `clauses` inside `watch m { ... }`.
Checked watched(const std::string& clauses);

inline const std::string kRoutes = R"(
channel all: console {}
route info, warn, page to all repeat 1h
)";

}  // namespace tocsin::dsl
