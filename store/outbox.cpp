#include "store/outbox.hpp"

#include "store/message_json.hpp"
#include "store/runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tocsin::store {
namespace {

constexpr std::array kStages{Stage::pending, Stage::under_way, Stage::delivered, Stage::partly,
                             Stage::dead};

constexpr std::string_view kPlace =
    "SELECT m.id, m.run, m.content, o.state, o.attempts, o.first, o.next, o.reason, o.owed,"
    " o.refused, o.taken_by_some, ifnull(o.copy_of, 0) FROM outbox o JOIN messages m ON m.id = "
    "o.message";

// Addresses have no line ends.
std::string joined(const std::vector<std::string>& texts) {
  return fmt::format("{}", fmt::join(texts, "\n"));
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t from = 0; from < text.size();) {
    const auto end = std::min(text.find('\n', from), text.size());
    out.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return out;
}

Result<Posting> posting_of(Row& row) {
  Posting posting;
  posting.id = row.integer();
  posting.run = row.integer();
  auto message = message_from_json(row.text());
  if (!message) return tl::unexpected(std::move(message.error()));
  posting.message = std::move(*message);
  posting.stage = parse_stage(row.text()).value_or(Stage::pending);
  posting.attempts = static_cast<std::size_t>(row.integer());
  posting.first = row.maybe_instant();
  posting.next = row.instant();
  posting.reason = row.text();
  posting.owed = lines_of(row.text());
  posting.refused = lines_of(row.text());
  posting.taken_by_some = row.integer() != 0;
  posting.copy_of = row.integer();
  return posting;
}

Stage stage_after(ReceiptResult result) {
  switch (result) {
    case ReceiptResult::delivered: return Stage::delivered;
    case ReceiptResult::partly: return Stage::partly;
    case ReceiptResult::rejected:
    case ReceiptResult::given_up: return Stage::dead;
    case ReceiptResult::retry: break;
  }
  return Stage::pending;
}

// All that `sql` gives, a value a row.
template <typename T, typename Read>
Result<std::set<T>> collect(const Store& store, std::string_view sql, Read read) {
  std::set<T> found;
  Transaction reading(store, Transaction::Kind::read);
  reading.each(sql, {}, [&](Row& row) { found.insert(read(row)); });
  if (auto done = reading.commit(); !done) return tl::unexpected(std::move(done.error()));
  return found;
}

}  // namespace

std::string_view to_text(Stage stage) {
  switch (stage) {
    case Stage::pending: return "pending";
    case Stage::under_way: return "under way";
    case Stage::delivered: return "delivered";
    case Stage::partly: return "partly";
    case Stage::dead: return "dead";
  }
  return "unknown";
}

std::optional<Stage> parse_stage(std::string_view text) {
  for (const Stage stage : kStages)
    if (to_text(stage) == text) return stage;
  return std::nullopt;
}

bool is_settled(Stage stage) { return stage != Stage::pending && stage != Stage::under_way; }

std::optional<std::int64_t> insert_message(Transaction& writing, std::int64_t run,
                                           const Message& message) {
  const bool is_new =
      writing.run(
          "INSERT INTO messages (run, key, channel, thread, step, at, kind, severity, headline, "
          "body,"
          " content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
          {run, message.key, message.channel, message.thread, message.step, message.at,
           to_text(message.kind), message.severity, headline(message), body(message),
           to_json(message)}) > 0;
  return is_new ? std::optional(writing.last_id()) : std::nullopt;
}

void post(Transaction& writing, std::int64_t message, std::int64_t copy_of) {
  writing.run(
      "INSERT INTO outbox (message, state, copy_of) VALUES (?, 'pending', nullif(?, 0))"
      " ON CONFLICT DO NOTHING",
      {message, copy_of});
}

Result<void> post_all(const Store& store, const std::vector<Message>& messages, Instant now) {
  Transaction writing(store, Transaction::Kind::write);
  const auto run = begin_run(writing, {.kind = RunKind::live, .started = now});
  for (const auto& message : messages)
    if (const auto id = insert_message(writing, run, message)) post(writing, *id);
  return writing.commit();
}

Result<void> post_keys(const Store& store, std::int64_t run, const std::vector<std::string>& keys) {
  Transaction writing(store, Transaction::Kind::write);
  for (const auto& key : keys) {
    writing.run(
        "INSERT INTO outbox (message, state) SELECT id, 'pending' FROM messages m"
        " WHERE run = ?1 AND key = ?2 AND NOT EXISTS (SELECT 1 FROM outbox o"
        "  JOIN messages other ON other.id = o.message"
        "  WHERE other.key = ?2 AND other.run <> ?1 AND o.state <> 'dead')"
        " ON CONFLICT (message) DO NOTHING",
        {run, key});
  }
  return writing.commit();
}

