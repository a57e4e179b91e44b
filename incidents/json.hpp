// Incidents for programs. The keys are described in docs/incidents.md and stay; new ones may come.
// Only ASCII leaves here, so that nothing in the data acts on a terminal either.
#pragma once

#include "store/records.hpp"

#include <string>
#include <vector>

namespace tocsin::incidents {

// An array, one object an incident.
std::string list_json(const std::vector<store::IncidentRecord>& incidents);

// One object: the keys of the list, and episodes, timeline, messages, steps and links.
std::string incident_json(const store::IncidentDetail& detail);

}  // namespace tocsin::incidents
