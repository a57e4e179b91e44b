#include "dryrun/simulation_load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace tocsin::dryrun::simulation {
namespace {

constexpr std::string_view kWeightsExample = "weights = { web = 0.7, app = 0.3 }";

// Shares of `values`, added up. Weights need not have the sum 1.
std::vector<double> cumulative(const std::vector<double>& weights) {
  std::vector<double> sums(weights.size());
  std::partial_sum(weights.begin(), weights.end(), sums.begin());
  for (auto& sum : sums) sum /= sums.empty() || sums.back() <= 0 ? 1 : sums.back();
  // The last with a weight takes what rounding leaves, and those behind it have none.
  for (std::size_t i = weights.size(); i-- > 0;) {
    sums[i] = 1;
    if (weights[i] > 0) break;
  }
  return sums;
}

// The weights that `table` gives to `values`; those it does not name have none.
std::vector<double> read_weights(TomlTable table, const std::vector<std::string>& values) {
  std::vector<double> weights(values.size(), 0);
  for (const auto& key : table.keys()) {
    const auto at = std::ranges::find(values, key) - values.begin();
    weights[at] = table.number(needed(key, key + " = 0.7"), kNotNegative).value_or(1);
  }
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  if (!(sum > 0))
    table.wrong(fmt::format("has no weight above 0; write for example {}", kWeightsExample));
  return cumulative(weights);
}

// Calls `read(case table, code)` for each case, and sees to it that `given` is there with them.
template <typename T, typename Read>
void read_cases(TomlTable& table, const Fields& fields, ByCase<T>& by, Read read) {
  by.given = read_field(table, maybe("given", "given = \"platform\""), fields);
  auto cases = table.table(maybe("cases", "cases.smava = { ... }"));
  if (table.has("given") != table.has("cases")) {
    table.wrong(
        "`given` names the field on which it depends, and `cases` what holds for its values: "
        "both are needed, or neither");
  }
  if (!by.given || !cases) return;
  const Field& given = fields[*by.given];
  if (!is_category(given))
    return table.wrong("given", fmt::format("`{}` is no category", given.name));
  by.of_value.resize(given.values.size());
  for (const auto& value : cases->keys()) {
    const auto code = code_of(*cases, value, given, value);
    auto one = cases->table(needed(value, value + " = { ... }"));
    if (code && one) by.of_value[static_cast<std::size_t>(*code)] = read(*one);
  }
}

// Every value that the weights or one of their cases name, in the order of the alphabet.
std::vector<std::string> named_values(TomlTable& table) {
  std::set<std::string> names;
  if (table.has_table("weights")) {
    for (auto& key : table.table(needed("weights", kWeightsExample))->keys())
      names.insert(std::move(key));
  }
  if (!table.has_table("cases")) return {names.begin(), names.end()};
  auto cases = *table.table(needed("cases", ""));
  for (const auto& value : cases.keys()) {
    if (!cases.has_table(value)) continue;
    for (auto& key : cases.table(needed(value, ""))->keys()) names.insert(std::move(key));
  }
  return {names.begin(), names.end()};
}

FieldKind read_category(TomlTable& table, const Fields& fields, Field& field) {
  field.values = named_values(table);
  Choice choice;
  if (const auto weights = table.table(needed("weights", kWeightsExample))) {
    choice.cumulative.usual = read_weights(*weights, field.values);
  }
  read_cases(table, fields, choice.cumulative,
             [&](TomlTable& one) { return read_weights(one, field.values); });
  return choice;
}

std::vector<double> read_share(TomlTable& table) {
  const double share = table.number(needed("share", "share = 0.3"), kShare).value_or(0);
  return {share, 1};
}

FieldKind read_bool(TomlTable& table, const Fields& fields, Field& field) {
  field.values = {"true", "false"};
  Choice choice;
  choice.cumulative.usual = read_share(table);
  read_cases(table, fields, choice.cumulative, [](TomlTable& one) {
    auto share = read_share(one);
    one.finish();
    return share;
  });
  return choice;
}

FieldKind read_drawn(TomlTable& table, const Fields& fields, Field&) {
  Drawn drawn;
  drawn.distribution.usual = read_distribution(table, Quantity::number);
  read_cases(table, fields, drawn.distribution, [](TomlTable& one) {
    auto distribution = read_distribution(one, Quantity::number);
    one.finish();
    return distribution;
  });
  return drawn;
}

double read_noise(TomlTable& table) {
  return table.number(maybe("noise", "noise = 0.5"), kNotNegative).value_or(0);
}

FieldKind read_linear(TomlTable& table, const Fields& fields, Field&) {
  return Linear{read_relation(table, fields), read_noise(table),
                read_bounds(table, Quantity::number)};
}

FieldKind read_logistic(TomlTable& table, const Fields& fields, Field&) {
  return Logistic{read_relation(table, fields), read_noise(table)};
}

void read_two_values(TomlTable& table, Field& field) {
  field.values = table.values(maybe("values", "values = [\"reject\", \"accept\"]"));
  if (field.values.empty()) field.values = {"true", "false"};
  if (field.values.size() == 2 && field.values[0] != field.values[1]) return;
  table.wrong("values",
              "two different values are needed, for example values = [\"reject\", \"accept\"]");
  field.values.resize(2);
}

FieldKind read_chance(TomlTable& table, const Fields& fields, Field& field) {
  read_two_values(table, field);
  return Chance{read_relation(table, fields)};
}

FieldKind read_cut(TomlTable& table, const Fields& fields, Field& field) {
  read_two_values(table, field);
  const auto of = read_field(table, needed("of", "of = \"p_reject\""), fields);
  if (of && !is_number(fields[*of])) {
    table.wrong("of", fmt::format("`{}` is no number", fields[*of].name));
  }
  return Cut{of.value_or(0), table.number(needed("at", "at = 0.5")).value_or(0)};
}

FieldKind read_id(TomlTable& table, const Fields&, Field&) {
  Id id;
  id.prefix = table.text(maybe("prefix", "prefix = \"A-\"")).value_or("");
  if (id.prefix.find_first_of(",\"\r\n") != std::string::npos) {
    table.wrong("prefix",
                "has a comma, a quote or the end of a line in it; letters and a dash would work");
  }
  id.first = static_cast<std::uint64_t>(
      table.integer(maybe("first", "first = 100001"), 0, 1'000'000'000'000'000).value_or(1));
  return id;
}

FieldKind read_time(TomlTable&, const Fields&, Field&) { return EventTime{}; }

struct KindName {
  std::string_view name;
  FieldKind (*read)(TomlTable&, const Fields&, Field&);
};
constexpr KindName kKinds[] = {
    {"bool", read_bool},
    {"category", read_category},
    {"chance", read_chance},
    {"cut", read_cut},
    {"id", read_id},
    {"linear", read_linear},
    {"logistic", read_logistic},
    {"number", read_drawn},
    {"time", read_time},
};

std::optional<FieldKind> read_kind(TomlTable& table, const Fields& fields, Field& field) {
  std::vector<std::string> names;
  for (const auto& kind : kKinds) names.emplace_back(kind.name);
  const auto kind = table.word(needed("kind", "kind = \"number\""), names);
  return kind ? std::optional(kKinds[*kind].read(table, fields, field)) : std::nullopt;
}

// What any field may say beside what its kind needs.
void read_common(TomlTable& table, Field& field) {
  if (is_number(field)) {
    field.decimals =
        static_cast<int>(table.integer(maybe("decimals", "decimals = 2"), 0, 9).value_or(-1));
  }
  if (is_number(field) || is_category(field)) {
    field.missing = table.number(maybe("missing", "missing = 0.01"), kShare).value_or(0);
    field.real = table.flag(maybe("real", "real = true")).value_or(false);
  }
}

void read_one(TomlTable& table, const std::string& name, Fields& fields) {
  Field field{.name = name};
  const auto kind = read_kind(table, fields, field);
  if (!kind) return void(fields.push_back(std::move(field)));
  field.kind = *kind;
  read_common(table, field);
  const bool has_rules = is_number(field) || is_category(field);
  fields.push_back(std::move(field));
  const FieldIndex own = fields.size() - 1;
  if (has_rules) {
    for (auto& rule : table.tables(maybe("rule", "[[field.rule]]"))) {
      auto change = read_change(rule, fields, own);
      fields[own].rules.push_back(std::move(change));
    }
  }
  table.finish();
}

}  // namespace

Fields read_fields(TomlTable& document) {
  Fields fields;
  for (auto& table : document.tables(needed("field", "[[field]]"))) {
    const auto name = table.text(needed("name", "name = \"income\""));
    if (name && std::ranges::count(fields, *name, &Field::name)) {
      table.wrong("name", fmt::format("a field `{}` stands above already", *name));
    }
    read_one(table, name.value_or(""), fields);
  }
  return fields;
}

}  // namespace tocsin::dryrun::simulation
