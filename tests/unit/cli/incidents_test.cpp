#include "base/result.hpp"
#include "cli/commands.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/cli/verb.hpp"
#include "tests/unit/store/sample.hpp"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>

using namespace tocsin;
using namespace tocsin::test;
using nlohmann::json;

namespace {

Ran run(std::vector<std::string> args) {
  return run_verb(cli::add_incidents, "incidents", std::move(args));
}

// A store with the sample, in a folder of its own.
struct Scene {
  TempDir folder;
  std::string file = (folder / "tocsin.db").string();
  Scene() { record_all(open_store(file), run_spec()); }

  Ran operator()(std::vector<std::string> args) const {
    args.insert(args.end(), {"--store", file});
    return run(std::move(args));
  }
  json as_json(std::vector<std::string> args) const {
    args.insert(args.end(), {"--format", "json"});
    const auto ran = (*this)(std::move(args));
    REQUIRE(ran.problem == "");
    REQUIRE(ran.code == 0);
    return json::parse(ran.out);
  }
};

}  // namespace

TEST_CASE("an incident is listed, answered, noted on, linked and resolved", "[cli][incidents]") {
  const Scene tocsin;
  CHECK_THAT(
      tocsin({"list"}).out,
      Catch::Contains("3f2a9c11d0e4  open   page      loan_rejection  2026-03-02T09:00:00Z"));
  CHECK(tocsin({"ack", "3f2a", "--by", "mara"}).out ==
        "incident 3f2a9c11d0e4 is acknowledged by mara\n");
  CHECK(tocsin({"note", "3f2a", "--by", "jo", "they sent cents"}).code == 0);
  CHECK(tocsin({"link", "3f2a", "https://wiki.example/pm", "--title", "postmortem", "--by", "jo"})
            .code == 0);
  const auto resolved =
      tocsin({"resolve", "3f2a", "--cause", "data.unit", "--text", "cents", "--step",
              "divided by 100", "--step", "told the platform", "--link", "https://git.example/1",
              "--by", "mara", "--at", "2026-03-02T12:45Z"});
  CHECK(resolved.out == "incident 3f2a9c11d0e4 is resolved by mara, cause data.unit\n");
  CHECK(resolved.code == 0);

  const auto shown = tocsin.as_json({"show", "3f2a"});
  CHECK(shown["state"] == "resolved");
  CHECK(shown["acknowledged"]["at"] == "2026-03-02T13:00:00Z");
  CHECK(shown["resolved"]["at"] == "2026-03-02T12:45:00Z");
  CHECK(shown["cause"]["text"] == "cents");
  CHECK(shown["steps"].size() == 2);
  CHECK(shown["steps"][1]["text"] == "told the platform");
  CHECK(shown["links"].size() == 2);
  CHECK(shown["links"][0]["title"] == "postmortem");
  CHECK(shown["timeline"].back()["written_at"] == "2026-03-02T13:00:00Z");
  CHECK_THAT(tocsin({"show", "3f2a"}).out, Catch::Contains("cause         data.unit"));
}

TEST_CASE("a change answers in JSON where that is asked for", "[cli][incidents]") {
  const Scene tocsin;
  CHECK(tocsin.as_json({"ack", "3f2a", "--by", "mara"})["state"] == "acknowledged");
  CHECK(tocsin.as_json({"note", "3f2a", "--text", "x", "--by", "mara"})["timeline"].size() == 8);
}

TEST_CASE("the list is filtered as asked", "[cli][incidents]") {
  const Scene tocsin;
  REQUIRE(tocsin({"resolve", "3f2a", "--cause", "data.unit", "--by", "jo"}).code == 0);
  struct Case {
    std::string_view why;
    std::vector<std::string> args;
    std::size_t want;
  };
  const auto c = GENERATE(values<Case>({
      {"nothing asked", {}, 1},
      {"its model", {"--model", "loan_rejection"}, 1},
      {"another model", {"--model", "churn"}, 0},
      {"at least warn", {"--severity", "warn"}, 1},
      {"its state", {"--state", "resolved"}, 1},
      {"one of two states", {"--state", "open,resolved"}, 1},
      {"a state given twice", {"--state", "open", "--state", "acknowledged"}, 0},
      {"unresolved", {"--state", "unresolved"}, 0},
      {"its cause", {"--cause", "data.unit"}, 1},
      {"its group of causes", {"--cause", "data"}, 1},
      {"another group", {"--cause", "model"}, 0},
      {"since its hour", {"--since", "2026-03-02T09:00Z"}, 1},
      {"since an offset", {"--since", "2026-03-02T10:00+02:00"}, 1},
      {"since a later hour", {"--since", "2026-03-02 09:01"}, 0},
      {"since its day", {"--since", "2026-03-02"}, 1},
      {"since five hours ago", {"--since", "5h"}, 1},
      {"since three hours ago", {"--since", "3h"}, 0},
      {"until the next day", {"--until", "2026-03-03"}, 1},
      {"until its day", {"--until", "2026-03-02"}, 0},
  }));
  DYNAMIC_SECTION(c.why) {
    auto args = c.args;
    args.insert(args.begin(), "list");
    CHECK(tocsin.as_json(args).size() == c.want);
  }
}

