#include "tests/support/data_dir.hpp"

#include "tests/support/skip.hpp"

#include <fmt/core.h>

#include <cstdlib>

namespace tocsin::test {
namespace fs = std::filesystem;
namespace {

fs::path from_environment(const char* name, const fs::path& otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? fs::path(value) : otherwise;
}

}  // namespace

fs::path source_dir() { return from_environment("TOCSIN_SOURCE_DIR", TOCSIN_SOURCE_DIR); }

fs::path tocsin_binary() { return from_environment("TOCSIN_BINARY", TOCSIN_BINARY); }

std::optional<fs::path> data_dir() {
  const fs::path dir =
      from_environment("TOCSIN_DATA", source_dir().parent_path() / "shared" / "data");
  if (!fs::is_directory(dir)) return std::nullopt;
  return dir;
}

std::optional<fs::path> needed_data(std::string_view relative) {
  const auto dir = data_dir();
  if (dir && fs::exists(*dir / relative)) return *dir / relative;
  skip(fmt::format("no {} here: TOCSIN_DATA names the folder of the data sets", relative));
  return std::nullopt;
}

}  // namespace tocsin::test
