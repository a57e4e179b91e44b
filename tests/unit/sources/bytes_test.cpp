#include "sources/bytes.hpp"

#include "tests/unit/sources/read.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace tocsin;
using namespace tocsin::test;

namespace {

// Everything, or the error; read in pieces of `piece` bytes.
std::string all_of(std::string_view packed, std::size_t piece = 7) {
  auto source = sources::open_memory(packed);
  if (!source) return "error: " + source.error().message;
  std::string out;
  std::vector<char> buffer(piece);
  for (;;) {
    const auto size = (*source)->read(buffer);
    if (!size) return "error: " + size.error().message;
    if (*size == 0) return out;
    out.append(buffer.data(), *size);
  }
}

std::string noise(unsigned seed, std::size_t size) {
  std::mt19937_64 random(seed);
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>('a' + random() % 20);
  return text;
}

}  // namespace

TEST_CASE("gzip is unpacked whatever the pieces", "[sources][bytes]") {
  const std::string text = noise(1, 300'000);
  const auto piece = GENERATE(1u, 7u, 4096u, 1'000'000u);
  CHECK(all_of(gzipped(text), piece) == text);
  CHECK(all_of(text, piece) == text);
}

TEST_CASE("members of a gzip stream follow one another", "[sources][bytes]") {
  CHECK(all_of(gzipped("one,") + gzipped("") + gzipped("two")) == "one,two");
  CHECK(all_of(gzipped("one") + std::string(1000, '\0')) == "one");
  CHECK(all_of(gzipped("")) == "");
}

TEST_CASE("a gzip stream that is cut off, damaged or followed by something else is an error",
          "[sources][bytes]") {
  const std::string text = noise(2, 10'000);
  const std::string packed = gzipped(text);
  for (const std::size_t size :
       {std::size_t{2}, std::size_t{10}, packed.size() / 2, packed.size() - 1}) {
    CAPTURE(size);
    CHECK(all_of(packed.substr(0, size)) ==
          "error: the gzip data end in the middle: the file is cut off");
  }
  CHECK(all_of(packed + "x") == "error: something else follows the gzip data");
  CHECK(all_of(packed + std::string(3, '\0') + packed) ==
        "error: something else follows the gzip data");
  std::string damaged = packed;
  damaged[damaged.size() - 6] =
      static_cast<char>(damaged[damaged.size() - 6] ^ 1);  // in the check sum
  CHECK(all_of(damaged) == "error: the gzip data are damaged (incorrect data check)");
}

TEST_CASE("files are opened, or the reason is told", "[sources][bytes]") {
  const TempDir dir;
  const auto open_error = [](const std::filesystem::path& path) {
    const auto source = sources::open_file(path.string());
    return source ? "no error" : source.error().message;
  };
  CHECK(open_error(dir / "nowhere.csv") == "cannot be opened: No such file or directory");
  CHECK(open_error(dir.path()) == "cannot be read: Is a directory");
  CHECK(open_error(dir.write("plain.csv.gz", "at,id\n")) == "is named .gz and holds no gzip data");
  CHECK(open_error(dir.write("hidden.csv", gzipped("at,id\n"))) == "no error");
  CHECK(open_error(dir.write("x.csv", "PK\x03\x04...")) ==
        "is a zip archive or a spreadsheet; CSV or JSON Lines in UTF-8 would have worked");
}
