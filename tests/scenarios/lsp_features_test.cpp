// What the language server answers about names, by the real protocol.
#include "tests/scenarios/program.hpp"
#include "tests/support/data_dir.hpp"
#include "tests/support/lsp_client.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

namespace tocsin::test {
namespace {

using Catch::Matchers::Contains;

constexpr std::string_view kShared = R"(tocsin 1
let patience(limit: duration = 1s) = share(latency > limit)
)";

constexpr std::string_view kModel = R"(tocsin 1
use "shared" as common
unit EUR

## Finds what people look for.
model shop "Shop search" {
  owner "search"
  time at
  key id
  field latency: duration in ms
  field status: category of ["ok", "error"]
  field price: number in EUR
  feature city: category of ["rome", "oslo"]
  prediction clicks: bool
  score p_click: share
  reference training from "refs/shop.csv"
}

channel team: slack { url env("SHOP_SLACK") }
route warn where model = "shop" to team
)";

constexpr std::string_view kRules = R"(tocsin 1

watch shop {
  let failed = share(status = "error")

  ## Nobody waits for long.
  fear slow "People give up" {
    measure p95(latency where status = "ok") over 5m
    by city and overall
    needs 10 events
    warn when > 200ms for 2m until < 150ms
    runbook "https://wiki.example/slow"
  }

  service errors "It fails" {
    measure failed over 5m
    warn when > 1% for 5m
  }

  drift clicked "Clicks are not what they were" {
    measure psi(p_click) against training over 1d every 1h
    warn when > 0.2 for 6h
  }

  contract inputs "What we are sent" {
    over 1h every 5m
    expect cheap: price < 100EUR {
      warn when < 99% for 15m
    }
  }
}

suppress shop.slow while shop.errors >= warn

test "slow answers are told" of shop.slow {
  clock 2026-03-02T09:00Z
  given { status = "ok"; city = "rome" }
  send 600 events over 10m { latency = 900ms }
  expect warn from slow by +10m
}
)";

// Three files, of which two are open.
struct Shop {
  Shop() : client(tocsin_binary(), dir) {
    dir.write("tocsin.toml", "");
    dir.write("shared/lets.tocsin", kShared);
    dir.write("model.tocsin", kModel);
    dir.write("rules.tocsin", kRules);
    root = std::filesystem::weakly_canonical(dir.path()).string();
    client.start();
    client.open(uri("model.tocsin"), std::string(kModel));
    client.open(uri("rules.tocsin"), std::string(kRules));
  }

  std::string uri(const std::string& name) const { return lsp::uri_of(root + "/" + name); }

  // The parameters for the n-th place where the words stand, within the first of them.
  Json place(const std::string& file, std::string_view words, int nth = 1) const {
    const auto text = file == "rules.tocsin" ? kRules : kModel;
    std::size_t at = 0;
    for (int i = 0; i < nth; ++i) at = text.find(words, i == 0 ? 0 : at + 1);
    REQUIRE(at != std::string_view::npos);
    const auto before = text.substr(0, at);
    const auto line = static_cast<std::size_t>(std::ranges::count(before, '\n'));
    return test::at(uri(file), line, at - (before.find_last_of('\n') + 1));
  }

  std::string hover(const std::string& file, std::string_view words, int nth = 1) {
    const auto answer = client.request("textDocument/hover", place(file, words, nth))["result"];
    return answer.is_null() ? "" : answer["contents"]["value"].get<std::string>();
  }

  // "model.tocsin:9" of each place.
  std::multiset<std::string> short_places(const Json& locations) const {
    std::multiset<std::string> all;
    for (const auto& one : locations) {
      auto name = one["uri"].get<std::string>().substr(lsp::uri_of(root).size() + 1);
      all.insert(name + ":" + one["range"]["start"]["line"].dump());
    }
    return all;
  }

  std::multiset<std::string> uses(const std::string& file, std::string_view words, int nth = 1) {
    auto params = place(file, words, nth);
    params["context"] = {{"includeDeclaration", true}};
    return short_places(client.request("textDocument/references", params)["result"]);
  }

  std::string definition(const std::string& file, std::string_view words, int nth = 1) {
    const auto found = client.request("textDocument/definition", place(file, words, nth))["result"];
    if (found.is_null()) return "";
    return *short_places(Json::array({found})).begin();
  }

  Json rename(const std::string& file, std::string_view words, const std::string& name) {
    auto params = place(file, words);
    params["newName"] = name;
    return client.request("textDocument/rename", params);
  }

  TempDir dir;
  std::string root;
  LspClient client;
};

using Places = std::multiset<std::string>;

}  // namespace

