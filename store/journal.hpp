// What came in, in the order in which it was taken: rows, labels and commands. What stands here
// survives the end of the process, so only what stands here may be acknowledged. The body of an
// entry of rows or labels is as in store/batch_codec.hpp; that of a command is its writer's own.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "store/store.hpp"
#include "store/transaction.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::store {

enum class EntryKind : std::uint8_t { events, labels, command };
std::string_view to_text(EntryKind kind);

struct Entry {
  std::int64_t position = 0;  // from 1, rising, none given twice; 0: it is not in the journal yet
  EntryKind kind = EntryKind::events;
  std::string model;   // full name; empty: it is about no single model
  Instant received{};  // by the engine's clock; never before that of the entry before it
  std::uint64_t rows = 0;
  std::string body;
};

// What a request with a key of the sender's choice was answered, so that the same one sent again
// gets the same answer and leaves nothing twice.
struct KeptAnswer {
  std::string model, key;
  Instant at{};
  std::string request;  // what tells it from another request with the same key, such as a hash
  std::string answer;
};

// What a journal holds.
struct JournalExtent {
  std::uint64_t entries = 0, rows = 0, bytes = 0;  // bytes: of the bodies
  std::int64_t first = 0, last = 0;                // positions; `last` stays when entries go
  std::optional<Instant> earliest, latest;         // receipts; nothing without an entry
};

// A span of the journal: behind `after`, up to `last` with it.
struct Stretch {
  std::int64_t after = 0;
  std::int64_t last = std::numeric_limits<std::int64_t>::max();
  std::optional<Instant> from, to;  // received in [from, to]
  std::string model;                // empty: all
};

// The highest position that was ever given.
std::int64_t last_position(Transaction& reading);

// One writer of a file at a time. Readers take a store of their own.
class Journal {
 public:
  explicit Journal(const Store& store);  // outlives it

  // All entries and answers of several requests, or none, with one wait for the disk: when it has
  // returned they are safe. Sets the positions, which follow each other. An answer that is kept
  // already for this model and key is an error.
  Result<void> append(std::span<Entry> entries, std::span<const KeptAnswer> answers = {});

  // In the order of positions. An error of the visitor ends it and is passed on; the visitor may
  // write to the store.
  Result<void> read(const Stretch& stretch,
                    const std::function<Result<void>(Entry&&)>& visit) const;
  Result<JournalExtent> extent() const;

  Result<std::optional<KeptAnswer>> find_answer(std::string_view model, std::string_view key) const;
  // How many were kept at or before `before`, and are no more.
  Result<std::size_t> forget_answers(Instant before);

  // Lets entries go that lie before a position, or that were received before an instant and lie
  // before one that was not; how many they were. What a snapshot needs to go on is the caller's to
  // know: store/retention.hpp.
  Result<std::size_t> prune(std::int64_t before);
  Result<std::size_t> prune(Instant before);

  // Rewrites the bodies up to a position in fewer bytes; how many bytes that saved.
  Result<std::uint64_t> compress(std::int64_t up_to);

 private:
  const Store& store_;
  Statement insert_, insert_answer_;
};

}  // namespace tocsin::store
