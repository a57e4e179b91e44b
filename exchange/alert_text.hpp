// The texts of a monitor as Prometheus' annotations.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::exchange {

// A text that Prometheus shows as it is: braces in it are no template.
std::string literal_text(std::string_view text);

// Whether Prometheus fills in nothing, and the text that literal_text made such a one.
bool is_literal(std::string_view text);
std::string text_of_literal(std::string_view literal);

// A message, doubled braces standing for single ones: {value} and {segment.x} as templates; of
// other names what `named` says, or nothing.
std::string message_template(
    std::string_view message,
    const std::function<std::optional<std::string>(std::string_view)>& named);

// Such a message as it stands between the quotes of a rule.
std::string message_source(std::string_view message);

// `ranker.queue_depth` as RankerQueueDepth.
std::string alert_name(std::string_view path);

// Between quotes, as YAML and JSON both read it.
std::string yaml_text(std::string_view text);

}  // namespace tocsin::exchange
