// The readings that explain why a test failed: a few ticks around the times in question.
#include "dryrun/test_record.hpp"
#include "dsl/value_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace tocsin::dryrun {
namespace {

constexpr std::ptrdiff_t kAround = 3;  // ticks shown before and after one in question
constexpr std::size_t kSegments = 3;   // shown of a monitor with many

// The last tick at or before each time; the first one of all where there is none.
std::vector<Instant> ticks_at(const std::vector<Instant>& ticks,
                              const std::vector<Instant>& times) {
  std::vector<Instant> asked;
  for (const Instant time : times) {
    const auto after = std::ranges::upper_bound(ticks, time);
    asked.push_back(after == ticks.begin() ? *after : *std::prev(after));
  }
  std::ranges::sort(asked);
  asked.erase(std::ranges::unique(asked).begin(), asked.end());
  return asked;
}

std::set<Instant> around(const std::vector<Instant>& ticks, const std::vector<Instant>& asked) {
  std::set<Instant> shown;
  const auto count = static_cast<std::ptrdiff_t>(ticks.size());
  for (const Instant tick : asked) {
    const auto middle = std::ranges::lower_bound(ticks, tick) - ticks.begin();
    const auto first = std::max<std::ptrdiff_t>(middle - kAround, 0);
    const auto last = std::min(middle + kAround + 1, count);
    shown.insert(ticks.begin() + first, ticks.begin() + last);
  }
  return shown;
}

// How much a segment matters: its severity, and `pending` before `ok`.
int weight(const Reading& reading) {
  return reading.severity >= 0 ? reading.severity + 2 : reading.phase == AlertPhase::pending;
}

// The segments that are worst at the times in question, of equal ones the first in the alphabet.
std::set<std::string> worst_of(const std::vector<const Reading*>& readings,
                               const std::vector<Instant>& asked) {
  std::map<std::string, int> weights;
  for (const auto* reading : readings) {
    int& worst = weights[reading->segment];
    if (std::ranges::binary_search(asked, reading->slot)) worst = std::max(worst, weight(*reading));
  }
  std::vector<std::pair<int, std::string>> order;
  for (const auto& [segment, worst] : weights) order.emplace_back(-worst, segment);
  std::ranges::sort(order);
  std::set<std::string> kept;
  for (const auto& [worst, segment] : order)
    if (kept.size() < kSegments) kept.insert(segment);
  return kept;
}

std::vector<Instant> ticks_of(const std::vector<const Reading*>& readings) {
  std::vector<Instant> ticks;
  for (const auto* reading : readings)
    if (ticks.empty() || ticks.back() != reading->slot) ticks.push_back(reading->slot);
  return ticks;
}

}  // namespace

TimelineRow TestRecord::row_of(const Reading& reading, Instant clock) const {
  const auto& type = plan_.monitors[reading.monitor].measure->type;
  const bool is_known = reading.sample.kind == SampleKind::value;
  TimelineRow row;
  row.at = offset_text(reading.slot, clock);
  row.segment = reading.segment;
  row.value = is_known ? dsl::value_text(reading.sample.value, type) : reading.sample.reason;
  row.n = reading.sample.n;
  row.state = reading.severity >= 0
                  ? plan_.severities.names[static_cast<std::size_t>(reading.severity)]
              : reading.phase == AlertPhase::pending ? "pending"
                                                     : "ok";
  return row;
}

std::vector<const Reading*> TestRecord::shown(std::size_t monitor, const Labels& where,
                                              const std::vector<Instant>& asked) const {
  std::vector<const Reading*> readings;
  for (const auto& reading : readings_)
    if (reading.monitor == monitor && has_labels(reading.segment, where))
      readings.push_back(&reading);
  const auto kept = worst_of(readings, asked);
  std::erase_if(readings, [&](const Reading* r) { return !kept.contains(r->segment); });
  return readings;
}

std::vector<TimelineRow> TestRecord::timeline(std::size_t monitor, const Labels& where,
                                              const std::vector<Instant>& times,
                                              Instant clock) const {
  std::vector<const Reading*> all;
  for (const auto& reading : readings_)
    if (reading.monitor == monitor) all.push_back(&reading);
  const auto ticks = ticks_of(all);
  if (ticks.empty() || times.empty()) return {};
  const auto asked = ticks_at(ticks, times);
  const auto near = around(ticks, asked);
  std::vector<TimelineRow> rows;
  Instant before = kForever;
  for (const auto* reading : shown(monitor, where, asked)) {
    if (!near.contains(reading->slot)) continue;
    auto row = row_of(*reading, clock);
    row.is_asked = std::ranges::binary_search(asked, reading->slot);
    const auto first_missing = std::ranges::upper_bound(ticks, before);
    row.after_gap =
        before != kForever && first_missing != ticks.end() && *first_missing < reading->slot;
    before = reading->slot;
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<std::string> lines_of(const std::vector<TimelineRow>& rows) {
  std::size_t at = 0, segment = 0, value = 0;
  for (const auto& row : rows) {
    at = std::max(at, row.at.size());
    segment = std::max(segment, row.segment.size());
    value = std::max(value, row.value.size());
  }
  std::vector<std::string> lines;
  for (const auto& row : rows) {
    if (row.after_gap) lines.emplace_back("  ...");
    const auto named = segment == 0 ? "" : fmt::format("  {:<{}}", row.segment, segment);
    lines.push_back(fmt::format("{} {:>{}}{}  {:>{}}  n {:<6} {}", row.is_asked ? '>' : ' ', row.at,
                                at, named, row.value, value, row.n, row.state));
  }
  return lines;
}

}  // namespace tocsin::dryrun
