// One field of a model: its type and its attributes.
#include "dsl/check_literal.hpp"
#include "dsl/check_model.hpp"
#include "dsl/check_row.hpp"
#include "dsl/clash.hpp"
#include "dsl/type_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>
#include <utility>

namespace tocsin::dsl {
namespace {

using Attr = ast::FieldAttr::Kind;

constexpr auto kTypes = std::to_array<std::pair<std::string_view, std::pair<TypeKind, FieldType>>>({
    {"bool", {TypeKind::boolean, FieldType::boolean}},
    {"int", {TypeKind::integer, FieldType::integer}},
    {"number", {TypeKind::number, FieldType::number}},
    {"share", {TypeKind::share, FieldType::share}},
    {"duration", {TypeKind::duration, FieldType::duration}},
    {"time", {TypeKind::time, FieldType::time}},
    {"text", {TypeKind::text, FieldType::text}},
    {"category", {TypeKind::category, FieldType::category}},
});

Role role_of(std::string_view word) {
  if (word == "feature") return Role::feature;
  if (word == "prediction") return Role::prediction;
  if (word == "score") return Role::score;
  return word == "label" ? Role::label : Role::field;
}

std::string_view word_of(Attr kind) {
  static constexpr std::array<std::string_view, 8> kWords{
      "optional", "sensitive", "positive", "within", "arrives", "for", "range", "column"};
  return kWords[static_cast<std::size_t>(kind)];
}

bool fits(Attr kind, Role role) {
  switch (kind) {
    case Attr::positive: return role == Role::prediction;
    case Attr::within:
    case Attr::arrives: return role == Role::label;
    case Attr::for_value: return role == Role::score;
    default: return true;
  }
}

std::string known_attributes(Role role) {
  std::vector<std::string_view> known;
  for (int k = 0; k < 8; ++k)
    if (fits(static_cast<Attr>(k), role)) known.push_back(word_of(static_cast<Attr>(k)));
  return listed(known);
}

// The members of `category of SET`, each once.
bool read_members(Checking& c, const ModelSource& source, const ast::TypeRef& ref, Field& field,
                  Type& type) {
  RowChecker checker(c, {source.package, nullptr, nullptr}, "category of");
  auto members = checker.members(*ref.set, simple(TypeKind::text), "");
  if (!members) return false;
  std::unordered_set<std::string> seen;
  if (members->texts.empty()) {
    c.diagnostics.error("T3108", ref.set->span, "the set is empty, so nothing is in it");
    return false;
  }
  // Of a set with a name the fault is where the set is written, however often it is used.
  const auto let =
      ref.set->op == ast::Op::path ? find_let({source.package}, ref.set->path) : std::nullopt;
  const auto place = let ? let->let->value->span : ref.set->span;
  for (auto& member : members->texts) {
    if (seen.insert(member).second)
      field.members.push_back(std::move(member));
    else
      c.diagnostics.error("T1101", place,
                          fmt::format("\"{}\" is declared twice in this set", member));
  }
  type.members = std::make_shared<const std::vector<std::string>>(field.members);
  return true;
}

bool read_unit(Checking& c, const ModelSource& source, const ast::TypeRef& ref, Field& field,
               Type& type) {
  if (type.is(TypeKind::number)) {
    type.unit = ref.unit->text;
    return is_declared_unit(c, *source.package, ref.unit->text, ref.unit->span);
  }
  field.duration_unit = parse_duration("1" + ref.unit->text).value_or(Duration(0));
  return true;
}

}  // namespace

Type read_type(Checking& c, const ModelSource& source, const ast::TypeRef& ref, Field& field) {
  const auto found = std::ranges::find(kTypes, ref.word, &decltype(kTypes)::value_type::first);
  if (found == kTypes.end()) {
    c.diagnostics.error(
        "T2112", ref.span,
        fmt::format(
            "`{}` expects bool, int, number, share, duration, time, text or category, found {}",
            field.name, ref.word));
    return {};
  }
  Type type = simple(found->second.first);
  field.type = found->second.second;
  if (ref.set && !read_members(c, source, ref, field, type)) return {};
  if (ref.unit && !read_unit(c, source, ref, field, type)) return {};
  return type;
}

namespace {

// A bare number is in the unit of the field.
std::optional<double> bound(Checking& c, const ModelSource& source, const ast::Expr& expr,
                            const Field& field, const Type& type) {
  RowChecker checker(c, {source.package, nullptr, nullptr}, "range");
  const auto value = checker.constant(expr);
  if (!value) return std::nullopt;
  const bool bare = value->type.is(TypeKind::number) && value->type.unit.empty();
  if (bare && type.is(TypeKind::number)) return value->number;
  const Side side{type, expr.span, field.name, expr.span};
  const OtherSide other{value->type, expr.span, true, value->number};
  const auto clash = compare_clash(type, value->type);
  if (clash != Clash::none) report_clash(c, clash, side, other, "range");
  return clash == Clash::none && is_possible_share(c, type, other) ? std::optional(value->number)
                                                                   : std::nullopt;
}

void read_range(Checking& c, const ModelSource& source, const ast::FieldAttr& attr, Field& field,
                const Type& type) {
  if (!is_numeric(type)) {
    c.diagnostics.error(
        "T2112", attr.span,
        fmt::format("`range` expects an int, number, share or duration, found {}", describe(type)));
    return;
  }
  const auto low = bound(c, source, *attr.range->children[0], field, type);
  const auto high = low ? bound(c, source, *attr.range->children[1], field, type) : std::nullopt;
  if (!low || !high) return;
  if (*low > *high) {
    c.diagnostics.error(
        "T3108", attr.range->span,
        fmt::format("the range {} is empty", on_one_line(c.sources, attr.range->span)));
    return;
  }
  field.low = *low;
  field.high = *high;
}

// The value of the prediction that counts as "yes".
void read_positive(Checking& c, const ast::FieldAttr& attr, const Field& field, const Type& type,
                   std::optional<std::string>& positive) {
  static const auto kYesNo =
      std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"true", "false"});
  if (type.is(TypeKind::none)) return;
  if (!type.is(TypeKind::boolean) && !type.is(TypeKind::category)) {
    c.diagnostics.error(
        "T2112", attr.span,
        fmt::format("`positive` expects a category or a bool, found {}", describe(type)));
    return;
  }
  Type members = type;
  if (type.is(TypeKind::boolean)) members.members = kYesNo;
  is_member(c, members, attr.text.value, attr.text.span, fmt::format("`{}`", field.name));
  positive = attr.text.value;  // a wrong one is not a missing one
}

