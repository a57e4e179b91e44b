// Which parts of the rule files could not be read. What is said there is unknown, so nothing that
// depends on it may be called missing: one fault gives one diagnostic.
#pragma once

#include "dsl/diagnostic.hpp"
#include "dsl/source.hpp"

#include <string>
#include <string_view>

namespace tocsin::dsl {

class Damage {
 public:
  // The syntax errors among `diagnostics`.
  Damage(const Sources& sources, const Diagnostics& diagnostics);

  bool any() const { return !lost_.empty(); }
  // A clause that was lost mentions this word, or an unknown number of clauses was lost.
  bool may_declare(std::string_view name) const;

 private:
  std::string lost_;  // the lines that were lost
  bool unbounded_ = false;
};

}  // namespace tocsin::dsl
