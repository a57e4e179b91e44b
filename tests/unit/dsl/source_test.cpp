#include "dsl/source.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::dsl {
namespace {

TEST_CASE("places count lines and code points from one", "[dsl][source]") {
  Sources sources;
  sources.add({"a.tocsin", "unused"});
  const auto file = sources.add({"b.tocsin", "ab\n\xC3\xA9\xE2\x82\xAC x\n"});
  const auto at = [&](std::uint32_t offset) {
    const auto [line, column] = sources.place(file, offset);
    return std::pair(line, column);
  };
  CHECK(at(0) == std::pair(1u, 1u));
  CHECK(at(2) == std::pair(1u, 3u));
  CHECK(at(3) == std::pair(2u, 1u));
  CHECK(at(5) == std::pair(2u, 2u));
  CHECK(at(9) == std::pair(2u, 4u));
  CHECK(at(11) == std::pair(3u, 1u));
  CHECK(sources.text({file, 5, 8}) == "\xE2\x82\xAC");
}

TEST_CASE("on a long line each code point is one column", "[dsl][source]") {
  // One of each length that UTF-8 has, again and again, so that words begin anywhere in them.
  std::string text = "x\n";
  std::vector<std::pair<std::uint32_t, std::uint32_t>> offset_and_column;
  for (std::uint32_t column = 1; column <= 100;)
    for (const std::string point : {"a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x99\x82"}) {
      offset_and_column.emplace_back(static_cast<std::uint32_t>(text.size()), column++);
      text += point;
    }
  Sources sources;
  const auto file = sources.add({"a.tocsin", text});
  for (const auto& [offset, column] : offset_and_column)
    CHECK(sources.place(file, offset).column == column);
}

TEST_CASE("lines come without their ends", "[dsl][source]") {
  Sources sources;
  const auto file = sources.add({"a.tocsin", "one\r\n\ntwo"});
  CHECK(sources.line(file, 1) == "one");
  CHECK(sources.line(file, 2) == "");
  CHECK(sources.line(file, 3) == "two");
  CHECK(sources.line(file, 4) == "");
  CHECK(sources.line(file, 0) == "");
  CHECK(sources.line_begin(file, 3) == 6);
}

TEST_CASE("a byte order mark takes no column", "[dsl][source]") {
  Sources sources;
  const auto file = sources.add({"a.tocsin", "\xEF\xBB\xBFtocsin 1"});
  CHECK(sources.place(file, 3).column == 1);
  CHECK(sources.place(file, 10).column == 8);
}

}  // namespace
}  // namespace tocsin::dsl
