// The program from outside: exit codes, help, and what it says about files that are not right.
#include "tests/scenarios/program.hpp"
#include "tests/support/data_dir.hpp"

#include <catch2/catch.hpp>
#include <zlib.h>

namespace tocsin::test {
namespace {

using Catch::Matchers::Contains;
using Arguments = std::vector<std::string>;

constexpr int kFine = 0, kErrors = 1, kTrouble = 2;

// A folder with the shop's rules and events.
struct Shop {
  TempDir dir;

  Shop() {
    dir.write("rules/shop.tocsin", shop_rules());
    dir.write("events.csv", shop_events());
  }

  Run run(const Arguments& arguments) const { return run_tocsin(dir, arguments); }
  Run replay(Arguments more) const {
    more.insert(more.begin(), {"replay", "rules"});
    return run(more);
  }
};

std::string gzipped(const std::string& text) {
  std::string out(compressBound(text.size()) + 64, '\0');
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) ==
          Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace

TEST_CASE("every command explains itself", "[scenario][cli]") {
  struct Case {
    std::string_view why;
    Arguments arguments;
    Arguments taught;
  };
  const auto c = GENERATE(values<Case>({
      {"the program",
       {"--help"},
       {"check", "test", "replay", "incidents", "simulate", "Exit codes"}},
      {"check", {"check", "--help"}, {"RULES", "--format", "--reference", "tocsin check rules/"}},
      {"test",
       {"test", "--help"},
       {"RULES", "--filter", "--junit", "--coverage", "--min-coverage", "--jobs", "--fail-fast",
        "tocsin test rules/"}},
      {"catalog", {"catalog", "--help"}, {"RULES", "--format", "tocsin catalog rules"}},
      {"graph", {"graph", "--help"}, {"RULES", "--format", "dot -Tsvg"}},
      {"explain",
       {"explain", "--help"},
       {"WHAT", "RULES", "--format", "tocsin explain T2104", "tocsin explain psi"}},
      {"replay",
       {"replay", "--help"},
       {"--data", "--labels", "--reference", "--from", "--to", "--format", "--readings", "--store",
        "--send", "tocsin replay rules/"}},
      {"incidents", {"incidents", "--help"}, {"list", "show", "ack", "resolve", "note"}},
      {"list",
       {"incidents", "list", "--help"},
       {"--model", "--severity", "--state", "--cause", "--since", "--until", "--format"}},
      {"show", {"incidents", "show", "--help"}, {"ID", "--format"}},
      {"ack", {"incidents", "ack", "--help"}, {"ID", "--by"}},
      {"resolve", {"incidents", "resolve", "--help"}, {"ID", "--cause", "--text", "data.unit"}},
      {"simulate",
       {"simulate", "--help"},
       {"--days", "--seed", "--rate", "--out", "tocsin simulate rules/"}},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto run = run_tocsin(TempDir(), c.arguments);
    CHECK(run.code == kFine);
    CHECK(run.err.empty());
    for (const auto& word : c.taught) CHECK_THAT(run.out, Contains(word));
  }
}

TEST_CASE("what nobody can mean is told with the way out", "[scenario][cli]") {
  struct Case {
    std::string_view why;
    Arguments arguments;
    Arguments told;
  };
  const auto c = GENERATE(values<Case>({
      {"no command", {}, {"a command is missing", "check"}},
      {"a command that does not exist",
       {"chek", "rules"},
       {"no command `chek`", "did you mean `check`?", "--help"}},
      {"a command of a command that does not exist",
       {"import", "prometeus"},
       {"tocsin import: there is no command `prometeus`", "did you mean `prometheus`?"}},
      {"a command of a command that is missing", {"new"}, {"tocsin new", "known: model"}},
      {"an option that does not exist",
       {"check", "--fromat", "json", "rules"},
       {"no option `--fromat`", "did you mean `--format`?", "tocsin check --help"}},
      {"an option of no command", {"--verion"}, {"no option `--verion`", "`--version`"}},
      {"an option that contradicts itself",
       {"check", "--format", "json", "--format", "sarif", "rules"},
       {"--format stands 2 times"}},
      {"a share that is no number",
       {"test", "--min-coverage", "nan", "rules"},
       {"--min-coverage", "from 0 to 100", "nan"}},
      {"results that the disk does not take",
       {"test", "--junit", "/dev/full", "rules"},
       {"/dev/full: cannot be written", "No space left"}},
      {"rules that are not there", {"check", "nowhere"}, {"nowhere"}},
      {"a format that does not exist", {"check", "--format", "xml", "rules"}, {"xml", "json"}},
      {"no verb", {"incidents"}, {"list", "show", "resolve"}},
      {"no log yet", {"incidents", "list", "--store", "no.db"}, {"no.db", "--store"}},
      {"a pack without a description", {"simulate", "rules", "--out", "out"}, {"simulation.toml"}},
      {"a test that does not exist", {"test", "--filter", "nothing", "rules"}, {"nothing"}},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto run = Shop().run(c.arguments);
    CHECK(run.code == kTrouble);
    for (const auto& word : c.told) CHECK_THAT(run.err, Contains(word));
  }
}

TEST_CASE("check and test end with 0 when all is well and with 1 when not", "[scenario][cli]") {
  const Shop shop;
  CHECK(shop.run({"check", "rules"}).code == kFine);  // two lints, and still fine
  shop.dir.write("rules/shop_test.tocsin", R"(tocsin 1
test "six hundred milliseconds page" of shop.slow {
  send 60 events over 10m { latency = 600ms }
  expect page from slow by +10m
}
)");
  const auto passed = shop.run({"test", "rules"});
  CHECK(passed.code == kFine);
  CHECK_THAT(passed.out, Contains("1 passed, 0 failed"));

  shop.dir.write("rules/shop_test.tocsin", R"(tocsin 1
test "a tenth of a second pages" of shop.slow {
  send 60 events over 10m { latency = 100ms }
  expect page from slow by +10m
}
)");
  const auto failed = shop.run({"test", "rules"});
  CHECK(failed.code == kErrors);
  for (const char* word : {"shop_test.tocsin:4", "page from slow", "no alert", "shop.tocsin:15",
                           "100ms", "0 passed, 1 failed"})
    CHECK_THAT(failed.out, Contains(word));

  shop.dir.write("rules/broken.tocsin",
                 "tocsin 1\nwatch shop {\n  fear x \"y\" {\n    over 0.5\n  }\n}\n");
  const auto broken = shop.run({"check", "rules"});
  CHECK(broken.code == kErrors);
  CHECK_THAT(broken.err, Contains("error[T") && Contains("broken.tocsin:4") && Contains("^"));
  CHECK(shop.run({"test", "rules"}).code == kErrors);
  CHECK(shop.replay({"--data", "shop=events.csv"}).code == kErrors);
}

TEST_CASE("a replay names what is wrong with its options", "[scenario][cli]") {
  struct Case {
    std::string_view why;
    Arguments options;
    Arguments told;
  };
  const auto c = GENERATE(values<Case>({
      {"no data", {}, {"--data MODEL=FILE", "shop"}},
      {"a missing file", {"--data", "shop=nothing.csv"}, {"nothing.csv", "No such file"}},
      {"an unknown model", {"--data", "nobody=events.csv"}, {"nobody", "known: shop"}},
      {"no model", {"--data", "events.csv"}, {"expected NAME=FILE"}},
      {"one model twice",
       {"--data", "shop=events.csv", "--data", "shop=events.csv"},
       {"bound twice"}},
      {"labels of a model that has none",
       {"--data", "shop=events.csv", "--labels", "shop=events.csv"},
       {"--labels", "label"}},
      {"a time that is none",
       {"--data", "shop=events.csv", "--from", "yesterday"},
       {"--from: ", "found yesterday", "2026-03-02T09:00Z"}},
      {"an end before the start",
       {"--data", "shop=events.csv", "--from", "2026-03-03T00:00Z", "--to", "2026-03-02T00:00Z"},
       {"before --from"}},
      {"readings in a form that does not exist",
       {"--data", "shop=events.csv", "--readings", "x.txt"},
       {"x.txt", ".csv or .jsonl"}},
      {"readings where nobody may write",
       {"--data", "shop=events.csv", "--readings", "no/x.csv"},
       {"no/x.csv", "cannot be written"}},
      {"a log that is no log",
       {"--data", "shop=events.csv", "--store", "other.txt"},
       {"other.txt", "not an SQLite database"}},
      {"readings over the data they come from",
       {"--data", "shop=events.csv", "--readings", "events.csv"},
       {"--readings events.csv", "this file is read"}},
      {"a log that would be gone at once",
       {"--data", "shop=events.csv", "--store", ":memory:"},
       {"--store", "name of a file"}},
      {"a reference that the rules do not have",
       {"--data", "shop=events.csv", "--reference", "shop.training=events.csv"},
       {"--reference shop.training=events.csv", "no reference of that name"}},
  }));
  DYNAMIC_SECTION(c.why) {
    const Shop shop;
    shop.dir.write("other.txt", "what somebody wrote down");
    const auto run = shop.replay(c.options);
    CHECK(run.code == kTrouble);
    CHECK(run.out.empty());
    for (const auto& word : c.told) CHECK_THAT(run.err, Contains(word));
  }
}

TEST_CASE("a file that is not what it claims is told with its place", "[scenario][cli]") {
  const Shop shop;
  struct Case {
    std::string_view why;
    std::string name, content;
    Arguments told;
  };
  const std::string events = shop_events(), zipped = gzipped(events);
  using namespace std::string_literals;
  const std::string binary =
      "\x7f"
      "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0>\0\n\0\0\xff\xfe"s;
  const auto c = GENERATE_COPY(values<Case>({
      {"a program as CSV", "events.csv", binary, {"events.csv:1:1", "this is no text"}},
      {"a program of an unknown kind", "events.exe", binary, {"events.exe", ".csv", ".jsonl"}},
      {"nothing", "empty.csv", "", {"empty.csv", "holds nothing"}},
      {"another table",
       "other.csv",
       "id,at,colour\n1,2026-03-02T09:00:00Z,red\n",
       {"other.csv:1:1", "latency", "colour"}},
      {"a gzip file that is cut off",
       "cut.csv.gz",
       zipped.substr(0, zipped.size() / 2),
       {"cut.csv.gz:", "cut off"}},
      {"text named .gz", "text.csv.gz", events, {"text.csv.gz", "no gzip data"}},
      {"CSV named JSON Lines", "events.jsonl", events, {"events.jsonl"}},
  }));
  DYNAMIC_SECTION(c.why) {
    shop.dir.write(c.name, c.content);
    const auto run = shop.replay({"--data", "shop=" + c.name});
    CAPTURE(run.out);
    CHECK(run.code == kTrouble);
    for (const auto& word : c.told) CHECK_THAT(run.err, Contains(word));
  }
  SECTION("a sound gzip file is read") {
    shop.dir.write("events.csv.gz", zipped);
    const auto run = shop.replay({"--data", "shop=events.csv.gz"});
    CHECK(run.code == kFine);
    CHECK_THAT(run.out, Contains("300 rows"));
  }
}

TEST_CASE("a row that does not fit is counted and shown, never fatal", "[scenario][cli]") {
  const Shop shop;
  shop.dir.write("events.csv",
                 shop_events() + "e1800,never,100\ne1806,2026-03-02T09:30:06Z,fast\n");
  const auto run = shop.replay({"--data", "shop=events.csv"});
  CHECK(run.code == kFine);
  CHECK_THAT(run.out, Contains("301 rows") && Contains("1 not readable") &&
                          Contains("1 with a malformed field"));
  CHECK_THAT(run.out, Contains("events.csv:302: `never`") && Contains("events.csv:303: fast"));
}

TEST_CASE("a replay that fails leaves the readings of the last one", "[scenario][cli]") {
  const Shop shop;
  const auto readings = shop.dir.write("readings.csv", "precious\n");
  const auto run = shop.replay({"--data", "shop=nope.csv", "--readings", "readings.csv"});
  CHECK(run.code == kTrouble);
  std::ifstream file(readings);
  CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == "precious\n");
  CHECK_FALSE(std::filesystem::exists(shop.dir / "readings.csv.part"));
}

TEST_CASE("when no row can be read, replay says why", "[scenario][cli]") {
  const Shop shop;
  shop.dir.write("events.csv", "id,at,latency\n1,05/01/2026 00:01,100\n2,05/01/2026 00:02,90\n");
  const auto run = shop.replay({"--data", "shop=events.csv"});
  CHECK(run.code == kTrouble);
  CHECK_THAT(run.err, Contains("no row could be read") && Contains("an unreadable time: 2") &&
                          Contains("events.csv:2: `05/01/2026 00:01`"));
}

}  // namespace tocsin::test
