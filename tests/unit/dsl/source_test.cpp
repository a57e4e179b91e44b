#include "dsl/source.hpp"

#include <catch2/catch.hpp>

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
