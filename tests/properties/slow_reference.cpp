#include "tests/properties/slow_reference.hpp"

#include "tests/properties/slow_measures.hpp"
#include "tests/properties/slow_parts.hpp"
#include "tests/properties/slow_segments.hpp"

#include <algorithm>
#include <memory>

namespace tocsin::test::slow {
namespace {

constexpr Duration kRetiredAfter = kDay;

// The sample of one segment at one tick, and what its alert has to know beside it.
struct Sample {
  SlowReading reading;
  Instant last_event = kBeginning;
  bool is_sample = true;
};

struct Member {
  Alert alert;
  Instant last_filled{};
  bool named = false;
  Segment segment;
};

// What one part of a measure makes of one segment.
struct PartSeen {
  bool is_empty = true;
  Answer answer;
  std::uint64_t n = 0, labels = 0, positives = 0;
  Instant last_event = kBeginning;
};

using Numbers = std::vector<std::size_t>;  // of rows

// One monitor over the whole history.
class Run {
 public:
  Run(const World& world, std::size_t number, const std::vector<Joined>& rows, Story& story)
      : world_(world),
        number_(number),
        monitor_(world.monitors[number]),
        rows_(rows),
        members_(members_of(monitor_, rows)),
        story_(story),
        segments_(monitor_, rows, world.start),
        released_(rows.size(), false) {}

  void tell() {
    const Duration step = is(Window::tumbling) ? monitor_.length : monitor_.every;
    const Duration phase = is(Window::tumbling) ? shift() : Duration{0};
    for (Instant now = ceil_to(world_.start - phase, step) + phase; now <= world_.end; now += step)
      tick(now);
  }

 private:
  using Samples = std::vector<std::pair<std::size_t, Sample>>;  // by number of the segment

  bool is(Window window) const { return monitor_.window == window; }
  bool has_labels() const { return monitor_.labels != Labels::none; }
  bool on_arrival() const { return monitor_.labels == Labels::on_arrival; }
  Duration shift() const {
    if (on_arrival()) return Duration{0};
    if (is(Window::batches)) return has_labels() ? world_.horizon : Duration{0};
    return world_.lateness + (has_labels() ? world_.horizon : Duration{0});
  }
  Instant warm_until() const {
    if (is(Window::batches)) return world_.start + shift();
    const Duration labels = has_labels() ? world_.horizon : Duration{0};
    return world_.start + world_.lateness + labels +
           (is(Window::chunks) ? Duration{0} : monitor_.length);
  }
  // The time by which a row finds its window.
  Instant time_of(std::size_t i) const { return on_arrival() ? rows_[i].known : rows_[i].row.time; }
  bool has_come(std::size_t i, Instant now) const {
    return rows_[i].has_come(now) && (!on_arrival() || rows_[i].known <= now);
  }
  bool has_label(std::size_t i, Instant now) const { return rows_[i].known <= now; }

  // ---- rows --------------------------------------------------------------------------------

  bool is_in(std::size_t i, const Segment& segment) const {
    return segment.members.empty() || segment.members.contains(members_[i]);
  }
  bool counts(const Part& part, const Row& row) const {
    std::vector<Place> places = monitor_.by;
    if (part.measure == Measure::malformed) std::erase(places, part.place);
    if (part.measure == Measure::malformed_rows && part.where == nullptr) places.clear();
    const auto read = places_of(part);
    places.insert(places.end(), read.begin(), read.end());
    return is_readable(row, places) && (part.where == nullptr || part.where->of(row) == true);
  }
  // Rows of the window that ends `to`.
  bool is_within(Instant t, Instant to) const {
    if (is(Window::tumbling)) return t >= to - monitor_.length && t < to;
    return t > to - monitor_.length && t <= to;
  }
  Numbers window(const Segment& segment, Instant now) const {
    Numbers rows;
    for (std::size_t i = 0; i < rows_.size(); ++i)
      if (has_come(i, now) && is_in(i, segment) && is_within(time_of(i), now - shift()))
        rows.push_back(i);
    return rows;
  }
  Rows reference_rows(const Part& part, const Segment& segment) const {
    const bool lacks_city = !world_.reference_has_city;
    const auto asks_city = [](const std::vector<Place>& places) {
      return std::ranges::count(places, Place::city) > 0;
    };
    Rows rows;
    for (const auto& row : world_.reference) {
      const bool own = segment.members.empty() || (lacks_city && asks_city(monitor_.by)) ||
                       segment.members.contains(member_of(monitor_, row));
      const bool all = part.where == nullptr || (lacks_city && asks_city(part.where->reads)) ||
                       part.where->of(row) == true;
      if (own && all && is_readable(row, places_of(part))) rows.push_back(&row);
    }
    return rows;
  }

