// What each channel has been told, and what it is to be told next: groups, waiting, repeating, and
// ends for everything whose beginning was told. Pure: time comes in as an argument.
#pragma once

#include "base/alert.hpp"
#include "base/codec.hpp"
#include "dsl/plan.hpp"
#include "engine/alert_news.hpp"
#include "engine/digests.hpp"
#include "engine/receiver_group.hpp"
#include "engine/router.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::engine {

class Receivers {
 public:
  explicit Receivers(const dsl::Plan& plan);

  // The alert's severity, reason or channels have changed; `alert.severity` is -1 when it has
  // ended. `deliveries`: the channels that are to know of it from now on; for the others it ends.
  void update(const AlertNews& news, const AlertFacts& alert, const ChannelDeliveries& deliveries,
              Instant now);

  // When the next message leaves; nothing while there is nothing to say.
  std::optional<Instant> next_due() const;

  // The messages due at or before `now`, by channel and group, and the digests behind them. Where
  // groups of one channel have more than kMostAlertsAtOnce alerts to speak of, they become one.
  std::vector<Message> flush(Instant now, const LineOf& line_of);

  // What the messages since the last call have told.
  std::vector<Telling> take_told() { return std::exchange(told_, {}); }

  // How a channel stands to an alert.
  struct Known {
    std::size_t channel = 0;
    std::string group;
    int told = -1;                   // the severity that it knows of; -1: it is about to be told
    bool is_alive = true;            // false: only its end is left to be told
    Instant last_sent = kBeginning;  // the last message of the group; kBeginning: none yet
    std::optional<Duration> repeat;
    std::optional<Instant> due;  // when the next message of the group leaves
    bool has_news = false;       // and whether it says something new
    bool is_storm = false;       // too many alerts at one tick have become this group
  };
  // By channel.
  std::vector<Known> known_to(const AlertRef& ref) const;
  std::vector<Digests::Known> digests_of(const AlertRef& ref) const {
    return digests_.known_to(ref);
  }

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  using Key = std::pair<std::size_t, std::string>;  // channel, group key
  using Groups = std::map<Key, ReceiverGroup>;

  std::set<std::size_t> concerned(const AlertRef& ref, const ChannelDeliveries& deliveries) const;
  Groups::iterator group_for(std::size_t channel, const Delivery& delivery, const AlertNews& news,
                             const AlertFacts& alert, Instant now);
  Groups::iterator find_group(std::size_t channel, const AlertRef& ref);
  void tell(std::size_t channel, const Delivery& delivery, const AlertNews& news,
            const AlertFacts& alert, Instant now);
  void collect(std::size_t channel, const Delivery& delivery, const AlertNews& news,
               const AlertFacts& alert, Instant now);
  void end(std::size_t channel, const AlertNews& news, const AlertFacts& alert, Instant now);
  void hold(std::size_t channel, const AlertNews& news, const AlertFacts& alert,
            const ChannelDeliveries& deliveries, Instant now);
  void hold_end(Groups::iterator group, const AlertNews& news, ReceiverEntry entry, Instant now);
  void forget(Groups::iterator group, const AlertRef& ref, Instant now);

  void touch(const Key& key) { dirty_.insert(key); }
  void refresh();
  void drop(Groups::iterator group);
  bool is_storm(const std::vector<Key>& leaving) const;
  Key merge(std::size_t channel, const std::vector<Key>& leaving, Instant now);
  Message send(const Key& key, Instant now, const LineOf& line_of);
  Message compose(const Key& key, ReceiverGroup& group, Instant now, const LineOf& line_of) const;
  AlertLine line(const AlertRef& ref, const ReceiverEntry& entry, const LineOf& line_of) const;

  const dsl::Plan& plan_;
  Digests digests_;
  std::vector<Telling> told_;
  Groups groups_;                                                  // none without an entry
  std::map<std::pair<AlertRef, std::size_t>, std::string> where_;  // (alert, channel) -> group key
  std::set<std::pair<Instant, Key>> due_;  // of each group that is not dirty and has a message
  std::set<Key> dirty_;                    // groups that have changed since refresh()
};

}  // namespace tocsin::engine
