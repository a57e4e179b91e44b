// The runs a store holds, and which of them gives way to which.
#pragma once

#include "store/recorder.hpp"
#include "store/transaction.hpp"

#include <cstdint>

namespace tocsin::store {

// The number of the run that `spec` starts; what it replaces is gone. See Recorder::begin.
std::int64_t begin_run(Transaction& writing, const RunSpec& spec);

}  // namespace tocsin::store
