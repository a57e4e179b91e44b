// Rows of several batches as one.
#pragma once

#include "base/batch.hpp"

namespace tocsin::dryrun {

// Rows of the same source, whose batches share their dictionaries.
void append(Batch& into, const Batch& from);

// The rows of both by time, ties in this order. Texts get numbers of new dictionaries.
Batch merged(const Schema& schema, const Batch& first, const Batch& second);

// The labels that stand in the rows, as they would come on their own: by the time at which they are
// known, with the keys of their rows.
LabelBatch labels_in(const Schema& schema, const Batch& rows);

}  // namespace tocsin::dryrun
