// Owner, runbook and the rest, and the names that a `message` may show.
#include "base/spelling.hpp"
#include "dsl/check_monitor.hpp"
#include "dsl/literal.hpp"
#include "dsl/scope.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tocsin::dsl {
namespace {

constexpr auto kPlaceholders = std::to_array<std::string_view>(
    {"model", "monitor", "owner", "severity", "since", "threshold", "value"});

// Labels of a raw answer, and `column`, are segments that are no fields.
bool is_own_segment(const MonitorJob& job, const std::string& name) {
  return std::ranges::any_of(job.plan.by.fields, [&](const SegmentField& segment) {
    return segment.field == kNoField && segment.name == name;
  });
}

void check_segment_name(MonitorJob& job, Span place, const std::string& field) {
  if (is_own_segment(job, field)) return;
  const ast::Name name{field, place};
  const auto found = job.model().fields.find(field);
  if (found == job.model().fields.end()) return no_such_field(job.c, job.model(), name);
  if (job.schema().fields[found->second].sensitive) {
    job.c.diagnostics.error(
        "T4110", place,
        fmt::format("sensitive field `{}` may not be shown in messages or segments", field));
    return;
  }
  const auto& by = job.plan.by.fields;
  if (std::ranges::count(by, found->second, &SegmentField::field) > 0 || job.damaged) return;
  auto& d = job.c.diagnostics.error("T1201", place, fmt::format("no segment named `{}`", field));
  d.notes.push_back("a message knows the fields after `by`");
}

// `place` is that of the name alone.
void check_placeholder(MonitorJob& job, Span place, std::string_view name) {
  constexpr std::string_view kSegment = "segment.";
  if (name.starts_with(kSegment) && name.size() > kSegment.size()) {
    place.begin += static_cast<std::uint32_t>(kSegment.size());
    return check_segment_name(job, place, std::string(name.substr(kSegment.size())));
  }
  if (std::ranges::binary_search(kPlaceholders, name)) return;
  auto& d =
      job.c.diagnostics.error("T1201", place, fmt::format("no message text named `{}`", name));
  if (const auto near = nearest(name, kPlaceholders)) {
    d.message += fmt::format("; similar: `{}`", *near);
    d.fix = Fix{"use the known name", {{place, std::string(*near)}}};
    return;
  }
  std::vector<std::string_view> known(kPlaceholders.begin(), kPlaceholders.end());
  known.push_back("segment.FIELD");
  d.notes.push_back("known: " + listed(known));
}

bool is_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char ch) {
    return ch == '_' || ch == '.' || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
           (ch >= '0' && ch <= '9');
  });
}

// The name between braces that `text` begins with; empty where it begins with none.
std::string_view name_in_braces(std::string_view text) {
  const auto close = text.starts_with('{') ? text.find('}') : std::string_view::npos;
  const auto name = close == std::string_view::npos ? "" : text.substr(1, close - 1);
  return is_name(name) ? name : "";
}

struct Written {
  std::string_view text;
  bool has_escapes;
};

Written between_quotes(std::string_view literal) {
  const bool is_raw = literal.starts_with("\"\"\"") && literal.size() >= 6;
  const std::size_t quote = is_raw ? 3 : 1;
  if (literal.size() < 2 * quote) return {"", false};
  return {literal.substr(quote, literal.size() - 2 * quote), !is_raw};
}

// What is to be shown as it stands, with its braces doubled (MonitorPlan::message).
std::string shown(std::string_view written, bool has_escapes) {
  const std::string text =
      has_escapes ? text_value(fmt::format("\"{}\"", written)) : std::string(written);
  std::string out;
  for (const char ch : text) {
    out += ch;
    if (ch == '{' || ch == '}') out += ch;
  }
  return out;
}

// A brace that neither holds a name nor is escaped; texts in three quotes know no escapes.
bool is_stray(std::string_view rest, bool has_escapes) {
  return has_escapes && (rest.front() == '{' || rest.front() == '}');
}

// T2130, with the text up to the closing brace as the place.
void report_stray(MonitorJob& job, const ast::Text& text, std::string_view written,
                  std::size_t at) {
  const auto close = written[at] == '{' ? written.find_first_of("{}\"", at + 1) : at;
  const bool is_closed = close < written.size() && written[close] == '}';
  Span span{text.span.file, text.span.begin + 1 + static_cast<std::uint32_t>(at), 0};
  span.end = span.begin + static_cast<std::uint32_t>(is_closed ? close - at + 1 : 1);
  auto& d = job.c.diagnostics.error(
      "T2130", span,
      fmt::format("`{}` is neither a text to fill in such as `{{value}}` nor an escaped brace",
                  job.c.sources.text(span)));
  d.notes.push_back("a brace that is to be shown is written `\\{` or `\\}`");
}

// `{name}` is filled in; `\{name}` is text.
std::string check_message(MonitorJob& job, const ast::Text& text) {
  const auto [written, has_escapes] = between_quotes(job.c.sources.text(text.span));
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = 0; at < written.size();) {
    const auto name = name_in_braces(written.substr(at));
    if (name.empty()) {
      if (is_stray(written.substr(at), has_escapes)) {
        report_stray(job, text, written, at);
        return out;
      }
      const auto escaped = std::max<std::size_t>(code_point_size(written.substr(at)), 2);
      at += has_escapes && written[at] == '\\' ? escaped : 1;
      continue;
    }
    const auto quote = static_cast<std::uint32_t>(has_escapes ? 1 : 3);
    const auto begin = text.span.begin + quote + static_cast<std::uint32_t>(at) + 1;
    const auto end = begin + static_cast<std::uint32_t>(name.size());
    check_placeholder(job, {text.span.file, begin, end}, name);
    out += shown(written.substr(from, at - from), has_escapes) + fmt::format("{{{}}}", name);
    from = at += name.size() + 2;
  }
  return out + shown(written.substr(from), has_escapes);
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
  plan.message = check_message(job, *meta.message);
}

}  // namespace tocsin::dsl