  // ---- one sample --------------------------------------------------------------------------

  Instant last_event(const Part& part, const Segment& segment, Instant now) const {
    Instant last = kBeginning;
    for (std::size_t i = 0; i < rows_.size(); ++i)
      if (has_come(i, now) && (!has_labels() || has_label(i, now) || is(Window::chunks)) &&
          is_in(i, segment) && counts(part, rows_[i].row) &&
          ((is(Window::chunks) && has_labels() && !on_arrival()) || is_judged(part, rows_[i].row)))
        last = std::max(last, time_of(i));
    return last;
  }

  Answer special_answer(const Part& part, const PartSeen& seen, const Numbers& rows,
                        const Segment& segment, Instant now) const {
    if (part.measure == Measure::silence) {
      const Instant since = std::min(std::max(seen.last_event, world_.start), now);
      const auto silence = static_cast<double>((now - since).count());
      return {true, silence, silence};
    }
    if (part.measure == Measure::labelled) {
      const double share = static_cast<double>(seen.labels) / static_cast<double>(seen.n);
      return {true, share, share};
    }
    std::size_t bad = 0;
    for (const std::size_t i : rows)
      bad += std::ranges::any_of(rows_[i].row.cells,
                                 [](const Cell& cell) { return cell.state == State::malformed; });
    std::size_t n = rows.size();
    if (part.where == nullptr && segment.members.empty()) {
      const std::size_t lost = unreadable(now);
      bad += lost;
      n += lost;
    }
    const double share = n == 0 ? 0 : static_cast<double>(bad) / static_cast<double>(n);
    return {true, share, share};
  }

  // Rows of the window of which nothing is known but that they came.
  std::size_t unreadable(Instant now) const {
    const auto is_now = [&](Instant arrival) {
      return arrival <= now && is_within(arrival, now - shift());
    };
    auto lost = std::ranges::count_if(world_.unreadable, is_now);
    for (const auto& row : rows_) lost += row.is_future && is_now(row.row.arrival);
    return static_cast<std::size_t>(lost);
  }

  Duration rate_time(const Numbers& of) const {
    if (is(Window::batches) && batch_.empty()) return Duration{0};
    if (!is(Window::chunks) && !is(Window::batches)) return monitor_.length;
    Instant first = kForever, last = kBeginning;
    for (const std::size_t i : is(Window::batches) ? batch_ : of) {
      first = std::min(first, rows_[i].row.time);
      last = std::max(last, rows_[i].row.time);
    }
    return last - first;
  }

  Answer answer_of(const Part& part, const PartSeen& seen, const Numbers& all, const Numbers& rows,
                   const Rows& judged, const Segment& segment, Instant now) const {
    if (part.measure == Measure::silence || part.measure == Measure::labelled ||
        part.measure == Measure::malformed_rows)
      return special_answer(part, seen, rows, segment, now);
    Rows reference;
    if (reads_reference(part.measure)) reference = reference_rows(part, segment);
    if (part.measure != Measure::rate) return answer(part, judged, reference);
    const double seconds = std::chrono::duration<double>(rate_time(all)).count();
    if (seconds <= 0) return {};
    const double rate = static_cast<double>(judged.size()) / seconds;
    return {true, rate, rate};
  }

