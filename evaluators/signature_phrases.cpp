// What measures that cannot measure yet are called in a sentence (MeasureDef::phrase).
#include "evaluators/signatures.hpp"

#include <algorithm>
#include <array>

namespace tocsin::evaluators {
namespace {

struct Phrase {
  std::string_view measure;
  std::string_view text;
};

constexpr auto kPhrases = std::to_array<Phrase>({
    {"change", "the relative change of {M} within {D}"},
    {"chi2", "the chi-square statistic of {x} against {reference} (chi2)"},
    {"columns_match", "the share of columns that are those of {R}"},
    {"cramers_v", "the association of {x} with {reference} or now (cramers_v)"},
    {"d1", "the sum of the differences of all shares of {x} from {reference} (d1)"},
    {"drifted", "the signal of the detector {detector} that {x} changed"},
    {"estimated", "the estimate from {reference} of {M}"},
    {"estimation_gap", "the difference between the realised and the estimated value of {M}"},
    {"freshness", "the time since the newest {t}"},
    {"hellinger", "the Hellinger distance of {x} from {reference} (hellinger)"},
    {"iqr_score",
     "the number of interquartile ranges between {M} and its median of the past {past}[ in seasons "
     "of {season}] (iqr_score)"},
    {"js", "the Jensen-Shannon distance of {x} from {reference} (js)"},
    {"kl", "the Kullback-Leibler divergence of {x} from {reference} (kl)"},
    {"labels_conflicting", "the number of second labels that said something else"},
    {"labels_late", "the number of labels that arrived later than the horizon"},
    {"labels_unmatched", "the number of labels that waited for their event in vain"},
    {"late", "the share of events that arrived later than the lateness"},
    {"linf", "the largest difference of one share of {x} from {reference} (linf)"},
    {"spread", "the difference between the largest and the smallest value over {by} of {M}"},
    {"trend", "the trend within {D} of {M}"},
    {"tvd", "the total variation distance of {x} from {reference} (tvd)"},
    {"wasserstein", "the mean distance by which {x} moved from {reference} (wasserstein)"},
    {"zscore",
     "the number of standard deviations between {M} and its mean of the past {past}[ in seasons of "
     "{season}] (zscore)"},
});

}  // namespace

std::string_view phrase_of(std::string_view measure) {
  const auto* found = std::ranges::lower_bound(kPhrases, measure, {}, &Phrase::measure);
  return found == kPhrases.end() || found->measure != measure ? std::string_view{} : found->text;
}

}  // namespace tocsin::evaluators
