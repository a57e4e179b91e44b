// How a kind of channel enters the catalogue: each file NAME.cpp ends with `const NotifierDef&
// NAME()`.
#pragma once

#include "notifiers/notifier.hpp"
#include "notifiers/settings.hpp"

#include <memory>

namespace tocsin::notifiers {

struct NotifierDef {
  ChannelDef channel;
  // Checks the values of the settings as far as they are known.
  Result<std::unique_ptr<Notifier>> (*make)(const Settings& settings,
                                            const Environment& environment);
  // Of settings that can be judged before any variable is read: "expected ..., found ...", or empty
  // where the value will do.
  std::vector<std::pair<std::string_view, std::string (*)(const Setting&)>> faults{};
};

#define TOCSIN_NOTIFIER(name) const NotifierDef& name();
#include "notifiers/notifiers.def"
#undef TOCSIN_NOTIFIER

}  // namespace tocsin::notifiers
