#include "dryrun/simulation_labels.hpp"

#include <algorithm>
#include <chrono>
#include <tuple>

namespace tocsin::dryrun::simulation {
namespace {

// Ten years; it keeps every arrival inside the range of an Instant.
constexpr double kLongestSeconds = 10 * 366 * 86400.0;

bool gets_label(const LabelFile& labels, const Row& row) {
  if (row.label_withheld) return false;
  const auto holds = [&](const Where& where) { return meets(where, row.sent); };
  return labels.only_if.empty() || std::ranges::any_of(labels.only_if, holds);
}

Duration delay_at(const Distribution& delay, double uniform) {
  const double seconds = std::clamp(value_at(delay, uniform), 0.0, kLongestSeconds);
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

}  // namespace

LabelQueue::LabelQueue(const Spec& spec, std::uint64_t seed, CsvFile& file)
    : labels_(&*spec.labels), seed_(seed), file_(&file), format_(spec, spec.labels->columns) {}

bool LabelQueue::later(const Waiting& a, const Waiting& b) {
  return std::tie(a.arrives, a.row) > std::tie(b.arrives, b.row);
}

void LabelQueue::expect(const Row& row) {
  RandomSource source(seed_, Purpose::label, static_cast<std::uint64_t>(row.index));
  const bool in_share = source.uniform() < labels_->share;
  const Instant arrives = row.at + delay_at(labels_->delay, source.uniform());
  if (!in_share || !gets_label(*labels_, row)) return;
  waiting_.push_back({arrives, row.index, std::string(format_.line(row, arrives))});
  std::ranges::push_heap(waiting_, later);
}

void LabelQueue::write_until(Instant now) {
  while (!waiting_.empty() && waiting_.front().arrives <= now) {
    std::ranges::pop_heap(waiting_, later);
    file_->append(waiting_.back().line);
    waiting_.pop_back();
  }
}

}  // namespace tocsin::dryrun::simulation
