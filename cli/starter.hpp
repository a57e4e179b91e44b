// The files of a first project: a model, two fears, a route, and the tests that prove them.
#pragma once

#include <span>
#include <string_view>

namespace tocsin::cli {

struct StarterFile {
  std::string_view path;  // below the folder of the project
  std::string_view text;
};

// Sound as they stand: `check` finds nothing to say, `fmt` nothing to do, and all tests pass.
std::span<const StarterFile> starter_files();

}  // namespace tocsin::cli
