// The lets that nobody uses: a fault in the body of one is told before somebody builds on it.
#pragma once

#include "dsl/checking.hpp"

namespace tocsin::dsl {

// Reads the bodies of the lets of a watch block that no monitor mentions.
void check_unused(Checking& c, const Scope& scope, const Lets& lets);

// The same of the packages. Such a let stands for any model of its package: it is at fault when it
// would be whatever the model, or fits none of them.
void check_unused(Checking& c);

}  // namespace tocsin::dsl
