#include "notifiers/text.hpp"

#include "base/printable.hpp"
#include "base/utf8.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace tocsin;
using namespace tocsin::notifiers;

TEST_CASE("cut() counts code points and never cuts one in two", "[notifiers][text]") {
  CHECK(cut("abc", 3) == "abc");
  CHECK(cut("abcd", 3) == "ab…");
  CHECK(cut("🔥🔥🔥", 3) == "🔥🔥🔥");
  CHECK(cut("🔥🔥🔥🔥", 3) == "🔥🔥…");
  CHECK(cut("ab", 1) == "…");
  CHECK(cut("", 1) == "");
  CHECK(code_points("e\xcc\x81🔥…") == 4);
}

TEST_CASE("cut_bytes() stays within bytes and between code points", "[notifiers][text]") {
  CHECK(cut_bytes("a🔥b", 6) == "a🔥b");
  CHECK(cut_bytes("a🔥b", 5) == "a🔥");
  CHECK(cut_bytes("a🔥b", 4) == "a");
  CHECK(cut_bytes("🔥", 3) == "");
}

TEST_CASE("any bytes become valid text of the length asked for", "[notifiers][text][property]") {
  const std::uint64_t seed = GENERATE(range<std::uint64_t>(0, 200));
  CAPTURE(seed);
  std::uint64_t state = seed + 1;
  std::string bytes;
  for (std::uint64_t i = 0; i < 3 * seed; ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    // Leads and continuations more often than chance would have it.
    const auto byte = static_cast<unsigned char>(state >> 40);
    bytes += static_cast<char>((state >> 60) < 8 ? byte | 0x80 : byte);
  }
  for (const std::size_t most : {1U, 7U, 100U}) {
    const auto text = short_lines(bytes, most);
    CHECK(code_points(text) <= most);
    CHECK(text == cut(printable_lines(bytes), most));
    CHECK_NOTHROW(nlohmann::json(text).dump());  // throws for what is no UTF-8
    CHECK(nlohmann::json(cut_bytes(text, most)).dump().size() >= 2);
  }
}

TEST_CASE("is_web_link() takes what a browser can follow and nothing to inject with",
          "[notifiers][text]") {
  CHECK(is_web_link("https://wiki.bank.example/a?b=c&d#e"));
  CHECK(is_web_link("http://10.0.0.1:8080"));
  CHECK_FALSE(is_web_link("javascript:alert(1)"));
  CHECK_FALSE(is_web_link("https://x.example/|evil> <!channel>"));
  CHECK_FALSE(is_web_link("https://x.example/\"onclick=\""));
  CHECK_FALSE(is_web_link("https://x.example/\nb"));
  CHECK_FALSE(is_web_link("wiki/page"));
  CHECK_FALSE(is_web_link("https://"));
}