void read_label_attr(Checking& c, ModelSource& source, const ast::FieldAttr& attr) {
  auto& schema = c.plan.models[source.index].schema;
  if (attr.kind == Attr::arrives) {
    if (schema.arrives && *schema.arrives != attr.name.text)
      c.plan.models[source.index].not_evaluated.push_back({"a second `arrives` column", attr.span});
    else
      schema.arrives = attr.name.text;
  } else if (attr.duration.value.count() <= 0) {
    c.diagnostics.error("T3113", attr.duration.span, "`within` must be longer than zero");
  } else {
    schema.horizon = std::max(schema.horizon, attr.duration.value);
  }
}

struct Reading {
  std::optional<std::string> positive, score_of;
  bool within = false;
};

void read_attribute(Checking& c, ModelSource& source, const ast::FieldAttr& attr, Field& field,
                    Type& type, Reading& reading) {
  switch (attr.kind) {
    case Attr::optional: field.optional = type.optional = true; break;
    case Attr::sensitive: field.sensitive = true; break;
    case Attr::column:
      field.column = attr.text.value;
      says_something(c, field.column, attr.text.span, "the name of the column");
      break;
    case Attr::range:
      if (!type.is(TypeKind::none)) read_range(c, source, attr, field, type);
      break;
    case Attr::positive: read_positive(c, attr, field, type, reading.positive); break;
    case Attr::for_value: reading.score_of = attr.text.value; break;
    case Attr::within: reading.within = true; [[fallthrough]];
    case Attr::arrives: read_label_attr(c, source, attr); break;
  }
}

}  // namespace

void check_field(Checking& c, ModelSource& source, const ast::FieldItem& item) {
  Field field;
  field.name = field.column = item.name.text;
  field.role = role_of(item.role.text);
  Type type = read_type(c, source, item.type, field);
  Reading reading;
  std::map<Attr, Span> seen;
  for (const auto& attr : item.attributes) {
    if (!fits(attr.kind, field.role)) {
      c.diagnostics.error(
          "T0002", attr.span,
          fmt::format("unknown clause `{}` in a {}; known here: {}", word_of(attr.kind),
                      item.role.text, known_attributes(field.role)));
    } else if (const auto [at, added] = seen.emplace(attr.kind, attr.span); !added) {
      twice(c, word_of(attr.kind), attr.span, at->second, "field");
    } else {
      read_attribute(c, source, attr, field, type, reading);
    }
  }
  const auto role = field.role;
  if (role == Role::score && !type.is(TypeKind::none) && !is_numeric(type))
    c.diagnostics.error("T2112", item.type.span,
                        fmt::format("a score is a share or a number, found {}", describe(type)));
  const bool is_bool = type.is(TypeKind::boolean);
  const auto index = add_field(c, source, std::move(field), std::move(type), item.name.span);
  if (!index) return;
  if (role == Role::label) source.has_within[*index] = reading.within;
  if (reading.score_of) source.score_of[*index] = *reading.score_of;
  if (reading.positive)
    c.plan.models[source.index].positive[*index] = *reading.positive;
  else if (role == Role::prediction && is_bool)
    c.plan.models[source.index].positive[*index] = "true";
}

}  // namespace tocsin::dsl
