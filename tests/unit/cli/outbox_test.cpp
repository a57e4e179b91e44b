#include "store/outbox.hpp"

#include "base/result.hpp"
#include "cli/commands.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/cli/verb.hpp"
#include "tests/unit/store/sample.hpp"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <utility>

using namespace tocsin;
using namespace tocsin::test;
using Catch::Contains;
using nlohmann::json;

namespace {

Ran run(std::vector<std::string> args) {
  return run_verb(cli::add_outbox, "outbox", std::move(args));
}

constexpr const char* kRules = R"(tocsin 1

model m {
  time at
  field up: bool
}
watch m {
  quality down "It is down" {
    measure share(up) over 1h
    warn when < 50%
  }
}
channel team: console {}
route warn to team
)";

// Two messages for `team`, of which the second is dead, and one for a channel that nobody has.
struct Scene {
  TempDir folder;
  std::string file = (folder / "tocsin.db").string();
  Scene() {
    folder.write("rules.tocsin", kRules);
    const auto store = open_store(file);
    auto ghost = message("cccc3", at("09:10"), Message::Kind::beginning,
                         line(kPrecision, Change::fired, "92%"));
    ghost.channel = "ghost";
    need(store::post_all(store,
                         {message("aaaa1", at("09:00"), Message::Kind::beginning,
                                  line(kPrecision, Change::fired, "93.1%")),
                          message("aabb2", at("09:30"), Message::Kind::update,
                                  line(kPrecision, Change::escalated, "87.0%")),
                          ghost},
                         at("09:30")));
    need(store::add_receipt(store, 1, "aabb2",
                            {.at = at("09:31"),
                             .result = store::ReceiptResult::rejected,
                             .status = 400,
                             .detail = "invalid event"}));
  }
  Ran operator()(std::vector<std::string> args) const {
    args.insert(args.end(), {"--store", file});
    return run(std::move(args));
  }
  json listed(std::vector<std::string> more = {"--state", "all"}) const {
    std::vector<std::string> args{"list", "--format", "json"};
    args.insert(args.end(), more.begin(), more.end());
    const auto ran = (*this)(std::move(args));
    REQUIRE(ran.problem == "");
    return json::parse(ran.out);
  }
  std::string state_of(std::size_t index) const {
    return listed().at("messages").at(index).at("state");
  }
};

}  // namespace

TEST_CASE("what waits and what is dead is listed", "[cli][outbox]") {
  const Scene tocsin;
  CHECK(tocsin({"list"}).out ==
        "aaaa1  pending    team   2026-03-02T09:00:00Z  "
        "WARN loan_rejection: We reject people the bank would take\n"
        "aabb2  dead       team   2026-03-02T09:30:00Z  "
        "WARN loan_rejection: We reject people the bank would take\n"
        "              dead after 1 attempt: invalid event\n"
        "cccc3  pending    ghost  2026-03-02T09:10:00Z  "
        "WARN loan_rejection: We reject people the bank would take\n");
  CHECK(tocsin.listed({"--state", "dead"}).at("messages").size() == 1);
  CHECK(tocsin.listed({"--state", "delivered"}).at("messages").empty());
  CHECK(tocsin.listed({"--channel", "ghost,team"}).at("messages").size() == 3);
  CHECK(tocsin.listed({"--channel", "ghost"}).at("messages").at(0).at("key") == "cccc3");
  CHECK(tocsin.listed().at("messages").at(1).at("reason") == "invalid event");
}

TEST_CASE("a channel that fails is shown with its answer", "[cli][outbox]") {
  const Scene tocsin;
  {
    const auto store = open_store(tocsin.file);
    store::Transaction writing(store, store::Transaction::Kind::write);
    store::write_health(writing, {.channel = "team",
                                  .failures = 2,
                                  .failing_since = at("09:31"),
                                  .next = at("09:40"),
                                  .answer = "503 busy"});
    need(writing.commit());
  }
  CHECK_THAT(tocsin({"list"}).out,
             Contains("team has failed since 2026-03-02T09:31:00Z, 2 attempts: 503 busy\n"));
  CHECK(tocsin.listed().at("failing").at(0).at("answer") == "503 busy");
}

TEST_CASE("a dead letter is put back, and a pending one dropped", "[cli][outbox]") {
  const Scene tocsin;
  CHECK(tocsin({"retry", "aab"}).out == "pending: 1 message\n");
  CHECK(tocsin.state_of(1) == "pending");
  CHECK(tocsin({"drop", "aaaa", "--by", "mara"}).out == "dropped: 1 message\n");
  CHECK(tocsin.state_of(0) == "dead");
  CHECK(tocsin.listed().at("messages").at(0).at("reason") == "dropped by mara");
  CHECK(tocsin({"drop", "--all", "--channel", "ghost", "--by", "mara"}).code == 0);
  CHECK(tocsin.state_of(1) == "pending");
  CHECK(tocsin.state_of(2) == "dead");
  CHECK(tocsin({"retry", "--all"}).out == "pending: 2 messages\n");
}

TEST_CASE("what cannot be meant is refused in words", "[cli][outbox]") {
  const Scene tocsin;
  CHECK_THAT(tocsin({"retry"}).problem, Contains("--all"));
  CHECK_THAT(tocsin({"retry", "zz"}).problem, Contains("begins with `zz`"));
  CHECK_THAT(tocsin({"drop", "aa"}).problem, Contains("2 messages"));
  CHECK_THAT(tocsin({"retry", "aaaa1"}).problem, Contains("aaaa1 is pending"));
  CHECK_THAT(tocsin({"drop", "aabb2"}).problem, Contains("aabb2 is dead"));
  CHECK_THAT(run({"list", "--store", "/nowhere/tocsin.db"}).problem, Contains("no such file"));
  CHECK_THAT(run({}).problem, Contains("list, retry, drop or send"));
  CHECK(tocsin({"send", "--deadline", "soon"}).code == cli::kTrouble);
  CHECK(tocsin({"list", "--state", "lost"}).code == cli::kTrouble);
}

TEST_CASE("what is pending is sent by the channels of the rules", "[cli][outbox]") {
  const Scene tocsin;
  const auto rules = (tocsin.folder / "rules.tocsin").string();
  const auto sent = tocsin({"send", rules});
  CHECK(sent.code == cli::kTrouble);
  CHECK_THAT(sent.out, Contains("1 message delivered, 1 left\n"));
  CHECK_THAT(sent.problem, Contains("1 message for the channel `ghost`"));
  CHECK(tocsin.state_of(0) == "delivered");
  REQUIRE(tocsin({"drop", "--all"}).code == 0);
  const auto rest = tocsin({"send", rules, "--deadline", "1m"});
  CHECK(rest.code == 0);
  CHECK(rest.out == "0 messages delivered, 0 left\n");
}
