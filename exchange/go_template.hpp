// The templates of Prometheus' annotations, as messages of tocsin.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::exchange {

struct Translated {
  std::string text;  // between the quotes of a message: {value}, {segment.x}, the rest escaped
  bool has_names = false;           // it shows what changes from alert to alert
  std::vector<std::string> losses;  // each template that means something else now, said once
};

// `{{ $labels.x }}` is {segment.x} where `labels` has x, else the bare word x; `{{ $labels }}` all
// of `labels`; `{{ $value }}` is {value}, whatever formats it. Other templates are left out. A text
// whose braces do not close stays as it is.
Translated translate(std::string_view text, const std::vector<std::string>& labels);

// The labels that the text shows, in order, each once.
std::vector<std::string> labels_shown(std::string_view text);

}  // namespace tocsin::exchange
