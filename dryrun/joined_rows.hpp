// Rows of several batches as one.
#pragma once

#include "base/batch.hpp"

namespace tocsin::dryrun {

// Rows of the same source, whose batches share their dictionaries.
void append(Batch& into, const Batch& from);

// The rows of both by time, ties in this order. Texts get numbers of new dictionaries.
Batch merged(const Schema& schema, const Batch& first, const Batch& second);

}  // namespace tocsin::dryrun
