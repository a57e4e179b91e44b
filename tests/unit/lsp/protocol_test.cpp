#include "lsp/protocol.hpp"

#include <catch2/catch.hpp>

namespace tocsin::lsp {

TEST_CASE("a URI is a path with its special bytes escaped", "[lsp][protocol]") {
  CHECK(path_of("file:///srv/rules/a.tocsin") == "/srv/rules/a.tocsin");
  CHECK(path_of("file://localhost/a") == "/a");
  CHECK(path_of("file:///a%20b%C3%BC/%25.tocsin") == "/a bü/%.tocsin");
  CHECK(path_of("file:///100%") == "/100%");
  CHECK_FALSE(path_of("file://elsewhere/a"));
  CHECK_FALSE(path_of("untitled:Untitled-1"));
  CHECK_FALSE(path_of("file:///a%00b"));
  CHECK(uri_of("/a bü/%.tocsin") == "file:///a%20b%C3%BC/%25.tocsin");
  CHECK(uri_of("untitled:Untitled-1") == "untitled:Untitled-1");
}

TEST_CASE("a position is two whole numbers", "[lsp][protocol]") {
  CHECK(position_of({{"line", 3}, {"character", 4}}) == Position{3, 4});
  CHECK(position_of({{"line", -1}, {"character", 4}}) == Position{0, 4});
  CHECK_THROWS_AS(position_of({{"line", 3}}), Refusal);
  CHECK_THROWS_AS(position_of({{"line", "3"}, {"character", 4}}), Refusal);
  CHECK_THROWS_AS(position_of(Json::array({1, 2})), Refusal);
  CHECK_THROWS_AS(position_of(nullptr), Refusal);
}

}  // namespace tocsin::lsp
