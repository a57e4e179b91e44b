// The words that may stand at a place of the language, as completion offers them.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace tocsin::lsp::completion_words {

using Words = std::span<const std::string_view>;

inline constexpr auto kMeta =
    std::to_array<std::string_view>({"owner", "runbook", "dashboard", "because", "message", "tag"});
inline constexpr auto kKinds = std::to_array<std::string_view>(
    {"fear", "quality", "drift", "contract", "performance", "service"});
inline constexpr auto kOfFile = std::to_array<std::string_view>(
    {"use", "unit", "severity", "let", "model", "watch", "template", "channel", "route", "incident",
     "mute", "silence", "suppress", "test"});
inline constexpr auto kOfModel =
    std::to_array<std::string_view>({"time", "key", "source", "labels", "reference", "feature",
                                     "prediction", "score", "label", "field"});
inline constexpr auto kOfWatch =
    std::to_array<std::string_view>({"let", "every", "needs", "no data", "too few"});
inline constexpr auto kOfMonitor =
    std::to_array<std::string_view>({"measure", "over", "by", "needs", "no data", "too few",
                                     "expect", "paused until", "trial until"});
inline constexpr auto kOfMute = std::to_array<std::string_view>({"every", "on", "up to"});
inline constexpr auto kOfTest =
    std::to_array<std::string_view>({"clock", "seed", "load", "reference", "given", "send", "feed",
                                     "quiet", "ignore", "at", "expect"});
inline constexpr auto kRoles =
    std::to_array<std::string_view>({"feature", "prediction", "score", "label", "field"});
inline constexpr auto kTypes =
    std::to_array<std::string_view>({"bool", "int", "share", "time", "text", "number", "number in",
                                     "duration", "duration in", "category", "category of"});
inline constexpr auto kAttributes = std::to_array<std::string_view>(
    {"optional", "sensitive", "positive", "within", "arrives", "for", "range", "column"});
inline constexpr auto kFilters =
    std::to_array<std::string_view>({"model", "kind", "monitor", "severity", "owner", "reason"});
inline constexpr auto kRouteOptions = std::to_array<std::string_view>(
    {"repeat", "wait", "quietly", "escalate to", "group by", "digest"});
inline constexpr auto kOperators =
    std::to_array<std::string_view>({"and", "or", "not", "in", "is missing", "is present", "like"});
inline constexpr auto kMeasureGoesOn =
    std::to_array<std::string_view>({"where", "against", "over"});
inline constexpr auto kWindowGoesOn =
    std::to_array<std::string_view>({"each", "every", "matured", "on arrival"});
inline constexpr auto kRungGoesOn =
    std::to_array<std::string_view>({"for", "until", "until clear", "with"});
inline constexpr auto kTriggers = std::to_array<std::string_view>(
    {"<", "<=", ">", ">=", "=", "!=", "outside", "inside", "true", "false"});
inline constexpr auto kStates =
    std::to_array<std::string_view>({"ok", "pending", "no data", "too few"});
inline constexpr auto kOutcomes = std::to_array<std::string_view>(
    {"no alert", "no message to", "notified", "digest to", "value of"});
inline constexpr auto kOutcomeGoesOn = std::to_array<std::string_view>(
    {"from", "is", "held back", "where", "by", "between", "within"});
inline constexpr auto kCounted =
    std::to_array<std::string_view>({"events", "labels", "positives", "labelled"});

}  // namespace tocsin::lsp::completion_words
