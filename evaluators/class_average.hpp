// Precision, recall and f1 of several classes at once: `average:`.
#pragma once

#include "dsl/catalogue.hpp"
#include "evaluators/aggregate.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tocsin::evaluators {

// Rows of one class: predicted to be it, really it, and both.
struct ClassCounts {
  std::uint64_t predicted = 0;
  std::uint64_t actual = 0;
  std::uint64_t both = 0;
};

// What one class is worth; a quotient with nothing below the line is 0.
using ReadClass = double (*)(const ClassCounts&);

// `average:` was written.
bool is_averaged(const dsl::AggregateCall& call);
dsl::OptionDef average_option();
// The dialect of a yes/no measure, and what `average:` makes of it.
std::string with_average(std::string_view dialect);
std::unique_ptr<Aggregate> make_class_average(const dsl::AggregateCall& call, ReadClass read);

}  // namespace tocsin::evaluators
