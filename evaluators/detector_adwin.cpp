// A. Bifet and R. Gavalda, "Learning from time-changing data with adaptive windowing" (2007), as
// MOA and today's river have it: every bucket is a possible cut.
#include "evaluators/detector.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace tocsin::evaluators {
namespace {

constexpr std::size_t kMostBuckets = 5;  // of one size
constexpr std::size_t kMostLevels = 48;

struct Bucket {
  double total = 0;
  double variance = 0;  // times the number of its values
};

double size_of(std::size_t level) { return static_cast<double>(std::uint64_t{1} << level); }

class Adwin final : public Detector {
 public:
  explicit Adwin(const dsl::AggregateCall& call)
      : delta_(parameter(call, "delta", 0.002)),
        clock_(static_cast<std::uint64_t>(parameter(call, "clock", 32))),
        fewest_(parameter(call, "min", 5)),
        grace_(parameter(call, "grace", 10)) {}

  Signal add(double x) override {
    insert(x);
    ++ticks_;
    if (ticks_ % clock_ != 0 || width_ <= grace_) return Signal::none;
    bool has_changed = false;
    while (has_cut()) {
      has_changed = true;
      drop_oldest();
    }
    if (!has_changed) return Signal::none;
    forget();
    return Signal::drift;
  }

  void save(Encoder& out) const override {
    out.u64(ticks_);
    for (const double v : {width_, total_, variance_}) out.number(v);
    out.u64(levels_.size());
    for (const auto& level : levels_) {
      out.u64(level.size());
      for (const auto& bucket : level) {
        out.number(bucket.total);
        out.number(bucket.variance);
      }
    }
  }

  void load(Decoder& in) override {
    forget();
    ticks_ = in.u64();
    for (double* v : {&width_, &total_, &variance_}) *v = in.number();
    const std::size_t levels = in.count();
    if (levels > kMostLevels) return in.fail();
    for (std::size_t i = 0; i < levels; ++i) {
      auto& level = levels_.emplace_back(in.count(2 * sizeof(double)));
      if (level.empty() || level.size() > kMostBuckets) in.fail();
      for (auto& bucket : level) {
        bucket.total = in.number();
        bucket.variance = in.number();
      }
    }
    if (in.failed()) forget();
  }

 private:
  using Level = std::vector<Bucket>;  // oldest first

  void forget() {
    levels_.clear();
    ticks_ = 0;
    width_ = total_ = variance_ = 0;
  }

  void insert(double x) {
    if (levels_.empty()) levels_.emplace_back();
    levels_.front().push_back({x, 0});
    ++width_;
    if (width_ > 1) {
      const double apart = x - total_ / (width_ - 1);
      variance_ += (width_ - 1) * apart * apart / width_;
    }
    total_ += x;
    compress();
  }

  // The two oldest of a size become one of twice the size.
  void compress() {
    for (std::size_t i = 0; levels_[i].size() > kMostBuckets; ++i) {
      if (i + 1 == levels_.size()) levels_.emplace_back();
      auto& level = levels_[i];
      const double n = size_of(i);
      const double apart = (level[0].total - level[1].total) / n;
      levels_[i + 1].push_back({level[0].total + level[1].total,
                                level[0].variance + level[1].variance + n * apart * apart / 2});
      level.erase(level.begin(), level.begin() + 2);
    }
  }

  void drop_oldest() {
    auto& level = levels_.back();
    const Bucket oldest = level.front();
    const double n = size_of(levels_.size() - 1);
    width_ -= n;
    total_ -= oldest.total;
    const double apart = oldest.total / n - total_ / width_;
    variance_ -= oldest.variance + n * width_ * apart * apart / (n + width_);
    level.erase(level.begin());
    while (!levels_.empty() && levels_.back().empty()) levels_.pop_back();
  }

  bool has_cut() const {
    double n0 = 0, u0 = 0;
    for (std::size_t i = levels_.size(); i-- > 0;) {
      for (const auto& bucket : levels_[i]) {
        n0 += size_of(i);
        u0 += bucket.total;
        const double n1 = width_ - n0;
        if (n0 >= fewest_ && n1 >= fewest_ && n1 > 0 &&
            is_apart(n0, n1, u0 / n0 - (total_ - u0) / n1))
          return true;
      }
    }
    return false;
  }

  bool is_apart(double n0, double n1, double means_apart) const {
    const double confidence = std::log(2 * std::log(width_) / delta_);
    const double m = 1 / (n0 - fewest_ + 1) + 1 / (n1 - fewest_ + 1);
    const double variance = std::max(variance_, 0.0) / width_;
    return std::abs(means_apart) >
           std::sqrt(2 * m * variance * confidence) + 2.0 / 3 * confidence * m;
  }

  double delta_;
  std::uint64_t clock_;
  double fewest_, grace_;
  std::vector<Level> levels_;  // buckets of 1, 2, 4, ... values
  std::uint64_t ticks_ = 0;
  double width_ = 0, total_ = 0, variance_ = 0;
};

std::unique_ptr<Detector> make(const dsl::AggregateCall& call) {
  return std::make_unique<Adwin>(call);
}

}  // namespace

const DetectorDef& detector_adwin() {
  static const DetectorDef def{
      .name = "adwin",
      .rule =
          "A window that is cut where the means of its two parts differ (Bifet and Gavalda): "
          "delta 0.002, clock 32, min 5, grace 10.",
      .make = make};
  return def;
}

}  // namespace tocsin::evaluators
