// Tells messages what the engine does not know: how the measure went before, and what it was the
// last time.
#pragma once

#include "base/outcome.hpp"
#include "dryrun/courses.hpp"
#include "store/store.hpp"

namespace tocsin::cli {

class MessageBackground {
 public:
  // `store` may be null. Both must outlive it.
  MessageBackground(const dsl::Plan& plan, const store::Store* store)
      : courses_(plan), store_(store) {}

  // The outcome with its messages complete; valid until the next call. Throws StartupError when the
  // store cannot be read.
  const Outcome& fill_in(const Outcome& outcome);

 private:
  dryrun::Courses courses_;
  const store::Store* store_;
  Outcome filled_;
};

}  // namespace tocsin::cli
