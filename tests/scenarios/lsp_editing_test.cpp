// What the language server offers while a file is edited: completion, layout, fixes, outline,
// folding, colours.
#include "tests/scenarios/program.hpp"
#include "tests/support/data_dir.hpp"
#include "tests/support/lsp_client.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace tocsin::test {
namespace {

using Labels = std::set<std::string>;

constexpr std::string_view kModel = R"(tocsin 1
unit EUR
let cities = ["rome", "oslo"]
channel team: slack { url env("URL") }
template usual(limit: duration) {
  measure p95(latency) over 5m
  warn when > limit
}
model shop "Shop" {
  time at
  key id
  field latency: duration in ms
  feature city: category of cities
  reference training from "refs/shop.csv"
}
)";

struct Editor {
  Editor() : client(tocsin_binary(), dir) {
    dir.write("tocsin.toml", "");
    dir.write("model.tocsin", kModel);
    const auto root = std::filesystem::weakly_canonical(dir.path()).string();
    file = lsp::uri_of(root + "/rules.tocsin");
    client.start();
  }

  // What is offered at the end of the text.
  Labels offered(const std::string& text) {
    client.open(file, text);
    const auto last = text.find_last_of('\n');
    const auto line = static_cast<std::size_t>(std::ranges::count(text, '\n'));
    const auto column = last == std::string::npos ? text.size() : text.size() - last - 1;
    const auto answer = client.request("textDocument/completion", at(file, line, column))["result"];
    Labels labels;
    for (const auto& item : answer) labels.insert(item["label"].get<std::string>());
    return labels;
  }

  Json ask(const std::string& method, Json more = Json::object()) {
    more["textDocument"] = {{"uri", file}};
    return client.request("textDocument/" + method, more)["result"];
  }

  TempDir dir;
  std::string file;
  LspClient client;
};

bool all_of(const Labels& labels, const Labels& wanted) {
  return std::ranges::includes(labels, wanted);
}

Json range(std::size_t line, std::size_t begin, std::size_t last_line, std::size_t end) {
  return {{"start", {{"line", line}, {"character", begin}}},
          {"end", {{"line", last_line}, {"character", end}}}};
}

}  // namespace

TEST_CASE("a clause begins with the words of its block", "[scenario][lsp]") {
  Editor editor;
  CHECK(all_of(editor.offered("tocsin 1\n"), {"model", "watch", "route", "test", "use"}));
  CHECK(all_of(editor.offered("tocsin 1\nmodel a {\n  "), {"feature", "time", "owner", "tag"}));
  CHECK(all_of(editor.offered("watch shop {\n"), {"fear", "contract", "every", "too few", "let"}));
  CHECK(all_of(editor.offered("watch shop {\n  fear f \"}{\" {  # {\n    "),
               {"measure", "by", "no data", "warn when", "page when", "runbook"}));
  CHECK(all_of(editor.offered("watch shop {\n  contract c {\n    expect e: city = \"a\" {"),
               {"warn when", "runbook"}));
  CHECK(editor.offered("watch shop {\n  fear f {\n  }\n}\n").contains("channel"));
  CHECK(all_of(editor.offered("test \"t\" of shop {\n"), {"send", "expect", "clock", "ignore"}));
  CHECK(editor.offered("test \"t\" of shop {\n  send 9 events over 1m {\n") ==
        Labels{"latency", "city"});
  CHECK(editor.offered("mute m {\n") == Labels{"every", "on", "up to"});
  CHECK(all_of(editor.offered("channel c: slack {\n"), {"url"}));
}

