#include "exchange/severity_words.hpp"

#include "exchange/texts.hpp"

#include <algorithm>
#include <array>

namespace tocsin::exchange {
namespace {

struct SeverityWord {
  std::string_view word, severity;
};
constexpr auto kSeverities = std::to_array<SeverityWord>({{"critical", "page"},
                                                          {"debug", "info"},
                                                          {"emergency", "page"},
                                                          {"error", "page"},
                                                          {"fatal", "page"},
                                                          {"high", "page"},
                                                          {"info", "info"},
                                                          {"information", "info"},
                                                          {"informational", "info"},
                                                          {"low", "info"},
                                                          {"major", "page"},
                                                          {"medium", "warn"},
                                                          {"minor", "warn"},
                                                          {"none", "info"},
                                                          {"notice", "info"},
                                                          {"page", "page"},
                                                          {"warn", "warn"},
                                                          {"warning", "warn"}});

}  // namespace

std::optional<std::string_view> severity_for(std::string_view word) {
  const auto found = std::ranges::find(kSeverities, in_lower(word), &SeverityWord::word);
  return found == kSeverities.end() ? std::nullopt : std::optional(found->severity);
}

}  // namespace tocsin::exchange
