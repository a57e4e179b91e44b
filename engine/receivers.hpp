// What each channel has been told, and what it is to be told next: groups, waiting, repeating, and
// ends for everything whose beginning was told. Pure: time comes in as an argument.
#pragma once

#include "base/alert.hpp"
#include "base/codec.hpp"
#include "dsl/plan.hpp"
#include "engine/router.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::engine {

// An alert by its place in the plan: monitor number and segment text.
struct AlertRef {
  std::size_t monitor = 0;
  std::string segment;
  auto operator<=>(const AlertRef&) const = default;
};

// The newest step of an alert.
struct AlertNews {
  AlertRef ref;
  AlertId id;
  std::uint64_t episode = 0;
  Change change = Change::fired;
  std::string_view reason;
  bool is_dark = false;  // no data, and its whole model has had no event: told in one message
  bool is_held = false;  // held back: only who was told of it hears, and only that it eases or ends
  std::string joins{};   // the incident of what suppresses it; empty: none
};

// A channel has been told that an alert fires.
struct Telling {
  Instant at{};
  std::size_t channel = 0;
  AlertRef ref;
};

class Receivers {
 public:
  explicit Receivers(const dsl::Plan& plan);

  // The alert's severity, reason or channels have changed; `alert.severity` is -1 when it has
  // ended. `deliveries`: the channels that are to know of it from now on; for the others it ends.
  void update(const AlertNews& news, const AlertFacts& alert, const ChannelDeliveries& deliveries,
              Instant now);

  // When the next message leaves; nothing while there is nothing to say.
  std::optional<Instant> next_due() const;

  // The line of an alert as it stands now, with its last sample.
  using LineOf = std::function<AlertLine(const AlertRef&)>;
  // The messages due at or before `now`, by channel and group.
  std::vector<Message> flush(Instant now, const LineOf& line_of);

  // What the messages since the last call have told.
  std::vector<Telling> take_told() { return std::exchange(told_, {}); }

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  // One alert as one group of one channel sees it.
  struct Entry {
    bool is_alive = true;  // it matches a route to the channel
    int told = -1;      // the severity that the channel knows of; -1: it has not heard of the alert
    int severity = -1;  // now; of an ended one its last
    std::uint64_t episode = 0;
    Change change = Change::fired;
    std::string reason;
    Delivery delivery;
    Instant since{};  // when it was last delivered otherwise: no repeat of its is older

    // Something to say: a beginning or a rise, or an end of what was told.
    bool is_news() const { return is_alive ? severity > told : told >= 0; }
  };
  struct Group {
    std::string thread;      // of this group from its first beginning to its last end
    std::uint64_t step = 0;  // of the next message
    int highest = -1;        // the highest severity told in this thread
    Instant last_sent = kBeginning;
    std::optional<Instant> news_due;  // when what is new leaves
    std::map<AlertRef, Entry> entries;

    bool any_alive() const;
    bool any_news() const;
    int told_severity() const;  // the highest that the channel knows of and that still stands
    std::optional<Instant> due() const;
  };
  using Key = std::pair<std::size_t, std::string>;  // channel, group key
  using Groups = std::map<Key, Group>;

  Groups::iterator group_for(std::size_t channel, const Delivery& delivery, const AlertNews& news,
                             const AlertFacts& alert, Instant now);
  void tell(std::size_t channel, const Delivery& delivery, const AlertNews& news,
            const AlertFacts& alert, Instant now);
  void end(std::size_t channel, const AlertNews& news, const AlertFacts& alert, Instant now);
  void hold(std::size_t channel, const AlertNews& news, const AlertFacts& alert,
            const ChannelDeliveries& deliveries, Instant now);
  void forget(Groups::iterator group, const AlertRef& ref, Instant now);
  Message compose(const Key& key, Group& group, Instant now, const LineOf& line_of) const;
  AlertLine line(const AlertRef& ref, const Entry& entry, const LineOf& line_of) const;
  void settle(const Key& key, Group& group, Instant now);
  void load_group(Decoder& in);

  const dsl::Plan& plan_;
  std::vector<Telling> told_;
  Groups groups_;                                                  // none without an entry
  std::map<std::pair<std::size_t, AlertRef>, std::string> where_;  // (channel, alert) -> group key
};

}  // namespace tocsin::engine
