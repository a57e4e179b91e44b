#include "base/at_once.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace tocsin {
namespace {

// Each thread takes the next piece that nobody has.
class Pieces {
 public:
  Pieces(std::size_t count, const std::function<void(std::size_t)>& work)
      : count_(count), work_(work) {}

  void take() {
    try {
      for (auto i = next_++; i < count_; i = next_++) work_(i);
    } catch (...) {
      const std::scoped_lock lock(mutex_);
      if (!thrown_) thrown_ = std::current_exception();
      next_ = count_;
    }
  }
  void rethrow() const {
    if (thrown_) std::rethrow_exception(thrown_);
  }

 private:
  std::size_t count_;
  const std::function<void(std::size_t)>& work_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  std::exception_ptr thrown_;
};

}  // namespace

std::size_t processors() {
  static const std::size_t count = std::max(1u, std::thread::hardware_concurrency());
  return count;
}

void at_once(std::size_t count, const std::function<void(std::size_t)>& work) {
  Pieces pieces(count, work);
  std::vector<std::jthread> helpers;
  try {
    for (std::size_t i = 1; i < std::min(processors(), count); ++i)
      helpers.emplace_back([&pieces] { pieces.take(); });
  } catch (const std::system_error&) {
    // No thread is to be had: those that are there do it all.
  }
  pieces.take();
  helpers.clear();
  pieces.rethrow();
}

}  // namespace tocsin
