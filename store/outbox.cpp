#include "store/outbox.hpp"

#include "store/message_json.hpp"
#include "store/transaction.hpp"

#include <fmt/format.h>

namespace tocsin::store {

Result<std::vector<Message>> waiting(const Store& store, std::int64_t run) {
  std::vector<Message> messages;
  Transaction reading(store, Transaction::Kind::read);
  reading.each(
      "SELECT content FROM messages m WHERE run = ?"
      " AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.message = m.id AND r.result <> 'retry')"
      " ORDER BY id",
      {run}, [&](Row& row) {
        auto message = message_from_json(row.text());
        if (message) {
          messages.push_back(std::move(*message));
        } else {
          reading.fail(std::move(message.error()).within("{}", store.path()));
        }
      });
  if (auto done = reading.commit(); !done) return tl::unexpected(std::move(done.error()));
  return messages;
}

Result<std::set<std::string>> delivered(const Store& store) {
  std::set<std::string> keys;
  Transaction reading(store, Transaction::Kind::read);
  reading.each(
      "SELECT DISTINCT m.key FROM messages m JOIN receipts r ON r.message = m.id"
      " WHERE r.result IN ('delivered', 'partly')",
      {}, [&](Row& row) { keys.insert(row.text()); });
  if (auto done = reading.commit(); !done) return tl::unexpected(std::move(done.error()));
  return keys;
}

Result<void> add_receipt(const Store& store, std::int64_t run, const std::string& key,
                         const Receipt& receipt) {
  Transaction writing(store, Transaction::Kind::write);
  const auto message =
      writing.find_integer("SELECT id FROM messages WHERE run = ? AND key = ?", {run, key});
  if (!message) {
    writing.fail({fmt::format("{}: run {} has no message `{}`", store.path(), run, key)});
  }
  writing.run(
      "INSERT INTO receipts (message, attempt, at, result, status, detail, receiver_id)"
      " SELECT ?1, 1 + (SELECT count(*) FROM receipts WHERE message = ?1), ?2, ?3, ?4, ?5, ?6",
      {message, receipt.at, to_text(receipt.result), receipt.status, receipt.detail,
       receipt.receiver_id});
  return writing.commit();
}

}  // namespace tocsin::store
