// What client and server agree on when a session begins.
#pragma once

#include "lsp/protocol.hpp"

#include <string>
#include <vector>

namespace tocsin::lsp {

// UTF-16 unless the client prefers UTF-8 or UTF-32.
Encoding chosen_encoding(const Json& params);

// The URIs of the folders that the editor shows.
std::vector<std::string> folders_of(const Json& params);

Json capabilities(Encoding encoding);

// The request to tell of changes of rule files on disk.
Json watch_rule_files();

}  // namespace tocsin::lsp
