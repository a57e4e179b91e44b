// Measures that another system answers: the latest answer of each segment, for as long as the
// window lasts.
#pragma once

#include "engine/measurement.hpp"

#include <map>
#include <string>
#include <vector>

namespace tocsin::engine {

class RawMeasurement final : public Measurement {
 public:
  // `monitor` outlives it.
  explicit RawMeasurement(const dsl::MonitorPlan& monitor);

  // As Sampler has it. Where the rules name all segments, an answer of another one is nobody's;
  // so is that of a new one beyond Segments::kMostMembers.
  void answer(const Labels& labels, Instant at, double value);

  MonitorSamples sample(Instant tick) override;
  void hold(const std::string&, bool) override {}  // `top N` is not for raw queries
  void retire(const std::string& segment) override;
  void save(Encoder& out) const override;
  void load(Decoder& in) override;

 private:
  struct Asked {
    std::string text;
    Labels labels;
    bool named = false;
    std::map<Instant, double> answers;  // from the last one looked at on
  };

  Asked* find(const std::string& text);
  Asked* meet(const std::string& text, const Labels& labels);
  Sample sample_of(Asked& asked, Instant tick) const;

  const dsl::MonitorPlan& monitor_;
  bool is_open_;              // segments that the rules do not name are met in the answers
  std::vector<Asked> asked_;  // named ones as in the rules, others by appearance, overall last
};

}  // namespace tocsin::engine
