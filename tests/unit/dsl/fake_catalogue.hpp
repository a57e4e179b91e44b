// A catalogue for tests of the checker: the shapes of the real measures without what computes them.
#pragma once

#include "dsl/catalogue.hpp"

namespace tocsin::dsl {

const Catalogue& fake_catalogue();

}  // namespace tocsin::dsl
