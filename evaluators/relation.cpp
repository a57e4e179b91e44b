#include "evaluators/relation.hpp"

#include "evaluators/row_kernels.hpp"

#include <algorithm>

namespace tocsin::evaluators {
namespace {

Method method_of(const dsl::AggregateCall& call) {
  const auto written = std::ranges::find(call.options, "method", &dsl::CallOption::name);
  if (written == call.options.end() || written->word == "pearson") return Method::pearson;
  return written->word == "spearman" ? Method::spearman : Method::cramers_v;
}

}  // namespace

RelationSpec::RelationSpec(const dsl::AggregateCall& made) : call(&made), method(method_of(made)) {}

void Relation::add(RelationSpec& spec, Block& block, Rows rows) {
  const RowValues& x = block.values(*spec.call->args[0]);
  const RowValues& y = block.values(*spec.call->args[1]);
  const auto visit = [&](auto take) {
    for (const auto row : rows) {
      if (!x.valid[row] || !y.valid[row]) continue;
      ++count_;
      take(row);
    }
  };
  const auto count_pair = [&](const PairKey& pair) { pairs_.add(pair, 1, kExactValues); };
  switch (spec.method) {
    case Method::pearson:
      return visit([&](std::uint32_t row) { moments_.add(x.numbers[row], y.numbers[row]); });
    case Method::spearman:
      return visit([&](std::uint32_t row) {
        count_pair({ordered_key(x.numbers[row]), ordered_key(y.numbers[row])});
      });
    case Method::cramers_v: {
      const auto keys_x = spec.keys_x.of(x, block.rows()), keys_y = spec.keys_y.of(y, block.rows());
      return visit([&](std::uint32_t row) { count_pair({keys_x[row], keys_y[row]}); });
    }
  }
}

void Relation::merge(const Relation& later) {
  count_ += later.count_;
  moments_.merge(later.moments_);
  pairs_.merge(later.pairs_, kExactValues);
}

std::optional<double> Relation::value(Method method) const {
  switch (method) {
    case Method::pearson: return moments_.correlation();
    case Method::spearman: return rank_correlation(pairs_);
    case Method::cramers_v: return association(pairs_);
  }
  return std::nullopt;
}

void Relation::save(Encoder& out) const {
  out.u64(count_);
  moments_.save(out);
  pairs_.save(out);
}

void Relation::load(Decoder& in) {
  count_ = load_rows(in);
  moments_.load(in);
  pairs_.load(in);
  if (moments_.count() > count_ || pairs_.size() > count_) in.fail();
}

}  // namespace tocsin::evaluators
