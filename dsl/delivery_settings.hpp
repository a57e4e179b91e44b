// The settings of a project, its tocsin.toml: how loud each lint is, and where messages go that
// their channel does not take.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "dsl/diagnostic.hpp"
#include "dsl/lint_levels.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dsl {

// [delivery]: the channel for what another one does not take for some time.
struct DeliverySettings {
  std::string fallback;  // empty: none
  Duration fallback_after = std::chrono::minutes(30);
  Span fallback_at;  // where its name stands
};

struct ProjectSettings {
  LintLevels lints;
  DeliverySettings delivery;
};

// T0018 with its place for whatever in the file is not understood.
ProjectSettings read_settings(const Sources& sources, std::uint32_t file, Diagnostics& diagnostics);

// T0018 where the fallback is none of the project's channels.
void check_fallback(const DeliverySettings& delivery, const std::vector<std::string_view>& channels,
                    Diagnostics& diagnostics);

// Of a project whose settings are sound, by its root folder.
Result<DeliverySettings> delivery_settings(const std::string& root);

}  // namespace tocsin::dsl
