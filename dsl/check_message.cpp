// Owner, runbook and the rest, and the names that a `message` may show.
#include "dsl/check_monitor.hpp"
#include "dsl/scope.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tocsin::dsl {
namespace {

constexpr auto kPlaceholders = std::to_array<std::string_view>(
    {"model", "monitor", "owner", "severity", "since", "threshold", "value"});

void check_segment_name(MonitorJob& job, const ast::Text& text, const std::string& field) {
  const ast::Name name{field, text.span};
  const auto found = job.model().fields.find(field);
  if (found == job.model().fields.end()) return no_such_field(job.c, job.model(), name);
  if (job.schema().fields[found->second].sensitive) {
    job.c.diagnostics.error(
        "T4110", text.span,
        fmt::format("sensitive field `{}` may not be shown in messages or segments", field));
    return;
  }
  const auto& by = job.plan.by.fields;
  if (std::ranges::count(by, found->second, &SegmentField::field) > 0 || job.damaged) return;
  auto& d =
      job.c.diagnostics.error("T1201", text.span, fmt::format("no segment named `{}`", field));
  d.notes.push_back("a message knows the fields after `by`");
}

void check_placeholder(MonitorJob& job, const ast::Text& text, std::string_view name) {
  constexpr std::string_view kSegment = "segment.";
  if (name.starts_with(kSegment))
    return check_segment_name(job, text, std::string(name.substr(kSegment.size())));
  if (std::ranges::binary_search(kPlaceholders, name)) return;
  std::vector<std::string_view> known(kPlaceholders.begin(), kPlaceholders.end());
  known.push_back("segment.FIELD");
  auto& d =
      job.c.diagnostics.error("T1201", text.span, fmt::format("no message text named `{}`", name));
  d.notes.push_back("known: " + listed(known));
}

// `{name}` in a message; other braces are text.
void check_message(MonitorJob& job, const ast::Text& text) {
  const std::string_view value = text.value;
  for (auto open = value.find('{'); open != std::string_view::npos;
       open = value.find('{', open + 1)) {
    const auto close = value.find('}', open);
    if (close == std::string_view::npos) return;
    const auto name = value.substr(open + 1, close - open - 1);
    const bool is_name = !name.empty() && std::ranges::all_of(name, [](char ch) {
      return ch == '_' || ch == '.' || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
             (ch >= '0' && ch <= '9');
    });
    if (is_name) check_placeholder(job, text, name);
  }
}

}  // namespace

void check_meta(MonitorJob& job) {
  const auto meta = merged(job.body.meta, job.defaults.meta);
  auto& plan = job.plan;
  plan.owner = meta.owner.value_or("");
  plan.runbook = meta.runbook.value_or("");
  plan.dashboard = meta.dashboard.value_or("");
  plan.tags = meta.tags;
  if (meta.because) plan.because = {*meta.because};
  if (!meta.message) return;
  plan.message = meta.message->value;
  check_message(job, *meta.message);
}

}  // namespace tocsin::dsl
