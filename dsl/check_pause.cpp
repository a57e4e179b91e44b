// `paused until` and `trial until`.
#include "dsl/check_literal.hpp"
#include "dsl/check_monitor.hpp"

#include <fmt/format.h>

namespace tocsin::dsl {
namespace {

// Both end at 00:00 UTC of their date.
void read_pause(MonitorJob& job, const ast::Paused* pause, std::string_view word,
                std::optional<Instant>& slot) {
  if (!pause) return;
  slot = instant(job.c, pause->until.text, "UTC", pause->until.span);
  if (!slot) return;
  const auto& today = job.c.options.today;
  if (!today || *today < *slot) return;
  auto& d = job.c.diagnostics.lint(
      "L012", pause->span,
      fmt::format("{} until {}, which is over; remove it", word, pause->until.text));
  d.fix = Fix{"remove it", {{pause->span, ""}}};
}

}  // namespace

void check_pauses(MonitorJob& job) {
  read_pause(job, job.body.paused, "paused", job.plan.paused_until);
  read_pause(job, job.body.trial, "trial", job.plan.trial_until);
}

}  // namespace tocsin::dsl
