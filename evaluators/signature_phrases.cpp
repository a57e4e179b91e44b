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
    {"columns_match", "the share of columns that are those of {R}"},
    {"correlation", "the correlation of {x} and {y}"},
    {"correlation_change",
     "the distance of the correlation of {x} and {y} from that in {reference}"},
    {"distinct", "the number of different values of {x}"},
    {"duplicates", "the number of events whose key came before"},
    {"freshness", "the time since the newest {t}"},
    {"label_delay", "the time within which {q} of the labels arrived (label_delay)"},
    {"labels_conflicting", "the number of second labels that said something else"},
    {"labels_late", "the number of labels that arrived later than the horizon"},
    {"labels_unmatched", "the number of labels that waited for their event in vain"},
    {"last", "the latest {x}"},
    {"late", "the share of events that arrived later than the lateness"},
    {"special", "the share of events in which {x} is {value}"},
    {"top_share", "the share of the commonest {x}"},
    {"unique", "the share of events whose {x} occurs once"},
});

}  // namespace

std::string_view phrase_of(std::string_view measure) {
  const auto* found = std::ranges::lower_bound(kPhrases, measure, {}, &Phrase::measure);
  return found == kPhrases.end() || found->measure != measure ? std::string_view{} : found->text;
}

}  // namespace tocsin::evaluators
