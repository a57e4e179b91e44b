// How receivers call the messages that began a conversation, so that later ones find their way.
#pragma once

#include "base/alert.hpp"
#include "base/result.hpp"
#include "store/store.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace tocsin::notifiers {

// Receiver ids of delivered messages by channel. Serves several threads at once. What was lost with
// a process only costs that a conversation begins anew.
class Threads {
 public:
  // The message that shows the group's state; empty: none is known.
  std::string of_group(const Message& message) const;
  // The first message of the incident on this channel; empty: none is known.
  std::string of_incident(const Message& message) const;

  // `message` was delivered and its receiver calls it `receiver_id`. The first of an incident stays
  // its root; of a group the latest counts, and its end is the end of it.
  void note(const Message& message, std::string_view receiver_id);
  // The receiver has the conversation no more.
  void forget(const Message& message);

 private:
  using Key = std::pair<std::string, std::string>;  // channel, then thread or incident
  std::string find(const std::map<Key, std::string>& ids, const std::string& channel,
                   const std::string& name) const;

  mutable std::mutex mutex_;
  std::map<Key, std::string> groups_;
  std::map<Key, std::string> incidents_;
};

// What the store has receipts of.
Result<std::shared_ptr<Threads>> threads_of(const store::Store& store);

}  // namespace tocsin::notifiers
