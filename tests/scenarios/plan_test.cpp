// `tocsin plan` from outside: folders, files, the history of a git repository.
#include "tests/scenarios/program.hpp"
#include "tests/support/process.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tocsin::test {
namespace {

using Catch::Matchers::Contains;

constexpr int kFine = 0, kErrors = 1, kTrouble = 2, kChanged = 3;

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string looser() { return replaced(shop_rules(), "> 200ms for 2m", "> 250ms for 2m"); }

void git(const TempDir& dir, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(),
                   {"/usr/bin/env", "GIT_CONFIG_GLOBAL=/dev/null", "git", "-C", dir.path().string(),
                    "-c", "user.name=a", "-c", "user.email=a@b.example", "-c",
                    "init.defaultBranch=main", "-c", "commit.gpgsign=false"});
  REQUIRE(ChildProcess(arguments).exit_code() == 0);
}

// `main` with the shop's rules, `loose` with looser ones, `broken` with a fault.
void make_repository(const TempDir& dir) {
  git(dir, {"init", "-q"});
  const auto commit = [&](const std::string& rules) {
    dir.write("team/rules/shop.tocsin", rules);
    git(dir, {"add", "."});
    git(dir, {"commit", "-q", "-m", "rules"});
  };
  commit(shop_rules());
  git(dir, {"checkout", "-q", "-b", "loose"});
  commit(looser());
  git(dir, {"checkout", "-q", "-b", "broken"});
  commit(replaced(shop_rules(), "p95(latency)", "p95(weight)"));
  git(dir, {"checkout", "-q", "main"});
}

}  // namespace

TEST_CASE("plan says what two folders mean differently", "[scenario][plan]") {
  const TempDir dir;
  dir.write("old/shop.tocsin", shop_rules());
  dir.write("new/shop.tocsin", looser());
  const auto run = run_tocsin(dir, {"plan", "old", "new"});
  CHECK(run.code == kFine);
  CHECK_THAT(run.out, Contains("shop.slow  shop.tocsin:"));
  CHECK_THAT(run.out, Contains("  warn when: > 200ms is now > 250ms, looser by 50ms\n"));
  CHECK_THAT(run.out, Contains("timers run on; the new numbers act from the next tick"));
  CHECK_THAT(run.out, Contains("\n1 change of meaning\n"));
  CHECK(run_tocsin(dir, {"plan", "old", "new", "--exit-code"}).code == kChanged);
}

TEST_CASE("two files of one folder are two versions", "[scenario][plan]") {
  const TempDir dir;
  dir.write("old.tocsin", shop_rules());
  dir.write("new.tocsin", replaced(shop_rules(), "Search is slow", "Search is sluggish"));
  const auto run = run_tocsin(dir, {"plan", "old.tocsin", "new.tocsin", "--exit-code"});
  CHECK(run.code == kFine);
  CHECK_THAT(run.out, Contains("title: \"Search is slow\" is now \"Search is sluggish\""));
  CHECK_THAT(run.out, Contains("no change of meaning, 1 of texts\n"));
}

TEST_CASE("a new layout is no change", "[scenario][plan]") {
  const TempDir dir;
  dir.write("old/shop.tocsin", shop_rules());
  dir.write("new/shop.tocsin", replaced(shop_rules(), "watch shop {", "\n# here\nwatch  shop {"));
  const auto run = run_tocsin(dir, {"plan", "old", "new", "--exit-code"});
  CHECK(run.code == kFine);
  CHECK(run.out == "no change of meaning\n");
}

TEST_CASE("plan as JSON and as Markdown", "[scenario][plan]") {
  const TempDir dir;
  dir.write("old/shop.tocsin", shop_rules());
  dir.write("new/shop.tocsin", looser());
  const auto json =
      nlohmann::json::parse(run_tocsin(dir, {"plan", "old", "new", "--format", "json"}).out);
  CHECK(json["meaning_changed"] == true);
  REQUIRE(json["changes"].size() == 1);
  const auto& change = json["changes"][0];
  CHECK(change["subject"] == "shop.slow");
  CHECK(change["class"] == "threshold");
  CHECK(change["direction"] == "looser");
  CHECK(change["by"] == "50ms");
  CHECK(change["place"]["path"] == "shop.tocsin");
  CHECK(json["timers"][0]["state"] == "adjusted");
  const auto markdown = run_tocsin(dir, {"plan", "old", "new", "--format", "markdown"}).out;
  CHECK_THAT(markdown, Contains("**Rules: 1 change of meaning**\n"));
  CHECK_THAT(markdown, Contains("  - warn when: \\> 200ms is now \\> 250ms, looser by 50ms\n"));
}

TEST_CASE("plan compares git revisions, and the work tree with one", "[scenario][plan]") {
  const TempDir dir;
  make_repository(dir);
  const auto both = run_tocsin(dir, {"plan", "main..loose", "--rules", "team/rules"});
  CHECK(both.code == kFine);
  CHECK_THAT(both.out, Contains("> 200ms is now > 250ms, looser by 50ms"));
  CHECK(run_tocsin(dir, {"plan", "main", "loose", "--rules", "team/rules"}).out == both.out);
  const auto back = run_tocsin(dir, {"plan", "loose", "--rules", "team/rules/shop.tocsin"});
  CHECK_THAT(back.out, Contains("> 250ms is now > 200ms, stricter by 50ms"));
  dir.write("team/rules/shop.tocsin", looser());
  CHECK(run_tocsin(dir, {"plan", "loose", "--rules", "team/rules"}).out ==
        "no change of meaning\n");
  CHECK(content_of(dir / "team/rules/shop.tocsin") == looser());
}

