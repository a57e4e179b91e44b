#include "cli/message_background.hpp"

#include "cli/or_stop.hpp"
#include "store/background.hpp"

namespace tocsin::cli {

const Outcome& MessageBackground::fill_in(const Outcome& outcome) {
  courses_.add(outcome.readings);
  if (outcome.messages.empty()) return outcome;
  filled_ = outcome;
  for (auto& message : filled_.messages) {
    if (message.alerts.empty()) continue;
    const auto& about = message.alerts.front();
    message.course = courses_.course_of(about.alert);
    if (store_ != nullptr)
      message.earlier =
          or_stop(store::last_resolved(*store_, about.alert, message.incident, message.at));
  }
  return filled_;
}

}  // namespace tocsin::cli
