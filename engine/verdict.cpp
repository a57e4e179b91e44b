#include "engine/verdict.hpp"

#include <algorithm>

namespace tocsin::engine {
namespace {

// Of a value for which the condition holds. Comparisons with an unknown end are false.
bool is_sure(const dsl::Condition& condition, const SureInterval& sure) {
  using Kind = dsl::Condition::Kind;
  switch (condition.kind) {
    case Kind::less:
    case Kind::less_equal: return condition.holds(sure.high);
    case Kind::greater:
    case Kind::greater_equal: return condition.holds(sure.low);
    case Kind::outside: return sure.high < condition.low || sure.low > condition.high;
    case Kind::not_equal: return sure.high < condition.low || sure.low > condition.low;
    case Kind::equal:
    case Kind::inside: return condition.holds(sure.low) && condition.holds(sure.high);
    case Kind::is_true:
    case Kind::is_false: break;
  }
  return false;
}

}  // namespace

Verdict verdict_of(const dsl::Condition& condition, const Sample& sample) {
  if (!condition.holds(sample.value)) return Verdict::no;
  if (condition.confidence == 0) return Verdict::yes;
  const auto sure = std::ranges::find(sample.sure, condition.confidence, &SureInterval::level);
  return sure != sample.sure.end() && is_sure(condition, *sure) ? Verdict::yes : Verdict::uncertain;
}

}  // namespace tocsin::engine
