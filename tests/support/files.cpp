#include "tests/support/files.hpp"

#include "tests/support/data_dir.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

namespace tocsin::test {

namespace fs = std::filesystem;

std::string content_of(const fs::path& file) {
  CAPTURE(file);
  std::ifstream in(file, std::ios::binary);
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::set<std::string> listed_in(const fs::path& file) {
  std::istringstream in(content_of(file));
  std::set<std::string> lines;
  for (std::string line; std::getline(in, line);)
    if (!line.empty() && line[0] != '#') lines.insert(line);
  return lines;
}

std::vector<fs::path> files_below(std::string_view folder, std::string_view extension) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(source_dir() / folder))
    if (entry.path().extension() == extension) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

}  // namespace tocsin::test
