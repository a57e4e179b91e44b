#include "dsl/check_model.hpp"

#include "dsl/limits.hpp"
#include "dsl/type_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

// The clauses of a model that stand at most once.
struct Single {
  const ast::TimeItem* time = nullptr;
  const ast::KeyItem* key = nullptr;
  const ast::SourceItem* source = nullptr;
  const ast::SourceItem* labels = nullptr;
};

template <typename Item>
void once(Checking& c, const Item*& slot, const Item& item, std::string_view word) {
  if (!slot)
    slot = &item;
  else
    twice(c, word, item.span, slot->span, "model");
}

void check_time(Checking& c, ModelSource& source, const ast::TimeItem& time) {
  auto& model = c.plan.models[source.index];
  if (time.lateness && time.lateness->value > kLongestLateness)
    c.diagnostics.error(
        "T3122", time.lateness->span,
        fmt::format("`lateness {}` is more than a model can wait for; at most {}",
                    format_duration(time.lateness->value), format_duration(kLongestLateness)));
  else if (time.lateness)
    model.lateness = time.lateness->value;
  if (time.zone) {
    if (is_known_zone(time.zone->value))
      model.schema.time_zone = time.zone->value;
    else
      c.diagnostics.error("T2120", time.zone->span,
                          fmt::format("unknown time zone `{}`", time.zone->value));
  }
  if (const auto found = source.fields.find(time.field.text); found != source.fields.end()) {
    model.schema.time_field = found->second;
    const auto& type = source.types[found->second];
    if (!type.is(TypeKind::time) && !type.is(TypeKind::none))
      c.diagnostics.error("T2112", time.field.span,
                          fmt::format("`time` expects a time, found {}", describe(type)));
    return;
  }
  Field field;
  field.name = field.column = time.field.text;
  field.type = FieldType::time;
  if (const auto index =
          add_field(c, source, std::move(field), simple(TypeKind::time), time.field.span))
    model.schema.time_field = *index;
}

void check_key(Checking& c, ModelSource& source, const ast::KeyItem& key) {
  auto& keys = c.plan.models[source.index].schema.key_fields;
  for (const auto& name : key.fields) {
    auto found = source.fields.find(name.text);
    if (found == source.fields.end()) {
      Field field;
      field.name = field.column = name.text;
      if (!add_field(c, source, std::move(field), simple(TypeKind::text), name.span)) continue;
      found = source.fields.find(name.text);
    }
    if (std::ranges::count(keys, found->second) == 0)
      keys.push_back(found->second);
    else
      twice(c, name.text, name.span, key.span, "key");
  }
}

// T4117, T4118: what a label that comes on its own needs.
void check_labels(Checking& c, const ModelSource& source, const Single& single) {
  auto& model = c.plan.models[source.index];
  auto& schema = model.schema;
  schema.labels_apart = single.labels != nullptr;
  if (source.damaged) return;
  if (schema.labels_apart && schema.label_fields.empty())
    c.diagnostics.error("T4102", single.labels->span,
                        fmt::format("model `{}` has no label, so `{}` brings nothing", schema.model,
                                    on_one_line(c.sources, single.labels->span)));
  const bool on_their_own = schema.labels_apart || schema.arrives.has_value();
  if (!on_their_own || schema.label_fields.empty()) return;
  for (const auto field : schema.label_fields)
    if (!source.has_within.at(field) && (schema.labels_apart || schema.horizon.count() == 0))
      c.diagnostics.error(
          "T4117", source.places[field],
          fmt::format("label `{}` arrives on its own and needs a horizon: add `within ...`",
                      schema.fields[field].name));
  if (schema.key_fields.empty())
    c.diagnostics.error("T4118", source.places[schema.label_fields.front()],
                        "labels of their own need `key` to find their prediction");
}

// A score of one class must name a value that the prediction can take.
void check_scores(Checking& c, const ModelSource& source) {
  const auto& model = c.plan.models[source.index];
  if (!model.prediction) return;
  const auto& prediction = model.schema.fields[*model.prediction];
  for (const auto& [field, value] : source.score_of) {
    if (prediction.members.empty() || std::ranges::count(prediction.members, value) > 0) continue;
    c.diagnostics.error(
        "T4120", source.places[field],
        fmt::format("`for \"{}\"` is not a member of prediction `{}`; members: {}", value,
                    prediction.name,
                    listed({prediction.members.begin(), prediction.members.end()})));
  }
}

