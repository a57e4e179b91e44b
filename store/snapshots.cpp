#include "store/snapshots.hpp"

#include "base/hash.hpp"
#include "store/envelope.hpp"
#include "store/journal.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::store {
namespace {

constexpr std::size_t kPartBytes = std::size_t{16} << 20;  // far below what SQLite takes as one
constexpr int kKept = 2;

struct Head {
  std::int64_t id = 0;
  Snapshot snapshot;
  std::uint64_t size = 0;
  std::string hash;
};

std::vector<Head> heads(Transaction& reading, std::int64_t run, const std::string& plan) {
  std::vector<Head> found;
  reading.each(
      "SELECT id, position, at, size, hash FROM snapshots WHERE run = ? AND plan = ?"
      " ORDER BY id DESC",
      {run, plan}, [&](Row& row) {
        Head head;
        head.id = row.integer();
        head.snapshot = {.run = run, .plan = plan, .progress = {}, .state = {}};
        head.snapshot.progress.position = row.integer();
        head.snapshot.progress.at = row.instant();
        head.size = static_cast<std::uint64_t>(row.integer());
        head.hash = row.text();
        found.push_back(std::move(head));
      });
  return found;
}

// The whole state, or why it cannot be had.
Result<std::string> read_state(Transaction& reading, const Head& head) {
  std::string state;
  std::optional<Error> wrong;
  reading.each("SELECT body FROM snapshot_parts WHERE snapshot = ? ORDER BY number", {head.id},
               [&](Row& row) {
                 auto part = open_seal(Content::state, row.blob());
                 if (!part && !wrong) wrong = part.error();
                 if (part) state += *part;
               });
  if (wrong) return tl::unexpected(*wrong);
  if (state.size() != head.size || to_hex(hash128(state)) != head.hash)
    return fail("a part of it is missing");
  return state;
}

void write_parts(Transaction& writing, std::int64_t id, std::string_view state) {
  for (std::int64_t number = 0; !state.empty(); ++number) {
    const auto part = state.substr(0, kPartBytes);
    writing.run("INSERT INTO snapshot_parts (snapshot, number, body) VALUES (?, ?, ?)",
                {id, number, Blob{seal_compressed(Content::state, part)}});
    state.remove_prefix(part.size());
  }
}

void add_snapshot(Transaction& writing, const Snapshot& snapshot) {
  writing.run(
      "INSERT INTO snapshots (run, plan, position, at, size, hash) VALUES (?, ?, ?, ?, ?, ?)",
      {snapshot.run, snapshot.plan, snapshot.progress.position, snapshot.progress.at,
       snapshot.state.size(), to_hex(hash128(snapshot.state))});
  write_parts(writing, writing.last_id(), snapshot.state);
  writing.run(
      "DELETE FROM snapshots WHERE run = ?1 AND id NOT IN"
      " (SELECT id FROM snapshots WHERE run = ?1 ORDER BY id DESC LIMIT ?2)",
      {snapshot.run, kKept});
}

}  // namespace

Result<LiveRun> begin_progress(const Store& store, std::int64_t run, const std::string& plan,
                               Instant start) {
  Transaction writing(store, Transaction::Kind::write);
  const auto first = last_position(writing);
  writing.run(
      "INSERT INTO progress (run, plan, start, first, position, at) VALUES (?, ?, ?, ?, ?, ?)",
      {run, plan, start, first, first, start});
  if (auto done = writing.commit(); !done) return tl::unexpected(std::move(done.error()));
  return LiveRun{run, plan, start, first, {first, start}};
}

