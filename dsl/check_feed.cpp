// Tests of raw measures, and answers to incidents.
#include "dsl/check_generator.hpp"
#include "dsl/check_test.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

bool is_ignored(const TestJob& job, std::size_t monitor) {
  return std::ranges::count(job.plan.ignored, monitor) > 0;
}

bool is_fed(const TestJob& job, std::size_t monitor) {
  return std::ranges::count(job.plan.feeds, monitor, &FeedPlan::monitor) > 0;
}

// A feed answers for the segments that the rules name.
bool names_segments(TestJob& job, const ast::Feed& feed, const MonitorPlan& monitor) {
  for (const auto& field : monitor.by.fields) {
    if (!field.members.empty()) continue;
    job.c.diagnostics.error("T2112", feed.target.span,
                            fmt::format("`feed` answers for the segments that the rules name, and "
                                        "`by {}` names none; add `of [...]`",
                                        field.name));
    return false;
  }
  return true;
}

}  // namespace

std::optional<FeedPlan> check_feed(TestJob& job, const ast::Feed& feed, Instant from) {
  const auto found = monitors_of(job, feed.target);
  if (!found || found->empty()) return std::nullopt;
  const auto& monitor = job.c.plan.monitors[found->front()];
  if (found->size() > 1 || !monitor.raw) {
    if (job.c.monitors[found->front()].complete)
      job.c.diagnostics.error("T2112", feed.target.span,
                              "`feed` expects a monitor with a raw measure");
    return std::nullopt;
  }
  if (feed.over.value.count() <= 0) {
    job.c.diagnostics.error("T3113", feed.over.span, "`over` must be longer than zero");
    return std::nullopt;
  }
  if (!monitor.measure || !names_segments(job, feed, monitor)) return std::nullopt;
  auto value = check_answer(job.c, job.package, monitor.measure->type, *feed.value);
  if (!value) return std::nullopt;
  return FeedPlan{found->front(), std::move(*value), from, feed.over.value, feed.span};
}

void check_fed(TestJob& job) {
  for (const auto monitor : job.plan.scope) {
    const auto& plan = job.c.plan.monitors[monitor];
    if (!plan.raw || is_fed(job, monitor) || is_ignored(job, monitor)) continue;
    job.c.diagnostics.error("T7107", job.test.title.span,
                            fmt::format("raw measure `{}` needs `feed` in tests", plan.name));
  }
}

void check_acknowledge(TestJob& job, const ast::TestItem& item) {
  ExpectPlan plan;
  auto found = monitors_of(job, *item.target);
  if (!found) return;
  plan.monitors = std::move(*found);
  if (item.where && !read_segments(job, *item.where, plan)) return;
  const auto at = job.clock.at(*item.at);
  if (!at) return;
  job.plan.end = std::max(job.plan.end, *at);
  job.plan.acknowledgements.push_back({std::move(plan.monitors), std::move(plan.where), *at,
                                       on_one_line(job.c.sources, item.span), item.span});
}

}  // namespace tocsin::dsl
