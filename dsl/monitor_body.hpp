// The clauses of one block by their heads, and which of two blocks speaks.
#pragma once

#include "dsl/check_model.hpp"

namespace tocsin::dsl {

// What a watch block says for all its monitors.
struct WatchDefaults {
  const ast::Every* every = nullptr;
  const ast::Needs* needs = nullptr;
  const ast::Gap* no_data = nullptr;
  const ast::Gap* too_few = nullptr;
  MetaDefaults meta;
};

// A monitor, a contract or one of its checks.
struct Body {
  const ast::Measure* measure = nullptr;
  const ast::WindowClause* window = nullptr;
  const ast::By* by = nullptr;
  const ast::Needs* needs = nullptr;
  const ast::Gap* no_data = nullptr;
  const ast::Gap* too_few = nullptr;
  const ast::Paused* paused = nullptr;
  const ast::Paused* trial = nullptr;
  std::vector<const ast::Expect*> expects;
  std::vector<const ast::Ladder*> rungs;
  MetaDefaults meta;
  bool window_replaces = false;  // `window` stands for the one in the measure of a template
  bool has_unknown = false;      // T0002 was said: what is missing may be meant by that clause
};

enum class BodyKind { monitor, contract, check };

// T1101, T3101, T0002 for a clause that the kind does not have.
// `kind_word` as written: fear, contract, ...
Body collect_body(Checking& c, const std::vector<ast::Clause>& clauses, BodyKind kind,
                  std::string_view kind_word);

// The contract's clauses where the check has none of the same head; a rung replaces that of its
// severity.
Body with_defaults(Body check, const Body& contract);

// The same slot for `needs`, gaps and the rest: the first one counts, a second is T1101.
template <typename Node>
void keep_first(Checking& c, const Node*& slot, const Node& node, std::string_view head,
                std::string_view where) {
  if (!slot)
    slot = &node;
  else
    twice(c, head, node.span, slot->span, where);
}

}  // namespace tocsin::dsl