TEST_CASE("the definition of a name is found in whatever file it stands", "[scenario][lsp]") {
  Shop shop;
  CHECK(shop.definition("rules.tocsin", "shop {") == "model.tocsin:5");
  CHECK(shop.definition("rules.tocsin", "latency where") == "model.tocsin:9");
  CHECK(shop.definition("rules.tocsin", "status = \"ok\"") == "model.tocsin:10");
  CHECK(shop.definition("rules.tocsin", "training over") == "model.tocsin:15");
  CHECK(shop.definition("rules.tocsin", "failed over") == "rules.tocsin:3");
  CHECK(shop.definition("rules.tocsin", "city and") == "model.tocsin:12");
  CHECK(shop.definition("rules.tocsin", "slow while") == "rules.tocsin:6");
  CHECK(shop.definition("rules.tocsin", "slow by") == "rules.tocsin:6");
  CHECK(shop.definition("rules.tocsin", "latency = 900ms") == "model.tocsin:9");
  CHECK(shop.definition("rules.tocsin", "EUR") == "model.tocsin:2");
  CHECK(shop.definition("model.tocsin", "shop\" to") == "model.tocsin:5");
  CHECK(shop.definition("model.tocsin", "team\n") == "model.tocsin:18");
  CHECK(shop.definition("rules.tocsin", "p95") == "");  // of the language
}

TEST_CASE("references name every use", "[scenario][lsp]") {
  Shop shop;
  CHECK(shop.uses("model.tocsin", "latency:") ==
        Places{"model.tocsin:9", "rules.tocsin:7", "rules.tocsin:37"});
  CHECK(shop.uses("rules.tocsin", "slow \"") ==
        Places{"rules.tocsin:6", "rules.tocsin:32", "rules.tocsin:34", "rules.tocsin:38"});
  CHECK(shop.uses("model.tocsin", "shop \"") == Places{"model.tocsin:5", "model.tocsin:19",
                                                       "rules.tocsin:2", "rules.tocsin:32",
                                                       "rules.tocsin:32", "rules.tocsin:34"});
  CHECK(shop.uses("rules.tocsin", "failed =") == Places{"rules.tocsin:3", "rules.tocsin:15"});
}

TEST_CASE("hover says what a name is", "[scenario][lsp]") {
  Shop shop;
  CHECK_THAT(shop.hover("rules.tocsin", "latency where"),
             Contains("field latency: duration in ms") && Contains("of the model `shop`"));
  CHECK_THAT(shop.hover("rules.tocsin", "shop {"), Contains("model shop \"Shop search\"") &&
                                                       Contains("Finds what people look for.") &&
                                                       Contains("4 monitors"));
  CHECK_THAT(
      shop.hover("rules.tocsin", "failed over"),
      Contains("let failed = share(status = \"error\")") && Contains("a measure of many events"));
  CHECK_THAT(shop.hover("rules.tocsin", "p95"), Contains("p95(") && Contains("95% of the events"));
  CHECK_THAT(shop.hover("rules.tocsin", "warn when"), Contains("info < warn < page"));
  CHECK_THAT(shop.hover("rules.tocsin", "slow \""),
             Contains("People give up") && Contains("Nobody waits for long."));
  CHECK(shop.hover("rules.tocsin", "over 5m").empty());
}

TEST_CASE("hover says what a monitor comes to once the rules are sound", "[scenario][lsp]") {
  Shop shop;
  shop.client.edit(shop.uri("rules.tocsin"), {32, 0, 33, 0}, "");  // `suppress` is not evaluated
  const auto said = shop.hover("rules.tocsin", "slow \"");
  CHECK_THAT(said, Contains("95th percentile of latency"));
  CHECK_THAT(said, Contains("- judged: every 1m\n"));  // the default
  CHECK_THAT(said, Contains("- tells: `warn when > 200ms for 2m until < 150ms`\n"));
  CHECK_THAT(said, Contains("- runbook: https://wiki.example/slow\n"));
}

TEST_CASE("a monitor is renamed everywhere and keeps its history", "[scenario][lsp]") {
  Shop shop;
  const auto answer = shop.rename("rules.tocsin", "slow while", "sluggish");
  CAPTURE(answer.dump(2));
  const auto& edits = answer["result"]["changes"][shop.uri("rules.tocsin")];
  std::multiset<std::string> seen;
  for (const auto& edit : edits)
    seen.insert(edit["range"]["start"]["line"].dump() + ":" + edit["newText"].get<std::string>());
  CHECK(seen == Places{"6:sluggish", "6: was slow", "32:sluggish", "34:sluggish", "38:sluggish"});
  // Behind the title, where `was` has its place.
  for (const auto& edit : edits)
    if (edit["newText"] == " was slow") CHECK(edit["range"]["start"]["character"] == 28);
}

