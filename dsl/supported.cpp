#include "dsl/supported.hpp"

#include <algorithm>
#include <array>

namespace tocsin::dsl {
namespace {

constexpr auto kLaterMeasures = std::to_array<std::string_view>({"bias",
                                                                 "brier",
                                                                 "calibration_error",
                                                                 "change",
                                                                 "chi2",
                                                                 "correlation",
                                                                 "correlation_change",
                                                                 "cost",
                                                                 "cramers_v",
                                                                 "d1",
                                                                 "distinct",
                                                                 "drifted",
                                                                 "duplicates",
                                                                 "estimated",
                                                                 "estimation_gap",
                                                                 "freshness",
                                                                 "hellinger",
                                                                 "hit_rate",
                                                                 "iqr_score",
                                                                 "js",
                                                                 "kl",
                                                                 "label_delay",
                                                                 "labels_conflicting",
                                                                 "labels_late",
                                                                 "labels_unmatched",
                                                                 "last",
                                                                 "late",
                                                                 "linf",
                                                                 "logloss",
                                                                 "mae",
                                                                 "map",
                                                                 "mape",
                                                                 "mrr",
                                                                 "mse",
                                                                 "ndcg",
                                                                 "r2",
                                                                 "rmse",
                                                                 "rmsle",
                                                                 "share_error_over",
                                                                 "special",
                                                                 "spread",
                                                                 "top_share",
                                                                 "trend",
                                                                 "tvd",
                                                                 "unique",
                                                                 "wasserstein",
                                                                 "zscore"});
constexpr auto kLaterConditions =
    std::to_array<std::string_view>({"columns_match", "range", "values"});
constexpr auto kLaterArguments = std::to_array<std::string_view>(
    {"ago", "bins", "buckets", "detector", "dialect", "form", "method", "normed", "on", "over"});
static_assert(std::ranges::is_sorted(kLaterMeasures) && std::ranges::is_sorted(kLaterConditions) &&
              std::ranges::is_sorted(kLaterArguments));

bool is_in(const auto& words, std::string_view word) {
  return std::ranges::binary_search(words, word);
}

}  // namespace

bool is_later_measure(std::string_view name) { return is_in(kLaterMeasures, name); }
bool is_later_condition(std::string_view name) { return is_in(kLaterConditions, name); }
bool is_later_argument(std::string_view name) { return is_in(kLaterArguments, name); }

void refuse_condition(Checking& c, const ast::Expr& call) {
  const auto& name = call.path.parts.back().text;
  if (name == "columns_match")
    refuse(c, call.span, "`columns_match(...)`");
  else
    c.diagnostics.error("T2125", call.span, "`" + name + "(...)` stands only after `in`");
}

bool refuse_window(Checking& c, const ast::Window& window) {
  using Kind = ast::Window::Kind;
  switch (window.kind) {
    case Kind::events: refuse(c, window.span, "`over N events` without `each`"); return true;
    case Kind::each_batch: refuse(c, window.span, "`over each batch`"); return true;
    case Kind::each_calendar: refuse(c, window.span, "a calendar window"); return true;
    default: return false;
  }
}

bool refuse_raw(Checking& c, const ast::Measure& measure) {
  if (!measure.raw) return false;
  refuse(c, measure.raw->span, "`" + measure.raw->text + "`");
  return true;
}

}  // namespace tocsin::dsl
