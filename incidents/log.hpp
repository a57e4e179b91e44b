// The incident log as people use it: look, answer, note, link, close with a root cause. Reads no
// clock: every deed comes with its time. Lives on the thread of its store.
#pragma once

#include "base/result.hpp"
#include "store/records.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::incidents {

using store::IncidentDetail;
using store::IncidentFilter;
using store::IncidentRecord;

// Who does it, when it was done, and when it is written down.
struct Doing {
  std::string by;
  Instant at{};
  Instant written_at{};
};

// What who is on it wants to be known.
struct Answer {
  std::string text;
  std::optional<Duration> lasts{};
};

struct Link {
  std::string url;  // http or https
  std::string title;
};

struct Resolution {
  std::string cause;  // a category of the taxonomy
  std::string text;   // what happened and why
  std::vector<std::string> steps;
  std::vector<Link> links;
};

// Everywhere, `id` may be the beginning of an id that no other shares, or the name of an alert that
// fires in one incident: `model.monitor`. Errors are sentences for the
// person at the screen: no such incident, several, an unknown severity or cause, a text missing.
class Log {
 public:
  explicit Log(const store::Store& store) : store_(store) {}  // the store outlives it

  // Newest first. An unknown severity or cause is an error, an unknown model matches nothing.
  Result<std::vector<IncidentRecord>> list(const IncidentFilter& filter) const;
  Result<IncidentDetail> show(std::string_view id) const;

  // Somebody is on it, for a day unless they say for how long. Refused when it is resolved, or when
  // the same person has said so already and says nothing new.
  Result<IncidentDetail> acknowledge(std::string_view id, const Answer& answer, const Doing& doing);
  // Closes it with its root cause. A resolved incident may be resolved again: that corrects the
  // cause, adds the steps, and the timeline keeps both.
  Result<IncidentDetail> resolve(std::string_view id, const Resolution& resolution,
                                 const Doing& doing);
  Result<IncidentDetail> note(std::string_view id, const std::string& text, const Doing& doing);
  // Refused when the incident has that address already.
  Result<IncidentDetail> link(std::string_view id, const Link& link, const Doing& doing);

 private:
  const store::Store& store_;
};

}  // namespace tocsin::incidents
