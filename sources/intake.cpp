#include "sources/intake.hpp"

#include "sources/text.hpp"

namespace tocsin::sources {

void Tally::add(std::string_view file, std::uint64_t line, std::string_view found) {
  ++count;
  if (first.size() < kExamples) first.push_back({std::string(file), line, excerpt(found)});
}

Tally& tally_of(TallyByReason& reasons, std::string_view reason) {
  const auto known = reasons.find(reason);
  return known != reasons.end() ? known->second : reasons[std::string(reason)];
}

}  // namespace tocsin::sources