  PartSeen see(const Part& part, const Numbers& all, const Segment& segment, Instant now) const {
    PartSeen seen;
    Numbers rows;
    Rows judged;
    for (const std::size_t i : all) {
      const Row& row = rows_[i].row;
      if (!counts(part, row)) continue;
      rows.push_back(i);
      ++seen.n;
      seen.labels += has_labels() && has_label(i, now);
      seen.positives += has_labels() && has_label(i, now) && is_positive(row[Place::outcome]);
      const bool is_ready = !has_labels() || has_label(i, now) || part.measure == Measure::labelled;
      if (is_ready && is_judged(part, row)) judged.push_back(&row);
    }
    if (part.measure == Measure::malformed_rows && part.where == nullptr && segment.members.empty())
      seen.n += unreadable(now);
    seen.last_event = last_event(part, segment, now);
    const bool never_empty = part.measure == Measure::count || part.measure == Measure::count_if ||
                             part.measure == Measure::rate || part.measure == Measure::silence ||
                             part.measure == Measure::malformed ||
                             part.measure == Measure::malformed_rows;
    seen.is_empty = judged.empty() && !never_empty;
    if (!seen.is_empty) seen.answer = answer_of(part, seen, all, rows, judged, segment, now);
    return seen;
  }

  bool lacks(const PartSeen& first) const {
    const double labelled =
        first.n == 0 ? 0 : static_cast<double>(first.labels) / static_cast<double>(first.n);
    return first.n < monitor_.needs_events || first.labels < monitor_.needs_labels ||
           first.positives < monitor_.needs_positives || labelled < monitor_.needs_labelled;
  }

  // LANGUAGE 5.3.
  Sample sample(const Numbers& rows, const Segment& segment, Instant now) const {
    std::vector<PartSeen> parts;
    for (const auto& part : monitor_.parts) parts.push_back(see(part, rows, segment, now));
    const PartSeen& first = parts.front();
    Sample sample;
    for (const auto& part : parts) sample.last_event = std::max(sample.last_event, part.last_event);
    if (is(Window::chunks)) sample.last_event = last_event(monitor_.parts[0], segment, now);
    auto& reading = sample.reading;
    reading.n = first.n;
    reading.labels = first.labels;
    reading.positives = first.positives;
    if (std::ranges::all_of(parts, &PartSeen::is_empty)) return sample;
    reading.kind = Kind::few;
    if (lacks(first)) return sample;
    for (const auto& part : parts)
      if (part.is_empty || !part.answer.known) return sample;
    reading.kind = Kind::value;
    reading.value = first.answer.value;
    reading.scale = first.answer.scale;
    if (parts.size() == 1) return sample;
    reading.value -= parts[1].answer.value;
    reading.scale = std::max(reading.scale, parts[1].answer.scale);
    return sample;
  }

  // ---- chunks ------------------------------------------------------------------------------

  // Rows that are old enough now, in order of time, fill the chunks of their segments.
  std::vector<std::pair<std::size_t, Numbers>> complete(const std::vector<Segment>& segments,
                                                        Instant now) {
    Numbers ready;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const bool begun = on_arrival() || rows_[i].row.time >= world_.start;
      if (released_[i] || !begun || !has_come(i, now) || time_of(i) > now - shift()) continue;
      released_[i] = true;
      ready.push_back(i);
    }
    std::ranges::stable_sort(ready, {}, [&](std::size_t i) { return time_of(i); });
    std::vector<std::pair<std::size_t, Numbers>> chunks;
    for (const std::size_t i : ready)
      for (std::size_t s = 0; s < segments.size(); ++s) {
        if (!is_in(i, segments[s]) || !counts(monitor_.parts[0], rows_[i].row)) continue;
        auto& open = open_[segments[s].text];
        open.push_back(i);
        if (open.size() < monitor_.count) continue;
        chunks.emplace_back(s, open);
        open.clear();
      }
    return chunks;
  }

  // ---- batches -----------------------------------------------------------------------------

