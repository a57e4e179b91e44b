#include "tests/unit/dsl/checked.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace tocsin::dsl {
namespace {

constexpr int kFiles = 40;

std::string model(const std::string& name) {
  return "model " + name +
         " \"A model\" {\n  owner \"team\"\n  time at\n  key id\n  field latency: duration in "
         "ms\n}\n";
}

std::string named(int file, int monitor) {
  return "q" + std::to_string(file) + "_" + std::to_string(monitor);
}

std::string quality(const std::string& name, const std::string& field) {
  return "  quality " + name + " \"It is slow\" { measure p95(" + field +
         ") over 10m; warn when > limit }\n";
}

// Three monitors a file; the models of the files are said by `of`.
template <typename ModelOf, typename FieldOf>
Checked watched_in_files(ModelOf of, FieldOf field) {
  std::string shared = kRoutes + "let limit = 200ms\n";
  for (int i = 0; i < kFiles; ++i) shared += model("m" + std::to_string(i));
  std::vector<std::pair<std::string, std::string>> files{{"shared.tocsin", shared}};
  for (int i = 0; i < kFiles; ++i) {
    std::string text = "watch m" + std::to_string(of(i)) + " {\n";
    for (int n = 0; n < 3; ++n) text += quality(named(i, n), field(i));
    text += "}\ntest \"t" + std::to_string(i) + "\" of m" + std::to_string(of(i)) + "." +
            named(i, 2) + " {\n  expect no alert by +1m\n}\n";
    files.emplace_back("f" + std::to_string(100 + i) + ".tocsin", text);
  }
  return checked(std::move(files));
}

std::string always_latency(int) { return "latency"; }

void check_order(const Checked& rules) {
  INFO(rules.text());
  REQUIRE(rules.plan);
  REQUIRE(rules.plan->monitors.size() == 3 * kFiles);
  REQUIRE(rules.plan->tests.size() == kFiles);
  for (int i = 0; i < kFiles; ++i) {
    for (int n = 0; n < 3; ++n) CHECK(rules.plan->monitors[3 * i + n].name == named(i, n));
    CHECK(rules.plan->tests[i].scope == std::vector<std::size_t>{std::size_t(3 * i + 2)});
  }
}

}  // namespace

TEST_CASE("monitors of many models come in the order of the files", "[dsl][monitor]") {
  check_order(watched_in_files([](int i) { return i; }, always_latency));
}

TEST_CASE("so they do when files share models", "[dsl][monitor]") {
  check_order(watched_in_files([](int i) { return i / 3; }, always_latency));
  check_order(watched_in_files([](int i) { return kFiles - 1 - i; }, always_latency));
  check_order(watched_in_files([](int i) { return i % 7; }, always_latency));
}

TEST_CASE("monitors of one name in two files of a model are found", "[dsl][monitor]") {
  std::vector<std::pair<std::string, std::string>> files{
      {"a.tocsin", kRoutes + "let limit = 200ms\n" + model("m0") + model("m1")}};
  for (const std::string of : {"m0", "m1", "m0"})
    files.emplace_back("f.tocsin", "watch " + of + " {\n" + quality("same", "latency") + "}\n");
  const auto rules = checked(std::move(files));
  REQUIRE(rules.errors() == std::vector<std::string>{"T1101"});
  const auto& twice = *std::ranges::find(rules.diagnostics.all(), "T1101", &Diagnostic::code);
  CHECK(twice.span.file == 3);
  CHECK(twice.related.at(0).span.file == 1);
}

TEST_CASE("errors of many files come in the order of the files", "[dsl][monitor]") {
  const auto rules = watched_in_files([](int i) { return i; },
                                      [](int i) { return i % 2 == 0 ? "latency" : "latencu"; });
  CHECK(rules.errors() == std::vector<std::string>(3 * kFiles / 2, "T1203"));
  const auto& all = rules.diagnostics.all();
  const auto file = [](const Diagnostic& d) { return d.span.file; };
  CHECK(std::ranges::is_sorted(all, {}, file));
  const auto is_of_second = [](const Diagnostic& d) {
    return d.level == Level::error && d.span.file == 2;
  };
  CHECK(std::ranges::count_if(all, is_of_second) == 3);
}

TEST_CASE("a let that one of many files uses is used", "[dsl][monitor]") {
  const auto rules = watched_in_files([](int i) { return i; }, always_latency);
  CHECK(std::ranges::count(rules.lints(), "L013") == 0);
}

}  // namespace tocsin::dsl
