#include "engine/answers.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::engine {

void Answers::add(Acknowledgement acknowledgement, Instant from) {
  waiting_.emplace(from, std::move(acknowledgement));
}

std::optional<Instant> Answers::next_due() const {
  std::optional<Instant> next;
  if (!waiting_.empty()) next = waiting_.begin()->first;
  for (const auto& [incident, answer] : given_)
    if (!answer.severities.empty()) next = std::min(next.value_or(answer.until), answer.until);
  return next;
}

std::vector<Acknowledgement> Answers::take_due(Instant now) {
  std::vector<Acknowledgement> due;
  const auto end = waiting_.upper_bound(now);
  for (auto at = waiting_.begin(); at != end; ++at) due.push_back(std::move(at->second));
  waiting_.erase(waiting_.begin(), end);
  return due;
}

void Answers::answer(const std::string& incident, const std::string& by, Instant until,
                     const Severities& severities) {
  Answer& answer = given_[incident];
  answer.by = by;
  answer.until = until;
  for (const auto& [monitor, severity] : severities) {
    const auto [at, is_new] = answer.severities.try_emplace(monitor, severity);
    at->second = std::max(at->second, severity);
  }
}

bool Answers::covers(const std::string& incident, std::size_t monitor, int severity) const {
  const auto answer = given_.find(incident);
  if (answer == given_.end()) return false;
  const auto covered = answer->second.severities.find(monitor);
  return covered != answer->second.severities.end() && severity <= covered->second;
}

std::vector<Answers::Lapsed> Answers::lapse(Instant now) {
  std::vector<Lapsed> lapsed;
  for (auto& [incident, answer] : given_) {
    if (answer.severities.empty() || answer.until > now) continue;
    answer.severities.clear();
    lapsed.push_back({incident, answer.by});
  }
  return lapsed;
}

Instant Answers::repeats_from(const std::string& incident) const {
  const auto answer = given_.find(incident);
  const bool has_lapsed = answer != given_.end() && answer->second.severities.empty();
  return has_lapsed ? answer->second.until : kBeginning;
}

namespace {

void save_one(Encoder& out, const Acknowledgement& said) {
  out.instant(said.at);
  out.text(said.by);
  out.duration(said.lasts);
  out.text(said.incident);
  out.u64(said.monitors.size());
  for (const std::size_t monitor : said.monitors) out.u64(monitor);
  out.u64(said.where.size());
  for (const auto& [field, value] : said.where) {
    out.text(field);
    out.text(value);
  }
}

Acknowledgement load_one(Decoder& in) {
  Acknowledgement said;
  said.at = in.instant();
  said.by = in.text();
  said.lasts = in.duration();
  said.incident = in.text();
  for (std::size_t n = in.count(); n > 0; --n)
    said.monitors.push_back(static_cast<std::size_t>(in.u64()));
  for (std::size_t n = in.count(2); n > 0; --n) {
    auto field = in.text();
    said.where.emplace_back(std::move(field), in.text());
  }
  return said;
}

}  // namespace

void Answers::save(Encoder& out) const {
  out.u64(waiting_.size());
  for (const auto& [from, said] : waiting_) {
    out.instant(from);
    save_one(out, said);
  }
  out.u64(given_.size());
  for (const auto& [incident, answer] : given_) {
    out.text(incident);
    out.text(answer.by);
    out.instant(answer.until);
    out.u64(answer.severities.size());
    for (const auto& [monitor, severity] : answer.severities) {
      out.u64(monitor);
      out.i64(severity);
    }
  }
}

void Answers::load(Decoder& in) {
  waiting_.clear();
  given_.clear();
  for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) {
    const Instant from = in.instant();
    waiting_.emplace(from, load_one(in));
  }
  for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) {
    Answer& answer = given_[in.text()];
    answer.by = in.text();
    answer.until = in.instant();
    for (std::size_t m = in.count(2); m > 0 && !in.failed(); --m) {
      const auto monitor = static_cast<std::size_t>(in.u64());
      answer.severities[monitor] = static_cast<int>(in.i64());
    }
  }
}

}  // namespace tocsin::engine