TEST_CASE("a field is renamed in all files, a model in filters of routes, too", "[scenario][lsp]") {
  Shop shop;
  const auto field = shop.rename("rules.tocsin", "latency where", "took")["result"]["changes"];
  CHECK(field[shop.uri("model.tocsin")].size() == 1);
  CHECK(field[shop.uri("rules.tocsin")].size() == 2);
  for (const auto* bare : {"at\n", "id\n"}) {
    const auto named = shop.rename("model.tocsin", bare, "seen")["result"]["changes"];
    CHECK(named[shop.uri("model.tocsin")].size() == 1);
  }
  const auto model = shop.rename("rules.tocsin", "shop {", "store")["result"]["changes"];
  CHECK(model[shop.uri("model.tocsin")].size() == 2);
  CHECK(model[shop.uri("rules.tocsin")].size() == 4);
}

TEST_CASE("what is no name, is taken or is not ours to name is refused", "[scenario][lsp]") {
  Shop shop;
  const auto why = [&](std::string_view words, const std::string& name) {
    const auto answer = shop.rename("rules.tocsin", words, name);
    return answer.contains("error") ? answer["error"]["message"].get<std::string>() : "";
  };
  CHECK_THAT(why("slow \"", "errors"), Contains("`errors` is there already"));
  CHECK_THAT(why("slow \"", "too slow"), Contains("is no name"));
  CHECK_THAT(why("slow \"", "2nd"), Contains("is no name"));
  CHECK_THAT(why("slow \"", ""), Contains("is no name"));
  CHECK_THAT(why("slow \"", "where"), Contains("is no name"));
  CHECK_THAT(why("failed over", "count"), Contains("T1102"));
  CHECK_THAT(why("failed over", "city"), Contains("T1102"));
  CHECK_THAT(why("p95", "p96"), Contains("from the language"));
  CHECK_THAT(why("over 5m", "under"), Contains("no name here"));
  CHECK(shop.rename("rules.tocsin", "slow \"", "slow")["result"]["changes"].empty());
  const auto range = shop.client.request("textDocument/prepareRename",
                                         shop.place("rules.tocsin", "slow while"))["result"];
  CHECK(range["placeholder"] == "slow");
}

TEST_CASE("going back to the name before ends the history clause", "[scenario][lsp]") {
  Shop shop;
  const auto file = shop.uri("rules.tocsin");
  shop.client.edit(file, {6, 28, 6, 28}, " was late");
  const auto rename = [&](const std::string& name) {
    auto params = shop.place("rules.tocsin", "slow \"");
    params["newName"] = name;
    std::multiset<std::string> seen;
    const auto answer = shop.client.request("textDocument/rename", params);
    for (const auto& edit : answer["result"]["changes"][file])
      if (edit["range"]["start"]["line"] == 6)
        seen.insert(edit["range"]["start"]["character"].dump() + ":" +
                    edit["newText"].get<std::string>());
    return seen;
  };
  CHECK(rename("late") == Places{"7:late", "28:"});
  CHECK(rename("tardy") == Places{"7:tardy", "33:slow"});
}

TEST_CASE("a file with errors still answers", "[scenario][lsp]") {
  Shop shop;
  const auto file = shop.uri("rules.tocsin");
  shop.client.edit(file, {20, 0, 20, 0}, "  measure measure {{\n");
  CHECK(shop.definition("rules.tocsin", "latency where") == "model.tocsin:9");
  CHECK_THAT(shop.hover("rules.tocsin", "latency where"), Contains("duration in ms"));
  const auto outline =
      shop.client.request("textDocument/documentSymbol", {{"textDocument", {{"uri", file}}}});
  CHECK(outline["result"].size() >= 1);
  const auto none = shop.client.request("textDocument/formatting",
                                        {{"textDocument", {{"uri", file}}}, {"options", {}}});
  CHECK(none["result"] == Json::array());
}

TEST_CASE("requests about files that are not here are refused", "[scenario][lsp]") {
  Shop shop;
  const auto answer =
      shop.client.request("textDocument/hover", test::at(shop.uri("nowhere.tocsin"), 0, 0));
  CHECK_THAT(answer["error"]["message"].get<std::string>(), Contains("is no open rule file"));
  const auto shape = shop.client.request("textDocument/hover", {{"textDocument", 3}});
  CHECK(shape["error"]["code"] == -32602);
}

}  // namespace tocsin::test
