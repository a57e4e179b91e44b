// `over each batch`: what was delivered together is judged together, when it has come.
#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine {
namespace {

using test::monitoring;
using test::Scene;

// Rows that came with one delivery, whose end is told with them.
Batch delivered(const Scene& scene, std::uint32_t number, const std::vector<std::string>& lines,
                std::uint64_t unreadable = 0) {
  Batch batch = test::rows(scene.model(), lines);
  batch.delivery.assign(batch.rows, number);
  batch.delivered = {{.number = number, .at = batch.arrival.back(), .unreadable = unreadable}};
  return batch;
}

std::vector<double> values_of(const Scene& scene, const std::string& segment = "") {
  std::vector<double> values;
  for (const auto& reading : scene.all.readings)
    if (reading.segment == segment && reading.sample.kind == SampleKind::value)
      values.push_back(reading.sample.value);
  return values;
}

}  // namespace

TEST_CASE("a batch is judged at the first tick behind its last row", "[engine][batches]") {
  Scene scene(monitoring("measure mean(income) over each batch\nwarn when > 10\n"));
  // The rows are days old when they come, and of two batches that come side by side.
  Batch first = delivered(scene, 7, {"0s arrival=10m income=1", "1s arrival=10m30s income=3"});
  Batch second = delivered(scene, 3, {"5s arrival=11m income=50"});
  scene.engine.ingest(0, first);
  scene.engine.ingest(0, second);
  scene.pass("2h");
  REQUIRE(scene.all.readings.size() == 2);
  CHECK(scene.all.readings[0].slot == test::at("11m"));
  CHECK(scene.all.readings[1].slot == test::at("11m"));
  CHECK(values_of(scene) == std::vector<double>{2, 50});
  CHECK(scene.all.readings[0].sample.from == test::at("0s"));
  CHECK(scene.all.readings[0].sample.to == test::at("1s"));
  CHECK(scene.steps() == "11m warn");
}

TEST_CASE("a batch whose end was not told is not judged", "[engine][batches]") {
  Scene scene(monitoring("measure mean(income) over each batch\nwarn when > 10\n"));
  Batch open = delivered(scene, 0, {"1m income=50"});
  open.delivered.clear();
  scene.engine.ingest(0, open);
  scene.pass("1h");
  CHECK(scene.all.readings.empty());
  scene.engine.ingest(0, delivered(scene, 0, {"1h1m income=70"}));
  scene.pass("2h");
  CHECK(values_of(scene) == std::vector<double>{60});
}

TEST_CASE("samples of `for N of M` are batches, and between them nothing happens",
          "[engine][batches]") {
  Scene scene(
      monitoring("measure mean(income) over each batch\nwarn when > 10 for 2 of 3\n"
                 "too few page after 1d\n",
                 "fear"));
  std::uint32_t number = 0;
  for (const auto* line : {"1h income=50", "1d income=1", "2d income=50", "4d income=1"})
    scene.engine.ingest(0, delivered(scene, number++, {line}));
  scene.pass("10d");
  // Days without a batch are no gap, neither of `no data`, which a fear has by default, nor too
  // few.
  CHECK(scene.steps() == "2d warn, 4d ended");
}

TEST_CASE("a batch that lacks what is needed is too few, and one without the value is empty",
          "[engine][batches]") {
  Scene scene(
      monitoring("measure mean(income) over each batch\nneeds 2 events\nwarn when > 10\n"
                 "too few warn\n"));
  scene.engine.ingest(0, delivered(scene, 0, {"1h income=50"}));
  scene.engine.ingest(0, delivered(scene, 1, {"2h platform=a", "2h platform=a"}));
  scene.engine.ingest(0, delivered(scene, 2, {"3h income=1", "3h income=2"}));
  scene.pass("4h");
  CHECK(scene.reading("1h").sample.kind == SampleKind::few);
  CHECK(scene.reading("1h").sample.reason == "needs 2 events");
  CHECK(scene.reading("2h").sample.kind == SampleKind::empty);
  CHECK(scene.reading("3h").sample.value == 1.5);
  CHECK(scene.steps() == "1h warn, 3h ended");
}

TEST_CASE("each segment has its rows of the batch", "[engine][batches]") {
  Scene scene(
      monitoring("measure count over each batch\nby platform and overall\nwarn when > 100\n"));
  scene.engine.ingest(
      0, delivered(scene, 0, {"1m platform=a", "2m platform=b", "3m platform=a", "4m city=ulm"}));
  scene.pass("10m");
  CHECK(values_of(scene, "platform=a") == std::vector<double>{2});
  CHECK(values_of(scene, "platform=b") == std::vector<double>{1});
  CHECK(values_of(scene, "platform=c") == std::vector<double>{0});
  // The platform of the last row is not readable, so it counts nowhere.
  CHECK(values_of(scene, "overall") == std::vector<double>{3});
}

TEST_CASE("rows of a batch that nobody could read are malformed", "[engine][batches]") {
  Scene scene(monitoring("measure malformed over each batch\nwarn when > 10%\n"));
  const std::string whole = " id=1 platform=a latency=1ms decision=true p=50%";
  scene.engine.ingest(
      0, delivered(scene, 0, {"1m" + whole, "1m" + whole, "1m platform=a latency=!"}, 1));
  scene.pass("10m");
  CHECK(values_of(scene) == std::vector<double>{0.5});
}

TEST_CASE("labels of a batch have their time, unless it is judged on arrival",
          "[engine][batches]") {
  const auto matured = monitoring("measure accuracy over each batch\nwarn when < 10%\n");
  const auto at_once = monitoring("measure accuracy over each batch on arrival\nwarn when < 10%\n");
  for (const auto& plan : {matured, at_once}) {
    Scene scene(plan);
    scene.engine.ingest(
        0, delivered(scene, 0,
                     {"1m id=1 arrival=1h decision=true", "2m id=2 arrival=1h decision=true",
                      "3m id=3 arrival=1h decision=true"}));
    scene.outcomes({"30m id=1 outcome=true", "2h id=2 outcome=false"});
    scene.pass("10h");
    REQUIRE(scene.all.readings.size() == 1);
    const auto& reading = scene.all.readings.front();
    const bool waits = plan == matured;
    CHECK(reading.slot == test::at(waits ? "4h" : "1h"));
    CHECK(reading.sample.n == 3);
    CHECK(reading.sample.labels == (waits ? 2 : 1));
    CHECK(reading.sample.value == (waits ? 0.5 : 1));
  }
}

TEST_CASE("batches that wait are saved and loaded", "[engine][batches]") {
  const auto plan = monitoring("measure mean(income) over each batch\nwarn when > 10\n");
  Scene scene(plan);
  Batch open = delivered(scene, 5, {"1m income=50", "5m income=10"});
  scene.engine.ingest(0, open);
  scene.pass("2m");
  Scene later(plan);
  REQUIRE(later.engine.load(scene.engine.save()));
  later.pass("10m");
  CHECK(values_of(later) == std::vector<double>{30});
}

TEST_CASE("a column of `by column` is a segment of the batch", "[engine][batches]") {
  Scene scene(
      monitoring("measure nulls(column) over each batch\nby column of [income, city]\n"
                 "warn when > 60%\n"));
  scene.engine.ingest(0, delivered(scene, 0, {"1m income=1", "2m city=ulm", "3m income=3"}));
  scene.pass("2d");
  CHECK(values_of(scene, "column=income") == std::vector<double>{1 / 3.0});
  CHECK(values_of(scene, "column=city") == std::vector<double>{2 / 3.0});
  CHECK(scene.steps("column=city") == "3m warn");
}

}  // namespace tocsin::engine
