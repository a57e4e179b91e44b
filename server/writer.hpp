// The one thread that writes to the store while the service runs: what came in, in groups with one
// wait for the disk each; what the engine decided; its state from time to time. It also says what
// time it is for the engine, so that no row is taken behind a time that has passed.
#pragma once

#include "base/strand.hpp"
#include "server/clock.hpp"
#include "server/engine_host.hpp"
#include "server/http_message.hpp"
#include "server/log.hpp"
#include "store/journal.hpp"
#include "store/recorder.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace tocsin::server {

// An upload that was read, on its way into the journal.
struct Accepted {
  store::Entry entry;
  Taken taken;          // position and receipt are given with the commit
  std::string key;      // of the sender's choice; empty: none
  std::string request;  // hash of what was sent, to tell two uses of a key apart
  std::string answer;   // what the sender is told once it is safe
  Respond respond;
};

struct WriterSettings {
  Duration snapshots = std::chrono::seconds(60);  // between two, while anything comes in
  Duration answers_kept = kDay;                   // of uploads with a key, by the engine's clock
};

class Writer {
 public:
  // The store belongs to the writer from now on. `host` is driven on a strand of the writer's.
  Writer(std::unique_ptr<store::Store> store, store::Recorder recorder, std::string plan,
         std::unique_ptr<EngineHost> host, Clock& clock, const Log& log,
         const WriterSettings& settings = {});
  ~Writer();  // as finish(), without the snapshot

  // From any thread. `respond` is called when the upload is safe, or was refused.
  void take(Accepted upload);

  // Uploads and rows that wait for the engine: beyond a bound the sender is to come again later.
  bool is_full() const;

  // The time that the engine has been told last.
  Instant told() const { return Instant{Duration(told_.load())}; }

  // Commits what was taken, lets the engine judge up to now, writes its state. Nothing is taken any
  // more. An error says what could not be written.
  Result<void> finish();

 private:
  struct Decided {
    Outcome outcome;
    store::Progress progress;
  };

  void between();
  void commit();
  bool answer_again(const Accepted& upload, std::set<std::string>& keys);
  void hand_over(std::vector<Accepted>& group, Instant received);
  void refuse(std::vector<Accepted>& group, const Error& error);
  void record();
  void look_for_commands();
  void take_command(Command command);
  void tell_time();
  void keep_house();
  void ask_for_state();
  void keep_state(store::Snapshot snapshot);
  void note(std::string_view what, const Result<void>& result);
  void post_decided(Outcome outcome);  // on the engine's strand

  const std::unique_ptr<store::Store> store_;
  store::Recorder recorder_;
  const std::string plan_;
  const std::unique_ptr<EngineHost> host_;  // the engine strand's
  Clock& clock_;
  const Log& log_;
  const WriterSettings settings_;
  store::Journal journal_;

  std::vector<Accepted> group_;
  std::deque<Decided> decided_;
  std::map<std::string, std::string> trouble_;  // that lasts, by what could not be written
  std::map<std::string, Instant> silences_;     // as the engine has them: id -> end
  std::int64_t answers_ = 0;                    // of people: the last that the engine has
  std::optional<std::int64_t> version_;         // of the file, as other processes change it
  std::optional<store::Progress> progress_;     // of what is recorded
  std::chrono::steady_clock::time_point told_at_{}, looked_{}, kept_{}, asked_{}, forgot_{};
  bool has_news_ = false;  // since the last snapshot
  std::atomic<std::int64_t> told_;
  std::atomic<std::size_t> waiting_{0};
  Strand engine_;  // the strands end before what they use goes
  Strand writer_;
};

}  // namespace tocsin::server
