// The difference of two rule sets for people, for programs and for a pull request.
#pragma once

#include "changes/change.hpp"
#include "dsl/diagnostic.hpp"

#include <string>

namespace tocsin::changes {

// The files of both rule sets, which places refer to.
struct Sides {
  const dsl::Sources& old;
  const dsl::Sources& now;
};

// Ends with a line that sums up, `no change of meaning` among them.
std::string render_text(const Changes& changes, Sides sides, dsl::Colour colour);
std::string render_markdown(const Changes& changes, Sides sides);
// Stable: {"meaning_changed", "changes": [...], "timers": [...]}.
std::string render_json(const Changes& changes, Sides sides);

// "3 changes of meaning, 1 of texts, 2 of tests" or "no change of meaning".
std::string summary(const Changes& changes);

}  // namespace tocsin::changes
