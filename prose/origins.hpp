// Where each clause of a monitor stands: a checked plan holds only what came of it.
#pragma once

#include "dsl/ast.hpp"
#include "dsl/plan.hpp"
#include "dsl/source.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace tocsin::prose {

enum class Origin {
  usual,  // said nowhere: the default of the language
  own,
  contract,
  from_template,
  watch,
  model,
};

// "default", "own clause", "contract", "template", "watch block", "model".
std::string_view to_text(Origin origin);

struct Origins {
  Origin every = Origin::usual;
  Origin needs = Origin::usual;
  Origin no_data = Origin::usual;
  Origin too_few = Origin::usual;
  Origin owner = Origin::usual;
  Origin runbook = Origin::usual;
  Origin dashboard = Origin::usual;
};

// `files` by their index in `sources`; the monitor is one of a plan made of them.
Origins origins(std::span<const dsl::ast::File> files, const dsl::Sources& sources,
                const dsl::MonitorPlan& monitor, const dsl::ModelPlan& model);

// The syntax trees of all rule files, for callers that kept only the texts.
std::vector<dsl::ast::File> parsed(const dsl::Sources& sources);

}  // namespace tocsin::prose
