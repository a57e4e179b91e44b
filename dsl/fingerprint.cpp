#include "dsl/fingerprint.hpp"

#include "dsl/references_of.hpp"
#include "dsl/window_build.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace tocsin::dsl {
namespace {

// Members in another order are the same set.
std::string set_text(std::vector<std::string> members) {
  if (members.empty()) return {};
  std::ranges::sort(members);
  return fmt::format("{}", fmt::join(members, ","));
}

std::string field_text(const Field& field) {
  return fmt::format(FMT_COMPILE("{}|{}|{}|{}|{}|{}|{}..{}|{}"), field.name, field.column,
                     static_cast<int>(field.type), static_cast<int>(field.role), field.optional,
                     field.duration_unit.count(), field.low, field.high, set_text(field.members));
}

std::string reference_text(const ReferencePlan& reference) {
  return fmt::format("reference {}|{}|{}|{}", reference.name, reference.path,
                     reference.rolling.count(), reference.ago.count());
}

// What the monitor reads, as declared; wherever it stands in the model.
class Declarations {
 public:
  Declarations(const MonitorPlan& monitor, const ModelPlan& model) : model_(model) {
    add_field(model.schema.time_field);
    add(monitor.aggregates);
    for (const auto& segment : monitor.by.fields) add_field(segment.field);
    for (const auto& column : monitor.columns) {
      add_field(column.field);
      add(column.aggregates);
    }
  }
  const std::set<std::string>& texts() const { return texts_; }

 private:
  void add(const std::vector<AggregateCall>& calls) {
    for (const auto& call : calls) {
      for (const auto field : call.reads) add_field(field);
      for (const auto reference : references_of(call))
        texts_.insert(reference_text(model_.references[reference]));
    }
  }
  void add_field(std::size_t field) {
    if (field < model_.schema.fields.size()) texts_.insert(field_text(model_.schema.fields[field]));
  }

  const ModelPlan& model_;
  std::set<std::string> texts_;
};

std::string window_text(const WindowPlan& window) {
  std::string text =
      fmt::format(FMT_COMPILE("{}|{}|{}|{}"), static_cast<int>(window.kind), window.length.count(),
                  window.count, static_cast<int>(window.labels));
  if (window.kind == WindowKind::each_calendar)
    text += fmt::format("|{}|{}", static_cast<int>(window.unit), window.zone);
  return text;
}

std::string by_text(const ByPlan& by) {
  std::string text = fmt::format(FMT_COMPILE("top {} overall {}"), by.top, by.overall);
  for (const auto& segment : by.fields)
    text += fmt::format(FMT_COMPILE("|{}:{}"), segment.name, set_text(segment.members));
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
  const Declarations declared(monitor, model);
  for (const auto& declaration : declared.texts()) text += "\n" + declaration;
  const auto horizon = monitor.label_measure ? model.schema.horizon : Duration{0};
  text += fmt::format(FMT_COMPILE("\n{}|{}|{}"), model.lateness.count(), horizon.count(),
                      model.schema.time_zone);
  return hash128(text);
}

}  // namespace tocsin::dsl
