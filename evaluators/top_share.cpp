#include "dsl/catalogue.hpp"
#include "evaluators/value_keys.hpp"

#include <algorithm>
#include <vector>

namespace tocsin::evaluators {
namespace {

struct Spec {
  const dsl::AggregateCall* call;
  ValueKeys keys{};
};

// Counters that several values share, in four different ways (G. Cormode and S. Muthukrishnan, "An
// improved data stream summary: the count-min sketch", 2005). Sums of counts are the same whatever
// the order.
class Sketch {
 public:
  bool is_empty() const { return counts_.empty(); }
  void add(const ValueKey& key, std::uint64_t times) {
    counts_.resize(kWays * kPlaces);
    for (unsigned way = 0; way < kWays; ++way)
      counts_[way * kPlaces + ((key.bits >> (way * kBits)) % kPlaces)] += times;
  }
  void merge(const Sketch& other) {
    if (other.is_empty()) return;
    counts_.resize(kWays * kPlaces);
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  }
  // Never too low.
  std::uint64_t most() const {
    std::uint64_t least = kMostRows;
    for (unsigned way = 0; way < kWays; ++way) {
      const auto first = counts_.begin() + way * kPlaces;
      least = std::min(least, *std::max_element(first, first + kPlaces));
    }
    return least;
  }
  std::uint64_t total() const {
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(counts_.size(), kPlaces); ++i)
      all += counts_[i];
    return all;
  }
  void save(Encoder& out) const {
    out.u64(counts_.size());
    for (const auto count : counts_) out.u64(count);
  }
  void load(Decoder& in) {
    counts_.resize(in.count());
    if (!counts_.empty() && counts_.size() != kWays * kPlaces) in.fail();
    for (auto& count : counts_) count = load_rows(in);
  }

 private:
  static constexpr unsigned kWays = 4;
  static constexpr unsigned kBits = 14;
  static constexpr int kPlaces = 1 << kBits;

  std::vector<std::uint64_t> counts_;
};

struct State {
  std::uint64_t count = 0;
  CountTable<ValueKey> table{};  // empty once there is a sketch
  Sketch sketch{};

  void add(Spec& spec, Block& block, Rows rows) {
    const RowValues& values = block.values(*spec.call->args[0]);
    const auto keys = spec.keys.of(values, block.rows());
    for_each_set(values.valid, rows, [&](std::uint32_t row) {
      ++count;
      take(keys[row], 1);
    });
  }
  void merge(const Spec&, const State& later) {
    count += later.count;
    if (!later.sketch.is_empty()) fold();  // then its table is empty
    later.table.for_each([&](const ValueKey& key, std::uint64_t times) { take(key, times); });
    sketch.merge(later.sketch);
  }
  Value value(const Spec&) const {
    if (count == 0) return {};
    return {.known = true, .value = static_cast<double>(most()) / static_cast<double>(count)};
  }
  std::uint64_t judged() const { return count; }
  void save(Encoder& out) const {
    out.u64(count);
    table.save(out);
    sketch.save(out);
  }
  void load(const Spec&, Decoder& in) {
    count = load_rows(in);
    table.load(in);
    sketch.load(in);
    if (in.failed()) return;
    std::uint64_t all = sketch.total();
    table.for_each([&](const ValueKey&, std::uint64_t times) { all += times; });
    const bool has_both = !sketch.is_empty() && table.size() > 0;
    if (all != count || has_both || table.level() > 0) in.fail();
  }

 private:
  void take(const ValueKey& key, std::uint64_t times) {
    if (sketch.is_empty()) {
      table.add(key, times);
      if (table.size() > kExactValues) fold();
      return;
    }
    sketch.add(key, times);
  }
  void fold() {
    table.for_each([&](const ValueKey& key, std::uint64_t times) { sketch.add(key, times); });
    table.clear();
  }
  std::uint64_t most() const {
    if (!sketch.is_empty()) return sketch.most();
    std::uint64_t most = 0;
    table.for_each([&](const ValueKey&, std::uint64_t times) { most = std::max(most, times); });
    return most;
  }
};

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return aggregate_of<State>(Spec{&call});
}

}  // namespace

const dsl::MeasureDef& top_share() {
  static const dsl::MeasureDef def{
      .name = "top_share",
      .summary = "Share of the commonest value.",
      .params = {{"x", dsl::ParamKind::any_value}},
      .result = dsl::ResultKind::share,
      .low = 0,
      .high = 1,
      .formula = "events with the commonest x / events with x",
      .dialect =
          "Missing values are left out. Exact up to 100,000 different values; above, from the "
          "least of four counts that each value shares with one in 16,384 of the others, too high "
          "by about 0.02%. Texts are told apart by a hash of 64 bits.",
      .cost = dsl::Cost::table,
      .push_down = "count(*) group by x order by count(*) desc limit 1, count(x)",
      .phrase = "the share of the commonest {x}",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
