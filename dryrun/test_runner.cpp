#include "dryrun/test_runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <optional>
#include <thread>

namespace tocsin::dryrun {
namespace {

tl::expected<TestResult, NotRun> run_safely(const dsl::Plan& plan, const dsl::TestPlan& test) {
  try {
    return run_test(plan, test);
  } catch (const std::exception& error) {
    return tl::unexpected(NotRun{{fmt::format("test \"{}\": {}", test.title, error.what())}});
  }
}

// Shared by the threads: each takes the next test that nobody has, and writes to its place alone.
class Queue {
 public:
  Queue(const dsl::Plan& plan, const std::vector<std::size_t>& tests, const RunOptions& options)
      : plan_(plan), tests_(tests), options_(options), outcomes_(tests.size()) {}

  // Until nothing is left; `progress` after each test of this thread.
  void work(const std::function<void(std::size_t done)>& progress) {
    for (;;) {
      const std::size_t place = next_.fetch_add(1);
      // All before the first that fails are wanted, and have been taken before it.
      if (place >= tests_.size() || place > first_bad_.load()) return;
      run(place);
      const std::size_t done = done_.fetch_add(1) + 1;
      if (progress) progress(done);
    }
  }

  std::vector<TestOutcome> take() {
    std::vector<TestOutcome> all;
    for (auto& outcome : outcomes_) {
      if (!outcome) break;
      all.push_back(std::move(*outcome));
      if (options_.fail_fast && !all.back().passed()) break;
    }
    return all;
  }

 private:
  void run(std::size_t place) {
    const auto began = std::chrono::steady_clock::now();
    auto result = run_safely(plan_, plan_.tests[tests_[place]]);
    outcomes_[place] = {tests_[place], std::move(result), std::chrono::steady_clock::now() - began};
    if (!options_.fail_fast || outcomes_[place]->passed()) return;
    std::size_t bad = first_bad_.load();
    while (place < bad && !first_bad_.compare_exchange_weak(bad, place)) {
    }
  }

  const dsl::Plan& plan_;
  const std::vector<std::size_t>& tests_;
  const RunOptions& options_;
  std::vector<std::optional<TestOutcome>> outcomes_;
  std::atomic<std::size_t> next_{0}, done_{0}, first_bad_{static_cast<std::size_t>(-1)};
};

}  // namespace

std::vector<TestOutcome> run_tests(const dsl::Plan& plan, const std::vector<std::size_t>& tests,
                                   const RunOptions& options) {
  Queue queue(plan, tests, options);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < std::min(options.jobs, tests.size()); ++i)
      threads.emplace_back([&queue] { queue.work({}); });
    queue.work(options.progress);
  }
  return queue.take();
}

}  // namespace tocsin::dryrun
