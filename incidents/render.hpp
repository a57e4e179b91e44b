// Incidents for a terminal. Whatever was in the data, nothing here acts on the terminal but the
// colours asked for.
#pragma once

#include "incidents/table.hpp"
#include "store/records.hpp"

#include <string>
#include <vector>

namespace tocsin::incidents {

// One line an incident below a line of headings; a sentence when there is none.
std::string render_list(const std::vector<store::IncidentRecord>& incidents, Colour colour);

// One incident with all that belongs to it.
std::string render_incident(const store::IncidentDetail& detail, Colour colour);

// "incident 3f2a9c11d0e4 is acknowledged by mara", for the person who has just changed it.
std::string render_state(const store::IncidentRecord& incident, Colour colour);

// The taxonomy, one cause a line with its help.
std::string render_causes(Colour colour);

}  // namespace tocsin::incidents
