#include "base/held_back.hpp"

#include <fmt/format.h>

namespace tocsin {
namespace {

std::string until_text(const HoldCause& cause) {
  return cause.until ? " until " + format_utc(*cause.until) : "";
}

}  // namespace

std::string_view to_text(HoldKind kind) {
  switch (kind) {
    case HoldKind::trial: return "trial";
    case HoldKind::suppression: return "suppression";
    case HoldKind::silence: return "silence";
    case HoldKind::mute: return "mute";
  }
  return "";
}

std::string text_of(const HoldCause& cause) {
  switch (cause.kind) {
    case HoldKind::trial: return "trial" + until_text(cause);
    case HoldKind::suppression: return "suppressed by " + name_of(cause.source);
    case HoldKind::silence:
      return fmt::format("silence {}by {}{}: {}", cause.name.empty() ? "" : cause.name + " ",
                         cause.by, until_text(cause), cause.because);
    case HoldKind::mute:
      return fmt::format("mute {} ({}){}", cause.name, cause.because, until_text(cause));
  }
  return "";
}

std::string name_of(const AlertId& alert) {
  std::string text = alert.package;
  for (const auto* part : {&alert.model, &alert.monitor}) {
    if (!text.empty()) text += '.';
    text += *part;
  }
  return alert.segment.empty() ? text : text + " [" + alert.segment + "]";
}

}  // namespace tocsin
