#include "dsl/lint_levels.hpp"

#include "base/spelling.hpp"
#include "dsl/codes.hpp"
#include "dsl/delivery_settings.hpp"
#include "dsl/rule_files.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <vector>

namespace tocsin::dsl {
namespace {

constexpr std::array<std::string_view, 3> kLevels{"off", "warn", "error"};
constexpr std::array<std::string_view, 2> kDelivery{"fallback", "fallback_after"};
constexpr std::array<std::string_view, 2> kTables{"delivery", "lints"};

std::vector<std::string_view> lint_names() {
  std::vector<std::string_view> names;
  for (const auto& code : codes())
    if (is_lint(code.name)) names.push_back(code.name);
  return names;
}

class Settings {
 public:
  Settings(const Sources& sources, std::uint32_t file, Diagnostics& out)
      : sources_(sources), file_(file), out_(out) {}

  ProjectSettings read() {
    ProjectSettings settings;
    try {
      const auto root = toml::parse(sources_.file(file_).text);
      for (const auto& [key, value] : root) table(key, value, settings);
    } catch (const toml::parse_error& error) {
      say(at(error.source().begin, 1), std::string(error.description()));
    }
    return settings;
  }

 private:
  // The library counts columns in code points, from 1; keys of ours are plain letters and digits.
  Span at(toml::source_position place, std::size_t length) const {
    const auto line = std::max<std::uint32_t>(place.line, 1);
    const auto begin = sources_.line_begin(file_, line);
    const auto left = std::min<std::size_t>(place.column ? place.column - 1 : 0,
                                            sources_.line(file_, line).size());
    const auto first = begin + static_cast<std::uint32_t>(left);
    const auto size = static_cast<std::uint32_t>(sources_.file(file_).text.size());
    return {file_, first, std::min(size, first + static_cast<std::uint32_t>(length))};
  }
  Span at(const toml::key& key) const { return at(key.source().begin, key.str().size()); }
  Span at(const toml::node& value) const {
    const auto begin = value.source().begin, end = value.source().end;
    return at(begin,
              begin.line == end.line && end.column > begin.column ? end.column - begin.column : 1);
  }

  Diagnostic& say(Span span, std::string message) {
    return out_.error("T0018", span, std::move(message));
  }

  void unknown(const toml::key& key, std::string_view what, std::string_view known,
               std::optional<std::string_view> near) {
    auto& d = say(at(key), fmt::format("no {} named `{}`; {}", what, key.str(), known));
    if (near) d.fix = Fix{fmt::format("write `{}`", *near), {{at(key), std::string(*near)}}};
  }

  void table(const toml::key& key, const toml::node& value, ProjectSettings& settings) {
    const bool is_delivery = key.str() == "delivery";
    if (!is_delivery && key.str() != "lints")
      return unknown(key, "table of settings", "known: delivery, lints",
                     nearest(key.str(), kTables));
    const auto* lines = value.as_table();
    if (!lines) {
      say(at(value), is_delivery
                         ? "`delivery` is a table such as `[delivery]` with lines such as "
                           "`fallback = \"team\"`"
                         : "`lints` is a table such as `[lints]` with lines such as `L004 = "
                           "\"off\"`");
      return;
    }
    for (const auto& [name, line] : *lines)
      is_delivery ? delivery(name, line, settings.delivery) : lint(name, line, settings.lints);
    if (is_delivery && settings.delivery.fallback.empty() && lines->contains("fallback_after") &&
        !lines->contains("fallback"))
      say(at(key), "`fallback_after` without `fallback`: name the channel, `fallback = \"team\"`");
  }

  void delivery(const toml::key& key, const toml::node& value, DeliverySettings& settings) {
    const auto text = value.value<std::string>();
    if (key.str() == "fallback") {
      settings.fallback = text.value_or("");
      settings.fallback_at = at(value);
      if (settings.fallback.empty())
        say(at(value), "expected the name of a channel, such as \"team\"");
    } else if (key.str() == "fallback_after") {
      const auto duration = text ? parse_duration(*text) : std::nullopt;
      if (duration && *duration > Duration{0})
        settings.fallback_after = *duration;
      else
        say(at(value), "expected how long a channel must have failed, such as \"30m\"");
    } else {
      unknown(key, "setting of [delivery]", "known: fallback, fallback_after",
              nearest(key.str(), kDelivery));
    }
  }

  void lint(const toml::key& key, const toml::node& value, LintLevels& levels) {
    const auto* code = find_code(key.str());
    const bool is_known = key.str() == "all" || (code && is_lint(code->name));
    if (!is_known)
      return unknown(key, "lint", "`tocsin explain` lists all codes", lint_like(key.str()));
    const auto level = level_of(value);
    if (!level) return;
    if (code)
      levels.by_code[std::string(code->name)] = *level;
    else
      levels.others = *level;
  }

  std::optional<LintLevel> level_of(const toml::node& value) {
    const auto word = value.value<std::string>().value_or("");
    const auto* found = std::ranges::find(kLevels, word);
    if (found != kLevels.end()) return static_cast<LintLevel>(found - kLevels.begin());
    auto& d = say(at(value), "expected a level: \"off\", \"warn\" or \"error\"");
    if (const auto near = nearest(word, kLevels))
      d.fix = Fix{fmt::format("write \"{}\"", *near), {{at(value), fmt::format("\"{}\"", *near)}}};
    return std::nullopt;
  }

  const Sources& sources_;
  std::uint32_t file_;
  Diagnostics& out_;
};

}  // namespace

LintLevel LintLevels::of(std::string_view code) const {
  const auto found = by_code.find(std::string(code));
  return found != by_code.end() ? found->second : others.value_or(LintLevel::warn);
}

bool is_lint(std::string_view code) { return code.starts_with('L'); }

std::optional<std::string_view> lint_like(std::string_view word) {
  return misspelt(word, lint_names());
}

ProjectSettings read_settings(const Sources& sources, std::uint32_t file,
                              Diagnostics& diagnostics) {
  return Settings(sources, file, diagnostics).read();
}

LintLevels read_lint_levels(const Sources& sources, std::uint32_t file, Diagnostics& diagnostics) {
  return read_settings(sources, file, diagnostics).lints;
}

void check_fallback(const DeliverySettings& delivery, const std::vector<std::string_view>& channels,
                    Diagnostics& diagnostics) {
  if (delivery.fallback.empty() || std::ranges::find(channels, delivery.fallback) != channels.end())
    return;
  auto& d = diagnostics.error(
      "T0018", delivery.fallback_at,
      fmt::format("no channel named `{}`; known: {}", delivery.fallback,
                  channels.empty() ? "none" : fmt::format("{}", fmt::join(channels, ", "))));
  if (const auto near = nearest(delivery.fallback, channels))
    d.fix = Fix{fmt::format("write \"{}\"", *near),
                {{delivery.fallback_at, fmt::format("\"{}\"", *near)}}};
}

Result<DeliverySettings> delivery_settings(const std::string& root) {
  const auto path = std::filesystem::path(root) / kSettingsFile;
  if (!std::filesystem::exists(path)) return DeliverySettings{};
  auto text = read_rule_file(path);
  if (!text) return tl::unexpected(std::move(text.error()).within("{}", path.string()));
  Sources alone;
  Diagnostics said;
  return read_settings(alone, alone.add({std::string(kSettingsFile), std::move(*text)}), said)
      .delivery;
}

}  // namespace tocsin::dsl
