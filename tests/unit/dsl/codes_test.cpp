// The catalogue of diagnostics knows whatever the program says.
#include "dsl/codes.hpp"

#include "tests/support/data_dir.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

namespace tocsin::dsl {
namespace {

namespace fs = std::filesystem;

// Every "T2104" in the sources of the language.
std::set<std::string> codes_in_sources() {
  static const std::regex kCode("\"([TLN][0-9]{3,4})\"");
  std::set<std::string> found;
  for (const auto& entry : fs::directory_iterator(test::source_dir() / "dsl")) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path());
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    for (std::sregex_iterator at(text.begin(), text.end(), kCode), end; at != end; ++at)
      found.insert((*at)[1]);
  }
  return found;
}

// First and last of the codes that the language promises; there are no gaps between.
std::set<std::string> promised() {
  struct Range {
    char group;
    int first, last;
  };
  std::set<std::string> names;
  for (const auto [group, first, last] :
       {Range{'T', 1, 16}, Range{'T', 1101, 1102}, Range{'T', 1201, 1213}, Range{'T', 2101, 2129},
        Range{'T', 3101, 3119}, Range{'T', 4101, 4121}, Range{'T', 5101, 5116},
        Range{'T', 6101, 6105}, Range{'T', 7101, 7109}, Range{'L', 1, 26}})
    for (int n = first; n <= last; ++n)
      names.insert(group == 'L' ? fmt::format("L{:03}", n) : fmt::format("T{:04}", n));
  return names;
}

}  // namespace

TEST_CASE("every message that the checker can give is in the catalogue", "[dsl][codes]") {
  const auto used = codes_in_sources();
  CHECK(used.size() > 100);  // else the search found nothing
  for (const auto& name : used) {
    CAPTURE(name);
    CHECK(find_code(name) != nullptr);
  }
}

TEST_CASE("every code that the language promises is in the catalogue", "[dsl][codes]") {
  const auto names = promised();
  CHECK(names.size() == 130 + 26);
  for (const auto& name : names) {
    CAPTURE(name);
    CHECK(find_code(name) != nullptr);
  }
}

TEST_CASE("a code is found in either case, and its neighbours by what was typed", "[dsl][codes]") {
  REQUIRE(find_code("t2104") != nullptr);
  CHECK(find_code("t2104")->name == "T2104");
  CHECK(find_code("T21") == nullptr);
  CHECK(find_code("") == nullptr);
  CHECK(codes_like("T2199") == std::vector<std::string_view>{"T2109", "T2119", "T2129"});
  CHECK(codes_like("L04").front() == "L004");
  CHECK(codes_like("latency").empty());
  CHECK(codes_like(std::string(100'000, 'T')).empty());
}

}  // namespace tocsin::dsl
