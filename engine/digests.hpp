// What a channel hears by the hour, the day or the week: beginnings, rises and ends are collected
// over all groups and leave together. Pure: time comes in as an argument.
#pragma once

#include "base/alert.hpp"
#include "base/codec.hpp"
#include "dsl/plan.hpp"
#include "engine/alert_news.hpp"
#include "engine/router.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace tocsin::engine {

// The first time at or after `from` at which one of these routes sends its digest.
Instant next_digest(const dsl::Plan& plan, const std::vector<std::size_t>& routes, Instant from);

class Digests {
 public:
  explicit Digests(const dsl::Plan& plan) : plan_(plan) {}

  // The alert fires and goes into the digest of the channel. `is_known`: the channel was told of it
  // outside of a digest, so that nothing begins for it.
  void note(std::size_t channel, const Delivery& delivery, const AlertNews& news,
            const AlertFacts& alert, bool is_known, Instant now);
  // It matches no route to the channel any more.
  void end(std::size_t channel, const AlertNews& news, const AlertFacts& alert, Instant now);
  // From here on the channel is told at once; what happened before is still in the next digest.
  void leave(std::size_t channel, const AlertRef& ref);

  // How a channel hears of the alert by its digests.
  struct Known {
    std::size_t channel = 0;
    bool is_alive = true;
    std::optional<Instant> due;  // when its news leave; nothing: there are none
  };
  // By channel.
  std::vector<Known> known_to(const AlertRef& ref) const;
  // Adds these channels.
  void add_channels(const AlertRef& ref, std::set<std::size_t>& channels) const;

  std::optional<Instant> next_due() const;
  // Appends the digests due at `now`. One in which nothing happened is no message.
  void flush(Instant now, const LineOf& line_of, std::vector<Message>& messages);

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  struct Entry {
    bool is_alive = true;  // it fires, and the digest is how the channel hears of it
    int severity = -1;     // now; of an ended one its last
    std::uint64_t episode = 0;
    Change change = Change::fired;
    std::string reason;
    std::vector<std::size_t> routes;  // whose digest it is
    bool quietly = false;
    std::uint64_t began = 0, rose = 0, ended = 0;  // since the digest before
    std::optional<Instant> due;                    // when that leaves
  };
  using Key = std::pair<AlertRef, std::size_t>;  // alert, channel
  using Entries = std::map<Key, Entry>;

  void collect(const Key& key, Entry& entry, std::uint64_t& count, Instant now);
  Entries::iterator forget(Entries::iterator at);
  Message compose(std::size_t channel, Instant now, const std::vector<AlertRef>& refs,
                  const LineOf& line_of);
  static void save_entry(Encoder& out, const Entry& entry);
  Entry load_entry(Decoder& in) const;

  const dsl::Plan& plan_;
  Entries entries_;
  std::set<std::tuple<Instant, std::size_t, AlertRef>> due_;
};

}  // namespace tocsin::engine
