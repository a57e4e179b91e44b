// Rules of tocsin out of the rule files of Prometheus: each alert becomes a monitor that asks the
// same query.
#pragma once

#include "dsl/catalogue.hpp"
#include "exchange/prometheus_rules.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tocsin::exchange {

struct RuleFile {
  std::string name;       // as people know it
  PrometheusRules rules;  // without faults
};

struct ImportedRule {
  std::string file, group, rule;
  int line = 1;
  bool is_record = false;
  std::string monitor;              // model.monitor; empty: it was not carried over at all
  std::vector<std::string> losses;  // what could not be carried over, each a sentence
};

struct Import {
  std::string text;                 // one rule file, laid out
  std::vector<ImportedRule> rules;  // in the order of the files
};

// Without `model` each group becomes a model of its own, and a channel and routes stand beside
// them, so that the text is a project by itself. With it all monitors stand in `watch MODEL`. No
// model takes a builtin name of the catalogue.
Import import_prometheus(std::span<const RuleFile> files, const std::optional<std::string>& model,
                         const dsl::Catalogue& catalogue);

}  // namespace tocsin::exchange
