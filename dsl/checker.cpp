#include "dsl/checker.hpp"

#include "dsl/allow.hpp"
#include "dsl/check_delivery.hpp"
#include "dsl/check_model.hpp"
#include "dsl/check_monitor.hpp"
#include "dsl/check_template.hpp"
#include "dsl/check_test.hpp"
#include "dsl/checking.hpp"
#include "dsl/history.hpp"
#include "dsl/lints.hpp"
#include "dsl/scope.hpp"

namespace tocsin::dsl {
namespace {

// All declarations of one kind, whatever their file: names are known before anything is looked up.
template <typename Node, typename Check>
void for_each(Checking& c, const std::vector<ast::File>& files, Check check) {
  for (const auto& file : files)
    for (const auto& decl : file.decls)
      if (const auto* node = std::get_if<Node>(&decl.node))
        check(*c.package_of_file.at(file.file), *node);
}

// A second declaration of a name was reported with the names; only the first is in the Plan.
void check_channels(Checking& c, const std::vector<ast::File>& files) {
  for_each<ast::Channel>(c, files, [&](Package& package, const ast::Channel& channel) {
    const auto index = package.channels.at(channel.name.text);
    if (c.channels[index] == channel.name.span) check_channel(c, index, channel);
  });
}

void check_all(Checking& c, const std::vector<ast::File>& files) {
  collect_names(c, files);
  c.plan.incident.from = c.plan.severities.default_rank;
  for (std::size_t i = 0; i < c.models.size(); ++i) check_model(c, i);
  check_channels(c, files);
  check_templates(c);
  check_watches(c, files);
  check_history(c);
  for_each<ast::Route>(
      c, files, [&](Package& package, const ast::Route& route) { check_route(c, package, route); });
  for_each<ast::Suppress>(c, files, [&](Package& package, const ast::Suppress& suppress) {
    check_suppress(c, package, suppress);
  });
  for_each<ast::Mute>(
      c, files, [&](Package& package, const ast::Mute& mute) { check_mute(c, package, mute); });
  for_each<ast::Silence>(c, files, [&](Package& package, const ast::Silence& silence) {
    check_silence(c, package, silence);
  });
  for_each<ast::Incident>(
      c, files, [&](Package&, const ast::Incident& incident) { check_incident(c, incident); });
  check_routing(c);
  for_each<ast::Test>(
      c, files, [&](Package& package, const ast::Test& test) { check_test(c, package, test); });
  lint_project(c);
}

Hash128 content_of(const Sources& sources) {
  Hash128 hash;
  for (std::uint32_t i = 0; i < sources.size(); ++i) {
    hash = hash128(sources.file(i).path, hash);
    hash = hash128(sources.file(i).text, hash);
  }
  return hash;
}

}  // namespace

std::shared_ptr<const Plan> check(const std::vector<ast::File>& files, const Sources& sources,
                                  const Catalogue& catalogue, const CheckOptions& options,
                                  Diagnostics& diagnostics) {
  auto plan = std::make_shared<Plan>();
  plan->root = options.root;
  plan->content = content_of(sources);
  const Damage damage(sources, diagnostics);
  Declared declared;
  Checking c{sources, catalogue, options, diagnostics, *plan, damage, declared, plan->monitors};
  for (const auto& file : files) c.monitors_lost = c.monitors_lost || file.broken;
  check_all(c, files);
  apply_lints(files, options.lints, diagnostics);
  diagnostics.sort();
  return diagnostics.has_errors() ? nullptr : plan;
}

}  // namespace tocsin::dsl
