// A few threads that carry out work which takes its time, and hand back what came of it.
#pragma once

#include "base/time.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace tocsin {

// Used by one thread. With one hand the work is done at once, on that thread.
template <typename T>
class Hands {
 public:
  explicit Hands(std::size_t count) {
    if (count < 2) return;
    for (std::size_t i = 0; i < count; ++i)
      threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
  }
  // Waits for what has begun; what has not is left undone.
  ~Hands() {
    for (auto& thread : threads_) thread.request_stop();
    wake_.notify_all();
  }
  Hands(const Hands&) = delete;
  Hands& operator=(const Hands&) = delete;

  void begin(std::function<T()> job) {
    if (threads_.empty()) {
      results_.push_back(job());
      return;
    }
    {
      const std::lock_guard lock(mutex_);
      jobs_.push_back(std::move(job));
    }
    wake_.notify_one();
  }

  // All results since the last call; waits for the first one, at most so long.
  std::vector<T> finished(Duration at_most) {
    std::unique_lock lock(mutex_);
    done_.wait_for(lock, at_most, [&] { return !results_.empty(); });
    return std::exchange(results_, {});
  }

 private:
  void work(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (wake_.wait(lock, stop, [&] { return !jobs_.empty(); }) && !stop.stop_requested()) {
      const auto job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      auto result = job();
      lock.lock();
      results_.push_back(std::move(result));
      done_.notify_one();
    }
  }

  std::mutex mutex_;
  std::condition_variable_any wake_, done_;
  std::deque<std::function<T()>> jobs_;
  std::vector<T> results_;
  std::vector<std::jthread> threads_;  // last: they end before the rest goes
};

}  // namespace tocsin
