#include "dsl/bindings.hpp"

#include <fmt/format.h>

#include <vector>

namespace tocsin::dsl {

std::string full_name(const ModelPlan& model) {
  return model.package.empty() ? model.schema.model : model.package + "." + model.schema.model;
}

Result<std::size_t> named_model(const Plan& plan, std::string_view name) {
  std::vector<std::size_t> bare;
  std::vector<std::string> names, meant;
  for (std::size_t i = 0; i < plan.models.size(); ++i) {
    names.push_back(full_name(plan.models[i]));
    if (names.back() == name) return i;
    if (plan.models[i].schema.model != name) continue;
    bare.push_back(i);
    meant.push_back(names.back());
  }
  if (bare.size() == 1) return bare.front();
  if (bare.empty())
    return fail("the rules have no model `{}`; known: {}", name, fmt::join(names, ", "));
  return fail("`{}` is the name of several models; say which: {}", name, fmt::join(meant, ", "));
}

const std::string* bound_file(const Plan& plan, const ModelPlan& model,
                              const std::map<std::string, std::string>& files,
                              std::string_view behind) {
  if (const auto at = files.find(full_name(model).append(behind)); at != files.end())
    return &at->second;
  const auto at = files.find(std::string(model.schema.model).append(behind));
  if (at == files.end()) return nullptr;
  const auto meant = named_model(plan, model.schema.model);
  return meant && full_name(plan.models[*meant]) == full_name(model) ? &at->second : nullptr;
}

}  // namespace tocsin::dsl
