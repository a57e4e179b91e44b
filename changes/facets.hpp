// Things of a plan taken apart into named texts, so that two of them can be compared part by part.
#pragma once

#include "changes/change.hpp"

#include <string>
#include <vector>

namespace tocsin::changes {

struct Facet {
  std::string name;   // `every`
  std::string value;  // the same text for the same meaning; empty: it has none
  Aspect aspect = Aspect::meaning;
  std::string shown;    // as the author wrote it; empty: `value`
  bool opaque = false;  // no text that a line could hold: only that it differs is said
  bool secret = false;  // `value` is never shown, only `shown`
  // Each the greater, the sooner or more often the monitor fires; empty: that cannot be said.
  std::vector<double> strictness{};
};
using Facets = std::vector<Facet>;

// A line for each part that differs, in the order of `now`, then what is gone. Names are unique in
// a list.
void compare(const std::string& subject, const Facets& old, const Facets& now,
             const std::optional<Where>& where, std::vector<Change>& changes);

// `slack, url env("URL")`: those that have a value, by name but for the first.
std::string listed(const Facets& facets);

// A text in quotes, nothing for none.
std::string quoted(const std::string& text);
std::string quoted(const std::vector<std::string>& texts);
// Members of a set, whose order means nothing: the same text for the same set, and as they stand.
std::string quoted_set(std::vector<std::string> texts);
std::string as_written(std::vector<std::string> texts);
using Members = std::string (*)(std::vector<std::string> texts);

}  // namespace tocsin::changes
