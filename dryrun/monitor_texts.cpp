#include "dryrun/monitor_texts.hpp"

#include "dsl/value_text.hpp"

namespace tocsin::dryrun {
namespace {

store::MonitorText text_of(const dsl::Plan& plan, const dsl::MonitorPlan& monitor) {
  store::MonitorText text{.package = monitor.package,
                          .model = plan.models[monitor.model].schema.model,
                          .monitor = monitor.name,
                          .kind = std::string(dsl::to_text(monitor.kind)),
                          .title = monitor.title,
                          .thresholds = {},
                          .word_value = {}};
  text.thresholds.resize(plan.severities.names.size());
  for (const auto& rung : monitor.rungs)
    text.thresholds[static_cast<std::size_t>(rung.severity)] = rung.trigger.text;
  text.word_value = [type = monitor.measure->type](double value) {
    return dsl::value_text(value, type);
  };
  return text;
}

}  // namespace

std::vector<store::MonitorText> monitor_texts(const dsl::Plan& plan) {
  std::vector<store::MonitorText> texts;
  for (const auto& monitor : plan.monitors) texts.push_back(text_of(plan, monitor));
  return texts;
}

}  // namespace tocsin::dryrun
