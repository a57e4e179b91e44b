#include "dryrun/simulate.hpp"
#include "tests/support/data_dir.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/dryrun/simulation_support.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace tocsin;
using namespace tocsin::dryrun;
using namespace tocsin::test;

namespace {

// Counts rows, inside a trouble and outside, in which something holds.
struct Share {
  double hits = 0;
  double rows = 0;
  void add(bool hit) { hits += hit ? 1 : 0, rows += 1; }
  double value() const { return hits / rows; }
};

struct Seen {
  Share inside, outside;
  void add(bool is_inside, bool hit) { (is_inside ? inside : outside).add(hit); }
};

// A run of the loan pack, less busy than usual.
struct Loan {
  TempDir dir;
  SimulationReport report;
  Table log, labels;
  std::vector<Instant> at;

  Loan(std::uint64_t seed, double rate) {
    const auto spec = load_simulation((source_dir() / "rules/loan_rejection").string());
    INFO((spec ? "" : spec.error().message));
    REQUIRE(spec);
    report = *simulate(*spec, {.rate = rate, .seed = seed, .out_dir = dir.path().string()});
    log = read_table((dir / "predictions.csv").string());
    labels = read_table((dir / "labels.csv").string());
    for (const auto& text : log.at("decided_at")) at.push_back(instant(text));
  }

  const InjectedTrouble& trouble(std::string_view name) const {
    const auto found = std::ranges::find(report.troubles, name, &InjectedTrouble::name);
    REQUIRE(found != report.troubles.end());
    return *found;
  }

  bool is_in(const InjectedTrouble& trouble, std::size_t row) const {
    return at[row] >= trouble.from && at[row] < trouble.to;
  }

  const std::string& cell(const char* column, std::size_t row) const { return log.at(column)[row]; }
};

}  // namespace

TEST_CASE("the loan pack simulates the fields of its model", "[dryrun][simulate]") {
  const Loan loan(1, 0.001);
  const auto header = [&](const char* file) {
    const auto bytes = bytes_of((loan.dir / file).string());
    return bytes.substr(0, bytes.find('\n'));
  };
  CHECK(header("predictions.csv") ==
        "application_id,decided_at,income,platform,is_customer,decision,p_reject,arm,latency,"
        "status,response");
  CHECK(header("labels.csv") == "application_id,outcome,decided_on");
  CHECK_THAT(header("training.csv"), Catch::Contains("p_reject") && Catch::Contains("income"));
  CHECK(loan.report.left_out.empty());
}

TEST_CASE("each trouble of the loan pack shows in the rows of its time", "[dryrun][simulate]") {
  const auto seed = GENERATE(as<std::uint64_t>(), 1, 2, 3);
  CAPTURE(seed);
  const Loan loan(seed, 0.05);
  std::map<std::string, std::string> outcome;
  for (std::size_t i = 0; i < loan.labels.at("application_id").size(); ++i) {
    outcome[loan.labels.at("application_id")[i]] = loan.labels.at("outcome")[i];
  }
  const auto& slow = loan.trouble("slow_server");
  const auto& cents = loan.trouble("income_in_cents");
  const auto& unfair = loan.trouble("bank_keeps_its_customers");
  const auto& silent = loan.trouble("own_site_silent");
  Seen late, implausible, right, own_site;
  Share ok, present, labelled;
  for (std::size_t i = 0; i < loan.at.size(); ++i) {
    late.add(loan.is_in(slow, i), std::stod(loan.cell("latency", i)) > 300);
    const auto& income = loan.cell("income", i);
    implausible.add(loan.is_in(cents, i), !income.empty() && std::stod(income) >= 200'000);
    own_site.add(loan.is_in(silent, i), loan.cell("platform", i) == "own_site");
    if (!loan.is_in(slow, i))
      ok.add(loan.cell("status", i) == "ok" && loan.cell("response", i) == "model");
    present.add(!income.empty());
    if (loan.cell("arm", i) != "shadow") continue;
    const auto known = outcome.find(loan.cell("application_id", i));
    labelled.add(known != outcome.end());
    if (known != outcome.end() && loan.cell("decision", i) == "reject") {
      right.add(loan.is_in(unfair, i), known->second == "reject");
    }
  }
  CHECK(late.inside.value() > 0.5);
  CHECK(late.outside.value() < 0.002);
  CHECK(implausible.inside.value() > 0.25);
  CHECK(implausible.outside.hits == 0);
  CHECK(right.inside.value() < 0.93);
  CHECK(right.outside.value() > 0.98);
  CHECK(own_site.inside.hits == 0);
  CHECK(own_site.outside.value() == Approx(0.31).margin(0.01));
  CHECK(ok.value() > 0.995);
  CHECK(present.value() > 0.99);
  CHECK(labelled.value() == Approx(0.97).margin(0.01));
}

TEST_CASE("each trouble of a shipped pack fits, and names who tells it", "[dryrun][simulate]") {
  namespace fs = std::filesystem;
  std::size_t packs = 0;
  for (const auto& entry : fs::directory_iterator(source_dir() / "rules")) {
    if (!fs::exists(entry.path() / "simulation.toml")) continue;
    CAPTURE(entry.path());
    const auto spec = load_simulation(entry.path().string());
    REQUIRE(spec);
    for (const auto& trouble : spec->troubles) CHECK_FALSE(trouble.told_by.empty());
    ++packs;
  }
  CHECK(packs > 0);
}

TEST_CASE("the description in docs/simulation.md runs as it stands", "[dryrun][simulate]") {
  const auto page = bytes_of((source_dir() / "docs/simulation.md").string());
  const auto from = page.find("```toml\n") + 8;
  const TempDir dir;
  const auto spec = small_simulation(page.substr(from, page.find("```", from) - from));
  const auto report = simulate(spec, {.out_dir = dir.path().string()});
  REQUIRE(report);
  CHECK(report->files.at(0).rows > 30'000);
  CHECK(report->troubles.at(0).told_by == std::vector<std::string>{"calls_present"});
}
