#include "sources/intake.hpp"

#include "base/printable.hpp"
#include "sources/text.hpp"

#include <fmt/format.h>

namespace tocsin::sources {

void Tally::add(std::string_view file, std::uint64_t line, std::string_view found) {
  ++count;
  if (first.size() < kExamples) first.push_back({std::string(file), line, excerpt(found)});
}

Tally& tally_of(TallyByReason& reasons, std::string_view reason) {
  const auto known = reasons.find(reason);
  return known != reasons.end() ? known->second : reasons[std::string(reason)];
}

std::string examples_text(const TallyByReason& reasons, std::string_view of,
                          std::string_view indent) {
  std::string out;
  for (const auto& [reason, tally] : reasons) {
    out += fmt::format("{}{}{}: {}\n", indent, of, printable(reason), tally.count);
    for (const auto& example : tally.first)
      out += fmt::format("{}  {}:{}: {}\n", indent, printable(example.file), example.line,
                         printable(example.excerpt));
  }
  return out;
}

}  // namespace tocsin::sources
