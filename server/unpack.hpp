// Bodies that were sent packed.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace tocsin::server {

// The bytes of a body whose Content-Encoding is `encoding`: empty, identity, gzip or zstd. What
// would be over `most` bytes is an error, found without unpacking more than that.
Result<std::string> unpack(std::string_view encoding, std::string body, std::size_t most);

}  // namespace tocsin::server
