// The pieces that fields, labels and troubles of a simulation.toml have in common.
#pragma once

#include "dryrun/simulation_spec.hpp"
#include "dryrun/simulation_toml.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dryrun::simulation {

using Fields = std::vector<Field>;

inline bool is_category(const Field& field) { return !field.values.empty(); }
bool is_number(const Field& field);

// All of them tell the table what is wrong with its `key` and then give nothing.
// The field called `name`, of those made so far.
std::optional<FieldIndex> find_field(TomlTable& table, std::string_view key, std::string_view name,
                                     const Fields& fields);
std::optional<FieldIndex> read_field(TomlTable& table, const Key& key, const Fields& fields);
// Where `value` stands in the values of a category.
std::optional<double> code_of(TomlTable& table, std::string_view key, const Field& field,
                              const std::string& value);

enum class Quantity { number, duration };

// The keys of a distribution stand in `table` itself. Durations become seconds.
Distribution read_distribution(TomlTable& table, Quantity quantity);
Bounds read_bounds(TomlTable& table, Quantity quantity);

// `intercept` and `terms` of `table`.
Relation read_relation(TomlTable& table, const Fields& fields);

// The conditions in `where`, which may be absent, and in any table of conditions.
Where read_where(TomlTable& table, const Fields& fields);
Where read_conditions(TomlTable conditions, const Fields& fields);

// A rule of the field `own`, or without it a change that names its field, rows or labels.
Change read_change(TomlTable& table, const Fields& fields, std::optional<FieldIndex> own);

}  // namespace tocsin::dryrun::simulation
