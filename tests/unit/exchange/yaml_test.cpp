#include "exchange/yaml.hpp"

#include <catch2/catch.hpp>

using namespace tocsin::exchange;
using Catch::Contains;
using Kind = YamlNode::Kind;

namespace {

std::string refused(const std::string& text) {
  const auto read = read_yaml(text);
  REQUIRE_FALSE(read);
  return read.error().message;
}

std::string times(int n, const std::string& text) {
  std::string out;
  for (int i = 0; i < n; ++i) out += text;
  return out;
}

}  // namespace

TEST_CASE("YAML is read with the lines of its values", "[exchange][yaml]") {
  const auto read = read_yaml("a: 1\nb:\n  - x\n  - {c: ~, d: 'two words'}\n---\nlast\n");
  REQUIRE(read);
  REQUIRE(read->size() == 2);
  const auto& first = *read->front();
  REQUIRE(first.find("a"));
  CHECK(first.find("a")->text == "1");
  const auto& list = first.find("b")->items;
  REQUIRE(list.size() == 2);
  CHECK(list[0]->text == "x");
  CHECK(list[0]->line == 3);
  CHECK(list[1]->find("c")->is(Kind::null));
  CHECK(list[1]->find("d")->text == "two words");
  CHECK(first.find("z") == nullptr);
  CHECK((*read)[1]->text == "last");
}

TEST_CASE("aliases stand for what they name, and << for its keys", "[exchange][yaml]") {
  const auto read =
      read_yaml("base: &b {a: 1, b: 2}\nuse: *b\nmore:\n  <<: *b\n  b: 3\nfar: {b: 4, <<: [*b]}\n");
  REQUIRE(read);
  const auto& map = *read->front();
  CHECK(map.find("use")->find("a")->text == "1");
  CHECK(map.find("more")->find("a")->text == "1");
  CHECK(map.find("more")->find("b")->text == "3");
  CHECK(map.find("far")->find("b")->text == "4");
}

TEST_CASE("YAML that is none, or too much, is refused with its line", "[exchange][yaml]") {
  CHECK_THAT(refused("a: 1\nb: [1, 2\n"), Contains("line 3") && Contains("no YAML"));
  CHECK_THAT(refused("a: 1\n\ta: 2\n"), Contains("line 2"));
  CHECK_THAT(refused("a: 1\na: 2\n"), Contains("line 2") && Contains("`a` stands twice"));
  CHECK_THAT(refused("? [a]\n: 1\n"), Contains("key"));
  CHECK_THAT(refused("a: *nobody\n"), Contains("line 1"));
  CHECK_THAT(refused("a: &a [*a]\n"), Contains("line 1") && Contains("alias"));
  CHECK_THAT(refused(times(101, "[") + times(101, "]")), Contains("more than 100 levels"));
  CHECK_THAT(refused(times(100'000, "[")), Contains("line 1") && Contains("levels"));
  CHECK_THAT(refused(times(100'000, "- ")), Contains("line 1"));
  CHECK_THAT(refused(std::string(kMaxYamlBytes + 1, ' ')), Contains("bytes"));
  std::string wide;
  for (int i = 0; i <= 200; ++i) wide += "k" + std::to_string(i) + ": 1\n";
  CHECK_THAT(refused(wide), Contains("line 201") && Contains("more than 200 keys"));
}

TEST_CASE("a few lines cannot stand for a billion values", "[exchange][yaml]") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const auto before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + times(9, before + ", ") +
            before + "]\n";
  }
  CHECK_THAT(refused(bomb), Contains("aliases counted"));
}

TEST_CASE("no prefix and no changed byte of a file upsets the reader", "[exchange][yaml]") {
  const std::string text =
      "groups:\n- name: &n \"a\\x41\"\n  rules:\n  - alert: *n\n    expr: |\n      up == 0\n"
      "    labels: {a: 'b', <<: {c: d}}\n...\n--- !!map\n? x\n: y\n";
  REQUIRE(read_yaml(text));
  for (std::size_t i = 0; i < text.size(); ++i) {
    (void)read_yaml(text.substr(0, i));
    for (const char other : {'\0', '\xff', '&', '*', '[', '\n', '|', '%'}) {
      auto changed = text;
      changed[i] = other;
      (void)read_yaml(changed);
    }
  }
  SUCCEED();
}