void settle_roles(Checking& c, const ModelSource& source) {
  auto& model = c.plan.models[source.index];
  std::map<Role, std::vector<std::size_t>> by_role;
  for (std::size_t i = 0; i < model.schema.fields.size(); ++i)
    by_role[model.schema.fields[i].role].push_back(i);
  const auto only = [&](Role role) -> std::optional<std::size_t> {
    return by_role[role].size() == 1 ? std::optional(by_role[role].front()) : std::nullopt;
  };
  model.prediction = only(Role::prediction);
  model.label = only(Role::label);
  model.score = only(Role::score);
  model.schema.label_fields = by_role[Role::label];
  if (auto& arrives = model.schema.arrives)
    if (const auto declared = source.fields.find(*arrives); declared != source.fields.end())
      arrives = model.schema.fields[declared->second].column;
}

// T4111. Labels that come apart are other columns of another file.
void check_columns(Checking& c, const ModelSource& source) {
  const auto& schema = c.plan.models[source.index].schema;
  std::map<std::pair<bool, std::string>, std::size_t> seen;
  for (std::size_t i = 0; i < schema.fields.size(); ++i) {
    const bool apart = schema.labels_apart && schema.fields[i].role == Role::label;
    const auto [at, added] = seen.emplace(std::pair(apart, schema.fields[i].column), i);
    if (added) continue;
    auto& d = c.diagnostics.error(
        "T4111", source.places[i],
        fmt::format("two fields read the same column `{}`", schema.fields[i].column));
    d.related.push_back({source.places[at->second], "the first"});
  }
}

void set_meta(ModelPlan& model, const MetaDefaults& meta) {
  model.owner = meta.owner.value_or("");
  model.runbook = meta.runbook.value_or("");
  model.dashboard = meta.dashboard.value_or("");
}

}  // namespace

std::optional<std::size_t> add_field(Checking& c, ModelSource& source, Field field, Type type,
                                     Span place) {
  auto& schema = c.plan.models[source.index].schema;
  const auto index = schema.fields.size();
  const auto [at, added] = source.fields.emplace(field.name, index);
  if (!added) {
    twice(c, field.name, place, source.places[at->second], "model");
    return std::nullopt;
  }
  const bool word = field.name == "column" || field.name == "features";
  const auto let = source.package->lets.find(field.name);
  if (word || let != source.package->lets.end()) {
    auto& d = c.diagnostics.error(
        "T1102", place,
        fmt::format("`{}` hides {} with the same name; choose another name", field.name,
                    word ? "a word of the language" : "a `let` of the package"));
    if (!word) d.related.push_back({let->second.let->name.span, "hidden here"});
  }
  schema.fields.push_back(std::move(field));
  source.types.push_back(std::move(type));
  source.places.push_back(place);
  return index;
}

void check_model(Checking& c, std::size_t index) {
  c.unfolded = 0;
  auto& source = c.models[index];
  const auto& ast = *source.model;
  auto& model = c.plan.models[index];
  model.package = source.package->name;
  model.schema.model = ast.name.text;
  model.title = ast.title ? ast.title->value : "";
  model.doc = ast.doc;
  model.span = ast.span;
  Single single;
  MetaCollector meta(c, "model");
  for (const auto& item : ast.items) {
    if (const auto* field = std::get_if<ast::FieldItem>(&item)) check_field(c, source, *field);
    if (const auto* time = std::get_if<ast::TimeItem>(&item)) once(c, single.time, *time, "time");
    if (const auto* key = std::get_if<ast::KeyItem>(&item)) once(c, single.key, *key, "key");
    if (const auto* reference = std::get_if<ast::RefItem>(&item))
      check_reference(c, source, *reference);
    if (const auto* clause = std::get_if<ast::Meta>(&item)) meta.add(*clause);
    if (const auto* from = std::get_if<ast::SourceItem>(&item))
      once(c, from->word.text == "labels" ? single.labels : single.source, *from, from->word.text);
  }
  source.meta = meta.result();
  set_meta(model, source.meta);
  if (single.time)
    check_time(c, source, *single.time);
  else if (!source.damaged)
    c.diagnostics.error("T4101", ast.span,
                        "a model needs `time`; without it no window can be formed");
  if (single.key) check_key(c, source, *single.key);
  if (single.source) check_source(c, source, *single.source);
  if (single.labels) check_source(c, source, *single.labels);
  settle_roles(c, source);
  check_labels(c, source, single);
  check_scores(c, source);
  check_columns(c, source);
}

}  // namespace tocsin::dsl
