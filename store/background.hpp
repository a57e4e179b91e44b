// What the store knows of earlier days that a new message wants: how receivers call the messages
// they have, and what became of a monitor's earlier incidents.
#pragma once

#include "base/alert.hpp"
#include "base/result.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tocsin::store {

// A message that was delivered whole, and how its receiver calls it.
struct Taken {
  Message message;  // of it only channel, thread, incident and kind
  std::string receiver_id;
};
// In the order in which the messages were decided; those without an id are left out.
Result<std::vector<Taken>> taken_messages(const Store& store);

// The incident with an alert of this monitor, in whichever segment, that was resolved last before
// `before`, in words: "3f2a90c1d7e8 of 2026-02-11, model.version: Version 41 reads the address
// twice." Empty where there is none. `incident`, as messages carry it, is left out.
Result<std::string> last_resolved(const Store& store, const AlertId& monitor,
                                  const std::string& incident, Instant before);

}  // namespace tocsin::store
