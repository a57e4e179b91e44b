#pragma once

#include <math.h>

namespace tocsin::evaluators {

// ln n!, for any n > -1. std::lgamma leaves the sign in a variable that threads would share.
inline double log_factorial(double n) {
  int sign = 0;
  return ::lgamma_r(n + 1, &sign);
}

}  // namespace tocsin::evaluators
