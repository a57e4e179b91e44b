#include "changes/parts.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace tocsin::changes {
namespace {

using dsl::ModelPlan;
using dsl::ReferencePlan;
using dsl::SourceConfig;

std::string type_text(const Field& field, Members members) {
  static constexpr std::array<std::string_view, 8> kTypes{"bool",     "int",  "number", "share",
                                                          "duration", "time", "text",   "category"};
  std::string text(kTypes[static_cast<std::size_t>(field.type)]);
  if (field.type == FieldType::duration && field.duration_unit.count() > 0)
    text += fmt::format(" in {}", format_duration(field.duration_unit).substr(1));
  if (!field.members.empty()) text += " of " + members(field.members);
  return text;
}

std::string end_text(double end, const Field& field) {
  if (field.type == FieldType::duration && std::isfinite(end))
    return format_duration(Duration(std::llround(end)));
  return fmt::format("{:.12g}", end);
}

// As its line in the model reads.
std::string field_text(const ModelPlan& model, std::size_t index, Members members) {
  static constexpr std::array<std::string_view, 5> kRoles{"feature", "prediction", "score", "label",
                                                          "field"};
  const auto& field = model.schema.fields[index];
  auto text =
      fmt::format("{} {}", kRoles[static_cast<std::size_t>(field.role)], type_text(field, members));
  if (field.optional) text += ", optional";
  if (field.sensitive) text += ", sensitive";
  if (const auto positive = model.positive.find(index); positive != model.positive.end())
    text += ", positive " + quoted(positive->second);
  if (field.column != field.name) text += ", column " + quoted(field.column);
  if (std::isfinite(field.low) || std::isfinite(field.high))
    text += fmt::format(", range {}..{}", end_text(field.low, field), end_text(field.high, field));
  return text;
}

std::string source_text(const SourceConfig& source) {
  return source.path.empty() ? source.kind
                             : fmt::format("{}({})", source.kind, quoted(source.path));
}

std::string reference_text(const ReferencePlan& reference) {
  if (reference.rolling.count() > 0)
    return fmt::format("rolling {} ago {}", format_duration(reference.rolling),
                       format_duration(reference.ago));
  return "from " + quoted(reference.path);
}

std::string key_text(const Schema& schema) {
  std::vector<std::string> names;
  for (const auto field : schema.key_fields) names.push_back(schema.fields[field].name);
  return fmt::format("{}", fmt::join(names, ", "));
}

void add_texts(const ModelPlan& model, Facets& parts) {
  parts.push_back({"title", quoted(model.title), Aspect::text});
  parts.push_back({"owner", quoted(model.owner), Aspect::text});
  parts.push_back({"runbook", quoted(model.runbook), Aspect::text});
  parts.push_back({"dashboard", quoted(model.dashboard), Aspect::text});
  parts.push_back({"doc", quoted(model.doc), Aspect::text});
}

}  // namespace

Facets parts_of(const dsl::ModelPlan& model) {
  const auto& schema = model.schema;
  const auto part = [](std::string name, std::string value, Aspect aspect = Aspect::schema) {
    return Facet{std::move(name), std::move(value), aspect};
  };
  Facets parts{
      part("time", schema.fields[schema.time_field].name),
      part("time zone", schema.time_zone.empty() ? "UTC" : schema.time_zone),
      part("lateness", format_duration(model.lateness)),
      part("key", key_text(schema)),
      part("source", source_text(model.source)),
      part("labels", schema.labels_apart ? source_text(model.labels) : ""),
      part("label arrives", schema.arrives.value_or("")),
      part("label within", schema.horizon.count() > 0 ? format_duration(schema.horizon) : "")};
  for (std::size_t i = 0; i < schema.fields.size(); ++i)
    parts.push_back({.name = "field " + schema.fields[i].name,
                     .value = field_text(model, i, quoted_set),
                     .aspect = Aspect::schema,
                     .shown = field_text(model, i, as_written)});
  for (const auto& reference : model.references) {
    parts.push_back(part("reference " + reference.name, reference_text(reference)));
    parts.push_back(part("reference " + reference.name + " taken", reference.taken, Aspect::text));
  }
  add_texts(model, parts);
  return parts;
}

}  // namespace tocsin::changes
