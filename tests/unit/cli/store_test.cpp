#include "cli/store.hpp"

#include "store/batch_codec.hpp"
#include "store/journal.hpp"
#include "tests/support/batches.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/cli/verb.hpp"
#include "tests/unit/store/sample.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace tocsin;
using namespace tocsin::test;
using Catch::Contains;
using nlohmann::json;

namespace {

struct Scene {
  TempDir folder;
  std::string file = (folder / "tocsin.db").string();
  Scene() {
    const auto [schema, batch] =
        table("at:time id:text latency:duration status:category ok:bool share:share n:int?",
              {"09:00:01 a 120ms slow true 12.5% 4", "09:00:02 b ! - false 3% -"});
    const auto store = open_store(file);
    std::vector<store::Entry> entries{{.model = "eu.shop",
                                       .received = at("09:00:03"),
                                       .rows = 2,
                                       .body = store::encode(schema, batch)},
                                      {.model = "eu.shop",
                                       .received = at("09:00:04"),
                                       .rows = 2,
                                       .body = store::encode(schema, batch)}};
    need(store::Journal(store).append(entries));
  }

  Ran run(std::vector<std::string> args) const {
    args.insert(args.end(), {"--store", file});
    return run_verb(cli::add_store_command, "store", std::move(args));
  }
};

}  // namespace

TEST_CASE("store stats says how much there is, to people and to programs", "[cli][store]") {
  const Scene scene;
  const auto shown = scene.run({"stats"});
  CHECK(shown.code == 0);
  CHECK_THAT(shown.out, Contains("2 entries with 4 rows") &&
                            Contains("2026-03-02T09:00:03Z .. 2026-03-02T09:00:04Z"));
  const auto all = json::parse(scene.run({"stats", "--format", "json"}).out);
  CHECK(all.at("journal").at("rows") == 4);
  CHECK(all.at("journal").at("latest") == "2026-03-02T09:00:04Z");
}

TEST_CASE("store verify ends with 1 for a damaged store", "[cli][store]") {
  const Scene scene;
  CHECK(scene.run({"verify"}).out == "the store is whole\n");
  need(open_store(scene.file).script("UPDATE journal SET body = x'00' WHERE position = 2"));
  const auto damaged = scene.run({"verify", "--format", "json"});
  CHECK(damaged.code == 1);
  const auto report = json::parse(damaged.out);
  CHECK(report.at("whole") == false);
  CHECK_THAT(report.at("found").at(0).get<std::string>(), Contains("journal entry 2: "));
}

TEST_CASE("store compact drops only what --keep says", "[cli][store]") {
  const Scene scene;
  CHECK_THAT(scene.run({"compact"}).out, Contains("0 entries dropped"));
  CHECK(json::parse(scene.run({"compact", "--keep", "1s", "--format", "json"}).out).at("dropped") ==
        2);
}

TEST_CASE("store export writes rows under the names of their fields", "[cli][store]") {
  const Scene scene;
  const std::string row1 =
      R"({"at":"2026-03-02T09:00:01Z","id":"a","latency":120000000,"status":"slow","ok":true,)"
      R"("share":0.125,"n":4})";
  const std::string row2 = R"({"at":"2026-03-02T09:00:02Z","id":"b","ok":false,"share":0.03})";
  const auto twice = row1 + "\n" + row2 + "\n";
  CHECK(scene.run({"export", "--model", "eu.shop"}).out == twice + twice);
  CHECK(scene.run({"export", "--model", "eu.shop", "--from", "2026-03-02T09:00:04Z"}).out == twice);
}

TEST_CASE("store export of a model without rows says which have some", "[cli][store]") {
  const Scene scene;
  const auto none = scene.run({"export", "--model", "shop"});
  CHECK(none.code == 2);
  CHECK_THAT(none.problem, Contains("no events of `shop`; it has eu.shop"));
}
