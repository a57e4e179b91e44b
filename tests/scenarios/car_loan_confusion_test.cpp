// The published confusion matrices of the car loan, each of its shares as a price of 1.
#include "tests/scenarios/replayed.hpp"
#include "tests/support/files.hpp"
#include "tests/support/rules.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>

namespace tocsin::test {
namespace {

namespace fs = std::filesystem;

// Named argument of `cost` -> column of the published table.
const std::map<std::string, std::string> kShares{{"tp", "true_positive"},
                                                 {"fp", "false_positive"},
                                                 {"fn", "false_negative"},
                                                 {"tn", "true_negative"}};

std::string rules() {
  const auto model = content_of(source_dir() / "rules/car_loan/model.tocsin");
  std::string text = model.substr(model.find('\n')) + "watch car_loan {\n  every 1h\n";
  for (const auto& [price, column] : kShares)
    text += "  performance " + column + " {\n    measure cost(" + price +
            ": 1) over each 5000 events\n    needs 4000 labels\n    warn when > 1\n  }\n";
  return text + "}\nchannel team: console {}\nroute info, warn, page to team\n";
}

void check_period(const fs::path& folder, const char* rows, const char* table) {
  dryrun::ReplayOptions options;
  options.data["car_loan"] = folder / rows;
  options.references["car_loan.training"] = folder / "reference.csv.gz";
  const auto replay = replayed(sound(rules()), options);
  const auto published = nlohmann::json::parse(content_of(folder / "published" / table)).at("rows");
  REQUIRE(published.size() == 10);
  for (const auto& [price, column] : kShares) {
    const auto readings = replay.of(column);
    REQUIRE(readings.size() == published.size());
    for (std::size_t i = 0; i < published.size(); ++i) {
      CAPTURE(column, i);
      const auto want = published[i].at(column + ".value").get<double>();
      CHECK(readings[i].sample.value == Approx(want).margin(1e-5).epsilon(0));
    }
  }
}

}  // namespace

TEST_CASE("the car loan's confusion matrices are the published ones", "[scenario][data]") {
  const auto folder = needed_data("nannyml_car_loan");
  if (!folder) return;
  check_period(*folder, "monitoring.csv.gz",
               "calculating_confusion_matrix_binary_classification__cell6.json");
  check_period(*folder, "reference.csv.gz",
               "calculating_confusion_matrix_binary_classification__cell8.json");
}

}  // namespace tocsin::test
