// Whole numbers of 128 bits: products of two counts or of two mantissas.
#pragma once

namespace tocsin::evaluators {

__extension__ using Wide = unsigned __int128;

}  // namespace tocsin::evaluators
