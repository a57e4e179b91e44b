// The difference of two checked rule sets in what they mean: templates, lets and defaults are
// spelled out in a plan, so that a change of layout or of names of lets is none.
#pragma once

#include "base/hash.hpp"
#include "changes/change.hpp"
#include "dsl/plan.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::changes {

// What the plans themselves do not hold.
struct Surroundings {
  // Of the bytes of a file that the rules name; nothing where it is not there. May be empty.
  using ContentOf = std::function<std::optional<Hash128>(const std::string& path)>;
  ContentOf old_content{}, now_content{};
  std::vector<ChannelDef> channels{};  // what the numbers in settings of channels stand for
};

// Models and monitors are matched by package and name, monitors also by `was`; channels by name,
// tests by title.
Changes compare(const dsl::Plan& old, const dsl::Plan& now, const Surroundings& around = {});

}  // namespace tocsin::changes
