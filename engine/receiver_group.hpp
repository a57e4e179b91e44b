// One message's worth of alerts of one channel: what the channel was told of each, and what it is
// owed.
#pragma once

#include "base/alert.hpp"
#include "base/codec.hpp"
#include "dsl/plan.hpp"
#include "engine/alert_news.hpp"
#include "engine/router.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::engine {

// The group of a storm. No group is called so by its routes.
inline constexpr std::string_view kStorm = "storm of alerts";

// One alert as one group of one channel sees it.
struct ReceiverEntry {
  bool is_alive = true;  // it matches a route to the channel
  int told = -1;      // the severity that the channel knows of; -1: it has not heard of the alert
  int severity = -1;  // now; of an ended one its last; of a flapping one the highest so far
  std::uint64_t episode = 0;
  Change change = Change::fired;
  std::string reason;
  Delivery delivery;
  Instant since{};         // when it was last delivered otherwise: no repeat of its is older
  std::string flapping;    // as AlertLine has it: changes are held, and it stays alive
  bool is_unsaid = false;  // that it flaps, or does so no more, has not been told

  // Something to say: a beginning or a rise, or an end of what was told.
  bool is_news() const { return is_alive ? severity > told || is_unsaid : told >= 0; }
};

class ReceiverGroup {
 public:
  using Entries = std::map<AlertRef, ReceiverEntry>;

  explicit ReceiverGroup(std::string thread_ = "") : thread(std::move(thread_)) {}

  const Entries& entries() const { return entries_; }
  const ReceiverEntry* find(const AlertRef& ref) const;
  void put(const AlertRef& ref, ReceiverEntry entry);
  void erase(const AlertRef& ref);

  bool any_alive() const { return alive_ > 0; }
  bool any_news() const { return news_ > 0; }
  int told_severity() const;      // the highest that the channel knows of and that still stands
  std::size_t spoken_of() const;  // alerts that the next message is about
  // When the next message leaves: news, or the repeat of what stands.
  std::optional<Instant> due() const;
  Instant last_sent() const { return last_sent_; }  // kBeginning: no message yet

  // An alert has something new: its message leaves when this group may speak next.
  void announce(const ReceiverEntry& entry, int told_before, Instant now);
  // Something that was told has ended.
  void announce_end(Instant now);
  // News that is gone before it left sends nothing.
  void retract(Instant now);
  // A message has left: what is over is forgotten and given back, what stands has been told.
  std::vector<AlertRef> settle(Instant now);
  // Takes over the alerts of another group, which ends with the next message of this one.
  void absorb(ReceiverGroup other);

  void save(Encoder& out) const;
  static ReceiverGroup load(Decoder& in, const dsl::Plan& plan);

  std::string thread;                // of this group from its first beginning to its last end
  std::uint64_t step = 0;            // of the next message
  int highest = -1;                  // the highest severity told in this thread
  std::vector<std::string> closes;   // threads of groups that were taken over
  std::optional<Instant> scheduled;  // under which the owner keeps due()

 private:
  void count(const ReceiverEntry& entry, bool is_there);

  Instant last_sent_ = kBeginning;
  std::optional<Instant> news_due_;
  Entries entries_;
  std::size_t alive_ = 0, news_ = 0;
  std::map<int, std::size_t> told_;  // of the living that were told: how many at each severity
};

}  // namespace tocsin::engine
