// Ladders of several alerts, and a draft as text.
#include "base/printable.hpp"
#include "exchange/monitor_draft.hpp"
#include "exchange/texts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace tocsin::exchange {
namespace {

constexpr std::array<std::string_view, 3> kLadder{"info", "warn", "page"};

auto rank(const RungDraft& rung) { return std::ranges::find(kLadder, rung.severity); }

// Whether the more severe of two neighbours is reached later, as a ladder wants it.
bool is_climb(const RungDraft& mild, const RungDraft& severe) {
  if (mild.op != severe.op || mild.severity == severe.severity) return false;
  if (mild.op == ">" || mild.op == ">=") {
    if (severe.value > mild.value) return true;
  } else if (mild.op == "<" || mild.op == "<=") {
    if (severe.value < mild.value) return true;
  } else if (mild.op == "outside") {
    return severe.value < mild.value && severe.high > mild.high;
  } else {
    return false;
  }
  return severe.value == mild.value && severe.hold > mild.hold;
}

bool is_ladder(const std::vector<RungDraft>& rungs) {
  for (std::size_t i = 1; i < rungs.size(); ++i)
    if (!is_climb(rungs[i - 1], rungs[i]) || rungs[i].keep != rungs[0].keep) return false;
  return true;
}

TextPairs without_severity(TextPairs tags) {
  std::erase_if(tags, [](const auto& tag) { return tag.first == "severity"; });
  return tags;
}

// `export` said so.
bool is_one_monitor(const MonitorDraft& a, const MonitorDraft& b) {
  return !a.model.empty() && a.model == b.model && a.name == b.name && a.query == b.query;
}

bool is_same_but_for_rungs(const MonitorDraft& a, const MonitorDraft& b) {
  return a.rule == b.rule && a.model.empty() && b.model.empty() && a.kind == b.kind &&
         a.name == b.name && a.title == b.title && a.query == b.query && a.type == b.type &&
         a.window == b.window && a.by == b.by &&
         without_severity(a.tags) == without_severity(b.tags) && a.owner == b.owner &&
         a.runbook == b.runbook && a.dashboard == b.dashboard && a.message == b.message &&
         a.because == b.because;
}

std::string condition_text(const RungDraft& rung, std::string_view type) {
  if (rung.op == "true" || rung.op == "false") return rung.op;
  const auto value = threshold_text(rung.value, type);
  const bool is_range = rung.op == "outside" || rung.op == "inside";
  return is_range ? fmt::format("{} {}..{}", rung.op, value, threshold_text(rung.high, type))
                  : fmt::format("{} {}", rung.op, value);
}

std::string rung_text(const RungDraft& rung, std::string_view type) {
  auto text = fmt::format("    {} when {}", rung.severity, condition_text(rung, type));
  if (rung.of_m > 0) text += fmt::format(" for {} of {}", rung.of_n, rung.of_m);
  if (rung.hold > Duration(0)) text += " for " + format_duration(rung.hold);
  if (rung.keep > Duration(0)) text += " until clear for " + format_duration(rung.keep);
  return text + "\n";
}

std::string line_of(std::string_view word, const std::string& text) {
  return text.empty() ? "" : fmt::format("    {} {}\n", word, quoted(text));
}

bool joined_gap(MonitorDraft& ladder, const MonitorDraft& gap) {
  if (ladder.model != gap.model || ladder.name != gap.name) return false;
  const auto& rung = gap.rungs.front();
  const auto after =
      rung.hold > Duration(0) ? fmt::format(" after {}", format_duration(rung.hold)) : "";
  ladder.no_data = rung.severity + after;
  return true;
}

}  // namespace

bool joined(MonitorDraft& ladder, const MonitorDraft& more) {
  if (more.is_no_data) return joined_gap(ladder, more);
  for (const auto& rung : ladder.rungs)
    if (rung.severity == more.rungs.front().severity) return false;
  const bool is_one = is_one_monitor(ladder, more);
  if (!is_one && !is_same_but_for_rungs(ladder, more)) return false;
  auto rungs = ladder.rungs;
  rungs.insert(rungs.end(), more.rungs.begin(), more.rungs.end());
  std::ranges::sort(rungs, {}, rank);
  if (!is_one && !is_ladder(rungs)) return false;
  ladder.rungs = std::move(rungs);
  ladder.tags = without_severity(ladder.tags);
  for (const auto& loss : more.losses)
    if (std::ranges::count(ladder.losses, loss) == 0) ladder.losses.push_back(loss);
  return true;
}

std::string monitor_text(const MonitorDraft& draft) {
  std::string text;
  for (const auto& loss : draft.losses)
    text += fmt::format("  # Not carried over: {}\n", printable(loss));
  text += fmt::format("  {} {} {} {{\n", draft.kind, ticked(draft.name), quoted(draft.title));
  text += fmt::format("    measure promql {} as {} over {}\n", quoted_query(draft.query),
                      draft.type, format_duration(draft.window));
  std::vector<std::string> by;
  for (const auto& label : draft.by) by.push_back(ticked(label));
  if (!by.empty()) text += fmt::format("    by {}\n", fmt::join(by, ", "));
  for (const auto& rung : draft.rungs) text += rung_text(rung, draft.type);
  text += fmt::format("    no data {}\n", draft.no_data);
  if (!draft.message.empty()) text += fmt::format("    message \"{}\"\n", draft.message);
  text += line_of("because", draft.because);
  text += line_of("owner", draft.owner);
  text += line_of("runbook", draft.runbook) + line_of("dashboard", draft.dashboard);
  for (const auto& [name, value] : draft.tags)
    text += fmt::format("    tag {} = {}\n", ticked(name), quoted(value));
  return text + "  }\n\n";
}

}  // namespace tocsin::exchange
