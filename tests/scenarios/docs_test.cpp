// The examples of the language reference: each checks, is laid out as `fmt` would, and passes its
// tests.
#include "tests/scenarios/program.hpp"
#include "tests/support/data_dir.hpp"
#include "tests/support/files.hpp"

#include <catch2/catch.hpp>

#include <sstream>

namespace tocsin::test {
namespace {

struct Example {
  int line = 0;  // of its fence
  std::string text;
};

std::string page() { return content_of(source_dir() / "docs" / "language.md"); }

std::vector<Example> examples() {
  std::vector<Example> all;
  std::istringstream lines(page());
  bool inside = false;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line == "```tocsin") all.push_back({number, ""});
    if (inside && line != "```") all.back().text += line + "\n";
    inside = line == "```tocsin" || (inside && line != "```");
  }
  return all;
}

bool is_whole(const Example& example) { return example.text.starts_with("tocsin 1"); }

// An example that is no file of its own continues the first one of the page.
void write(const TempDir& dir, const Example& example) {
  const auto head = is_whole(example) ? "" : "tocsin 1\n\n";
  dir.write("rules/example.tocsin", head + example.text);
  if (!is_whole(example)) dir.write("rules/first.tocsin", examples().front().text);
}

}  // namespace

TEST_CASE("every example of the language reference is sound", "[scenario][docs]") {
  const auto all = examples();
  REQUIRE(all.size() > 3);
  REQUIRE(is_whole(all.front()));
  for (const auto& example : all) {
    const TempDir dir;
    write(dir, example);
    INFO("docs/language.md:" << example.line << "\n" << example.text);
    const auto check = run_tocsin(dir, {"check", "rules"});
    INFO(check.err);
    CHECK(check.code == 0);
    const auto fmt = run_tocsin(dir, {"fmt", "--check", "rules"});
    INFO(fmt.out << fmt.err);
    CHECK(fmt.code == 0);
    if (example.text.find("\ntest \"") == std::string::npos && !example.text.starts_with("test \""))
      continue;
    const auto test = run_tocsin(dir, {"test", "rules"});
    INFO(test.out << test.err);
    // What is not evaluated yet is refused by name, and not a failure of the example.
    const bool is_later = test.err.find("error[N001]") != std::string::npos;
    CHECK((test.code == 0 || is_later));
  }
}

}  // namespace tocsin::test
