// What every channel has been told: collects alerts into groups, and says when a group's next
// message is due. Pure: time comes in as an argument.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/alert.hpp"
#include "base/codec.hpp"
#include "dsl/plan.hpp"
#include "engine/router.hpp"

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
};

class Receivers {
 public:
  explicit Receivers(const dsl::Plan& plan);

  // The alert's severity or reason has changed; `alert.severity` is -1 when it has ended.
  void update(const AlertNews& news, const AlertFacts& alert, Instant now);

  // When the next message leaves; nothing while there is nothing to say.
  std::optional<Instant> next_due() const;

  // The line of an alert as it stands now, with its last sample.
  using LineOf = std::function<AlertLine(const AlertRef&)>;
  // The messages due at or before `now`, by channel and group.
  std::vector<Message> flush(Instant now, const LineOf& line_of);

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  // One alert as one group of one channel sees it.
  struct Entry {
    bool is_alive = true;      // it matches a route to the channel
    bool is_told = false;      // the channel has heard of its beginning
    bool is_news = true;       // it has changed since the last message
    int severity = -1;         // now; of an ended one its last
    std::uint64_t episode = 0;
    Change change = Change::fired;
    std::string reason;
    Delivery delivery;
  };
  struct Group {
    std::string thread;        // empty until its first beginning
    std::uint64_t step = 0;
    int told_severity = -1;    // the highest that the channel has heard of and that still stands
    int highest = -1;          // the highest told in this thread
    Instant last_sent = kBeginning;
    std::optional<Instant> due;
    std::map<AlertRef, Entry> entries;
  };
  using Key = std::pair<std::size_t, std::string>;  // channel, group key

  void begin(std::size_t channel, const Delivery& delivery, const AlertNews& news,
             const AlertFacts& alert, Instant now);
  void change(Group& group, Entry& entry, const Delivery& delivery, const AlertNews& news,
              int severity, Instant now);
  void end(const Key& key, Group& group, const AlertNews& news, const AlertFacts& alert, Instant now);
  std::optional<Message> compose(const Key& key, Group& group, Instant now,
                                 const LineOf& line_of) const;
  AlertLine line(const AlertRef& ref, const Entry& entry, const LineOf& line_of) const;
  void settle(const Key& key, Group& group);
  static Entry load_entry(Decoder& in);

  const dsl::Plan& plan_;
  std::map<Key, Group> groups_;
  std::map<std::pair<std::size_t, AlertRef>, std::string> where_;  // (channel, alert) -> group key
};

}  // namespace tocsin::engine
