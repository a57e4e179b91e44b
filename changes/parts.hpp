// The parts of models, monitors, channels, tests and the rest, by which two versions are compared.
#pragma once

#include "changes/facets.hpp"
#include "dsl/plan.hpp"

#include <functional>

namespace tocsin::changes {

Facets parts_of(const dsl::ModelPlan& model);

// Without rungs and without who is told.
Facets parts_of(const dsl::Plan& plan, const dsl::MonitorPlan& monitor);
// What the state of a running monitor depends on (LANGUAGE 5.7): its own parts and the
// declarations that it reads. Names read as a reason: `the measure`, `the field latency`.
Facets state_parts(const dsl::Plan& plan, const dsl::MonitorPlan& monitor);
// What its alerts are told apart by.
std::vector<std::string> segment_names(const dsl::MonitorPlan& monitor);

// `def`: null for a kind that nobody knows. Of a URL only the host is shown, for the rest may be
// secret.
Facets parts_of(const ChannelConfig& channel, const ChannelDef* def);
// Severities and incidents.
Facets project_parts(const dsl::Plan& plan);

// `is_common`: whether both rule sets have a monitor of that name; a test is not another one
// because there is more or less to be silent about.
using IsCommon = std::function<bool(const std::string& monitor)>;
Facets parts_of(const dsl::Plan& plan, const dsl::TestPlan& test, const IsCommon& is_common);

}  // namespace tocsin::changes
