// Feeds every file of a corpus folder to a fuzz target, so that inputs that once broke something
// are tried on each run of the tests, without libFuzzer and with any compiler.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {
namespace fs = std::filesystem;

constexpr int kSkipped = 77;  // SKIP_RETURN_CODE of cmake/FuzzTests.cmake

std::vector<fs::path> files_of(const fs::path& folder) {
  std::vector<fs::path> files;
  if (!fs::is_directory(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void replay(const std::string& bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

}  // namespace

int main(int argc, char* argv[]) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s CORPUS_FOLDER\n", argv[0]);
    return 2;
  }
  const auto files = files_of(argv[1]);
  if (files.empty()) {
    std::printf("[skipped] no corpus in %s\n", argv[1]);
    return std::getenv("TOCSIN_CI") != nullptr || std::getenv("CI") != nullptr ? 1 : kSkipped;
  }
  replay("");
  for (const auto& file : files) {
    // Flushed, so that after a crash the last line names the culprit.
    std::printf("%s\n", file.c_str());
    std::fflush(stdout);
    replay(content_of(file));
  }
  return 0;
}
