#include "changes/names.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string_view>

namespace tocsin::changes {
namespace {

using Kind = dsl::Condition::Kind;

std::string digits(double value) { return fmt::format("{:.12g}", value); }

std::string_view operator_text(Kind kind) {
  static constexpr std::array<std::string_view, 10> kTexts{
      "<", "<=", ">", ">=", "=", "!=", "outside", "inside", "true", "false"};
  return kTexts[static_cast<std::size_t>(kind)];
}

std::string bare_text(const dsl::Condition& condition, const dsl::Type& type) {
  const auto word = operator_text(condition.kind);
  switch (condition.kind) {
    case Kind::is_true:
    case Kind::is_false: return std::string(word);
    case Kind::outside:
    case Kind::inside:
      return fmt::format("{} {}..{}", word, exact_text(condition.low, type),
                         exact_text(condition.high, type));
    default: return fmt::format("{} {}", word, exact_text(condition.low, type));
  }
}

std::string prefixed(const std::string& package, std::string name) {
  return package.empty() ? name : package + "." + name;
}

}  // namespace

std::string name_of(const dsl::ModelPlan& model) {
  return prefixed(model.package, model.schema.model);
}

std::string name_of(const dsl::Plan& plan, const dsl::MonitorPlan& monitor) {
  return prefixed(monitor.package, plan.models[monitor.model].schema.model + "." + monitor.name);
}

const std::string& severity_name(const dsl::Plan& plan, int severity) {
  return plan.severities.names[static_cast<std::size_t>(severity)];
}

std::string exact_text(double value, const dsl::Type& type) {
  switch (type.kind) {
    case dsl::TypeKind::share: return digits(value * 100) + "%";
    case dsl::TypeKind::points: return digits(value * 100) + "pp";
    case dsl::TypeKind::duration: return format_duration(Duration(std::llround(value)));
    case dsl::TypeKind::rate: return digits(value) + "/s";
    default: return digits(value) + type.unit;
  }
}

std::string distance_text(double distance, const dsl::Type& type) {
  auto apart = type;
  if (type.is(dsl::TypeKind::share)) apart.kind = dsl::TypeKind::points;
  return exact_text(std::abs(distance), apart);
}

std::string condition_text(const dsl::Condition& condition, const dsl::Type& type) {
  auto text = bare_text(condition, type);
  if (condition.confidence > 0)
    text += fmt::format(" with {}% confidence", digits(condition.confidence * 100));
  return text;
}

}  // namespace tocsin::changes
