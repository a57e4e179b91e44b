#include "dsl/catalogue.hpp"

namespace tocsin::evaluators {
namespace {

std::vector<dsl::OptionDef> options() {
  std::vector<dsl::OptionDef> all{
      {"detector",
       dsl::OptionKind::word,
       {"adwin", "cusum", "ddm", "eddm", "hddm_a", "hddm_w", "kswin", "page_hinkley"},
       true},
      {"level", dsl::OptionKind::word, {"drift", "warning"}}};
  for (const auto* name : {"alpha", "beta", "clock", "delta", "drift", "grace", "lambda", "min",
                           "seed", "stat", "warm", "warn", "window"})
    all.push_back({name, dsl::OptionKind::number});
  return all;
}

}  // namespace

// The engine feeds the rows to a detector of evaluators/detector.hpp.
const dsl::MeasureDef& drifted() {
  static const dsl::MeasureDef def{
      .name = "drifted",
      .summary = "Whether a detector of changes in the stream signalled in the window.",
      .params = {{"x", dsl::ParamKind::signal}},
      .options = options(),
      .result = dsl::ResultKind::boolean,
      .formula = "true when the detector signalled at an event of the window",
      .dialect =
          "One detector a segment, fed in event-time order; events later than the lateness are "
          "left "
          "out, and it starts anew after a drift. As MOA and today's river: adwin (delta 0.002, "
          "clock 32, min 5, grace 10; every bucket is a possible cut), page_hinkley (min 30, delta "
          "0.005, lambda 50, alpha 0.9999; upwards), cusum (the same without alpha), ddm (warm 30, "
          "warn 2, drift 3), eddm (warm 30 errors, alpha 0.95, beta 0.9), hddm_a (drift 0.001, "
          "warn "
          "0.005; upwards, values in 0..1), hddm_w (the same, lambda 0.05), kswin (alpha 0.005 and "
          "a distance above 0.1, window 100, stat 30, seed 1; its draws are tocsin's own). `level: "
          "warning` also takes the warnings of ddm, eddm, hddm_a and hddm_w.",
      .cost = dsl::Cost::stream,
      .phrase = "the signal of the detector {detector} that {x} changed",
  };
  return def;
}

}  // namespace tocsin::evaluators
