// A kind of channel or source, described once: the checker, the notifiers and the sources read it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

struct SettingDef {
  enum class Kind { text, texts, number, boolean, duration };
  std::string_view name;
  Kind kind = Kind::text;
  bool required = false;
  bool secret = false;        // must be written env("NAME")
  std::string_view summary;   // one sentence
  std::string_view fallback;  // default, as written in the language; empty: none
};

struct ChannelDef {
  std::string_view name;  // pagerduty, slack, email, webhook, console
  std::string_view summary;
  std::vector<SettingDef> settings;
};

struct SourceDef {
  std::string_view name;  // csv, jsonl, http
  std::string_view summary;
  bool takes_path = true;
  bool batches = false;  // `over each batch` works with it
};

// A setting as the rules give it. Secrets travel as the name of a variable, never as their value.
struct Setting {
  std::string name;
  std::vector<std::string> texts;  // one entry for a single text
  double number = 0;               // numbers, booleans (0 or 1), durations in nanoseconds
  bool from_environment = false;   // then texts[0] is the variable's name
};

struct ChannelConfig {
  std::string name;  // as the rules call it: oncall
  std::string kind;  // pagerduty
  std::vector<Setting> settings;

  const Setting* find(std::string_view setting) const {
    for (const auto& s : settings)
      if (s.name == setting) return &s;
    return nullptr;
  }
};

}  // namespace tocsin
