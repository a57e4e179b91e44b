#include "evaluators/binned.hpp"

#include "evaluators/aggregate_of.hpp"
#include "evaluators/evidence.hpp"
#include "evaluators/numeric.hpp"
#include "evaluators/option.hpp"
#include "evaluators/reference_bins.hpp"
#include "evaluators/row_kernels.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <utility>

namespace tocsin::evaluators {
namespace {

constexpr std::size_t kFewValues = 20;  // so many have a bin each where Sturges' rule is asked for

constexpr auto kDialects = std::to_array<std::pair<std::string_view, Dialect>>({
    {"credit", Dialect::credit},
    {"decile", Dialect::decile},
    {"doane", Dialect::doane},
    {"equal", Dialect::equal},
    {"smoothed", Dialect::smoothed},
    {"sturges", Dialect::sturges},
    {"union", Dialect::pooled_edges},
});

// Where bins depend on the live values, these have to be kept until they are read.
bool cuts_both(Dialect dialect) {
  return dialect == Dialect::equal || dialect == Dialect::smoothed || dialect == Dialect::sturges ||
         dialect == Dialect::pooled_edges;
}

double total_of(const std::vector<double>& masses) {
  return std::accumulate(masses.begin(), masses.end(), 0.0);
}

Value distance_of(const Masses& masses, const dsl::AggregateCall& call,
                  const BinnedDistance& distance, double level) {
  if (total_of(masses.live) <= 0 || total_of(masses.reference) <= 0) return {};
  const auto& def = *call.def;
  Value value = finite_value(std::clamp(distance.value(masses, call), def.low, def.high));
  value.differs = homogeneity(masses.live, masses.reference) < 1 - level;
  return value;
}

// ---- bins that the reference alone decides -----------------------------------------------------

struct KeptSpec {
  const dsl::AggregateCall* call;
  BinnedDistance distance;
  bool joins_new_texts;
  ReferenceBins bins{};
};

struct KeptState {
  std::uint64_t count = 0;
  std::vector<std::uint64_t> live{};     // empty until there is a value; as long as the bins
  std::unique_ptr<TextCounts> others{};  // texts that the reference lacks, unless they are joined

  void add(KeptSpec& spec, Block& block, Rows rows) {
    const RowValues& values = block.values(*spec.call->args[0]);
    const std::uint64_t known = count_set(values.valid, rows);
    count += known;
    if (known == 0 || spec.bins.size() == 0) return;
    live.resize(spec.bins.size());
    if (!is_text(values) || spec.joins_new_texts) return spec.bins.count(values, rows, live);
    spec.bins.count_texts(values, rows, live, [&](std::string_view text) { add_other(text, 1); });
  }
  void merge(const KeptSpec&, const KeptState& later) {
    count += later.count;
    live.resize(std::max(live.size(), later.live.size()));
    for (std::size_t i = 0; i < later.live.size(); ++i) live[i] += later.live[i];
    if (!later.others) return;
    for (const auto& [text, times] : *later.others) add_other(text, times);
  }
  Value value(const KeptSpec& spec, double level) const {
    if (live.empty()) return {};
    const auto& reference = spec.bins.reference();
    Masses masses{{live.begin(), live.end()}, {reference.begin(), reference.end()}};
    if (spec.bins.are_texts() && !spec.joins_new_texts) part_others(masses);
    return distance_of(masses, *spec.call, spec.distance, level);
  }
  std::uint64_t judged() const { return count; }
  void save(Encoder& out) const {
    out.u64(count);
    out.u64(live.size());
    for (const auto n : live) out.u64(n);
    out.u64(others ? others->size() : 0);
    if (!others) return;
    for (const auto& [text, times] : *others) {
      out.text(text);
      out.u64(times);
    }
  }
  void load(const KeptSpec& spec, Decoder& in) {
    count = load_rows(in);
    const std::size_t size = in.count();
    if (size != 0 && size != spec.bins.size()) return in.fail();
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < size; ++i) sum += live.emplace_back(load_rows(in));
    for (std::size_t left = in.count(2); left > 0 && !in.failed(); --left) {
      const auto text = in.text();
      const std::uint64_t times = load_rows(in);
      if (size == 0 || times == 0) in.fail();
      sum += times;
      add_other(text, times);
    }
    if (size != 0 && sum != count) in.fail();
  }

