#include "dsl/fingerprint.hpp"

#include "dsl/window_build.hpp"

#include <fmt/format.h>

#include <iterator>
#include <set>

namespace tocsin::dsl {
namespace {

void add_field(std::string& text, const Field& field) {
  fmt::format_to(std::back_inserter(text), "\n{}|{}|{}|{}|{}|{}|{}..{}|{}", field.name,
                 field.column, static_cast<int>(field.type), static_cast<int>(field.role),
                 field.optional, field.duration_unit.count(), field.low, field.high,
                 fmt::join(field.members, ","));
}

std::set<std::size_t> fields_read(const MonitorPlan& monitor, const ModelPlan& model) {
  std::set<std::size_t> fields{model.schema.time_field};
  for (const auto& call : monitor.aggregates) fields.insert(call.reads.begin(), call.reads.end());
  for (const auto& segment : monitor.by.fields)
    if (segment.field != kNoField) fields.insert(segment.field);
  return fields;
}

std::string window_text(const WindowPlan& window) {
  std::string text =
      fmt::format("{}|{}|{}|{}", static_cast<int>(window.kind), window.length.count(), window.count,
                  static_cast<int>(window.labels));
  if (window.kind == WindowKind::each_calendar)
    text += fmt::format("|{}|{}", static_cast<int>(window.unit), window.zone);
  return text;
}

std::string reference_text(const ReferencePlan& reference) {
  if (reference.rolling.count() == 0) return "\nreference " + reference.path;
  return fmt::format("\nrolling {} ago {}", reference.rolling.count(), reference.ago.count());
}

std::string by_text(const ByPlan& by) {
  std::string text = fmt::format("top {} overall {}", by.top, by.overall);
  for (const auto& segment : by.fields)
    text += fmt::format("|{}:{}", segment.name, fmt::join(segment.members, ","));
  return text;
}

}  // namespace

Hash128 fingerprint(const MonitorPlan& monitor, const ModelPlan& model) {
  if (!monitor.measure) return {};
  std::string text = canonical(*monitor.measure, monitor.aggregates);
  if (monitor.raw) text += monitor.raw->language + "\n" + monitor.raw->query;
  for (const auto& column : monitor.columns)
    text += "\n" + canonical(*column.measure, column.aggregates);
  text += "\n" + window_text(monitor.window) + "\n" + by_text(monitor.by);
  for (const auto field : fields_read(monitor, model))
    if (field < model.schema.fields.size()) add_field(text, model.schema.fields[field]);
  for (const auto& call : monitor.aggregates)
    for (const auto& number : {call.reference, call.on})
      if (number) text += reference_text(model.references[*number]);
  text += fmt::format("\n{}|{}|{}", model.lateness.count(), model.schema.horizon.count(),
                      model.schema.time_zone);
  return hash128(text);
}

}  // namespace tocsin::dsl
