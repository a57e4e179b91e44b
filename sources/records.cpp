#include "sources/records.hpp"

namespace tocsin::sources {

void Records::skip(std::string_view reason, std::string_view found) {
  ++skipped_;
  ++intake_.malformed_rows;
  tally_of(intake_.row_reasons, reason).add(file_, line_, concealed_ ? "" : found);
}

}  // namespace tocsin::sources