Result<std::vector<Posting>> unsettled(const Store& store, std::int64_t after) {
  std::vector<Posting> found;
  Transaction reading(store, Transaction::Kind::read);
  reading.each(fmt::format("{} WHERE o.state IN ('pending', 'under way') AND o.message > ?"
                           " ORDER BY o.message",
                           kPlace),
               {after}, [&](Row& row) {
                 auto posting = posting_of(row);
                 if (posting)
                   found.push_back(std::move(*posting));
                 else
                   reading.fail(std::move(posting.error()).within("{}", store.path()));
               });
  if (auto done = reading.commit(); !done) return tl::unexpected(std::move(done.error()));
  return found;
}

Result<std::vector<Posting>> read_postings(const Store& store, const OutboxFilter& filter) {
  const auto fits = [](const auto& wanted, auto&& is) {
    return wanted.empty() || std::ranges::any_of(wanted, is);
  };
  std::vector<Posting> found;
  Transaction reading(store, Transaction::Kind::read);
  reading.each(fmt::format("{} ORDER BY o.message", kPlace), {}, [&](Row& row) {
    auto posting = posting_of(row);
    if (!posting) return reading.fail(std::move(posting.error()).within("{}", store.path()));
    const auto& message = posting->message;
    if (fits(filter.channels, [&](const auto& name) { return name == message.channel; }) &&
        fits(filter.stages, [&](Stage stage) { return stage == posting->stage; }) &&
        fits(filter.keys, [&](const auto& key) { return message.key.starts_with(key); }))
      found.push_back(std::move(*posting));
  });
  if (auto done = reading.commit(); !done) return tl::unexpected(std::move(done.error()));
  return found;
}

Result<std::size_t> put_back(const Store& store, const std::vector<Posting>& postings) {
  std::size_t count = 0;
  Transaction writing(store, Transaction::Kind::write);
  for (const auto& posting : postings)
    count += static_cast<std::size_t>(
        writing.run("UPDATE outbox SET state = 'pending', attempts = 0, first = NULL, next = 0,"
                    " reason = '' WHERE message = ? AND state = 'dead'",
                    {posting.id}));
  if (auto done = writing.commit(); !done) return tl::unexpected(std::move(done.error()));
  return count;
}

Result<std::size_t> drop(const Store& store, const std::vector<Posting>& postings,
                         std::string_view by, Instant now) {
  std::size_t count = 0;
  const auto reason = fmt::format("dropped by {}", by);
  Transaction writing(store, Transaction::Kind::write);
  for (const auto& posting : postings) {
    const int changed = writing.run(
        "UPDATE outbox SET state = iif(taken_by_some, 'partly', 'dead'), reason = ?2"
        " WHERE message = ?1 AND state = 'pending'",
        {posting.id, reason});
    if (changed == 0) continue;
    write_receipt(writing, posting.id,
                  {.at = now, .result = ReceiptResult::given_up, .detail = reason});
    ++count;
  }
  if (auto done = writing.commit(); !done) return tl::unexpected(std::move(done.error()));
  return count;
}

Result<std::map<std::string, ChannelHealth>> read_health(const Store& store) {
  std::map<std::string, ChannelHealth> found;
  Transaction reading(store, Transaction::Kind::read);
  reading.each("SELECT name, failures, failing_since, next, answer, broken, told FROM channels", {},
               [&](Row& row) {
                 ChannelHealth health;
                 health.channel = row.text();
                 health.failures = static_cast<std::size_t>(row.integer());
                 health.failing_since = row.maybe_instant();
                 health.next = row.instant();
                 health.answer = row.text();
                 health.broken = row.integer() != 0;
                 health.told = row.integer() != 0;
                 found[health.channel] = std::move(health);
               });
  if (auto done = reading.commit(); !done) return tl::unexpected(std::move(done.error()));
  return found;
}

