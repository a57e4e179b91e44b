// What the language server shows between the lines: lenses over tests and monitors, and hints.
#include "tests/scenarios/program.hpp"
#include "tests/support/data_dir.hpp"
#include "tests/support/lsp_client.hpp"

#include <catch2/catch.hpp>

namespace tocsin::test {
namespace {

// Line 8 begins the fear.
const std::string kRules = R"(tocsin 1
model shop {
  time at
  field latency: duration in ms
}
watch shop {
  owner "search"
  runbook "https://wiki.example"
  fear slow "People give up" {
    measure p95(latency) over 5m
    warn when > 200ms for 90s until < 150ms for 3m
    page when > 1s for 2m
  }
  quality few "Nobody calls" {
    measure count over 1h every 10m
    warn when < 5 for 15m until >= 8 for 1h5m
  }
  contract inputs "What we are sent" {
    over 10m
    warn when < 99% for 30s
    expect fast: latency < 2s
    expect known: latency > 1ms
  }
}
channel team: console {}
route page, warn to team
test "a slow hour" of shop.slow {
  send 600 events over 10m { latency = 900ms }
  expect warn from slow by +10m
}
test "a quick hour" of shop.slow {
  send 600 events over 10m { latency = 100ms }
  expect no alert
}
test "many" of shop.few {
  send 600 events over 1h { latency = 100ms }
  expect no alert
}
)";

struct Window {
  Window() : client(tocsin_binary(), dir) {
    dir.write("tocsin.toml", "");
    dir.write("rules.tocsin", kRules);
    root = std::filesystem::weakly_canonical(dir.path()).string();
    client.start();
    client.open(uri(), kRules);
  }

  std::string uri() const { return lsp::uri_of(root + "/rules.tocsin"); }
  Json lenses() {
    return client.request("textDocument/codeLens", {{"textDocument", {{"uri", uri()}}}})["result"];
  }
  Json hints(std::size_t from, std::size_t to) {
    const Json range{{"start", {{"line", from}, {"character", 0}}},
                     {"end", {{"line", to}, {"character", 0}}}};
    return client.request("textDocument/inlayHint",
                          {{"textDocument", {{"uri", uri()}}}, {"range", range}})["result"];
  }

  TempDir dir;
  std::string root;
  LspClient client;
};

// "line: title" of each, with what it would run behind it.
std::vector<std::string> shown(const Json& lenses) {
  std::vector<std::string> all;
  for (const auto& lens : lenses) {
    const auto& command = lens["command"];
    auto text = lens["range"]["start"]["line"].dump() + ": " + command["title"].get<std::string>();
    if (command["command"] == "tocsin.test")
      text += " -> " + command["arguments"][0]["filter"].get<std::string>();
    else
      CHECK(command["command"] == "");
    all.push_back(text);
  }
  return all;
}

// "line:character label"
std::vector<std::string> placed(const Json& hints) {
  std::vector<std::string> all;
  for (const auto& hint : hints)
    all.push_back(hint["position"]["line"].dump() + ":" + hint["position"]["character"].dump() +
                  " " + hint["label"].get<std::string>());
  return all;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("tests can be run from their lines, and monitors count theirs", "[scenario][lsp]") {
  Window window;
  const auto lenses = window.lenses();
  CHECK(shown(lenses) == Lines{"26: run test -> a slow hour", "30: run test -> a quick hour",
                               "34: run test -> many", "8: 2 tests -> shop.slow",
                               "13: 1 test -> shop.few", "20: no test", "21: no test"});
  CHECK(lenses[0]["command"]["arguments"][0]["rules"] == window.root);
}

TEST_CASE("tests can be run while other lines have errors", "[scenario][lsp]") {
  Window window;
  window.client.edit(window.uri(), {11, 16, 11, 18}, "1 parsec");
  CHECK(shown(window.lenses()) == Lines{"26: run test -> a slow hour",
                                        "30: run test -> a quick hour", "34: run test -> many"});
  CHECK(window.hints(0, 40).empty());
}

// Judged every minute, 90s end at the second tick; judged every ten, 15m and 1h5m at the next one.
TEST_CASE("hints say how often is judged, and when a hold ends", "[scenario][lsp]") {
  Window window;
  const Lines slow{"9:32 every 1m", "10:29 = 2m"};
  CHECK(placed(window.hints(9, 11)) == slow);
  CHECK(placed(window.hints(0, 40)) == Lines{"9:32 every 1m", "10:29 = 2m", "15:25 = 20m",
                                             "15:45 = 1h10m", "18:12 every 1m", "19:27 = 1m"});
  window.client.edit(window.uri(), {6, 0, 6, 0}, "  every 30s\n");
  CHECK(placed(window.hints(10, 12)) == Lines{"10:32 every 30s"});
}

}  // namespace tocsin::test
