// How a command line names models, to bind files to them: `shop=events.csv`, `eu.shop=events.csv`.
#pragma once

#include "base/result.hpp"
#include "dsl/plan.hpp"

#include <map>
#include <string>
#include <string_view>

namespace tocsin::dsl {

// `shop`, or `eu.shop` with the folder of its package.
std::string full_name(const ModelPlan& model);

// The model that is called so: by its full name, or by the bare one when no other has it. An error
// says which models there are, or which two are meant.
Result<std::size_t> named_model(const Plan& plan, std::string_view name);

// The file bound to a name of the model, with `behind` it (`.training`). Null when there is none.
const std::string* bound_file(const Plan& plan, const ModelPlan& model,
                              const std::map<std::string, std::string>& files,
                              std::string_view behind = {});

}  // namespace tocsin::dsl