Result<std::set<std::pair<std::string, std::string>>> copied_threads(const Store& store) {
  return collect<std::pair<std::string, std::string>>(
      store,
      "SELECT DISTINCT m.channel, m.thread FROM outbox o JOIN messages m ON m.id = o.copy_of"
      " WHERE NOT EXISTS (SELECT 1 FROM outbox p JOIN messages e ON e.id = p.copy_of"
      "                   WHERE e.channel = m.channel AND e.thread = m.thread AND e.kind = 'end')",
      [](Row& row) {
        auto channel = row.text();
        return std::pair(std::move(channel), row.text());
      });
}

Result<std::set<std::int64_t>> copied_messages(const Store& store) {
  return collect<std::int64_t>(store, "SELECT copy_of FROM outbox WHERE copy_of IS NOT NULL",
                               [](Row& row) { return row.integer(); });
}

Result<std::int64_t> file_version(const Store& store) {
  Transaction reading(store, Transaction::Kind::read);
  const auto version = reading.find_integer("PRAGMA data_version");
  if (auto done = reading.commit(); !done) return tl::unexpected(std::move(done.error()));
  return version.value_or(0);
}

bool take(Transaction& writing, std::int64_t message) {
  return writing.run(
             "UPDATE outbox SET state = 'under way' WHERE message = ? AND state = 'pending'",
             {message}) > 0;
}

Result<void> recover(const Store& store) {
  Transaction writing(store, Transaction::Kind::write);
  writing.run("UPDATE outbox SET state = 'pending' WHERE state = 'under way'");
  return writing.commit();
}

void write_place(Transaction& writing, const Posting& posting) {
  writing.run(
      "UPDATE outbox SET state = ?2, attempts = ?3, first = ?4, next = ?5, reason = ?6, owed = ?7,"
      " refused = ?8, taken_by_some = ?9 WHERE message = ?1",
      {posting.id, to_text(posting.stage), posting.attempts, posting.first, posting.next,
       posting.reason, joined(posting.owed), joined(posting.refused), posting.taken_by_some});
}

void write_health(Transaction& writing, const ChannelHealth& health) {
  writing.run(
      "INSERT INTO channels (name, failures, failing_since, next, answer, broken, told)"
      " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET failures = excluded.failures,"
      " failing_since = excluded.failing_since, next = excluded.next, answer = excluded.answer,"
      " broken = excluded.broken, told = excluded.told",
      {health.channel, health.failures, health.failing_since, health.next, health.answer,
       health.broken, health.told});
}

void write_receipt(Transaction& writing, std::int64_t message, const Receipt& receipt) {
  writing.run(
      "INSERT INTO receipts (message, attempt, at, result, status, detail, receiver_id)"
      " SELECT ?1, 1 + (SELECT count(*) FROM receipts WHERE message = ?1), ?2, ?3, ?4, ?5, ?6",
      {message, receipt.at, to_text(receipt.result), receipt.status, receipt.detail,
       receipt.receiver_id});
}

Result<std::vector<Message>> waiting(const Store& store, std::int64_t run) {
  auto all = unsettled(store);
  if (!all) return tl::unexpected(std::move(all.error()));
  std::vector<Message> messages;
  for (auto& posting : *all)
    if (posting.run == run) messages.push_back(std::move(posting.message));
  return messages;
}

Result<std::set<std::string>> delivered(const Store& store) {
  return collect<std::string>(store,
                              "SELECT DISTINCT m.key FROM messages m JOIN outbox o"
                              " ON o.message = m.id WHERE o.state IN ('delivered', 'partly')",
                              [](Row& row) { return row.text(); });
}

Result<void> add_receipt(const Store& store, std::int64_t run, const std::string& key,
                         const Receipt& receipt) {
  Transaction writing(store, Transaction::Kind::write);
  const auto message =
      writing.find_integer("SELECT id FROM messages WHERE run = ? AND key = ?", {run, key});
  if (!message) {
    writing.fail({fmt::format("{}: run {} has no message `{}`", store.path(), run, key)});
    return writing.commit();
  }
  write_receipt(writing, *message, receipt);
  const auto stage = stage_after(receipt.result);
  const bool is_open = !is_settled(stage) || stage == Stage::delivered;
  writing.run(
      "INSERT INTO outbox (message, state, attempts, first, next, reason) VALUES (?1, ?2, 1, ?3, "
      "?3, ?4) ON CONFLICT (message) DO UPDATE SET state = excluded.state,"
      " attempts = attempts + 1, first = ifnull(first, excluded.first), next = excluded.next,"
      " reason = excluded.reason",
      {*message, to_text(stage), receipt.at, is_open ? std::string() : receipt.detail});
  return writing.commit();
}

}  // namespace tocsin::store