  // Which have become due since this was asked before.
  std::vector<std::uint32_t> due(Instant now) {
    std::vector<std::uint32_t> due;
    for (; next_ < world_.delivered.size(); ++next_) {
      const auto& delivery = world_.delivered[next_];
      if (delivery.at + shift() > now) break;
      due.push_back(delivery.number);
    }
    return due;
  }

  Samples samples_of(const std::vector<std::uint32_t>& batches,
                     const std::vector<Segment>& segments, Instant now) {
    Samples samples;
    for (const auto batch : batches) {
      batch_.clear();
      for (std::size_t i = 0; i < rows_.size(); ++i)
        if (!rows_[i].is_future && rows_[i].row.delivery == batch) batch_.push_back(i);
      for (std::size_t s = 0; s < segments.size(); ++s) {
        Numbers rows;
        for (const std::size_t i : batch_)
          if (is_in(i, segments[s])) rows.push_back(i);
        samples.emplace_back(s, sample(rows, segments[s], now));
      }
    }
    return samples;
  }

  // ---- one tick ----------------------------------------------------------------------------

  bool is_over(Instant now) const {
    if (!world_.closes) return false;
    Instant last = kBeginning;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (!rows_[i].is_future && rows_[i].row.arrival > now) return false;
      if (rows_[i].is_future ? rows_[i].row.arrival > now : false) return false;
      if (rows_[i].is_future) continue;
      if (!on_arrival()) last = std::max(last, rows_[i].row.time);
      if (on_arrival() && rows_[i].known != kForever) last = std::max(last, rows_[i].known);
    }
    if (on_arrival())
      for (const auto& label : world_.labels)
        if (label.arrival != kForever && label.arrival > now) return false;
    const Duration step = is(Window::tumbling) ? monitor_.length : monitor_.every;
    return now - shift() - step >= last;
  }

  std::set<std::string> held() const {
    std::set<std::string> held;
    for (const auto& [text, member] : alerts_)
      if (member.alert.severity() >= 0 || member.alert.is_pending()) held.insert(text);
    return held;
  }

  Samples samples_of(const std::vector<Segment>& segments, Instant now, bool over) {
    Samples samples;
    if (!is(Window::chunks)) {
      for (std::size_t s = 0; s < segments.size() && !over; ++s)
        samples.emplace_back(s, sample(window(segments[s], now), segments[s], now));
      return samples;
    }
    std::set<std::size_t> judged;
    for (const auto& [s, rows] : complete(segments, now)) {
      samples.emplace_back(s, sample(rows, segments[s], now));
      judged.insert(s);
    }
    for (std::size_t s = 0; s < segments.size() && !over; ++s) {
      if (judged.contains(s)) continue;
      Sample nothing;
      nothing.is_sample = false;
      nothing.last_event = last_event(monitor_.parts[0], segments[s], now);
      samples.emplace_back(s, nothing);
    }
    return samples;
  }

  bool is_silent(const Sample& sample, Instant now) const {
    if (sample.reading.kind != Kind::empty) return false;
    if (sample.is_sample) return true;
    const Gap& gap = monitor_.no_data;
    return gap.policy == Policy::alert &&
           now - std::max(sample.last_event, world_.start) >= gap.after;
  }

  void turn(const std::string& segment, int from, int to, std::string reason, Instant now) {
    if (from == to) return;
    for (std::size_t i = 0;; ++i)
      if (story_.turns.try_emplace({now, number_, segment, i}, SlowTurn{from, to, reason}).second)
        return;
  }

  void move(const std::string& segment, Alert& alert, const Seen& seen, bool acts, Instant now) {
    const int before = alert.severity();
    alert.take(seen, acts, now);
    turn(segment, before, alert.severity(), alert.severity() < 0 ? "recovered" : alert.reason(),
         now);
  }

