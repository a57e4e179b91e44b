#include "dryrun/simulation_load_parts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>

namespace tocsin::dryrun::simulation {
namespace {

std::optional<double> read_amount(TomlTable& table, const Key& key, Quantity quantity,
                                  Limits limits = kAnyNumber) {
  if (quantity == Quantity::number) return table.number(key, limits);
  const auto duration = table.duration(key);
  if (!duration) return {};
  return std::chrono::duration<double>(*duration).count();
}

Term read_term(TomlTable& table, const Fields& fields) {
  Term term;
  const auto field = read_field(table, needed("field", "field = \"income\""), fields);
  term.weight = table.number(needed("weight", "weight = -2.5")).value_or(0);
  term.if_missing = table.number(maybe("if_missing", "if_missing = 0.2")).value_or(0);
  if (!field) return term;
  term.field = *field;
  if (is_category(fields[*field])) {
    const auto values = table.values(needed("is", "is = " + in_quotes(fields[*field].values[0])));
    if (values.size() > 1) table.wrong("is", "found several values; write a term for each");
    if (values.size() == 1) term.is = code_of(table, "is", fields[*field], values[0]);
  } else {
    term.log = table.flag(maybe("log", "log = true")).value_or(false);
    term.centre = table.number(maybe("centre", "centre = 2400"), term.log ? kPositive : kAnyNumber)
                      .value_or(term.log ? 1 : 0);
  }
  table.finish();
  return term;
}

void read_bounds_of_number(TomlTable& table, const std::string& key, Condition& condition) {
  if (!table.has_table(key)) {
    condition.values = {table.number(needed(key, key + " = 3")).value_or(0)};
    return;
  }
  auto bounds = *table.table(needed(key, key + " = { at_least = 3 }"));
  const auto least = bounds.number(maybe("at_least", "at_least = 3"));
  const auto most = bounds.number(maybe("at_most", "at_most = 5"));
  if (!least && !most) bounds.wrong("has no bound; write `at_least`, `at_most` or both");
  condition.at_least = least.value_or(condition.at_least);
  condition.at_most = most.value_or(condition.at_most);
  bounds.finish();
}

Condition read_condition(TomlTable& table, const std::string& key, const Fields& fields) {
  Condition condition;
  const auto field = find_field(table, key, key, fields);
  if (!field) return condition;
  condition.field = *field;
  if (is_category(fields[*field])) {
    for (const auto& value :
         table.values(needed(key, key + " = " + in_quotes(fields[*field].values[0])))) {
      condition.values.push_back(code_of(table, key, fields[*field], value).value_or(0));
    }
  } else if (is_number(fields[*field])) {
    read_bounds_of_number(table, key, condition);
  } else {
    table.wrong(key, "is an id or a time, and no condition can ask about those");
  }
  return condition;
}

}  // namespace

bool is_number(const Field& field) {
  return std::holds_alternative<Drawn>(field.kind) || std::holds_alternative<Linear>(field.kind) ||
         std::holds_alternative<Logistic>(field.kind);
}

std::optional<FieldIndex> find_field(TomlTable& table, std::string_view key, std::string_view name,
                                     const Fields& fields) {
  const auto at = std::ranges::find(fields, name, &Field::name);
  if (at != fields.end()) return static_cast<FieldIndex>(at - fields.begin());
  std::vector<std::string> known;
  for (const auto& field : fields) known.push_back(field.name);
  table.wrong(key, fmt::format("no field `{}` is made before this line{}", name,
                               did_you_mean(name, known)));
  return {};
}

std::optional<FieldIndex> read_field(TomlTable& table, const Key& key, const Fields& fields) {
  const auto name = table.text(key);
  return name ? find_field(table, key.name, *name, fields) : std::nullopt;
}

std::optional<double> code_of(TomlTable& table, std::string_view key, const Field& field,
                              const std::string& value) {
  const auto at = std::ranges::find(field.values, value);
  if (at != field.values.end()) return static_cast<double>(at - field.values.begin());
  table.wrong(key, fmt::format("`{}` is never {}; it is one of {}{}", field.name, in_quotes(value),
                               fmt::join(field.values, ", "), did_you_mean(value, field.values)));
  return {};
}

Bounds read_bounds(TomlTable& table, Quantity quantity) {
  Bounds bounds;
  const bool number = quantity == Quantity::number;
  bounds.minimum =
      read_amount(table, maybe("minimum", number ? "minimum = 0" : "minimum = \"1h\""), quantity)
          .value_or(bounds.minimum);
  bounds.maximum =
      read_amount(table, maybe("maximum", number ? "maximum = 9" : "maximum = \"6d\""), quantity)
          .value_or(bounds.maximum);
  if (bounds.minimum > bounds.maximum) table.wrong("minimum", "is larger than `maximum`");
  return bounds;
}

Distribution read_distribution(TomlTable& table, Quantity quantity) {
  using Shape = Distribution::Shape;
  const bool number = quantity == Quantity::number;
  const auto amount = [&](std::string_view key, std::string_view as_number,
                          std::string_view as_duration, Limits limits = kAnyNumber) {
    return read_amount(table, needed(key, number ? as_number : as_duration), quantity, limits)
        .value_or(0);
  };
  Distribution d;
  const auto shape = table.word(needed("distribution", "distribution = \"lognormal\""),
                                {"constant", "exponential", "lognormal", "normal", "uniform"});
  if (!shape) return d;
  d.shape = static_cast<Shape>(*shape);
  switch (d.shape) {
    case Shape::constant: d.centre = amount("value", "value = 1", "value = \"1d\""); break;
    case Shape::exponential:
      d.centre = amount("mean", "mean = 3", "mean = \"1d\"", kPositive);
      break;
    case Shape::lognormal:
      d.centre = amount("median", "median = 2400", "median = \"1d\"", kPositive);
      d.spread = table.number(needed("sigma", "sigma = 0.4"), kNotNegative).value_or(0);
      break;
    case Shape::normal:
      d.centre = amount("mean", "mean = 3", "mean = \"1d\"");
      d.spread = amount("sd", "sd = 0.5", "sd = \"2h\"", kNotNegative);
      break;
    case Shape::uniform:
      d.centre = amount("low", "low = 0", "low = \"1h\"");
      d.spread = amount("high", "high = 1", "high = \"1d\"");
      if (d.centre > d.spread) table.wrong("low", "is larger than `high`");
      break;
  }
  d.bounds = read_bounds(table, quantity);
  return d;
}

Relation read_relation(TomlTable& table, const Fields& fields) {
  Relation relation;
  relation.intercept = table.number(maybe("intercept", "intercept = -1.2")).value_or(0);
  const Key terms = needed("terms", "terms = [{ field = \"income\", weight = -2.5 }]");
  for (auto& term : table.tables(terms)) relation.terms.push_back(read_term(term, fields));
  return relation;
}

Where read_conditions(TomlTable conditions, const Fields& fields) {
  Where where;
  for (const auto& key : conditions.keys())
    where.push_back(read_condition(conditions, key, fields));
  return where;
}

Where read_where(TomlTable& table, const Fields& fields) {
  auto conditions = table.table(maybe("where", "where = { platform = \"smava\" }"));
  return conditions ? read_conditions(*conditions, fields) : Where{};
}

}  // namespace tocsin::dryrun::simulation