TEST_CASE("what follows decides which names are offered", "[scenario][lsp]") {
  Editor editor;
  CHECK(editor.offered("watch ") == Labels{"shop"});
  const std::string monitor = "watch shop {\n  fear f {\n    ";
  CHECK(all_of(editor.offered(monitor + "measure p95("), {"latency", "city", "cities", "abs"}));
  const auto in_row = editor.offered(monitor + "measure p95(la");
  CHECK(in_row.contains("where"));
  CHECK_FALSE((in_row.contains("count") || in_row.contains("psi") || in_row.contains("every")));
  CHECK(all_of(editor.offered(monitor + "measure p95(latency) - "), {"count", "psi", "over"}));
  CHECK(editor.offered(monitor + "measure trend(").contains("mean"));
  CHECK_FALSE(editor.offered(monitor + "measure trend(mean(").contains("mean"));
  CHECK(editor.offered(monitor + "warn when ") ==
        Labels{"<", "<=", ">", ">=", "=", "!=", "outside", "inside", "true", "false"});
  CHECK(editor.offered(monitor + "warn when > 5 ") ==
        Labels{"for", "until", "until clear", "with"});
  CHECK(all_of(editor.offered(monitor + "warn when > 5 until "), {"clear", "<", "inside"}));
  CHECK(editor.offered("watch shop {\n  fear f {\n    measure psi(x) against ") ==
        Labels{"training"});
  CHECK(editor.offered("watch shop {\n  fear f {\n    measure mean(latency, on: ") ==
        Labels{"training"});
  CHECK(editor.offered("watch shop {\n  fear f {\n    by ") == Labels{"latency", "city"});
  CHECK(editor.offered("watch shop {\n  fear f {\n    no data ") ==
        Labels{"keep", "ok", "info", "warn", "page"});
  CHECK(editor.offered("watch shop {\n  fear f {\n    needs 10 ") ==
        Labels{"events", "labels", "positives", "labelled"});
  CHECK(editor.offered("watch shop {\n  fear f from ") == Labels{"usual"});
  CHECK(all_of(editor.offered("route "), {"info", "warn", "page", "only"}));
  CHECK(editor.offered("route warn to ") == Labels{"team"});
  CHECK(editor.offered("route warn where severity = ") == Labels{"info", "warn", "page"});
  CHECK(all_of(editor.offered("channel c: "), {"slack", "email", "pagerduty"}));
  CHECK(all_of(editor.offered("model m {\n  field a: "), {"bool", "number in", "category of"}));
  CHECK(editor.offered("model m {\n  field a: number in ") == Labels{"EUR"});
  CHECK(all_of(editor.offered("model m {\n  field a: int, "), {"optional", "range", "column"}));
  CHECK(editor.offered("severity mild < grave\nwatch shop {\n fear f {\n  too few ") ==
        Labels{"keep", "ok", "mild", "grave"});
  editor.dir.write("deep/lets.tocsin", "tocsin 1\nlet far = 3\nlet near = 1\n");
  CHECK(editor.offered("use \"deep\" as d\nwatch shop {\n fear f {\n  measure count(d.") ==
        Labels{"far", "near"});
  const std::string rules = "watch shop {\n  fear slow {\n  }\n}\n";
  CHECK(editor.offered(rules + "test \"t\" {\n  ignore ") == Labels{"shop"});
  CHECK(editor.offered(rules + "test \"t\" {\n  ignore shop.") == Labels{"slow"});
  CHECK(all_of(editor.offered(rules + "test \"t\" of shop {\n  expect warn from "),
               {"slow", "shop"}));
  CHECK(editor.offered(rules + "test \"t\" of shop {\n  expect notified ") == Labels{"team"});
}

TEST_CASE("nothing is offered within texts and comments", "[scenario][lsp]") {
  Editor editor;
  CHECK(editor.offered("watch shop {\n  # the ").empty());
  CHECK(editor.offered("watch shop {\n  fear f \"We ").empty());
  CHECK(editor.offered("watch shop {\n  fear f {\n    measure promql \"\"\"max(\n").empty());
}

TEST_CASE("a file is laid out by one edit of the lines that change", "[scenario][lsp]") {
  Editor editor;
  editor.client.open(editor.file, "tocsin 1\nunit   EUR\nlet a = 1\n");
  const auto edits = editor.ask("formatting", {{"options", {{"tabSize", 4}}}});
  REQUIRE(edits.size() == 1);
  CHECK(edits[0]["range"] == range(1, 0, 2, 0));
  CHECK(edits[0]["newText"] == "unit EUR\n");
  editor.client.open(editor.file, "tocsin 1\r\nunit EUR\r\n");
  const auto ends = editor.ask("formatting");
  REQUIRE(ends.size() == 1);
  CHECK(ends[0]["range"] == range(0, 0, 2, 0));
  CHECK(ends[0]["newText"] == "tocsin 1\nunit EUR\n");
  editor.client.open(editor.file, "tocsin 1\nunit EUR\n");
  CHECK(editor.ask("formatting") == Json::array());
}

TEST_CASE("what can be read is laid out beside what cannot", "[scenario][lsp]") {
  Editor editor;
  editor.client.open(editor.file, "tocsin 1\nunit   EUR\nlet   a == 1\n");
  const auto edits = editor.ask("formatting");
  REQUIRE(edits.size() == 1);
  CHECK(edits[0]["range"] == range(1, 0, 2, 0));
  CHECK(edits[0]["newText"] == "unit EUR\n");
}

TEST_CASE("the fix of a diagnostic is offered at its place and nowhere else", "[scenario][lsp]") {
  Editor editor;
  editor.client.open(editor.file, "tocsin 1\nwatch shpo {\n}\n");
  const auto fixes = editor.ask(
      "codeAction", {{"range", range(1, 8, 1, 8)}, {"context", {{"diagnostics", Json::array()}}}});
  REQUIRE(fixes.size() == 1);
  CHECK(fixes[0]["kind"] == "quickfix");
  CHECK(fixes[0]["diagnostics"][0]["code"] == "T1201");
  const auto& edit = fixes[0]["edit"]["changes"][editor.file][0];
  CHECK(edit["newText"] == "shop");
  CHECK(edit["range"] == range(1, 6, 1, 10));
  CHECK(editor.ask("codeAction", {{"range", range(0, 0, 0, 3)}}) == Json::array());
}

