// The public data sets that rule packs are about, read whole.
#include "tests/support/data_dir.hpp"
#include "tests/unit/sources/read.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::test;

namespace {

Field required(std::string name, FieldType type, Role role = Role::feature) {
  return {.name = name, .column = name, .type = type, .role = role};
}

sources::Extent read_whole(const Schema& schema, const std::filesystem::path& file,
                           sources::Intake& intake) {
  auto sorted = sources::open_sorted_rows(schema, {file.string(), ""}, intake);
  REQUIRE(sorted);
  const auto rows = read_rows(*sorted->reader);
  CHECK(rows.find("error: ") == std::string::npos);
  return sorted->extent;
}

}  // namespace

TEST_CASE("every row of the car loan data is read", "[sources][data]") {
  const auto file = needed_data("nannyml_car_loan/monitoring.csv.gz");
  if (!file) return;
  Schema schema = schema_with({required("car_value", FieldType::number),
                               required("salary_range", FieldType::category),
                               required("debt_to_income_ratio", FieldType::number),
                               required("loan_length", FieldType::integer),
                               required("repaid_loan_on_prev_car", FieldType::boolean),
                               required("size_of_downpayment", FieldType::share),
                               required("driver_tenure", FieldType::number),
                               required("y_pred_proba", FieldType::share, Role::score),
                               required("y_pred", FieldType::boolean, Role::prediction),
                               required("repaid", FieldType::boolean, Role::label)});
  schema.fields[0].column = "timestamp";
  sources::Intake intake;
  const auto extent = read_whole(schema, *file, intake);
  CHECK(shown(intake) == "50000 rows, 0 malformed\n");
  CHECK(extent.in_order);
  CHECK(format_utc(extent.first) == "2018-10-30T18:00:00Z");
  CHECK(intake.zoneless_times);
}

TEST_CASE("every row of the taxi data is read, and missing values are missing", "[sources][data]") {
  const auto trips = needed_data("nyc_taxi/yellow_2020-01_to_2020-06.csv.gz");
  if (!trips) return;
  Schema schema = schema_with(
      {field_of("vendor_id", FieldType::category), field_of("passenger_count", FieldType::integer),
       required("trip_distance", FieldType::number), required("fare_amount", FieldType::number),
       required("dropoff_datetime", FieldType::time)});
  schema.fields[0].column = "pickup_datetime";
  schema.time_zone = "America/New_York";
  sources::Intake intake;
  const auto extent = read_whole(schema, *trips, intake);
  CHECK(shown(intake) == "60000 rows, 0 malformed\n");
  CHECK(extent.rows == 60'000);
  CHECK_FALSE(intake.zoneless_times);
}

TEST_CASE("labels of the taxi predictions arrive at dropoff", "[sources][data]") {
  const auto file = needed_data("nyc_taxi/derived_predictions_2020-01_to_2020-06.csv.gz");
  if (!file) return;
  Schema schema = schema_with({required("y_score", FieldType::share, Role::score),
                               required("y_pred", FieldType::boolean, Role::prediction),
                               required("high_tip", FieldType::boolean, Role::label)});
  schema.fields[0].column = "prediction_time";
  schema.arrives = "label_time";
  schema.time_zone = "America/New_York";
  sources::Intake intake;
  CHECK(read_whole(schema, *file, intake).rows + intake.malformed_rows == 60'000);
  CHECK(intake.field_reasons.empty());
}
