// A thread that carries out what is posted to it, in order: how the parts of a running service
// speak to each other.
#pragma once

#include "base/time.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace tocsin {

class Strand {
 public:
  using Task = std::function<void()>;

  // `between` is called on the strand whenever everything that was waiting has been done, and at
  // the latest a `pulse` after the last time.
  explicit Strand(Task between = {}, Duration pulse = std::chrono::seconds(1))
      : between_(std::move(between)), pulse_(pulse), thread_([this] { work(); }) {}
  ~Strand() { finish(); }
  Strand(const Strand&) = delete;
  Strand& operator=(const Strand&) = delete;

  // From any thread. Once the strand has finished, nothing is taken any more: false.
  bool post(Task task) {
    {
      const std::lock_guard lock(mutex_);
      if (is_over_) return false;
      waiting_.push_back(std::move(task));
    }
    wake_.notify_one();
    return true;
  }

  // How much waits.
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
  }

  // Does what waits, and what that posts here, `between` once more, and ends. Not on the strand.
  void finish() {
    {
      const std::lock_guard lock(mutex_);
      is_ending_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      wake_.wait_for(lock, pulse_, [&] { return is_ending_ || !waiting_.empty(); });
      is_over_ = is_ending_ && waiting_.empty();
      const bool is_last = is_over_;
      auto tasks = std::exchange(waiting_, {});
      lock.unlock();
      for (auto& task : tasks) std::exchange(task, {})();
      if (between_) between_();
      if (is_last) return;
      lock.lock();
    }
  }

  const Task between_;
  const Duration pulse_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> waiting_;
  bool is_ending_ = false, is_over_ = false;
  std::thread thread_;  // last: it begins when the rest is there
};

}  // namespace tocsin
