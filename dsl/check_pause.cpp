// `paused until` and `trial until`.
#include "dsl/characters.hpp"
#include "dsl/check_literal.hpp"
#include "dsl/check_monitor.hpp"

#include <fmt/format.h>

namespace tocsin::dsl {
namespace {

// The clause with its line where nothing else stands there, else with the mark that parts it from
// its neighbours.
Span with_its_line(const Sources& sources, Span span) {
  const std::string_view text = sources.file(span.file).text;
  const auto skip_back = [&](std::uint32_t at) {
    while (at > 0 && is_blank(text[at - 1])) --at;
    return at;
  };
  const auto begin = skip_back(span.begin);
  auto end = span.end;
  while (end < text.size() && is_blank(text[end])) ++end;
  if (begin > 0 && text[begin - 1] == ';') return {span.file, begin - 1, span.end};
  if (end < text.size() && text[end] == ';') return {span.file, span.begin, end + 1};
  const bool is_alone =
      (begin == 0 || text[begin - 1] == '\n') && (end == text.size() || text[end] == '\n');
  if (!is_alone) return span;
  return {span.file, begin, end == text.size() ? end : end + 1};
}

// Both end at 00:00 UTC of their date.
void read_pause(MonitorJob& job, const ast::Paused* pause, std::string_view word,
                std::optional<Instant>& slot) {
  if (!pause) return;
  if (!pause->trial)
    says_something(job.c, pause->because.value, pause->because.span, "the reason of this pause");
  slot = instant(job.c, pause->until.text, "UTC", pause->until.span);
  if (!slot) return;
  const auto& today = job.c.options.today;
  if (!today || *today < *slot) return;
  auto& d = job.c.diagnostics.lint(
      "L012", pause->span,
      fmt::format("{} until {}, which is over; remove it", word, pause->until.text));
  d.fix = Fix{"remove it", {{with_its_line(job.c.sources, pause->span), ""}}};
}

}  // namespace

void check_pauses(MonitorJob& job) {
  read_pause(job, job.body.paused, "paused", job.plan.paused_until);
  read_pause(job, job.body.trial, "trial", job.plan.trial_until);
}

}  // namespace tocsin::dsl
