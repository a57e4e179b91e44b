#include "lsp/framing.hpp"

#include <catch2/catch.hpp>

#include <vector>

namespace tocsin::lsp {
namespace {

std::vector<Frame> frames_of(Framing& framing, std::string_view bytes) {
  framing.feed(bytes);
  std::vector<Frame> frames;
  while (auto frame = framing.next()) frames.push_back(std::move(*frame));
  return frames;
}

constexpr std::string_view kSound = "Content-Length: 2\r\n\r\n{}";

}  // namespace

TEST_CASE("messages are cut out of the stream wherever it was torn", "[lsp][framing]") {
  const std::string stream =
      "Content-Length: 5\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\nhello"
      "content-length:3\n\nabcContent-Length: 0\r\n\r\n";
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    CAPTURE(cut);
    Framing framing;
    auto all = frames_of(framing, stream.substr(0, cut));
    for (auto& frame : frames_of(framing, stream.substr(cut))) all.push_back(std::move(frame));
    REQUIRE(all.size() == 3);
    CHECK(all[0].text == "hello");
    CHECK(all[1].text == "abc");
    CHECK(all[2].text.empty());
    for (const auto& frame : all) CHECK_FALSE(frame.broken);
  }
}

TEST_CASE("what is no message is told once, and the next one is read", "[lsp][framing]") {
  struct Case {
    std::string_view why;
    std::string stream;
    std::string_view said;
  };
  const auto c = GENERATE(values<Case>({
      {"a length that is no number", "Content-Length: many\r\n\r\n{}", "found `many`"},
      {"a negative length", "Content-Length: -3\r\n\r\n{}", "found `-3`"},
      {"a length with something behind it", "Content-Length: 2x\r\n\r\n{}", "found `2x`"},
      {"no length", "Content-Length:\r\n\r\n{}", "found ``"},
      {"more than any number", "Content-Length: 99999999999999999999999\r\n\r\n{}", "found `999"},
      {"more than is taken", "Content-Length: 999999999999\r\n\r\n{}", "at most 67108864 bytes"},
      {"no header of that name", "Content-Type: x\r\n\r\n{}", "without `Content-Length`"},
      {"no header at all", "{\"method\": 1}\n", "found `{\"method\""},
      {"a line without end", std::string(10'000, 'x') + "\n", "at most 4096 bytes"},
      {"control characters are not repeated", "\x1b[31mred\r\n", "found ` [31mred`"},
  }));
  DYNAMIC_SECTION(c.why) {
    Framing framing;
    const auto frames = frames_of(framing, c.stream + std::string(kSound));
    REQUIRE(frames.size() == 2);
    CHECK(frames[0].broken);
    CHECK_THAT(frames[0].text, Catch::Contains(std::string(c.said)));
    CHECK_FALSE(frames[1].broken);
    CHECK(frames[1].text == "{}");
  }
}

TEST_CASE("what is behind a message that was announced too short is told once", "[lsp][framing]") {
  Framing framing;
  const auto frames =
      frames_of(framing, "Content-Length: 3\r\n\r\n[1, 2, 3]" + std::string(kSound));
  REQUIRE(frames.size() == 3);
  CHECK(frames[0].text == "[1,");
  CHECK(frames[1].broken);
  CHECK_THAT(frames[1].text, Catch::Contains("found ` 2, 3]Content-Length: 2`"));
  CHECK(frames[2].text == "{}");
}

TEST_CASE("a flood without line ends is not kept", "[lsp][framing]") {
  Framing framing;
  std::size_t told = 0;
  for (int i = 0; i < 1000; ++i) told += frames_of(framing, std::string(5000, 'x')).size();
  CHECK(told == 1);
  CHECK(frames_of(framing, kSound).size() == 1);
}

TEST_CASE("a message is sent with its length in bytes", "[lsp][framing]") {
  CHECK(framed("\"é\"") == "Content-Length: 4\r\n\r\n\"é\"");
}

}  // namespace tocsin::lsp
