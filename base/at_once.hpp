// Work of which each piece stands for itself, on all processors.
#pragma once

#include <cstddef>
#include <functional>

namespace tocsin {

// Calls work(0) to work(count - 1), each once, on the caller's thread and on as many others as are
// of use, and returns when all are done. What is thrown by a piece is thrown here, of several the
// one that came first.
void at_once(std::size_t count, const std::function<void(std::size_t)>& work);

// How many threads at_once() uses at most, at least 1.
std::size_t processors();

}  // namespace tocsin
