// A kind of source: its description for the checker, and how its files are read.
#pragma once

#include "base/channel.hpp"
#include "base/result.hpp"
#include "sources/bytes.hpp"
#include "sources/records.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::sources {

struct SourceKind {
  SourceDef def;
  std::vector<std::string_view> endings;  // of file names, `.gz` not counted
  bool has_header = false;                // a column is there for all rows or for none
  // Reads as far as the names of the columns. Null for a kind whose rows are pushed to the engine.
  Result<std::unique_ptr<Records>> (*open)(std::unique_ptr<ByteSource> bytes, std::string file,
                                           Intake& intake) = nullptr;
};

// Every kind in sources.def, by name.
std::span<const SourceKind* const> kinds();

}  // namespace tocsin::sources