 private:
  void add_other(std::string_view text, std::uint64_t times) {
    if (!others) others = std::make_unique<TextCounts>();
    const auto found = others->find(text);
    if (found == others->end())
      others->emplace(text, times);
    else
      found->second += times;
  }
  // The last bin is that of joined texts.
  void part_others(Masses& masses) const {
    masses.live.pop_back();
    masses.reference.pop_back();
    if (!others) return;
    for (const auto& [text, times] : *others) masses.live.push_back(static_cast<double>(times));
    masses.reference.resize(masses.live.size());
  }
};

// ---- bins that both samples decide -------------------------------------------------------------

struct PooledSpec {
  const dsl::AggregateCall* call;
  BinnedDistance distance;
  Binning binning;
  ValueCounts reference{};
};

Masses cut_equally(const ValueCounts& live, const ValueCounts& reference, double first, double last,
                   std::size_t bins) {
  const auto edges = equal_edges(first, last, bins);
  return {counts_between(live, edges), counts_between(reference, edges)};
}

Masses cut(const PooledSpec& spec, const ValueCounts& live) {
  const auto& reference = spec.reference;
  const bool by_rule = spec.binning.dialect == Dialect::sturges;
  const bool by_distinct = spec.distance.sturges_by_distinct;
  if (spec.binning.dialect == Dialect::pooled_edges)
    return spread_over_union(live, reference, spec.binning.bins);
  if (by_rule && !by_distinct && reference.size() <= kFewValues) return by_value(live, reference);
  const double first = std::min(live.front().value, reference.front().value);
  const double last = std::max(live.back().value, reference.back().value);
  if (!by_rule) return cut_equally(live, reference, first, last, spec.binning.bins);
  const auto n = by_distinct ? by_value(live, reference).live.size()
                             : evaluators::total_of(live) + evaluators::total_of(reference);
  return cut_equally(live, reference, first, last, sturges_bins(first, last, n));
}

struct PooledState {
  QuantileSummary values{};

  void add(PooledSpec& spec, Block& block, Rows rows) {
    for_each_number(block, *spec.call->args[0], rows, [&](double x) { values.add(x); });
  }
  void merge(const PooledSpec&, const PooledState& later) { values.merge(later.values); }
  Value value(const PooledSpec& spec, double level) const {
    if (values.count() == 0 || spec.reference.empty()) return {};
    return distance_of(cut(spec, values.in_order()), *spec.call, spec.distance, level);
  }
  std::uint64_t judged() const { return values.count(); }
  void save(Encoder& out) const { values.save(out); }
  void load(const PooledSpec&, Decoder& in) { values.load(in); }
};

// ---- empty bins --------------------------------------------------------------------------------

// Half an observation in what is empty on one side; what is empty on both says nothing.
Masses with_halves(const Masses& masses) {
  Masses filled;
  for (std::size_t i = 0; i < masses.live.size(); ++i) {
    const double p = masses.live[i], q = masses.reference[i];
    if (p == 0 && q == 0) continue;
    filled.live.push_back(p == 0 ? 0.5 : p);
    filled.reference.push_back(q == 0 ? 0.5 : q);
  }
  return filled;
}

template <typename Change>
Shares changed(const Masses& masses, Change change) {
  auto shares = shares_of(masses);
  change(shares.live);
  change(shares.reference);
  return shares;
}

void fill_tiny(std::vector<double>& shares) {
  double least = 1;
  for (const double share : shares)
    if (share > 0) least = std::min(least, share);
  const double fill = least <= 1e-4 ? least / 1e6 : 1e-4;
  for (double& share : shares)
    if (share == 0) share = fill;
}

void scale(std::vector<double>& shares) {
  const double total = total_of(shares);
  for (double& share : shares) share /= total;
}

}  // namespace

Binning binning_of(const dsl::AggregateCall& call) {
  Binning binning;
  const auto word = word_of(call, "dialect", "decile");
  for (const auto& [name, dialect] : kDialects)
    if (name == word) binning.dialect = dialect;
  if (const auto* bins = find_option(call, "bins"))
    binning.bins = static_cast<std::size_t>(bins->number);
  return binning;
}