TEST_CASE("an empty answer is an answer", "[cli][incidents]") {
  const Scene tocsin;
  CHECK(tocsin({"list", "--model", "churn"}).out == "no incidents\n");
  CHECK(tocsin({"list", "--model", "churn"}).code == 0);
  CHECK(tocsin({"list", "--model", "churn", "--format", "json"}).out == "[]\n");
}

TEST_CASE("what cannot be done ends with two and says what would work", "[cli][incidents]") {
  const Scene tocsin;
  struct Case {
    std::string_view why;
    std::vector<std::string> args;
    std::string want;
  };
  const auto c = GENERATE(values<Case>({
      {"no verb", {}, "list, show, ack"},
      {"an unknown verb", {"lst"}, "lst"},
      {"no id", {"show"}, "ID is required"},
      {"an unknown id", {"show", "ffff"}, "no incident `ffff`; `tocsin incidents list`"},
      {"an unknown format", {"list", "--format", "xml"}, "xml not in"},
      {"an unknown state", {"list", "--state", "closed"}, "closed not in"},
      {"an unknown severity", {"list", "--severity", "pgae"}, "did you mean `page`?"},
      {"an unknown cause",
       {"resolve", "3f2a", "--cause", "data.untis"},
       "did you mean `data.unit`?"},
      {"no cause", {"resolve", "3f2a"}, "--cause is required"},
      {"no text", {"note", "3f2a"}, "a note has a text"},
      {"no web address", {"link", "3f2a", "ftp://x"}, "is no web address"},
      {"no time", {"list", "--since", "monday"}, "--since: expected a time such as"},
      {"an escape code for a time", {"list", "--until", "\x1b[2J"}, "found ` [2J`"},
      {"a word too many", {"show", "3f2a", "more"}, "more"},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto ran = c.args.empty() ? run({}) : tocsin(c.args);
    CHECK(ran.code == cli::kTrouble);
    CHECK(ran.out == "");
    CHECK_THAT(ran.problem, Catch::Contains(c.want));
    CHECK(tocsin.as_json({"show", "3f2a"})["timeline"].size() == 6);
  }
}

TEST_CASE("a missing store says how one is made, and none is made", "[cli][incidents]") {
  const TempDir folder;
  const auto file = (folder / "none.db").string();
  for (const char* verb : {"list", "show", "ack"}) {
    std::vector<std::string> args{verb, "--store", file};
    if (verb != std::string_view("list")) args.push_back("3f2a");
    const auto ran = run(args);
    CHECK(ran.code == cli::kTrouble);
    CHECK_THAT(ran.problem, Catch::StartsWith(file) && Catch::Contains("tocsin replay RULES"));
  }
  CHECK_FALSE(std::filesystem::exists(file));
}

TEST_CASE("who has done it is told by the option, the variables, or the login",
          "[cli][incidents]") {
  const Scene tocsin;
  const auto author = [&](std::vector<std::string> args) -> std::string {
    args.insert(args.begin(), {"note", "3f2a", "--text", "x"});
    return tocsin.as_json(args)["timeline"].back()["author"];
  };
  setenv("USER", "login", 1);
  setenv("TOCSIN_USER", "mara", 1);
  CHECK(author({"--by", "jo"}) == "jo");
  CHECK(author({}) == "mara");
  unsetenv("TOCSIN_USER");
  CHECK(author({}) == "login");
}

TEST_CASE("help teaches with examples", "[cli][incidents]") {
  const auto help = run({"--help"});
  CHECK(help.code == 0);
  CHECK_THAT(help.out,
             Catch::Contains("For example:") && Catch::Contains("tocsin incidents resolve"));
  const auto resolve = run({"resolve", "--help"});
  CHECK_THAT(resolve.out,
             Catch::Contains("data.unit") && Catch::Contains("another unit, currency"));
  CHECK_THAT(run({"list", "--help"}).out, Catch::Contains("--since") && Catch::Contains("7d"));
}

TEST_CASE("a hostile title reaches the terminal tame", "[cli][incidents]") {
  const TempDir folder;
  const auto file = (folder / "tocsin.db").string();
  {
    const auto store = open_store(file);
    auto recorder = need(store::Recorder::begin(store, run_spec()));
    auto outcome = beginning();
    outcome.incidents[0].title = "\x1b]0;owned\x07\nffff00000000  resolved";
    need(recorder.record(outcome));
  }
  for (const char* format : {"table", "json"}) {
    const auto out = run({"list", "--store", file, "--format", format}).out;
    CHECK(out.find('\x1b') == std::string::npos);
    CHECK(out.find('\x07') == std::string::npos);
    CHECK(out.find("\nffff") == std::string::npos);
  }
}
