// What can be said of a PromQL expression from its words alone. PromQL is not evaluated here.
#pragma once

#include "exchange/promql_tokens.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tocsin::exchange {

// `QUERY op THRESHOLD`: series pass while the comparison holds.
struct PromqlRung {
  std::string query;
  std::string op;  // < <= > >= == !=, seen from the query
  double threshold = 0;
};

// `QUERY < LOW or QUERY > HIGH`, both with the same query.
struct PromqlOutside {
  std::string query;
  double low = 0, high = 0;
};

// `QUERY >= LOW and QUERY <= HIGH`, both with the same query.
struct PromqlInside {
  std::string query;
  double low = 0, high = 0;
};

// The comparison with a number that is decided last; nothing when another operation is.
std::optional<PromqlRung> promql_rung(const Promql& expression);
std::optional<PromqlOutside> promql_outside(const Promql& expression);
std::optional<PromqlInside> promql_inside(const Promql& expression);
// What stands in `count_over_time((...)[5m:1m])`, without its brackets.
std::optional<std::string> promql_counted(const Promql& expression);

// The labels that every series of the answer bears, in the order of their first mention; nothing
// when its words do not tell. No labels: the answer is one series.
std::optional<std::vector<std::string>> promql_labels(const Promql& expression);

// Whether it needs no brackets around it to be compared.
bool promql_is_single(const Promql& expression);

}  // namespace tocsin::exchange
