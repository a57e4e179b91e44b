// What was held back, one record for its beginning and its end.
#pragma once

#include "base/held_back.hpp"

#include <vector>

namespace tocsin::dryrun {

// A beginning is put behind all others; an end completes the record of its beginning.
void add_record(std::vector<HeldBack>& all, HeldBack record);

}  // namespace tocsin::dryrun
