// Detectors of changes in a stream: they take values one by one and signal when these are no longer
// what they were.
#pragma once

#include "base/codec.hpp"
#include "dsl/plan.hpp"

#include <memory>
#include <string_view>

namespace tocsin::evaluators {

enum class Signal { none, warning, drift };

// Starts anew after Signal::drift.
class Detector {
 public:
  virtual ~Detector() = default;

  // A finite value; yes/no values are 1 and 0.
  virtual Signal add(double x) = 0;
  virtual void save(Encoder& out) const = 0;
  virtual void load(Decoder& in) = 0;  // trouble is told by in.failed()
};

struct DetectorDef {
  std::string_view name;
  std::string_view rule;  // one sentence, with the defaults
  std::unique_ptr<Detector> (*make)(const dsl::AggregateCall& call);
};

// That of `drifted(x, detector: NAME)`.
const DetectorDef& detector_of(const dsl::AggregateCall& call);

// A parameter by name, `usual` where none was given.
double parameter(const dsl::AggregateCall& call, std::string_view name, double usual);

}  // namespace tocsin::evaluators
