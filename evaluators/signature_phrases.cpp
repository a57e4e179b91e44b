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
    {"freshness", "the time since the newest {t}"},
    {"labels_conflicting", "the number of second labels that said something else"},
    {"labels_late", "the number of labels that arrived later than the horizon"},
    {"labels_unmatched", "the number of labels that waited for their event in vain"},
    {"late", "the share of events that arrived later than the lateness"},
});

}  // namespace

std::string_view phrase_of(std::string_view measure) {
  const auto* found = std::ranges::lower_bound(kPhrases, measure, {}, &Phrase::measure);
  return found == kPhrases.end() || found->measure != measure ? std::string_view{} : found->text;
}

}  // namespace tocsin::evaluators
