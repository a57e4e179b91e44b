// Things of two plans side by side: those of one name are compared part by part, the others are new
// or gone.
#pragma once

#include "changes/facets.hpp"
#include "dsl/plan.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::changes {

template <typename T>
std::optional<Where> place_of(const T& thing, bool in_old) {
  return Where{in_old, thing.span};
}
// A plan does not say where its channels stand.
inline std::optional<Where> place_of(const ChannelConfig&, bool) { return std::nullopt; }

inline Change whole(What what, Aspect aspect, std::string subject, std::string after,
                    std::optional<Where> where) {
  return {.what = what,
          .aspect = aspect,
          .subject = std::move(subject),
          .after = std::move(after),
          .where = where};
}

template <typename T>
const T* find_in(const std::map<std::string, const T*>& by_name, const std::string& name) {
  const auto at = by_name.find(name);
  return at == by_name.end() ? nullptr : at->second;
}

// The second of one name gets a number.
template <typename T, typename Name>
std::map<std::string, const T*> by_name(const std::vector<T>& things, Name name) {
  std::map<std::string, const T*> found;
  for (const auto& thing : things) {
    const std::string called = name(thing);
    auto key = called;
    for (int i = 2; !found.emplace(key, &thing).second; ++i)
      key = fmt::format("{} ({})", called, i);
  }
  return found;
}

enum class ShowNew { name, parts };

// `things(plan)`: by name; `subject` has a place for the name; `parts(plan, thing)`.
template <typename Things, typename Parts>
void each_pair(const dsl::Plan& old_plan, const dsl::Plan& now_plan, Things things,
               fmt::format_string<const std::string&> subject, Aspect aspect, Parts parts,
               std::vector<Change>& changes, ShowNew show = ShowNew::name) {
  const auto old = things(old_plan), now = things(now_plan);
  for (const auto& [key, thing] : now) {
    const auto where = place_of(*thing, false);
    const auto called = fmt::format(subject, key);
    if (const auto* before = find_in(old, key))
      compare(called, parts(old_plan, *before), parts(now_plan, *thing), where, changes);
    else
      changes.push_back(whole(What::added, aspect, called,
                              show == ShowNew::parts ? listed(parts(now_plan, *thing)) : "",
                              where));
  }
  for (const auto& [key, thing] : old)
    if (!find_in(now, key))
      changes.push_back(
          whole(What::removed, aspect, fmt::format(subject, key), "", place_of(*thing, true)));
}

}  // namespace tocsin::changes
