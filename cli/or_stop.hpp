// What a command cannot go on without.
#pragma once

#include "base/result.hpp"

#include <utility>

namespace tocsin::cli {

// The value; an error ends the command as a StartupError.
template <typename T>
T or_stop(Result<T> result) {
  if (!result) throw StartupError{result.error().message};
  return std::move(*result);
}

inline void or_stop(const Result<void>& result) {
  if (!result) throw StartupError{result.error().message};
}

}  // namespace tocsin::cli