  void judge(const Segment& segment, Sample sample, bool all_silent, Instant now) {
    auto at = alerts_.find(segment.text);
    if (at == alerts_.end()) {
      const Instant known = segment.named ? world_.start : now;
      Alert alert(monitor_, monitor_.rungs, known, warm_until());
      at = alerts_.emplace(segment.text, Member{std::move(alert), now, segment.named, segment})
               .first;
    }
    Member& member = at->second;
    member.segment = segment;
    if (sample.reading.n > 0) member.last_filled = now;
    if (!sample.is_sample) member.last_filled = std::max(member.last_filled, sample.last_event);
    const bool for_all = all_silent && !monitor_.by.empty() && segment.text != "overall";
    auto& reading = sample.reading;
    reading.warming_up = reading.kind != Kind::value && member.alert.is_warming_up(now);
    move(segment.text, member.alert,
         {reading.kind, reading.value, sample.last_event, sample.is_sample},
         (monitor_.no_data.written || segment.named) && !for_all, now);
    if (!sample.is_sample) return;
    reading.severity = member.alert.severity();
    reading.pending = member.alert.is_pending();
    for (std::size_t i = 0;; ++i)
      if (story_.readings.try_emplace({now, number_, segment.text, i}, reading).second) return;
  }

  // One alert for all segments, where `overall` was not asked for.
  void judge_silence(const Samples& samples, bool all_silent, Instant now) {
    if (monitor_.by.empty() || monitor_.overall || monitor_.no_data.policy != Policy::alert) return;
    if (!silence_)
      silence_ = std::make_unique<Alert>(monitor_, std::vector<Rung>{}, world_.start, warm_until());
    Seen seen{.kind = all_silent ? Kind::empty : Kind::value};
    for (const auto& [s, sample] : samples)
      seen.last_event = std::max(seen.last_event, sample.last_event);
    move("overall", *silence_, seen, true, now);
  }

  void forget(const std::string& segment, Instant now) {
    turn(segment, alerts_.at(segment).alert.severity(), -1, "segment retired", now);
    alerts_.erase(segment);
  }

  void retire(Instant now) {
    std::vector<std::string> still;
    for (const auto& [text, member] : alerts_)
      if (!member.named && now - member.last_filled >= kRetiredAfter &&
          now - member.alert.last_change() >= kRetiredAfter)
        still.push_back(text);
    for (const auto& text : still) {
      segments_.retire(alerts_.at(text).segment, now);
      forget(text, now);
    }
  }

  void tick(Instant now) {
    const auto batches = due(now);
    if (is(Window::batches) && batches.empty()) return;
    const bool over = !is(Window::batches) && is_over(now);
    const auto segments = segments_.at(now, held());
    const Samples samples =
        is(Window::batches) ? samples_of(batches, segments, now) : samples_of(segments, now, over);
    const bool all_silent = !over && std::ranges::all_of(samples, [&](const auto& sample) {
      return is_silent(sample.second, now);
    });
    for (const auto& [s, sample] : samples) judge(segments[s], sample, all_silent, now);
    if (!over) {
      judge_silence(samples, all_silent, now);
      std::vector<std::string> gone;
      for (const auto& [text, member] : alerts_)
        if (std::ranges::none_of(segments, [&](const Segment& s) { return s.text == text; }))
          gone.push_back(text);
      for (const auto& text : gone) forget(text, now);
    }
    retire(now);
  }

  const World& world_;
  std::size_t number_;
  const Monitor& monitor_;
  const std::vector<Joined>& rows_;
  std::vector<std::string> members_;
  Story& story_;
  Segments segments_;
  std::map<std::string, Member> alerts_;
  std::unique_ptr<Alert> silence_;
  std::vector<bool> released_;
  std::size_t next_ = 0;  // among the deliveries
  Numbers batch_;         // rows of the one that is judged
  std::map<std::string, Numbers> open_;
};

}  // namespace

Story tell(const World& world) {
  Story story;
  const auto rows = join(world);
  for (std::size_t i = 0; i < world.monitors.size(); ++i) Run(world, i, rows, story).tell();
  return story;
}

}  // namespace tocsin::test::slow
