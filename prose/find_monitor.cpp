#include "prose/find_monitor.hpp"

#include "base/spelling.hpp"
#include "prose/explanation.hpp"

#include <algorithm>

namespace tocsin::prose {
namespace {

// All names by which a monitor may be called, the longest first.
std::vector<std::string> names_of(const dsl::Plan& plan, const dsl::MonitorPlan& monitor) {
  const auto in_model = plan.models[monitor.model].schema.model + "." + monitor.name;
  std::vector<std::string> names{full_name(plan, monitor), in_model, monitor.name};
  const auto dot = monitor.name.find('.');
  if (dot == std::string::npos) return names;
  names.push_back(monitor.name.substr(dot + 1));
  const auto count = names.size() - 1;
  for (std::size_t i = 0; i < count; ++i)  // the contract, which stands for its checks
    names.push_back(names[i].substr(0, names[i].rfind('.')));
  return names;
}

}  // namespace

Found find_monitor(const dsl::Plan& plan, std::string_view name) {
  Found found;
  std::vector<std::vector<std::string>> names;
  for (std::size_t m = 0; m < plan.monitors.size(); ++m) {
    names.push_back(names_of(plan, plan.monitors[m]));
    if (std::ranges::find(names.back(), name) != names.back().end()) found.monitors.push_back(m);
  }
  // A whole name means its monitor even where the end of another one is the same.
  std::vector<std::size_t> whole;
  for (const auto m : found.monitors)
    if (names[m].front() == name) whole.push_back(m);
  if (!whole.empty()) found.monitors = whole;
  if (!found.monitors.empty()) return found;
  for (std::size_t m = 0; m < names.size(); ++m) {
    const std::vector<std::string_view> known(names[m].begin(), names[m].end());
    if (nearest(name, known)) found.similar.push_back(names[m].front());
  }
  return found;
}

}  // namespace tocsin::prose
