// How the clock of a zone runs, in the terms of the date library: for sources, not for headers.
#pragma once

#include <date/tz.h>

#include <string_view>

namespace tocsin {

using Wall = date::local_seconds;
using Real = date::sys_seconds;

// Null for an unknown one.
const date::time_zone* find_zone(std::string_view name);

// An empty zone is UTC; `zone` is known.
inline const date::time_zone& rules_of(std::string_view zone) {
  return *find_zone(zone.empty() ? std::string_view("Etc/UTC") : zone);
}

// When the wall clock shows `t` first, or jumps over it.
inline Real first_shown(Wall t, const date::time_zone& rules) {
  const auto info = rules.get_info(t);
  if (info.result == date::local_info::nonexistent) return info.first.end;
  return Real(t.time_since_epoch() - info.first.offset);
}

inline Wall wall_clock(Real t, const date::time_zone& rules) {
  return Wall((t + rules.get_info(t).offset).time_since_epoch());
}

}  // namespace tocsin
