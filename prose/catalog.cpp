#include "prose/catalog.hpp"

#include "prose/explanation.hpp"
#include "prose/receivers.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <set>
#include <span>

namespace tocsin::prose {
namespace {

using dsl::ModelPlan;
using dsl::MonitorPlan;
using dsl::Plan;

constexpr std::string_view kOfLabels[] = {"label_delay", "labelled", "labels_conflicting",
                                          "labels_late", "labels_unmatched"};
constexpr std::string_view kOfService[] = {"availability", "count", "errors", "freshness",
                                           "late",         "rate",  "silence"};

bool is_in(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// What an aggregate is taken of; the fields of its filters only choose the events.
std::set<std::size_t> subjects(const dsl::AggregateCall& call) {
  std::set<std::size_t> fields(call.fields.begin(), call.fields.end());
  for (const auto& arg : call.args) {
    const auto read = dsl::fields_of(*arg);
    fields.insert(read.begin(), read.end());
  }
  return fields;
}

Side side_of(Role role, dsl::MonitorKind kind) {
  switch (role) {
    case Role::feature: return Side::inputs;
    case Role::prediction:
    case Role::score: return Side::answers;
    case Role::label: return Side::quality;
    case Role::field: break;
  }
  return kind == dsl::MonitorKind::quality ? Side::answers : Side::service;
}

void add_sides(const dsl::AggregateCall& call, const MonitorPlan& monitor, const ModelPlan& model,
               std::set<Side>& sides) {
  if (call.inner)
    for (const auto& inner : call.inner->aggregates) add_sides(inner, monitor, model, sides);
  if (is_in(kOfLabels, call.def->name)) {
    sides.insert(Side::labels);
    return;
  }
  if (call.label_measure) {
    sides.insert(Side::quality);
    return;
  }
  if (call.def->reads_malformed) sides.insert(Side::inputs);
  if (is_in(kOfService, call.def->name)) sides.insert(Side::service);
  for (const auto field : subjects(call)) {
    const auto side = side_of(model.schema.fields[field].role, monitor.kind);
    if (!is_in(kOfService, call.def->name) || side != Side::service) sides.insert(side);
  }
}

std::vector<Telling> tellings(const Plan& plan, const MonitorPlan& monitor) {
  std::set<int, std::greater<>> severities;
  for (const auto& rung : monitor.rungs) severities.insert(rung.severity);
  for (const auto* gap : {&monitor.no_data, &monitor.too_few})
    if (gap->policy == dsl::GapPolicy::alert) severities.insert(gap->severity);
  std::vector<Telling> all;
  for (const int severity : severities)
    all.push_back({plan.severities.names[static_cast<std::size_t>(severity)],
                   in_words(plan, receivers(plan, monitor, severity))});
  return all;
}

CatalogMonitor entry(const Plan& plan, std::size_t index) {
  const auto& monitor = plan.monitors[index];
  CatalogMonitor entry{full_name(plan, monitor),
                       std::string(dsl::to_text(monitor.kind)),
                       monitor.title,
                       paragraph(plan, monitor),
                       monitor.doc,
                       monitor.owner,
                       monitor.runbook,
                       monitor.dashboard,
                       monitor.because,
                       tellings(plan, monitor),
                       {}};
  for (const auto test : tests_of(plan, index)) entry.tests.push_back(plan.tests[test].title);
  return entry;
}

CatalogModel entry_of_model(const Plan& plan, std::size_t index) {
  const auto& model = plan.models[index];
  CatalogModel entry{model.schema.model, model.title,     model.doc, model.owner,
                     model.runbook,      model.dashboard, {},        {}};
  if (!model.package.empty()) entry.name = model.package + "." + entry.name;
  for (const auto side : kSides) entry.sides.push_back({side, {}});
  std::vector<std::size_t> monitors;
  for (std::size_t m = 0; m < plan.monitors.size(); ++m)
    if (plan.monitors[m].model == index) monitors.push_back(m);
  std::ranges::stable_sort(monitors, {}, [&](std::size_t m) { return plan.monitors[m].kind; });
  for (const auto m : monitors) {
    for (const auto side : sides_of(plan.monitors[m], model))
      entry.sides[static_cast<std::size_t>(side)].monitors.push_back(plan.monitors[m].name);
    entry.monitors.push_back(prose::entry(plan, m));
  }
  return entry;
}

bool brings_to(const dsl::RoutePlan& route, std::size_t channel) {
  const bool later = std::ranges::find(route.escalations, channel, &dsl::EscalationPlan::channel) !=
                     route.escalations.end();
  return later || std::ranges::find(route.channels, channel) != route.channels.end();
}

CatalogChannel channel_entry(const Plan& plan, std::size_t index) {
  std::set<int, std::greater<>> severities;
  for (const auto& route : plan.routes)
    if (brings_to(route, index))
      severities.insert(route.severities.begin(), route.severities.end());
  CatalogChannel entry{plan.channels[index].name, plan.channels[index].kind, {}};
  for (const int severity : severities)
    entry.severities.push_back(plan.severities.names[static_cast<std::size_t>(severity)]);
  return entry;
}

}  // namespace

std::string_view to_text(Side side) {
  switch (side) {
    case Side::service: return "service";
    case Side::answers: return "answers";
    case Side::inputs: return "inputs";
    case Side::labels: return "labels";
    case Side::quality: return "quality";
  }
  return "";
}

std::string_view meaning(Side side) {
  switch (side) {
    case Side::service: return "whether it answers, in time and without errors";
    case Side::answers: return "what it says: predictions and scores";
    case Side::inputs: return "what it is asked: features and broken fields";
    case Side::labels: return "whether the truth arrives, and when";
    case Side::quality: return "whether it is right, by labels";
  }
  return "";
}

std::vector<Side> sides_of(const MonitorPlan& monitor, const ModelPlan& model) {
  std::set<Side> sides;
  if (monitor.kind == dsl::MonitorKind::service) sides.insert(Side::service);
  for (const auto& call : monitor.aggregates) add_sides(call, monitor, model, sides);
  for (const auto& column : monitor.columns)
    for (const auto& call : column.aggregates) add_sides(call, monitor, model, sides);
  return {sides.begin(), sides.end()};
}

Catalog catalog(const Plan& plan) {
  Catalog all;
  for (std::size_t m = 0; m < plan.models.size(); ++m)
    all.models.push_back(entry_of_model(plan, m));
  for (std::size_t c = 0; c < plan.channels.size(); ++c)
    all.channels.push_back(channel_entry(plan, c));
  return all;
}

std::string render_json(const Catalog& catalog) {
  using Json = nlohmann::ordered_json;
  Json models = Json::array();
  for (const auto& model : catalog.models) {
    Json sides = Json::object();
    for (const auto& side : model.sides) sides[std::string(to_text(side.side))] = side.monitors;
    Json monitors = Json::array();
    for (const auto& m : model.monitors) {
      Json told = Json::object();
      for (const auto& one : m.told) told[one.severity] = one.receivers;
      monitors.push_back({{"name", m.name},
                          {"kind", m.kind},
                          {"title", m.title},
                          {"paragraph", m.paragraph},
                          {"doc", m.doc},
                          {"owner", m.owner},
                          {"runbook", m.runbook},
                          {"dashboard", m.dashboard},
                          {"because", m.because},
                          {"told", told},
                          {"tests", m.tests}});
    }
    models.push_back({{"name", model.name},
                      {"title", model.title},
                      {"doc", model.doc},
                      {"owner", model.owner},
                      {"runbook", model.runbook},
                      {"dashboard", model.dashboard},
                      {"watched", sides},
                      {"monitors", monitors}});
  }
  Json channels = Json::array();
  for (const auto& c : catalog.channels)
    channels.push_back({{"name", c.name}, {"kind", c.kind}, {"severities", c.severities}});
  const Json all{{"models", models}, {"channels", channels}};
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tocsin::prose
