#include "dryrun/rule_test.hpp"

#include "dryrun/fed_answers.hpp"
#include "dryrun/invented_rows.hpp"
#include "dryrun/joined_rows.hpp"
#include "dryrun/loaded_rows.hpp"
#include "dryrun/replay.hpp"
#include "dryrun/test_judge.hpp"
#include "dsl/not_evaluated.hpp"
#include "dsl/test_size.hpp"
#include "engine/engine.hpp"
#include "engine/segments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>

namespace tocsin::dryrun {
namespace {

// Numbers the deliveries of a fixture from `first` on; gives the next free number.
std::uint32_t renumbered(Batch& rows, std::uint32_t first) {
  std::uint32_t next = first;
  for (auto& number : rows.delivery) {
    number += first;
    next = std::max(next, number + 1);
  }
  for (auto& delivery : rows.delivered) delivery.number += first;
  return next;
}

class TestRun {
 public:
  TestRun(const dsl::Plan& plan, const dsl::TestPlan& test)
      : whole_(plan),
        test_(test),
        scope_(narrow(plan, test)),
        record_(*scope_.plan),
        end_(test.end) {}

  Result<TestResult> run();

 private:
  Result<void> start();
  Result<Batch> rows_of(std::size_t model);
  void answer(const dsl::FeedPlan& feed);
  void acknowledge(const dsl::AcknowledgePlan& said);
  void wait_for_batches(std::size_t model, const Batch& rows);
  Instant last_tick() const;
  TestResult judged() const;

  const dsl::Plan& whole_;
  const dsl::TestPlan& test_;
  TestScope scope_;
  TestRecord record_;
  std::unique_ptr<engine::Engine> engine_;
  Instant end_;  // that of the test, or the last row of a file
};

Result<void> TestRun::start() {
  std::map<std::string, std::string> files;
  for (const auto& [key, file] : test_.references) {
    const auto& model = whole_.models[key.first];
    files[dsl::full_name(model) + "." + model.references[key.second].name] =
        (std::filesystem::path(whole_.root) / file).string();
  }
  const auto named_by = fmt::format("paths are seen from {}: the test's reference", whole_.root);
  auto references = load_references(*scope_.plan, files, named_by);
  if (!references) return tl::unexpected(std::move(references.error()));
  engine_ = std::make_unique<engine::Engine>(scope_.plan, std::move(references->rows), test_.clock);
  for (const auto& [model, number] : scope_.model_number) {
    auto rows = rows_of(model);
    if (!rows) return tl::unexpected(std::move(rows.error()));
    wait_for_batches(number, *rows);
    const auto& schema = scope_.plan->models[number].schema;
    if (schema.labels_apart) engine_->ingest(number, labels_in(schema, *rows));
    if (rows->rows > 0) engine_->ingest(number, std::move(*rows));
  }
  for (const auto& feed : test_.feeds) answer(feed);
  for (const auto& said : test_.acknowledgements) acknowledge(said);
  return {};
}

// Where one feed follows another, the later one answers at the tick between them.
void TestRun::answer(const dsl::FeedPlan& feed) {
  const auto judged = scope_.monitor_number.find(feed.monitor);
  if (judged == scope_.monitor_number.end()) return;
  const auto& monitor = scope_.plan->monitors[judged->second];
  const auto answers = answers_of(feed, monitor, scope_.plan->models[monitor.model], test_.seed);
  for (const auto& segment : engine::named_segments(monitor.by))
    for (const auto& [at, value] : answers) engine_->answer(judged->second, segment, at, value);
}

void TestRun::acknowledge(const dsl::AcknowledgePlan& said) {
  engine::Acknowledgement answer{.at = said.at, .by = "test", .where = said.where};
  for (const std::size_t monitor : said.monitors)
    answer.monitors.push_back(scope_.monitor_number.at(monitor));
  engine_->acknowledge(std::move(answer));
}

// What the test loads and sends to a model of the whole plan, by time.
Result<Batch> TestRun::rows_of(std::size_t model) {
  const auto& schema = whole_.models[model].schema;
  Batch all;
  auto next = static_cast<std::uint32_t>(test_.sends.size());
  if (std::ranges::count(test_.sends, model, &dsl::SendPlan::model) > 0)
    all = invent(schema, model, test_);
  for (const auto& load : test_.loads) {
    if (load.model != model) continue;
    const auto path = (std::filesystem::path(whole_.root) / load.path).string();
    auto rows = load_rows(schema, path, load.path);
    if (!rows) return rows;
    next = renumbered(*rows, next);
    if (rows->time.back() < test_.clock)
      return fail("fixture `{}`: all its rows lie before the clock of the test, {}", load.path,
                  format_utc(test_.clock));
    end_ = std::max(end_, rows->time.back());
    all = all.rows == 0 ? std::move(*rows) : merged(schema, *rows, all);
  }
  return all;
}

// What the test brings is judged in it, where no labels have to be waited for.
void TestRun::wait_for_batches(std::size_t model, const Batch& rows) {
  if (!engine::judges_batches(*scope_.plan, model)) return;
  for (const auto& delivery : rows.delivered)
    end_ = std::max(end_, ceil_to(delivery.at, std::chrono::minutes(1)));
}

// A state may be that of a tick behind everything else.
Instant TestRun::last_tick() const {
  Instant end = end_;
  for (const auto& expect : test_.expects)
    if (expect.at) end = std::max(end, tick_of(scope_, test_, expect));
  return end;
}

TestResult TestRun::judged() const {
  const TestJudge judge(test_, scope_, record_, end_);
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
  for (auto& failure : judge.unanswered()) result.failures.push_back(std::move(failure));
  for (auto& failure : judge.unexpected()) result.failures.push_back(std::move(failure));
  result.exercised = exercised_by(scope_, record_);
  return result;
}

Result<TestResult> TestRun::run() {
  if (auto started = start(); !started) return tl::unexpected(std::move(started.error()));
  const Instant last = last_tick();
  if (const auto problem = dsl::too_many_verdicts(whole_, test_, last)) return fail("{}", *problem);
  record_.add(engine_->advance(last));
  return judged();
}

}  // namespace

tl::expected<TestResult, NotRun> run_test(const dsl::Plan& plan, const dsl::TestPlan& test) {
  auto refusals = dsl::not_evaluated(plan, test);
  auto result = refusals.empty() ? TestRun(plan, test).run() : fail("{}", refusals.front().message);
  if (result) return std::move(*result);
  return tl::unexpected(
      NotRun{std::move(result.error()).within("test \"{}\"", test.title), std::move(refusals)});
}

}  // namespace tocsin::dryrun
