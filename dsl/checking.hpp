// What all parts of the checker share: the names of the project, the Plan that grows, and where to
// complain. One object lives for one call of check().
#pragma once

#include "dsl/ast.hpp"
#include "dsl/catalogue.hpp"
#include "dsl/checker.hpp"
#include "dsl/damage.hpp"
#include "dsl/diagnostic.hpp"
#include "dsl/plan.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tocsin::dsl {

struct LetEntry {
  const ast::Let* let = nullptr;
  bool used = false;  // threads that check monitors may set it at once
};
using Lets = std::unordered_map<std::string, LetEntry>;

// `use "shared/latency" as shared`
struct Import {
  struct Package* package = nullptr;  // null: there is none at this path, which was said
  std::string path;                   // relative to the root
  Span place;
};

using Imports = std::map<std::string, Import>;  // by alias

// One folder: all its files share these names. Indices are those of the Plan.
struct Package {
  std::string name;                          // relative to the root; empty for the root itself
  std::map<std::uint32_t, Imports> imports;  // by file: `use` holds in the file where it stands
  std::unordered_map<std::string, Span> units;
  Lets lets;
  std::unordered_map<std::string, std::size_t> models;
  std::unordered_map<std::string, std::size_t> channels;
  std::unordered_map<std::string, std::size_t> templates;  // into Checking::templates
};

// A template as it was written, with what is wrong with it whoever uses it.
struct TemplateEntry {
  const ast::Template* node = nullptr;
  Package* package = nullptr;
  std::vector<std::pair<std::string, Span>> faults{};  // code and place
};

// Who answers for a monitor and where to look: of a model, a watch block or a monitor. Nearest
// wins.
struct MetaDefaults {
  std::optional<std::string> owner, runbook, dashboard, because;
  std::optional<ast::Text> message;
  std::map<std::string, std::string> tags;
};

// A model as it was written, beside its ModelPlan.
struct ModelSource {
  const ast::Model* model = nullptr;
  Package* package = nullptr;
  std::size_t index = 0;
  bool damaged = false;     // a clause of it could not be read, so nothing is known to be absent
  bool is_unknown = false;  // stands for the models that a template will be used with
  std::unordered_map<std::string, std::size_t> fields;
  std::vector<Type> types;                      // by field
  std::vector<Span> places;                     // of the fields' names
  std::map<std::size_t, bool> has_within;       // by label field
  std::map<std::size_t, std::string> score_of;  // by score field: `for "v"`
  std::unordered_map<std::string, std::size_t> references;
  // By name; a contract stands for all its checks, `contract.check` for one.
  std::unordered_map<std::string, std::vector<std::size_t>> monitors;
  MetaDefaults meta;
};

// A monitor as it was written, beside its MonitorPlan.
struct MonitorSource {
  const ast::Monitor* monitor = nullptr;
  const ast::Expect* check = nullptr;  // of a contract
  Package* package = nullptr;
  Span name;
  bool complete = true;                   // false: clauses were lost, so its ladder may be longer
  std::vector<const ast::Ladder*> rungs;  // mildest first
  const ast::By* by = nullptr;
};

// What the files declare. While monitors are checked by several threads, each writes only to the
// monitors of its own models.
struct Declared {
  std::map<std::string, Package> packages;
  std::vector<ModelSource> models;  // beside Plan::models
  std::vector<TemplateEntry> templates;
  std::vector<Span> channels;  // names, beside Plan::channels
  std::map<std::uint32_t, Package*> package_of_file;
};

struct Checking {
  const Sources& sources;
  const Catalogue& catalogue;
  const CheckOptions& options;
  Diagnostics& diagnostics;
  Plan& plan;
  const Damage& damage;
  Declared& declared;
  std::vector<MonitorPlan>&
      monitor_plans;  // those of the Plan, or of the part that a thread checks
  std::map<std::string, Package>& packages = declared.packages;
  std::vector<ModelSource>& models = declared.models;
  std::vector<TemplateEntry>& templates = declared.templates;
  std::vector<Span>& channels = declared.channels;
  std::map<std::uint32_t, Package*>& package_of_file = declared.package_of_file;
  std::vector<MonitorSource> monitors{};    // beside `monitor_plans`
  std::vector<const ast::Route*> routes{};  // beside Plan::routes
  // Of reference files by path; nothing for a file that is not here.
  std::map<std::string, std::optional<std::vector<std::string>>> reference_columns{};
  std::vector<const ast::Let*> unfolding{};  // lets whose bodies are being read, outermost first
  std::size_t unfolded = 0;    // lets since the monitor, model or test began: doublings must end
  std::size_t selected = 0;    // monitors that names and patterns stood for, each time anew
  bool monitors_lost = false;  // a watch block could not be read or names no model
  bool unresolved = false;     // a name was not found: what it would have used is not unused
  std::optional<std::size_t> monitor{};  // that is being checked, in `monitor_plans`

  Package& package(Span place) { return *package_of_file.at(place.file); }
};

class Arguments;

// Where an expression stands: which names it may mention.
struct Scope {
  Package* package = nullptr;
  Lets* watch_lets = nullptr;            // of the watch block
  const ModelSource* model = nullptr;    // null: only constants are known
  const Arguments* arguments = nullptr;  // what the parameters around it stand for
  std::optional<std::size_t> column{};   // the field that `column` stands for
};

// Notes `what` of the monitor that is being checked as known and not evaluated yet.
void postpone(Checking& c, Span span, std::string what);
// The same of what only tests can run.
void postpone_outside_tests(Checking& c, Span span, std::string what);

// T1201: no `kind` named so; with the nearest of `known` as an edit. Silent when the declaration
// may have been lost to a syntax error.
void no_such(Checking& c, std::string_view kind, const ast::Name& name,
             const std::vector<std::string_view>& known);

// T1101: `name` is declared twice in `where`; the first is at `first`.
void twice(Checking& c, std::string_view name, Span second, Span first, std::string_view where);

// False after T3120: steps, windows and repeats of less than `shortest` only cost.
bool is_long_enough(Checking& c, std::string_view word, const ast::TimeSpan& length,
                    Duration shortest);

// False after T3122: `text` is beyond what a monitor can hold.
bool is_within(Checking& c, Span span, std::string_view text, double amount, double most);

// True after T1101: an argument before `arg` has its name.
bool is_given_twice(Checking& c, const std::vector<ast::Arg>& args, const ast::Arg& arg);

// False after T2131: `text`, which is `what`, is empty.
bool says_something(Checking& c, std::string_view text, Span span, std::string_view what);

// The rank of a severity, or nothing after T1201. `others`: words that could stand here as well.
std::optional<int> severity_rank(Checking& c, const ast::Name& name,
                                 const std::vector<std::string_view>& others = {});

// The source text of `span` without comments and line ends, blanks as one.
std::string on_one_line(const Sources& sources, Span span);

// The same of a text.
std::string on_one_line(std::string_view text);

// "a, b, c"
std::string listed(const std::vector<std::string_view>& words);

// The keys of a map, in alphabetical order.
template <typename Map>
std::vector<std::string_view> names_of(const Map& map) {
  std::vector<std::string_view> names;
  names.reserve(map.size());
  for (const auto& entry : map) names.push_back(entry.first);
  std::ranges::sort(names);
  return names;
}

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace tocsin::dsl
