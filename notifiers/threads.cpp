#include "notifiers/threads.hpp"

#include "store/background.hpp"

namespace tocsin::notifiers {

std::string Threads::find(const std::map<Key, std::string>& ids, const std::string& channel,
                          const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = ids.find({channel, name});
  return found == ids.end() ? "" : found->second;
}

std::string Threads::of_group(const Message& message) const {
  return find(groups_, message.channel, message.thread);
}

std::string Threads::of_incident(const Message& message) const {
  return find(incidents_, message.channel, message.incident);
}

void Threads::note(const Message& message, std::string_view receiver_id) {
  if (receiver_id.empty()) return;
  const std::lock_guard lock(mutex_);
  if (!message.incident.empty())
    incidents_.try_emplace({message.channel, message.incident}, receiver_id);
  if (message.kind == Message::Kind::end)
    groups_.erase({message.channel, message.thread});
  else
    groups_.insert_or_assign({message.channel, message.thread}, std::string(receiver_id));
}

void Threads::forget(const Message& message) {
  const std::lock_guard lock(mutex_);
  groups_.erase({message.channel, message.thread});
  incidents_.erase({message.channel, message.incident});
}

Result<std::shared_ptr<Threads>> threads_of(const store::Store& store) {
  const auto taken = store::taken_messages(store);
  if (!taken) return tl::unexpected(taken.error());
  auto threads = std::make_shared<Threads>();
  for (const auto& [message, receiver_id] : *taken) threads->note(message, receiver_id);
  return threads;
}

}  // namespace tocsin::notifiers
