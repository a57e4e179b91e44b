#include "dryrun/simulation_load_parts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tocsin::dryrun::simulation {
namespace {

struct ActionName {
  std::string_view key;
  std::string_view example;
  Change::Action action;
};
constexpr ActionName kActions[] = {
    {"add", "add = -2", Change::Action::add},
    {"blank", "blank = true", Change::Action::blank},
    {"drop", "drop = true", Change::Action::drop_row},
    {"multiply", "multiply = 100", Change::Action::multiply},
    {"set", "set = \"error\"", Change::Action::set},
    {"withhold_label", "withhold_label = true", Change::Action::withhold_label},
};

bool is_about_rows(Change::Action action) {
  return action == Change::Action::drop_row || action == Change::Action::withhold_label;
}

// What is done to a field of its kind makes sense; otherwise the reason why not.
std::string_view why_not(Change::Action action, const Field& field) {
  if (!is_category(field) && !is_number(field)) return "an id or a time stays as it is";
  if (!is_category(field) || action == Change::Action::set || action == Change::Action::blank)
    return {};
  if (action == Change::Action::add && std::holds_alternative<Chance>(field.kind)) return {};
  return "this field is no number; `set` or `blank` would work";
}

const ActionName* read_action(TomlTable& table, bool of_rows) {
  const ActionName* found = nullptr;
  std::vector<std::string_view> known;
  for (const auto& name : kActions) {
    if (is_about_rows(name.action) && !of_rows) continue;
    known.push_back(name.key);
    table.know(name.key);
    if (!table.has(name.key)) continue;
    if (found)
      table.wrong(name.key, fmt::format("stands beside `{}`; write a change for each", found->key));
    found = &name;
  }
  if (!found)
    table.wrong(fmt::format("says nothing to do; one of {} would", fmt::join(known, ", ")));
  return found;
}

double read_set(TomlTable& table, const Field& field) {
  if (!is_category(field)) return table.number(needed("set", "set = 0")).value_or(0);
  const auto values = table.values(needed("set", "set = " + in_quotes(field.values[0])));
  if (values.size() > 1) table.wrong("set", "found several values; one would work");
  return values.size() == 1 ? code_of(table, "set", field, values[0]).value_or(0) : 0;
}

double read_action_amount(TomlTable& table, const ActionName& action, const Field* field) {
  const Key key = needed(action.key, action.example);
  if (action.action == Change::Action::set && field) return read_set(table, *field);
  if (action.action == Change::Action::add || action.action == Change::Action::multiply) {
    return table.number(key).value_or(0);
  }
  if (table.flag(key) == false) table.wrong(action.key, "found false; leave the line out instead");
  return 0;
}

// A change acts when its field is made, so it can only ask about what is made by then.
void check_order(TomlTable& table, const Change& change, const Fields& fields) {
  const Field& field = fields[change.field];
  const bool before =
      change.action == Change::Action::add &&
      (std::holds_alternative<Chance>(field.kind) || std::holds_alternative<Logistic>(field.kind));
  for (const auto& condition : change.where) {
    if (condition.field < change.field || (condition.field == change.field && !before)) continue;
    table.wrong("where", fmt::format("`{}` is made after `{}`; its [[field]] must stand above it",
                                     fields[condition.field].name, field.name));
  }
}

void read_change_of_field(TomlTable& table, const ActionName& action, FieldIndex field,
                          const Fields& fields, Change& change) {
  change.action = action.action;
  change.field = field;
  if (const auto why = why_not(change.action, fields[field]); !why.empty()) {
    table.wrong(action.key, std::string(why));
  } else {
    change.amount = read_action_amount(table, action, &fields[field]);
  }
  check_order(table, change, fields);
}

}  // namespace

Change read_change(TomlTable& table, const Fields& fields, std::optional<FieldIndex> own) {
  Change change;
  const ActionName* action = read_action(table, !own);
  change.share = table.number(maybe("share", "share = 0.1"), kShare).value_or(1);
  change.where = read_where(table, fields);
  if (!action) {
    table.know("field");
  } else if (is_about_rows(action->action)) {
    change.action = action->action;
    read_action_amount(table, *action, nullptr);
  } else if (own) {
    read_change_of_field(table, *action, *own, fields, change);
  } else if (const auto field = read_field(table, needed("field", "field = \"income\""), fields)) {
    read_change_of_field(table, *action, *field, fields, change);
  }
  table.finish();
  return change;
}

}  // namespace tocsin::dryrun::simulation
