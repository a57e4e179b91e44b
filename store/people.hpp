// Who worked on incidents and silences.
#pragma once

#include "store/transaction.hpp"

#include <cstdint>
#include <string>

namespace tocsin::store {

// The row of a person of this name, made where there is none.
std::int64_t person(Transaction& writing, const std::string& name);

}  // namespace tocsin::store
