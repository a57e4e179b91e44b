// What things of a plan are called, and exact texts of their values.
#pragma once

#include "dsl/plan.hpp"

#include <string>

namespace tocsin::changes {

std::string name_of(const dsl::ModelPlan& model);                             // `shop`, `eu.shop`
std::string name_of(const dsl::Plan& plan, const dsl::MonitorPlan& monitor);  // `shop.slow`
const std::string& severity_name(const dsl::Plan& plan, int severity);

// In the units of Sample, as the language writes it, exact to twelve digits: `95%`, `1h30m`.
std::string exact_text(double value, const dsl::Type& type);
// The distance of two values of the type: shares are points apart.
std::string distance_text(double distance, const dsl::Type& type);

std::string condition_text(const dsl::Condition& condition, const dsl::Type& type);

}  // namespace tocsin::changes