TEST_CASE("the outline shows blocks and what is in them", "[scenario][lsp]") {
  Editor editor;
  editor.client.open(editor.file, R"(tocsin 1
watch shop {
  let fast = share(latency < 1s)
  ## Why.
  contract inputs "What we are sent" {
    over 1h
    expect known: city in cities
  }
}
route warn to team
test "t" of shop { seed 1 }
)");
  const auto outline = editor.ask("documentSymbol");
  REQUIRE(outline.size() == 3);
  const auto& watch = outline[0];
  CHECK(watch["name"] == "watch shop");
  CHECK(watch["range"] == range(1, 0, 8, 1));
  CHECK(watch["selectionRange"] == range(1, 6, 1, 10));
  REQUIRE(watch["children"].size() == 2);
  CHECK(watch["children"][0]["name"] == "fast");
  const auto& contract = watch["children"][1];
  CHECK(contract["name"] == "inputs");
  CHECK(contract["detail"] == "What we are sent");
  CHECK(contract["range"] == range(3, 2, 7, 3));
  CHECK(contract["children"][0]["name"] == "known");
  CHECK(outline[1]["name"] == "route warn to team");
  CHECK(outline[2]["name"] == "t");
}

TEST_CASE("names of the workspace are found by some of their letters", "[scenario][lsp]") {
  Editor editor;
  editor.client.open(editor.file, "tocsin 1\nwatch shop {\n  fear slow \"x\" {\n  }\n}\n");
  const auto found = [&](const std::string& query) {
    Labels names;
    const auto answer = editor.client.request("workspace/symbol", {{"query", query}});
    for (const auto& symbol : answer["result"]) names.insert(symbol["name"].get<std::string>());
    return names;
  };
  CHECK(found("SLW") == Labels{"slow"});
  CHECK(found("CIT") == Labels{"cities", "city"});
  CHECK(all_of(found(""), {"shop", "latency", "city", "EUR", "usual", "team", "training"}));
  CHECK(found("zzz").empty());
}

TEST_CASE("blocks, long lists and runs of comments fold", "[scenario][lsp]") {
  Editor editor;
  editor.client.open(editor.file, R"(tocsin 1
# one
# two

# alone
watch shop {
  fear f "x" { warn when > 1 }
  fear g "x" {
    warn when > 1
  }
}
let a = [
  "x",
]
)");
  std::set<std::pair<int, int>> folds;
  for (const auto& fold : editor.ask("foldingRange"))
    folds.emplace(fold["startLine"].get<int>(), fold["endLine"].get<int>());
  CHECK(folds == std::set<std::pair<int, int>>{{1, 2}, {5, 10}, {7, 9}, {11, 13}});
}

TEST_CASE("tokens tell what the words mean", "[scenario][lsp]") {
  Editor editor;
  LspClient client(tocsin_binary(), editor.dir);
  const auto capabilities = client.start()["capabilities"];
  const auto& types = capabilities["semanticTokensProvider"]["legend"]["tokenTypes"];
  editor.client.open(editor.file, "tocsin 1\n# 𝄞\nwatch shop {\n  every 1m\n}\n");
  std::vector<std::string> seen;
  const auto data = editor.ask("semanticTokens/full")["data"];
  REQUIRE(data.size() % 5 == 0);
  std::size_t line = 0, column = 0;
  for (std::size_t i = 0; i < data.size(); i += 5) {
    const auto down = data[i].get<std::size_t>(), right = data[i + 1].get<std::size_t>();
    column = down == 0 ? column + right : right;
    line += down;
    seen.push_back(fmt::format("{}:{}+{} {}", line, column, data[i + 2].get<int>(),
                               types[data[i + 3].get<std::size_t>()].get<std::string>()));
  }
  CHECK(seen == std::vector<std::string>{"0:0+6 keyword", "0:7+1 number", "1:0+4 comment",
                                         "2:0+5 keyword", "2:6+4 class", "3:2+5 keyword",
                                         "3:8+2 number"});
}

TEST_CASE("a text over several lines is a token a line", "[scenario][lsp]") {
  Editor editor;
  editor.client.open(
      editor.file,
      "tocsin 1\nwatch shop {\n  service q \"q\" {\n    measure promql \"\"\"max(\n  "
      "q)\"\"\" as number over 5m\n    warn when > 1\n  }\n}\n");
  const auto data = editor.ask("semanticTokens/full")["data"];
  std::vector<std::pair<std::size_t, std::size_t>> strings;  // line, length
  std::size_t line = 0;
  for (std::size_t i = 0; i < data.size(); i += 5) {
    line += data[i].get<std::size_t>();
    if (data[i + 3] == 13) strings.emplace_back(line, data[i + 2].get<std::size_t>());
  }
  CHECK(strings == std::vector<std::pair<std::size_t, std::size_t>>{{2, 3}, {3, 7}, {4, 7}});
}

}  // namespace tocsin::test
