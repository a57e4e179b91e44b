#include "exchange/go_template.hpp"

#include "exchange/texts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace tocsin::exchange {
namespace {

constexpr std::string_view kLabel = "$labels.", kOld = ".Labels.";

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n-";  // `{{- x -}}` eats the blanks around it
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

std::optional<std::string> label_in(std::string_view action) {
  for (const auto prefix : {kLabel, kOld})
    if (action.starts_with(prefix) && is_name(action.substr(prefix.size())))
      return std::string(action.substr(prefix.size()));
  return std::nullopt;
}

bool is_value(std::string_view action) { return action == "$value" || action == ".Value"; }

// `$value | humanize`, `printf "%.2f" $value`, `$value | printf "%.2f"`.
bool is_formatted_value(std::string_view action) {
  constexpr std::string_view kValue = "$value";
  if (action.starts_with(kValue)) return trimmed(action.substr(kValue.size())).starts_with('|');
  return action.starts_with("printf ") && action.ends_with(kValue) &&
         action.find('$') == action.size() - kValue.size();
}

// Calls `literal` for what stands between the templates, `action` for what stands in them.
template <typename Literal, typename Action>
void parts_of(std::string_view text, Literal literal, Action action) {
  while (!text.empty()) {
    const auto open = text.find("{{");
    const auto close = open == std::string_view::npos ? open : text.find("}}", open + 2);
    literal(text.substr(0, close == std::string_view::npos ? text.size() : open));
    if (close == std::string_view::npos) return;
    action(trimmed(text.substr(open + 2, close - open - 2)));
    text.remove_prefix(close + 2);
  }
}

class Translation {
 public:
  explicit Translation(const std::vector<std::string>& labels) : labels_(labels) {}

  Translated of(std::string_view text) {
    parts_of(
        text, [&](std::string_view literal) { made_.text += escaped_in_message(literal); },
        [&](std::string_view action) { put(action); });
    return std::move(made_);
  }

 private:
  void put(std::string_view action) {
    if (const auto label = label_in(action)) return put_label(*label);
    if (is_value(action) || is_formatted_value(action)) {
      if (!is_value(action)) lose(action, "the value is shown as tocsin shows values");
      return put_name("value");
    }
    if (action == "\"{{\"") {  // two braces to show
      made_.text += "\\{\\{";
      return;
    }
    if (action == "$labels") return put_all_labels();
    lose(action, "left out of the message");
  }

  void put_all_labels() {
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      made_.text += fmt::format("{}{}=", i == 0 ? "" : ", ", labels_[i]);
      put_name("segment." + labels_[i]);
    }
    lose("$labels", "only those by which its alerts are told apart");
  }

  void put_label(const std::string& label) {
    if (std::ranges::count(labels_, label) > 0) return put_name("segment." + label);
    made_.text += label;
    lose("$labels." + label, "its alerts are not told apart by this label");
  }

  void put_name(const std::string& name) {
    made_.text += '{' + name + '}';
    made_.has_names = true;
  }

  void lose(std::string_view action, std::string_view why) {
    auto loss = fmt::format("{{{{ {} }}}}: {}", action, why);
    if (std::ranges::count(made_.losses, loss) == 0) made_.losses.push_back(std::move(loss));
  }

  const std::vector<std::string>& labels_;
  Translated made_;
};

}  // namespace

Translated translate(std::string_view text, const std::vector<std::string>& labels) {
  return Translation(labels).of(text);
}

std::vector<std::string> labels_shown(std::string_view text) {
  std::vector<std::string> labels;
  parts_of(
      text, [](std::string_view) {},
      [&](std::string_view action) {
        const auto label = label_in(action);
        if (label && std::ranges::count(labels, *label) == 0) labels.push_back(*label);
      });
  return labels;
}

}  // namespace tocsin::exchange
