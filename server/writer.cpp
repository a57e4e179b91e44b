#include "server/writer.hpp"

#include "store/incident_rows.hpp"
#include "store/outbox.hpp"
#include "store/silences.hpp"

#include <algorithm>
#include <future>

namespace tocsin::server {
namespace {

using std::chrono::steady_clock;

constexpr Duration kPulse = std::chrono::milliseconds(20);
constexpr Duration kLook = std::chrono::milliseconds(200);  // for silences and answers
constexpr Duration kHouse = std::chrono::seconds(1);        // how far we are, what is forgotten
constexpr std::size_t kMostWaiting = 512;                   // uploads that are not safe yet
constexpr std::size_t kMostForEngine = 256;                 // that it has not taken in

bool is_due(steady_clock::time_point& last, Duration every) {
  const auto now = steady_clock::now();
  if (now - last < every) return false;
  last = now;
  return true;
}

bool decides(const Outcome& outcome) {
  return !outcome.transitions.empty() || !outcome.messages.empty() || !outcome.incidents.empty() ||
         !outcome.held.empty();
}

}  // namespace

Writer::Writer(std::unique_ptr<store::Store> store, store::Recorder recorder, std::string plan,
               std::unique_ptr<EngineHost> host, Clock& clock, const Log& log,
               const WriterSettings& settings)
    : store_(std::move(store)),
      recorder_(std::move(recorder)),
      plan_(std::move(plan)),
      host_(std::move(host)),
      clock_(clock),
      log_(log),
      settings_(settings),
      journal_(*store_),
      asked_(steady_clock::now()),
      told_(host_->progress().at.time_since_epoch().count()),
      writer_([this] { between(); }, kPulse) {}

Writer::~Writer() {
  writer_.finish();
  engine_.finish();
}

void Writer::take(Accepted upload) {
  ++waiting_;
  auto shared = std::make_shared<Accepted>(std::move(upload));
  const bool is_taken = writer_.post([this, shared] { group_.push_back(std::move(*shared)); });
  if (is_taken) return;
  --waiting_;
  shared->respond(refusal(503, "the service is about to end"));
}

bool Writer::is_full() const { return waiting_ > kMostWaiting || engine_.size() > kMostForEngine; }

void Writer::between() {
  commit();
  record();
  if (is_due(looked_, kLook)) look_for_commands();
  tell_time();
  if (is_due(kept_, kHouse)) keep_house();
  if (has_news_ && is_due(asked_, settings_.snapshots)) ask_for_state();
}

// No entry is received before a time that the engine has been told.
void Writer::commit() {
  if (group_.empty()) return;
  auto group = std::exchange(group_, {});
  std::set<std::string> keys;
  std::erase_if(group, [&](const Accepted& upload) { return answer_again(upload, keys); });
  const Instant received = std::max(clock_.now(), told() + Duration(1));
  std::vector<store::Entry> entries;
  std::vector<store::KeptAnswer> answers;
  for (auto& upload : group) {
    upload.entry.received = received;
    if (!upload.key.empty())
      answers.push_back({upload.entry.model, upload.key, received, upload.request, upload.answer});
    entries.push_back(std::move(upload.entry));
  }
  const auto done = entries.empty() ? Result<void>{} : journal_.append(entries, answers);
  note("journal", done);
  if (!done) return refuse(group, done.error());
  for (std::size_t i = 0; i < group.size(); ++i) group[i].taken.position = entries[i].position;
  hand_over(group, received);
}

// What was sent with this key before gets the answer of then. Two of one key at the same time: the
// second is to come again.
bool Writer::answer_again(const Accepted& upload, std::set<std::string>& keys) {
  if (upload.key.empty()) return false;
  const auto kept = journal_.find_answer(upload.entry.model, upload.key);
  const bool is_twice = !keys.insert(upload.entry.model + '\n' + upload.key).second;
  if (kept && !*kept && !is_twice) return false;
  --waiting_;
  if (!kept) {
    upload.respond(refusal(503, kept.error().message));
  } else if (is_twice) {
    upload.respond(refusal(409, "a request with this Idempotency-Key is under way"));
  } else if ((*kept)->request != upload.request) {
    upload.respond(refusal(422, "this Idempotency-Key was used for another request"));
  } else {
    upload.respond(
        {.status = 200, .body = (*kept)->answer, .headers = {{"Idempotent-Replayed", "true"}}});
  }
  return true;
}

void Writer::hand_over(std::vector<Accepted>& group, Instant received) {
  for (auto& upload : group) {
    upload.taken.received = received;
    auto taken = std::make_shared<Taken>(std::move(upload.taken));
    engine_.post([this, taken] { post_decided(host_->take(std::move(*taken))); });
    --waiting_;
    upload.respond({.status = 200, .body = std::move(upload.answer)});
  }
  has_news_ = has_news_ || !group.empty();
}

void Writer::refuse(std::vector<Accepted>& group, const Error& error) {
  for (auto& upload : group) {
    --waiting_;
    auto response = refusal(503, "nothing of this request was taken: " + error.message);
    response.headers.emplace_back("Retry-After", "5");
    upload.respond(std::move(response));
  }
}

void Writer::post_decided(Outcome outcome) {
  auto decided = std::make_shared<Decided>(Decided{std::move(outcome), host_->progress()});
  writer_.post([this, decided] { decided_.push_back(std::move(*decided)); });
}

// In their order: what cannot be written waits, with all that follows. A decision is never in the
// log without the time to which it takes the engine.
void Writer::record() {
  while (!decided_.empty()) {
    const auto& [outcome, progress] = decided_.front();
    const auto done =
        decides(outcome) ? recorder_.record(outcome, progress) : recorder_.record(outcome);
    note("decisions", done);
    if (!done) return;
    progress_ = progress;
    decided_.pop_front();
  }
}

void Writer::look_for_commands() {
  const auto version = store::file_version(*store_);
  if (!version || version_ == *version) return;
  // One that was ended early may be over by now.
  const auto silences = store::silences_between(*store_, told() - kLongestSilence - kDay, kForever);
  store::Transaction reading(*store_, store::Transaction::Kind::read);
  const auto answers = store::answers_after(reading, recorder_.run(), answers_);
  if (!silences || !reading.commit()) return;
  version_ = *version;
  for (const auto& record : *silences) {
    const auto& silence = record.silence;
    const auto known = silences_.find(silence.id);
    const bool is_new =
        known == silences_.end() ? silence.to > told() : known->second != silence.to;
    if (!is_new) continue;
    silences_[silence.id] = silence.to;
    take_command(silence);
  }
  for (const auto& answer : answers) {
    answers_ = answer.number;
    if (answer.deed.at + answer.lasts > told()) take_command(answer);
  }
}

void Writer::take_command(Command command) {
  const Instant received = std::max(clock_.now(), told() + Duration(1));
  store::Entry entry{.kind = store::EntryKind::command, .received = received};
  entry.body = encode(command);
  const auto done = journal_.append({&entry, 1});
  note("journal", done);
  if (!done) {  // looked for again
    version_.reset();
    return;
  }
  has_news_ = true;
  auto taken = std::make_shared<Taken>(
      Taken{.position = entry.position, .received = received, .what = std::move(command)});
  engine_.post([this, taken] { post_decided(host_->take(std::move(*taken))); });
}

// Behind everything that was received before.
void Writer::tell_time() {
  if (engine_.size() > 0 || !is_due(told_at_, kPulse)) return;
  const Instant now = clock_.now();
  if (now <= told()) return;
  told_ = now.time_since_epoch().count();
  engine_.post([this, now] { post_decided(host_->advance(now)); });
}

void Writer::keep_house() {
  if (progress_) note("progress", recorder_.record(Outcome{}, *progress_));
  if (is_due(forgot_, std::chrono::minutes(10)))
    (void)journal_.forget_answers(told() - settings_.answers_kept);
}

void Writer::ask_for_state() {
  has_news_ = false;
  engine_.post([this] {
    auto snapshot = std::make_shared<store::Snapshot>(
        store::Snapshot{recorder_.run(), plan_, host_->progress(), host_->engine().save()});
    writer_.post([this, snapshot] { keep_state(std::move(*snapshot)); });
  });
}

// What it stands for must be in the log before: a restart does not decide it again.
void Writer::keep_state(store::Snapshot snapshot) {
  record();
  if (!decided_.empty()) return;
  const auto done = store::write_snapshot(*store_, snapshot);
  note("snapshot", done);
}

// Trouble is told when it begins, changes or ends.
void Writer::note(std::string_view what, const Result<void>& result) {
  auto& known = trouble_[std::string(what)];
  const std::string now = result ? "" : result.error().message;
  if (now == known) return;
  if (now.empty())
    log_.info("the store takes it again", {{"what", std::string(what)}});
  else
    log_.warn("the store does not take it", {{"what", std::string(what)}, {"why", now}});
  known = now;
}

Result<void> Writer::finish() {
  const auto settle = [this](auto task) {
    std::promise<void> done;
    writer_.post([&] {
      task();
      done.set_value();
    });
    done.get_future().wait();
  };
  settle([] {});
  settle([this] {  // the group before has been committed by now
    const Instant now = std::max(clock_.now(), told());
    told_ = now.time_since_epoch().count();
    engine_.post([this, now] { post_decided(host_->advance(now)); });
  });
  engine_.finish();
  Result<void> result;
  settle([&] {
    record();
    if (!decided_.empty()) {
      result = fail("{}: the last decisions could not be written", store_->path());
      return;
    }
    result = store::write_snapshot(
        *store_, {recorder_.run(), plan_, host_->progress(), host_->engine().save()});
    if (result) result = recorder_.record(Outcome{}, host_->progress());
  });
  writer_.finish();
  return result;
}

}  // namespace tocsin::server
