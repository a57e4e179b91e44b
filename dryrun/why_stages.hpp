// The stages that an alert passes, one function each.
#pragma once

#include "dryrun/why.hpp"

#include <string>
#include <vector>

namespace tocsin::dryrun {

// One segment of one monitor, as the engine has it.
struct WhyCase {
  const dsl::Plan& plan;
  const engine::Engine& engine;
  const dsl::MonitorPlan& monitor;
  std::size_t number = 0;
  const std::string& segment;
  const engine::Member& member;
  Instant now{};

  const std::string& severity_name(int severity) const {
    return plan.severities.names[static_cast<std::size_t>(severity)];
  }
};

void add_sample(const WhyCase& c, std::vector<Stage>& stages);  // and what it needs
void add_rungs(const WhyCase& c, std::vector<Stage>& stages);   // each with its clock
void add_gaps(const WhyCase& c, std::vector<Stage>& stages);    // `no data`, `too few`
void add_holds(const WhyCase& c, std::vector<Stage>& stages);   // trial, suppression, silence, mute
void add_routes(const WhyCase& c, std::vector<Stage>& stages);  // which match, and why not
void add_flapping(const WhyCase& c, std::vector<Stage>& stages);     // of what changed lately
void add_escalations(const WhyCase& c, std::vector<Stage>& stages);  // when nobody answers
void add_digests(const WhyCase& c, std::vector<Stage>& stages);      // who hears by the hour or day
void add_receivers(const WhyCase& c, std::vector<Stage>& stages);    // who was told what

}  // namespace tocsin::dryrun
