#include "dryrun/rule_test.hpp"

#include "dryrun/invented_rows.hpp"
#include "dryrun/replay.hpp"
#include "dryrun/test_judge.hpp"
#include "dsl/not_evaluated.hpp"
#include "engine/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>

namespace tocsin::dryrun {
namespace {

class TestRun {
 public:
  TestRun(const dsl::Plan& plan, const dsl::TestPlan& test)
      : whole_(plan), test_(test), scope_(narrow(plan, test)), record_(*scope_.plan) {}

  Result<TestResult> run();

 private:
  Result<void> start();
  Instant last_tick() const;
  TestResult judged() const;

  const dsl::Plan& whole_;
  const dsl::TestPlan& test_;
  TestScope scope_;
  TestRecord record_;
  std::unique_ptr<engine::Engine> engine_;
};

Result<void> TestRun::start() {
  std::map<std::string, std::string> files;
  for (const auto& [key, file] : test_.references) {
    const auto& model = whole_.models[key.first];
    files[dsl::full_name(model) + "." + model.references[key.second].name] =
        (std::filesystem::path(whole_.root) / file).string();
  }
  auto references = load_references(*scope_.plan, files);
  if (!references) return tl::unexpected(std::move(references.error()));
  engine_ = std::make_unique<engine::Engine>(scope_.plan, std::move(references->rows), test_.clock);
  for (const auto& [model, number] : scope_.model_number)
    if (std::ranges::count(test_.sends, model, &dsl::SendPlan::model) > 0)
      engine_->ingest(number, invent(scope_.plan->models[number].schema, model, test_));
  return {};
}

// A state may be that of a tick behind everything else.
Instant TestRun::last_tick() const {
  Instant end = test_.end;
  for (const auto& expect : test_.expects)
    if (expect.at) end = std::max(end, tick_of(scope_, test_, expect));
  return end;
}

TestResult TestRun::judged() const {
  const TestJudge judge(test_, scope_, record_, test_.end);
  TestResult result;
  result.title = test_.title;
  result.span = test_.span;
  for (const auto& expect : test_.expects) {
    if (expect.at)
      if (const Instant tick = tick_of(scope_, test_, expect); tick != *expect.at)
        result.roundings.push_back({expect.span, fmt::format("{} is no tick, looked at {}",
                                                             offset_text(*expect.at, test_.clock),
                                                             offset_text(tick, test_.clock))});
    if (!judge.holds(expect)) result.failures.push_back(judge.failure(expect));
  }
  for (auto& failure : judge.unexpected()) result.failures.push_back(std::move(failure));
  result.exercised = exercised_by(scope_, record_);
  return result;
}

Result<TestResult> TestRun::run() {
  if (auto started = start(); !started) return tl::unexpected(std::move(started.error()));
  record_.add(engine_->advance(last_tick()));
  return judged();
}

}  // namespace

Result<TestResult> run_test(const dsl::Plan& plan, const dsl::TestPlan& test) {
  const auto refusals = dsl::not_evaluated(plan, test);
  auto result = refusals.empty() ? TestRun(plan, test).run() : fail("{}", refusals.front().message);
  if (!result) return tl::unexpected(std::move(result.error()).within("test \"{}\"", test.title));
  return result;
}

}  // namespace tocsin::dryrun
