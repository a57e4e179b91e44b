// The word that was probably meant: `nearest` of base/spelling.hpp.
#pragma once

#include "base/spelling.hpp"
