#include "notifiers/work_off.hpp"

#include "base/hands.hpp"

#include <algorithm>

namespace tocsin::notifiers {
namespace {

constexpr Duration kLongestWait = std::chrono::seconds(1);  // then somebody may have put more in

struct Done {
  Job job;
  Tried answer;
};

class Shift {
 public:
  Shift(Outbox& outbox, const Channels& channels, const Surroundings& surroundings,
        std::optional<Instant> deadline)
      : outbox_(outbox),
        channels_(channels),
        surroundings_(surroundings),
        deadline_(deadline),
        hands_(surroundings.hands) {}

  Result<void> run() {
    std::vector<Tried> answers;
    for (;;) {
      const Instant now = surroundings_.now();
      const bool is_over = deadline_ && now >= *deadline_;
      auto jobs = outbox_.step(answers, now, is_over ? 0 : surroundings_.hands - under_way_);
      if (!jobs) return tl::unexpected(std::move(jobs.error()));
      for (auto& job : *jobs) begin(std::move(job));
      answers.clear();
      if (under_way_ > 0)
        answers = collect(now);
      else if (is_over || !wait(now))
        return {};
    }
  }

 private:
  void begin(Job job) {
    ++under_way_;
    hands_.begin([this, job = std::move(job)]() mutable {
      const auto& notifier = *channels_.at(job.message.channel);
      const Instant at = surroundings_.now();
      auto receipt = notifier.send_to(job.message, job.recipients);
      Tried answer{job.id, at, receipt ? std::move(*receipt) : without_answer(receipt.error())};
      return Done{std::move(job), std::move(answer)};
    });
  }

  std::vector<Tried> collect(Instant now) {
    auto limit = kLongestWait;
    const auto due = outbox_.due();
    if (due && under_way_ < surroundings_.hands)
      limit = std::clamp<Duration>(*due - now, std::chrono::milliseconds(1), limit);
    std::vector<Tried> answers;
    for (auto& done : hands_.finished(limit)) {
      --under_way_;
      if (surroundings_.done) surroundings_.done(done.job, done.answer.receipt);
      answers.push_back(std::move(done.answer));
    }
    return answers;
  }

  // False when nothing will be due in time.
  bool wait(Instant now) const {
    const auto due = outbox_.due();
    if (!due || (deadline_ && *due >= *deadline_)) return false;
    if (*due > now) surroundings_.sleep(*due - now);
    return true;
  }

  Outbox& outbox_;
  const Channels& channels_;
  const Surroundings& surroundings_;
  std::optional<Instant> deadline_;
  std::size_t under_way_ = 0;
  Hands<Done> hands_;
};

}  // namespace

Result<void> work_off(Outbox& outbox, const Channels& channels, const Surroundings& surroundings,
                      std::optional<Instant> deadline) {
  return Shift(outbox, channels, surroundings, deadline).run();
}

}  // namespace tocsin::notifiers
