// The outbox: messages that have been decided and are to be sent, where each of them stands, and
// how their channels are. What becomes of an attempt is decided in notifiers/outbox.hpp.
#pragma once

#include "base/alert.hpp"
#include "base/result.hpp"
#include "store/records.hpp"
#include "store/store.hpp"
#include "store/transaction.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::store {

enum class Stage : std::uint8_t { pending, under_way, delivered, partly, dead };
std::string_view to_text(Stage stage);  // "pending", "under way", ...
std::optional<Stage> parse_stage(std::string_view text);
bool is_settled(Stage stage);  // no attempt follows by itself

// A message's place in the outbox.
struct Posting {
  std::int64_t id = 0;  // of the message
  std::int64_t run = 0;
  Message message;
  Stage stage = Stage::pending;
  std::size_t attempts = 0;       // since it was put in, or put back
  std::optional<Instant> first;   // when the first of them was
  Instant next{};                 // no attempt sooner
  std::string reason;             // dead or partly: why; pending: what the latest attempt came to
  std::vector<std::string> owed;  // recipients that are still without it; empty: all
  std::vector<std::string> refused;  // recipients that will never get it
  bool taken_by_some = false;        // some recipients of a mail have it already
  std::int64_t copy_of = 0;  // the message that this one tells in another channel's stead; 0: none
};

// A channel as its latest attempts found it.
struct ChannelHealth {
  std::string channel;
  std::size_t failures = 0;              // attempts in a row that it did not take
  std::optional<Instant> failing_since;  // the first of them
  Instant next{};                        // no attempt sooner
  std::string answer;                    // what the latest of them came to
  bool broken = false;                   // it is set up wrongly: a person must act
  bool told = false;                     // the fallback channel has heard of it
};

// The row of a new message; nothing for one that its run has already.
std::optional<std::int64_t> insert_message(Transaction& writing, std::int64_t run,
                                           const Message& message);
// Puts a message into the outbox, to be sent from now on; what is there already stays as it is.
void post(Transaction& writing, std::int64_t message, std::int64_t copy_of = 0);

// Messages of nobody's run, for a command that only wants them sent.
Result<void> post_all(const Store& store, const std::vector<Message>& messages, Instant now);
// Messages of a run, by their keys; those that another run has sent or waits to send are left out.
Result<void> post_keys(const Store& store, std::int64_t run, const std::vector<std::string>& keys);

// What no attempt has settled, in the order in which it was decided, of messages after `after`.
Result<std::vector<Posting>> unsettled(const Store& store, std::int64_t after = 0);
Result<std::map<std::string, ChannelHealth>> read_health(const Store& store);
// Channel and thread of what the fallback channel has heard the beginning of, but no end.
Result<std::set<std::pair<std::string, std::string>>> copied_threads(const Store& store);
// The messages that another one tells in their channel's stead.
Result<std::set<std::int64_t>> copied_messages(const Store& store);

// Changes whenever another connection has changed the file.
Result<std::int64_t> file_version(const Store& store);

// What `tocsin outbox` shows and works on; empty lists: all.
struct OutboxFilter {
  std::vector<std::string> channels;
  std::vector<Stage> stages;
  std::vector<std::string> keys;  // the first letters of keys
};
Result<std::vector<Posting>> read_postings(const Store& store, const OutboxFilter& filter);

// Puts dead letters back, to be sent from now on; how many they were. Others stay as they are.
Result<std::size_t> put_back(const Store& store, const std::vector<Posting>& postings);
// Gives up messages that are pending, with a receipt that says who did it; how many they were.
Result<std::size_t> drop(const Store& store, const std::vector<Posting>& postings,
                         std::string_view by, Instant now);

// Marks a message as under way; false when it is not pending any more.
bool take(Transaction& writing, std::int64_t message);
// What was under way when its process ended is pending again: nobody knows whether it arrived.
Result<void> recover(const Store& store);
void write_place(Transaction& writing, const Posting& posting);
void write_health(Transaction& writing, const ChannelHealth& health);
// `receipt.attempt` is counted here.
void write_receipt(Transaction& writing, std::int64_t message, const Receipt& receipt);

// The run's messages that no attempt has settled, in the order in which they were decided.
Result<std::vector<Message>> waiting(const Store& store, std::int64_t run);

// Keys of the messages, of any run, that their receivers have: whole, or in part for ever. The key
// says what a message tells and to whom, so one of this key need not be sent again.
Result<std::set<std::string>> delivered(const Store& store);

// Writes an attempt down and moves the message's place along with it. Fails for a key the run does
// not have.
Result<void> add_receipt(const Store& store, std::int64_t run, const std::string& key,
                         const Receipt& receipt);

}  // namespace tocsin::store
