#include "dryrun/simulate.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/dryrun/simulation_support.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::dryrun;
using namespace tocsin::test;

namespace {

std::string error_of(const std::string& text) {
  const auto spec = read_simulation(text, "small.toml");
  REQUIRE_FALSE(spec);
  return spec.error().message;
}

}  // namespace

TEST_CASE("read_simulation() says what is wrong with a description", "[dryrun][simulate]") {
  struct Case {
    std::string_view why, from, to, want;
  };
  const auto c = GENERATE(values<Case>({
      {"no TOML", "days = 4", "days = = 4", "small.toml:3:8: "},
      {"a key that is missing", "model = \"loans\"\n", "",
       "small.toml:1:1: `model` is missing; write for example model = \"loan_rejection\""},
      {"a misspelt key", "sigma = 0.5", "sigma = 0.5\nmedain = 3",
       "field amount: unknown key `medain`, did you mean `median`?"},
      {"a key far from all", "[labels]", "[labels]\ncolour = 1",
       "labels: unknown key `colour`; known here: file, arrives, columns, delay, share, only_if"},
      {"a word of another kind", "kind = \"cut\"", "kind = \"cutt\"",
       "kind: found \"cutt\"; it is one of bool, category, chance, cut, id, linear, logistic, "
       "number, "
       "time, did you mean `cut`?"},
      {"a text for a number", "median = 100", "median = \"100\"",
       "small.toml:25:10: field amount.median: found the text \"100\"; write for example "
       "median = 2400"},
      {"a negative spread", "sigma = 0.5", "sigma = -0.5",
       "sigma: found -0.5; write for example sigma = 0.4"},
      {"a number that is none", "sigma = 0.5", "sigma = nan", "sigma: found nan"},
      {"a fraction of a day", "days = 4", "days = 1.5",
       "days: found 1.5; a whole number from 1 to 3650 would work"},
      {"no rate", "rate = \"2/m\"", "rate = \"2 per minute\"",
       "rate: found \"2 per minute\"; a rate such as `5/s`, `100/m` or `2000/h` would work"},
      {"no time", "start = 2026-03-02T00:00:00Z", "start = \"soon\"",
       "start: found the text \"soon\"; write for example start = 2026-03-02T00:00:00Z"},
      {"a start no clock has", "start = 2026-03-02T00:00:00Z", "start = 1800-03-02T00:00:00Z",
       "start: a time between 1970 and 2200 would work"},
      {"too few factors", "rate = \"2/m\"", "rate = \"2/m\"\nrhythm.weekdays = [1, 2]",
       "rhythm.weekdays: found a list of 2; 7 numbers from 0 on would work"},
      {"a rhythm of nothing", "rate = \"2/m\"",
       "rate = \"2/m\"\nrhythm.weekdays = [0, 0, 0, 0, 0, 0, 0]",
       "rhythm.weekdays: at least one of them must be above 0"},
      {"a field that is not there", "of = \"score\"", "of = \"scor\"",
       "of: no field `scor` is made before this line, did you mean `score`?"},
      {"a field that comes later", "low = 50", "low = 50\ngiven = \"decision\"\ncases.yes = { }",
       "given: no field `decision` is made before this line"},
      {"two fields of one name", "name = \"latency\"", "name = \"amount\"",
       "name: a field `amount` stands above already"},
      {"no weight", "{ app = 0.6, web = 0.4 }", "{ app = 0, web = 0 }", "has no weight above 0"},
      {"a case of no value", "low = 50", "low = 50\ngiven = \"platform\"\ncases.apps = { }",
       "`platform` is never \"apps\"; it is one of app, web, did you mean `app`?"},
      {"cases of nothing", "low = 50", "low = 50\ncases.app = { }", "both are needed, or neither"},
      {"cases of a number", "low = 50", "low = 50\ngiven = \"amount\"\ncases.app = { }",
       "given: `amount` is no category"},
      {"ends in the wrong order", "low = 50", "low = 500", "low: is larger than `high`"},
      {"a cut of no number", "of = \"score\"", "of = \"platform\"", "of: `platform` is no number"},
      {"three values for two", "values = [\"yes\", \"no\"]\nreal",
       "values = [\"a\", \"b\", \"c\"]\nreal", "values: two different values are needed"},
      {"a column of nothing", "\"known_at\"]", "\"known_at\", \"amuont\"]",
       "labels.columns: no field `amuont` is made before this line, did you mean `amount`?"},
      {"a column twice", "\"known_at\"]", "\"known_at\", \"id\"]",
       "labels.columns: names `id` twice"},
      {"no time in the log", "[\"id\", \"at\", \"platform\"", "[\"id\", \"platform\"",
       "predictions.columns: no field of kind \"time\" is among them"},
      {"no id among the labels", "[\"id\", \"outcome\"", "[\"outcome\"",
       "labels.columns: no field of kind \"id\" is among them"},
      {"an arrival that is a field", "arrives = \"known_at\"", "arrives = \"at\"",
       "labels.arrives: is the name of a field"},
      {"a file elsewhere", "\"training.csv\"", "\"../training.csv\"",
       "reference.file: found \"../training.csv\"; a name without a folder would work"},
      {"two files of one name", "\"training.csv\"", "\"labels.csv\"",
       "two files have the name \"labels.csv\"; each needs its own"},
      {"ids below the first", "rows = 1000", "rows = 2000", "`first` of `id` must be above 2000"},
      {"a reference of the future", "over = \"10d\"", "over = \"10d\"\nfrom = 2026-03-01",
       "reference.from: its rows must lie between 1970 and the start of the run"},
      {"a delay that is a number", "low = \"1h\"", "low = 3600",
       "labels.delay.low: found 3600; write for example low = \"1h\""},
      {"a trouble past the end", "\"2d\"]\nlasts", "\"3d21h\"]\nlasts",
       "trouble slow.starts: may end after 4d1h, and the run has `days = 4`"},
      {"times in the wrong order", "[\"1d\", \"2d\"]", "[\"2d\", \"1d\"]",
       "starts: found a list of 2; write for example starts = [\"2d8h\", \"2d16h\"]"},
      {"a time beyond all", "echo = \"1h\"", "echo = \"90000d\"",
       "echo: found the text \"90000d\""},
      {"nobody to tell it", "told_by = \"too_slow\"\n", "", "`told_by` is missing"},
      {"a change of nothing", "multiply = 10", "",
       "says nothing to do; one of add, blank, drop, multiply, "
       "set, withhold_label would"},
      {"a misspelt change", "multiply = 10", "multiplied = 10",
       "unknown key `multiplied`, did you mean `multiply`?"},
      {"two changes in one", "multiply = 10", "multiply = 10\nadd = 3",
       "stands beside `add`; write a change for each"},
      {"a category multiplied", "field = \"latency\"", "field = \"platform\"",
       "multiply: this field is no number; `set` or `blank` would work"},
      {"an id changed", "field = \"latency\"", "field = \"id\"", "an id or a time stays as it is"},
      {"a change that asks too early", "multiply = 10",
       "multiply = 10\nwhere = { decision = \"yes\" }",
       "where: `decision` is made after `latency`; its [[field]] must stand above it"},
      {"a condition on an id", "multiply = 10", "multiply = 10\nwhere = { id = \"L-1\" }",
       "where.id: is an id or a time, and no condition can ask about those"},
      {"a condition without bounds", "multiply = 10",
       "multiply = 10\nwhere = { amount = { above = 3 } }",
       "where.amount: has no bound; write `at_least`, `at_most` or both"},
      {"a share above one", "multiply = 10", "multiply = 10\nshare = 20",
       "share: found 20; write for example share = 0.1"},
      {"false where only true means anything", "multiply = 10", "drop = false",
       "drop: found false; leave the line out instead"},
      {"a prefix that breaks a line", "prefix = \"L-\"", "prefix = \"L,\"", "prefix: has a comma"},
      {"no table", "[predictions]", "[[predictions]]",
       "predictions: found a list of 1; write for example [predictions]"},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto message = error_of(replaced(std::string(kSmallSimulation), c.from, c.to));
    CHECK_THAT(message, Catch::Contains(std::string(c.want)));
    CHECK_THAT(message, Catch::StartsWith("small.toml:"));
  }
}

TEST_CASE("read_simulation() tells everything at once, by line", "[dryrun][simulate]") {
  auto text = replaced(std::string(kSmallSimulation), "days = 4", "days = 0");
  text = replaced(text, "share = 0.9", "share = 9");
  const auto lines = split(error_of(text), '\n');
  REQUIRE(lines.size() == 2);
  CHECK_THAT(lines[0], Catch::StartsWith("small.toml:3:8: days: found 0"));
  CHECK_THAT(lines[1], Catch::Contains("labels.share: found 9"));
}

TEST_CASE("read_simulation() refuses any text that is no description", "[dryrun][simulate]") {
  const auto text =
      GENERATE(as<std::string>(), "", "[", "field = 3", "field = []", "\xff\xfe", "[[field]]",
               "field = [1]", "trouble = [{}]", "labels = 1", "a = 1\na = 2");
  CAPTURE(text);
  CHECK_THAT(error_of(text), Catch::StartsWith("small.toml"));
}

TEST_CASE("load_simulation() takes a folder or a file", "[dryrun][simulate]") {
  const TempDir dir;
  const auto file = dir.write("pack/simulation.toml", kSmallSimulation);
  CHECK(load_simulation((dir / "pack").string())->model == "loans");
  CHECK(load_simulation(file.string())->model == "loans");
  const auto nothing = load_simulation((dir / "elsewhere").string());
  REQUIRE_FALSE(nothing);
  CHECK_THAT(nothing.error().message,
             Catch::EndsWith("elsewhere: cannot be read; a folder with a "
                             "simulation.toml, or such a file, would work"));
  CHECK_FALSE(load_simulation(dir.path().string()));
}

TEST_CASE("parse_rate() reads the rates of the language", "[dryrun][simulate]") {
  struct Case {
    std::string_view text;
    double want;  // 0: none
  };
  const auto c = GENERATE(values<Case>({{"5/s", 5},
                                        {"90/m", 1.5},
                                        {"1800/h", 0.5},
                                        {"0.25/s", 0.25},
                                        {"86400/d", 1},
                                        {"", 0},
                                        {"5", 0},
                                        {"/s", 0},
                                        {"5/", 0},
                                        {"5/2h", 0},
                                        {"-1/s", 0},
                                        {"0/s", 0},
                                        {"nan/s", 0},
                                        {"inf/s", 0},
                                        {"1e9/s", 0},
                                        {"5/month", 0},
                                        {"5x/s", 0}}));
  CAPTURE(c.text);
  CHECK(parse_rate(c.text).value_or(0) == Approx(c.want));
}
