// What a set of rules watches, for the people who asked for it: fears, owners, who is told, tests,
// and what nobody watches.
#pragma once

#include "dsl/plan.hpp"

#include <string>
#include <vector>

namespace tocsin::prose {

// The sides of a model that something may go wrong with.
enum class Side {
  service,  // it answers at all, in time, without errors
  answers,  // what it says: predictions, scores
  inputs,   // what it is asked: features, broken fields
  labels,   // whether the truth arrives, and when
  quality,  // whether it is right, by labels
};
inline constexpr Side kSides[] = {Side::service, Side::answers, Side::inputs, Side::labels,
                                  Side::quality};
std::string_view to_text(Side side);  // "service"
std::string_view meaning(Side side);  // "whether it answers, in time and without errors"

// The sides that a monitor looks at, by the kind of its measures and the roles of their fields.
std::vector<Side> sides_of(const dsl::MonitorPlan& monitor, const dsl::ModelPlan& model);

struct Telling {
  std::string severity;
  std::string receivers;  // "oncall and ml_slack", "nobody"
};

struct CatalogMonitor {
  std::string name, kind, title, paragraph, doc, owner, runbook, dashboard;
  std::vector<std::string> because;
  std::vector<Telling> told;  // from the most severe one down
  std::vector<std::string> tests;
};

struct CatalogSide {
  Side side{};
  std::vector<std::string> monitors;  // empty: nobody watches it
};

struct CatalogModel {
  std::string name, title, doc, owner, runbook, dashboard;
  std::vector<CatalogSide> sides;
  std::vector<CatalogMonitor> monitors;  // fears first, then as they stand
};

struct CatalogChannel {
  std::string name, kind;
  std::vector<std::string> severities;  // that some route brings to it, the most severe first
};

struct Catalog {
  std::vector<CatalogModel> models;
  std::vector<CatalogChannel> channels;
};

Catalog catalog(const dsl::Plan& plan);

// Each ends with a newline. The HTML page needs nothing beside itself.
std::string render_markdown(const Catalog& catalog);
std::string render_html(const Catalog& catalog);
std::string render_json(const Catalog& catalog);

}  // namespace tocsin::prose
