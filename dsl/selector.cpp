#include "dsl/selector.hpp"

namespace tocsin::dsl {
namespace {

using Parts = std::vector<std::string_view>;

Parts parts_of(std::string_view text) {
  Parts parts;
  for (std::size_t at = 0; at <= text.size();) {
    const auto dot = std::min(text.find('.', at), text.size());
    parts.push_back(text.substr(at, dot - at));
    at = dot + 1;
  }
  return parts;
}

bool is_match(const Parts& pattern, const Parts& name) {
  if (pattern.size() > name.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i)
    if (pattern[i] != "*" && pattern[i] != name[i]) return false;
  return true;
}

// What is left of the selector behind the folder of the monitor.
std::string_view without_package(std::string_view selector, std::string_view package) {
  const bool named = !package.empty() && selector.size() > package.size() &&
                     selector.starts_with(package) && selector[package.size()] == '.';
  return named ? selector.substr(package.size() + 1) : selector;
}

bool is_selected(const Plan& plan, const MonitorPlan& monitor, std::string_view selector) {
  const auto pattern = parts_of(without_package(selector, monitor.package));
  const auto name = parts_of(monitor.name);
  if (is_match(pattern, name)) return true;
  Parts whole{plan.models[monitor.model].schema.model};
  whole.insert(whole.end(), name.begin(), name.end());
  return is_match(pattern, whole);
}

}  // namespace

std::vector<std::size_t> selected(const Plan& plan, std::string_view selector) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < plan.monitors.size(); ++i)
    if (is_selected(plan, plan.monitors[i], selector)) found.push_back(i);
  return found;
}

}  // namespace tocsin::dsl
