// The rule files of Prometheus: of its own form, of vmalert, and PrometheusRule of Kubernetes.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::exchange {

using TextPairs = std::vector<std::pair<std::string, std::string>>;  // in the order of the file

struct PrometheusRule {
  int line = 1;
  bool is_record = false;
  std::string name;  // of the alert, or of the recorded series
  std::string expr;
  Duration hold{0};         // `for`
  Duration keep_firing{0};  // `keep_firing_for`
  TextPairs labels, annotations;
};

struct PrometheusGroup {
  int line = 1;
  std::string name;
  std::optional<Duration> interval;
  TextPairs labels;
  std::vector<PrometheusRule> rules;
  std::vector<std::string> notes;  // keys that are known and have no counterpart
};

struct RuleFault {
  int line = 1;
  std::string text;
};

struct PrometheusRules {
  std::vector<PrometheusGroup> groups;
  std::vector<RuleFault> faults;  // where the file is no rule file; all of them
};

// An error only when the text is no YAML or beyond its limits.
Result<PrometheusRules> read_prometheus_rules(std::string_view text);

// `1h30m`, each unit once and in the order y w d h m s ms, or `0`. Nothing for any other text, or
// more than 292 years.
std::optional<Duration> prometheus_duration(std::string_view text);
// Of whole milliseconds, as Prometheus writes it.
std::string prometheus_duration(Duration duration);

}  // namespace tocsin::exchange
