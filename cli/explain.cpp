#include "base/result.hpp"
#include "cli/commands.hpp"
#include "cli/rules.hpp"
#include "dsl/codes.hpp"
#include "prose/explanation.hpp"
#include "prose/find_monitor.hpp"
#include "prose/measure_reference.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

namespace tocsin::cli {
namespace {

struct ExplainArgs {
  std::string what;
  std::vector<std::string> rules;
  bool json = false;
};

std::string headline(const dsl::Code& code) {
  return fmt::format("{}[{}]: {}\n", dsl::level_name(code.level), code.name, code.title);
}

void list_codes(std::ostream& out) {
  for (const auto& code : dsl::codes()) out << headline(code);
}

[[noreturn]] void no_such_code(const std::string& what) {
  std::string quoted;
  for (const auto name : dsl::codes_like(what))
    quoted += fmt::format("{}`{}`", quoted.empty() ? "" : ", ", name);
  const auto hint =
      quoted.empty() ? "`tocsin explain` lists all codes" : fmt::format("similar: {}", quoted);
  throw StartupError{fmt::format("explain {}: no message has this code; {}", what, hint)};
}

void explain_code(const std::string& name, std::ostream& out) {
  const auto* code = dsl::find_code(name);
  if (code == nullptr) no_such_code(name);
  out << headline(*code) << '\n' << code->text;
}

// T2104, L001: a letter and digits, which no monitor is likely to be called.
bool is_code(std::string_view text) {
  return text.size() >= 3 && std::isalpha(static_cast<unsigned char>(text[0])) &&
         std::ranges::all_of(text.substr(1), [](unsigned char c) { return std::isdigit(c) != 0; });
}

void explain_measure(const dsl::MeasureDef& def, std::ostream& out) {
  out << prose::signature(def) << ": " << def.summary << '\n';
  if (!def.formula.empty()) out << "\n  " << def.formula << '\n';
  if (!def.dialect.empty()) out << "\n  " << def.dialect << '\n';
  if (!def.evaluated) return;
  out << "\n  interval: " << prose::interval(def) << "\n  cost: " << prose::cost(def)
      << "\n  push-down: " << prose::push_down(def) << '\n';
}

[[noreturn]] void no_such_monitor(const std::string& what, const prose::Found& found,
                                  const dsl::Plan& plan) {
  const auto hint =
      !found.similar.empty()
          ? fmt::format("similar: {}", fmt::join(found.similar, ", "))
          : fmt::format("these rules have {} monitors, and `tocsin explain` lists all codes",
                        plan.monitors.size());
  throw StartupError{fmt::format("explain {}: no monitor has this name; {}", what, hint)};
}

void show(const std::vector<prose::Explanation>& all, bool json, std::ostream& out) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (json)
      out << (i == 0 ? "[\n" : ",\n") << prose::render_json(all[i]);
    else
      out << (i == 0 ? "" : "\n") << prose::render_text(all[i]);
  }
  if (json) out << "]\n";
}

dsl::Project rules_of(const ExplainArgs& args) {
  if (!args.rules.empty()) return load_rules(args.rules);
  try {
    return load_rules({"."});
  } catch (const StartupError& error) {
    throw StartupError{fmt::format(
        "explain {}: it is no code (`tocsin explain` lists all codes) and no measure; a monitor "
        "needs its rules: tocsin explain {} RULES ({})",
        args.what, args.what, error.message)};
  }
}

void explain_monitor(const ExplainArgs& args, Invocation& invocation) {
  const auto project = rules_of(args);
  const auto plan = sound_plan(project, invocation);
  if (!plan) return;
  const auto found = prose::find_monitor(*plan, args.what);
  if (found.monitors.empty()) no_such_monitor(args.what, found, *plan);
  const auto files = prose::parsed(project.sources);
  std::vector<prose::Explanation> all;
  for (const auto index : found.monitors) {
    const auto& monitor = plan->monitors[index];
    all.push_back(prose::explain(
        *plan, index,
        prose::origins(files, project.sources, monitor, plan->models[monitor.model])));
  }
  show(all, args.json, invocation.out);
}

void run(const ExplainArgs& args, Invocation& invocation) {
  if (args.what.empty()) return list_codes(invocation.out);
  if (args.rules.empty()) {
    if (is_code(args.what)) return explain_code(args.what, invocation.out);
    const auto known = catalogue();
    if (const auto* def = known.measure(args.what)) return explain_measure(*def, invocation.out);
  }
  explain_monitor(args, invocation);
}

}  // namespace

void add_explain(CLI::App& app, Invocation& invocation) {
  auto args = std::make_shared<ExplainArgs>();
  auto* command = app.add_subcommand(
      "explain",
      "Say in plain English what a monitor does, what a message of `check` means, or how a measure "
      "is defined.");
  command->add_option(
      "WHAT", args->what,
      "A code such as T2104, a measure such as psi, or a monitor: slow, ranker.slow, "
      "shared/latency.ranker.slow; without it, all codes are listed");
  command->add_option("RULES", args->rules,
                      "Of a monitor: rule files, or folders with them (this folder)");
  command
      ->add_option_function<std::string>(
          "--format", [args](const std::string& format) { args->json = format == "json"; },
          "Of a monitor: text (default) or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->footer(
      "Examples:\n"
      "  tocsin explain T2104\n"
      "  tocsin explain psi\n"
      "  tocsin explain slow_applications rules/loan_rejection\n"
      "A contract's name explains each of its checks.");
  command->callback([args, &invocation] { run(*args, invocation); });
}

}  // namespace tocsin::cli