// The reference of the shop beside its rules.
TEST_CASE("plan sees that a reference file holds something else", "[scenario][plan]") {
  const TempDir dir;
  const auto rules =
      replaced(shop_rules(), "  key id\n", "  key id\n  reference usual from \"refs/usual.csv\"\n");
  const std::string told =
      "model shop  shop.tocsin:7\n  reference usual: its file has other contents\n";
  for (const char* side : {"old", "new"}) {
    dir.write(fmt::format("{}/shop.tocsin", side), rules);
    dir.write(fmt::format("{}/refs/usual.csv", side), "id,at,latency\na,2026-01-01T00:00Z,5\n");
  }
  CHECK(run_tocsin(dir, {"plan", "old", "new"}).out == "no change of meaning\n");
  dir.write("new/refs/usual.csv", "id,at,latency\na,2026-01-01T00:00Z,6\n");
  const auto folders = run_tocsin(dir, {"plan", "old", "new", "--exit-code"});
  CHECK(folders.code == kChanged);
  CHECK_THAT(folders.out, Contains(told));

  git(dir, {"init", "-q"});
  for (const char* value : {"5", "6"}) {
    dir.write("team/rules/shop.tocsin", rules);
    dir.write("team/rules/refs/usual.csv",
              fmt::format("id,at,latency\na,2026-01-01T00:00Z,{}\n", value));
    git(dir, {"add", "team"});
    git(dir, {"commit", "-q", "-m", "rules"});
  }
  CHECK_THAT(run_tocsin(dir, {"plan", "HEAD~1..HEAD", "--rules", "team/rules"}).out,
             Contains(told));
  CHECK_THAT(run_tocsin(dir, {"plan", "HEAD~1", "--rules", "team/rules"}).out, Contains(told));
  CHECK(run_tocsin(dir, {"plan", "HEAD", "--rules", "team/rules"}).out == "no change of meaning\n");
  dir.write("team/rules/refs/usual.csv", "at\n");
  CHECK_THAT(run_tocsin(dir, {"plan", "HEAD", "--rules", "team/rules"}).out, Contains(told));
}

TEST_CASE("plan shows the settings of channels, and never what is secret", "[scenario][plan]") {
  const TempDir dir;
  dir.write("old/shop.tocsin", shop_rules("https://hooks.example/pass-token"));
  dir.write("new/shop.tocsin", shop_rules("https://hooks.example/word-ticket"));
  const auto moved = run_tocsin(dir, {"plan", "old", "new"}).out;
  CHECK_THAT(moved, Contains("channel hook\n  url changed\n"));
  const auto more =
      replaced(shop_rules("https://hooks.example/word-ticket"), "route page to hook",
               "channel team: webhook {\n  url \"https://a.example/b?key=c\"\n  secret "
               "env(\"KEY\")\n  timeout 20s\n}\nroute page to hook, team");
  dir.write("new/shop.tocsin", more);
  const auto added = run_tocsin(dir, {"plan", "old", "new"}).out;
  CHECK_THAT(added, Contains("channel team\n  new: webhook, url \"https://a.example/…\", secret "
                             "env(\"KEY\"), timeout 20s\n"));
  for (const char* secret : {"pass", "word", "token", "ticket", "key=c"})
    CHECK_THAT(moved + added, !Contains(secret));
}

TEST_CASE("plan shows the errors of the rule set that has them", "[scenario][plan]") {
  const TempDir dir;
  make_repository(dir);
  const auto run = run_tocsin(dir, {"plan", "main..broken", "--rules", "team/rules"});
  CHECK(run.code == kErrors);
  CHECK(run.out.empty());
  CHECK_THAT(run.err, Contains("broken has errors:") && Contains("error[T1203]"));
}

TEST_CASE("plan says what it cannot read", "[scenario][plan]") {
  const TempDir dir;
  make_repository(dir);
  const auto trouble = [&](const std::vector<std::string>& arguments) {
    const auto run = run_tocsin(dir, arguments);
    CHECK(run.code == kTrouble);
    CHECK(run.out.empty());
    return run.err;
  };
  CHECK_THAT(trouble({"plan", "absent", "team"}),
             Contains("absent: no such file or folder") && Contains("--rules FOLDER"));
  CHECK_THAT(trouble({"plan", "team"}), Contains("OLD and NEW"));
  CHECK_THAT(trouble({"plan", "nowhere", "--rules", "team"}),
             Contains("git knows no revision `nowhere`"));
  CHECK_THAT(trouble({"plan", "main", "--rules", "elsewhere"}),
             Contains("revision `main` has no rules in elsewhere"));
  CHECK_THAT(trouble({"plan", "main..", "--rules", "team"}), Contains("OLD..NEW"));
  CHECK_THAT(trouble({"plan", "main", "--rules", "team", "--format", "xml"}), Contains("xml"));
  trouble({"plan", "--rules", "team", "--", "--output=x"});
  CHECK_FALSE(std::filesystem::exists(dir / "x"));
  const TempDir elsewhere;
  CHECK_THAT(run_tocsin(elsewhere, {"plan", "main", "--rules", "."}).err, Contains("git"));
}

}  // namespace tocsin::test
