// What differs between two rule sets, as a reviewer wants to hear it: one line a difference.
#pragma once

#include "dsl/source.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tocsin::changes {

// What a change touches. `text` and `test` change nothing that is watched or told.
enum class Aspect { meaning, threshold, timing, delivery, schema, text, test };
std::string_view to_text(Aspect aspect);

enum class What { added, removed, renamed, changed };
std::string_view to_text(What what);

// Looser: fires later or less often. None: neither, or it cannot be said.
enum class Direction { none, looser, stricter };
std::string_view to_text(Direction direction);

// A place in the old rules where something is gone, else in the new ones.
struct Where {
  bool in_old = false;
  dsl::Span span;
};

struct Change {
  What what = What::changed;
  Aspect aspect = Aspect::meaning;
  std::string subject;  // `shop.slow`, `channel oncall`, `test "..."`
  std::string part;     // `page when`, `every`; empty: the subject as a whole
  // As the language writes them; empty: there was or is none, or (both) it has no short text.
  std::string before, after;
  Direction direction = Direction::none;
  std::string by;                     // how far a threshold moved: `50ms`
  std::string note;                   // `clears later`
  std::vector<std::string> monitors;  // delivery: all that it is about
  std::optional<Where> where;
};

// What was said of it, without the subject: "page when: > 400ms is now > 450ms, looser by 50ms".
std::string sentence(const Change& change);
// With the subject: "shop.slow: page when: ...".
std::string line(const Change& change);

// Whether something else is watched or told than before.
bool changes_meaning(const Change& change);

// What happens to the running timers and alerts of one monitor when the new rules are loaded.
struct TimerFate {
  enum class Kind { kept, adjusted, restarted, paused, closed, started } kind = Kind::kept;
  std::string monitor;  // by its new name
  std::string text;
};
std::string_view to_text(TimerFate::Kind kind);

struct Changes {
  std::vector<Change> all;        // by subject: models, monitors, delivery, tests
  std::vector<TimerFate> timers;  // one a monitor of either rule set, in the order of names
};

}  // namespace tocsin::changes