Shares shares_of(const Masses& masses) {
  Shares shares{masses.live, masses.reference};
  scale(shares.live);
  scale(shares.reference);
  return shares;
}

Shares filled_shares(const Masses& masses, Dialect dialect) {
  switch (dialect) {
    case Dialect::credit:
      return changed(masses, [](auto& shares) {
        for (double& share : shares) share = std::max(share, 1e-4);
      });
    case Dialect::equal:
      return changed(masses, [](auto& shares) {
        for (double& share : shares) share = std::max(share, std::numeric_limits<double>::min());
      });
    case Dialect::smoothed:
      return changed(masses, [](auto& shares) {
        for (double& share : shares) share += 1e-5;
      });
    case Dialect::sturges: return changed(masses, fill_tiny);
    case Dialect::decile:
    case Dialect::doane:
    case Dialect::pooled_edges: break;
  }
  return shares_of(with_halves(masses));
}

Shares scaled(Shares shares) {
  scale(shares.live);
  scale(shares.reference);
  return shares;
}

std::unique_ptr<Aggregate> make_binned(const dsl::AggregateCall& call,
                                       const ReferenceView* reference, BinnedDistance distance) {
  const Binning binning = binning_of(call);
  const RowValues* values = reference ? &reference->block.values(*call.args[0]) : nullptr;
  const bool is_named = values && (is_text(*values) || values->form == RowValues::Form::truth);
  if (values && !is_named && cuts_both(binning.dialect)) {
    PooledSpec spec{&call, distance, binning};
    QuantileSummary summary;
    for_each_set(values->valid, reference->rows,
                 [&](std::uint32_t row) { summary.add(values->numbers[row]); });
    spec.reference = summary.in_order();
    return aggregate_of<PooledState>(std::move(spec));
  }
  const bool joins = distance.joins_new_texts && !cuts_both(binning.dialect);
  KeptSpec spec{&call, distance, joins};
  if (values) spec.bins = ReferenceBins(*values, reference->rows, binning);
  return aggregate_of<KeptState>(std::move(spec));
}

// ---- definitions -------------------------------------------------------------------------------

std::vector<dsl::OptionDef> binning_options(std::vector<std::string_view> dialects) {
  return {{"bins", dsl::OptionKind::count, {}, false, "10"},
          {"dialect", dsl::OptionKind::word, std::move(dialects), false, "decile"}};
}

std::vector<std::string_view> usual_dialects() {
  return {"decile", "doane", "equal", "sturges", "union"};
}

std::vector<std::string_view> filling_dialects() {
  std::vector<std::string_view> all;
  for (const auto& [name, dialect] : kDialects) all.push_back(name);
  return all;
}

dsl::MeasureDef binned_measure() {
  return {
      .params = {{"x", dsl::ParamKind::any_value}},
      .options = binning_options(usual_dialects()),
      .result = dsl::ResultKind::unit_interval,
      .certainty = dsl::Certainty::same_chi,
      .gives_evidence = true,
      .needs = {.reference = true},
      .low = 0,
      .high = 1,
      .cost = dsl::Cost::bins,
      .push_down = "count(*) group by the bin of x",
  };
}

std::string with_bins(std::string_view empty_bins) {
  return std::string(empty_bins) +
         " Numbers are cut by the dialect. decile: at the reference's deciles, or as many "
         "quantiles "
         "as `bins:` says (type 7), closed on the right, equal edges merged, outer bins open; "
         "where "
         "all are equal, what is smaller has a bin of its own. doane: into equal bins over the "
         "reference's range, their number by Doane's rule, and one bin for all outside (NannyML). "
         "sturges: into equal bins over the range of both, their number by Sturges' rule, or "
         "one for each value while the reference has at most 20 of them (Evidently). equal: into "
         "`bins:` equal "
         "bins over the range of both (frouros). union: into `bins:` equal bins over the range of "
         "each, "
         "cut at the edges of both, their values spread evenly (TFDV). The last three keep the "
         "window's values, from 100,000 on in bins of 0.8% of the value. Yes/no values have two "
         "bins, texts one "
         "each. Undefined without reference values.";
}

}  // namespace tocsin::evaluators