Result<std::optional<LiveRun>> latest_live_run(const Store& store) {
  std::optional<LiveRun> found;
  Transaction reading(store, Transaction::Kind::read);
  reading.each(
      "SELECT p.run, p.plan, p.start, p.first, p.position, p.at FROM progress p"
      " JOIN runs u ON u.id = p.run WHERE u.kind = 'live' ORDER BY p.run DESC LIMIT 1",
      {}, [&](Row& row) {
        found.emplace();
        found->run = row.integer();
        found->plan = row.text();
        found->start = row.instant();
        found->first = row.integer();
        found->progress.position = row.integer();
        found->progress.at = row.instant();
      });
  if (auto done = reading.commit(); !done) return tl::unexpected(std::move(done.error()));
  return found;
}

void write_progress(Transaction& writing, std::int64_t run, const Progress& progress) {
  writing.run("UPDATE progress SET position = ?, at = ? WHERE run = ?",
              {progress.position, progress.at, run});
}

Result<void> write_snapshot(const Store& store, const Snapshot& snapshot) {
  Transaction writing(store, Transaction::Kind::write);
  add_snapshot(writing, snapshot);
  return writing.commit();
}

Result<FoundSnapshot> latest_snapshot(const Store& store, std::int64_t run,
                                      const std::string& plan) {
  FoundSnapshot found;
  Transaction reading(store, Transaction::Kind::read);
  for (auto& head : heads(reading, run, plan)) {
    auto state = read_state(reading, head);
    if (reading.failed()) break;
    if (state) {
      found.snapshot = std::move(head.snapshot);
      found.snapshot->state = std::move(*state);
      break;
    }
    found.damaged.push_back(fmt::format("the snapshot of {} cannot be used: {}",
                                        format_utc(head.snapshot.progress.at),
                                        state.error().message));
  }
  if (auto done = reading.commit(); !done) return tl::unexpected(std::move(done.error()));
  return found;
}

Result<void> write_replayed(const Store& store, const std::string& plan, Instant at,
                            const ReplayedTo& replayed) {
  Transaction writing(store, Transaction::Kind::write);
  writing.run("DELETE FROM progress WHERE run = ?", {replayed.run});
  writing.run(
      "INSERT INTO progress (run, plan, start, first, position, at) VALUES (?, ?, ?, ?, 0, ?)",
      {replayed.run, plan, replayed.start, replayed.said_from ? 1 : 0, at});
  writing.run("DELETE FROM snapshots WHERE run = ? AND at = ?", {replayed.run, at});
  add_snapshot(writing, {.run = replayed.run,
                         .plan = plan,
                         .progress = {.position = 0, .at = at},
                         .state = replayed.state});
  return writing.commit();
}

Result<std::optional<ReplayedTo>> find_replayed(const Store& store, const std::string& data,
                                                const std::string& plan, Instant at) {
  std::optional<ReplayedTo> found;
  Transaction reading(store, Transaction::Kind::read);
  reading.each(
      "SELECT p.run, p.start, p.first, u.started FROM progress p JOIN runs u ON u.id = p.run"
      " WHERE u.kind = 'replayed' AND u.data = ? AND p.plan = ? AND EXISTS"
      " (SELECT 1 FROM snapshots s WHERE s.run = p.run AND s.plan = p.plan AND s.at = ?)"
      " ORDER BY p.run",
      {data, plan, at}, [&](Row& row) {
        found.emplace();
        found->run = row.integer();
        found->start = row.instant();
        found->said_from = row.integer() != 0;
        found->began = row.instant();
      });
  if (found) {
    auto all = heads(reading, found->run, plan);
    const auto head =
        std::ranges::find(all, at, [](const Head& one) { return one.snapshot.progress.at; });
    auto state = head == all.end() ? Result<std::string>(fail("gone")) : read_state(reading, *head);
    if (state)
      found->state = std::move(*state);
    else
      found.reset();
  }
  if (auto done = reading.commit(); !done) return tl::unexpected(std::move(done.error()));
  return found;
}

std::optional<std::int64_t> safe_position(Transaction& reading) {
  return reading.find_integer(
      "SELECT min(position) FROM snapshots WHERE run = (SELECT max(run) FROM progress)"
      " HAVING count(*) >= 2");
}

}  // namespace tocsin::store
