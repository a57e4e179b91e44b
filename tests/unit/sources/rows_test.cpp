#include "sources/key.hpp"
#include "tests/unit/sources/read.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::test;

namespace {

Schema labelled(std::optional<std::string> arrives = std::nullopt, bool apart = false) {
  Schema schema = schema_with({field_of("score", FieldType::share, Role::score),
                               field_of("outcome", FieldType::boolean, Role::label)});
  schema.arrives = std::move(arrives);
  schema.labels_apart = apart;
  return schema;
}

Batch first_batch(const Schema& schema, std::string_view bytes, sources::Intake& intake) {
  auto reader = sources::open_rows_in_memory(schema, bytes, {"f.csv", ""}, intake);
  REQUIRE(reader);
  Batch batch;
  REQUIRE((*reader)->next(batch));
  return batch;
}

std::string read_labels(const Schema& schema, const std::filesystem::path& file,
                        sources::Intake& intake, bool sorted = false) {
  const sources::Location location{file.string(), ""};
  auto reader = sorted ? sources::open_sorted_labels(schema, location, intake, {2})
                       : sources::open_labels(schema, location, intake, {2});
  if (!reader) return "error: " + reader.error().message;
  std::string out;
  LabelBatch batch;
  for (;;) {
    const auto more = (*reader)->next(batch);
    if (!more) return out + "error: " + more.error().message;
    if (!*more) return out;
    for (std::size_t row = 0; row < batch.rows; ++row) {
      out += shown(batch.columns[0], row);
      out += batch.arrival[row] == kForever ? " never" : " " + format_utc(batch.arrival[row]);
      out += "\n";
    }
  }
}

}  // namespace

TEST_CASE("a row without a readable time is left out, any other is kept", "[sources][rows]") {
  const auto schema = schema_with({{.name = "n", .type = FieldType::number}});
  CHECK(read_text(schema, "at,id,n\n1,k,5\n,k,5\nx,k,5\n4,k,five\n5,k,\n") ==
        "1970-01-01T00:00:01Z 6d12bf2e|1970-01-01T00:00:01Z|k|5\n"
        "1970-01-01T00:00:04Z 6d12bf2e|1970-01-01T00:00:04Z|k|!\n"
        "1970-01-01T00:00:05Z 6d12bf2e|1970-01-01T00:00:05Z|k|!\n"
        "3 rows, 2 malformed\nan unreadable time: 1\n  4: `x` in x,k,5\nno time: 1\n  3: ,k,5\n"
        "n missing: 1\n  6: \nn not a number: 1\n  5: five\n");
}

TEST_CASE("rows that nobody could read leave the time of the row before", "[sources][rows]") {
  sources::Intake intake;
  const auto schema = schema_with({});
  const auto batch_rows = GENERATE(1u, 2u, 100u);
  auto reader = sources::open_rows_in_memory(schema, "at,id\nx,k\n10,k\ny,k\n20\n30,k\nz,k\n",
                                             {"f.csv", ""}, intake, {batch_rows});
  REQUIRE(reader);
  const auto at = [](int s) { return Instant{Duration(std::chrono::seconds(s))}; };
  CHECK(unreadable_of(**reader) == std::vector{at(10), at(10), at(10), at(30)});
}

TEST_CASE("the arrival of a row of a file is its event time", "[sources][rows]") {
  sources::Intake intake;
  const auto batch = first_batch(schema_with({}), "at,id\n7,k\n", intake);
  CHECK(batch.arrival == batch.time);
  CHECK(batch.label_known.empty());
}

TEST_CASE("a label in the row is known with the row, or when `arrives` says", "[sources][rows]") {
  const std::string_view csv =
      "at,id,score,outcome,seen\n"
      "10,k,0.5,1,70\n"  // known later
      "20,k,0.5,,\n"     // not yet
      "30,k,0.5,0,5\n"   // known before its event: at it
      "40,k,0.5,1,\n"    // a label, and nobody knows since when
      "50,k,0.5,1,x\n"
      "60,k,0.5,maybe,90\n";  // malformed, and known
  const auto with = read_text(labelled("seen"), csv);
  CHECK(with.find("10Z|k|0.5|1 known 1970-01-01T00:01:10Z\n") != std::string::npos);
  CHECK(with.find("20Z|k|0.5|- never\n") != std::string::npos);
  CHECK(with.find("30Z|k|0.5|0 known 1970-01-01T00:00:30Z\n") != std::string::npos);
  CHECK(with.find("40Z|k|0.5|- never\n") != std::string::npos);
  CHECK(with.find("50Z|k|0.5|- never\n") != std::string::npos);
  CHECK(with.find("01:00Z|k|0.5|! known 1970-01-01T00:01:30Z\n") != std::string::npos);
  CHECK(with.find("seen a label without a readable arrival: 2\n  5: \n  6: x\n") !=
        std::string::npos);

  const auto without = read_text(labelled(), csv);
  CHECK(without.find("10Z|k|0.5|1 known 1970-01-01T00:00:10Z\n") != std::string::npos);
  CHECK(without.find("20Z|k|0.5|- never\n") != std::string::npos);
}

TEST_CASE("`arrives` may name a declared field with a column of its own", "[sources][rows]") {
  auto schema = labelled("settled");
  schema.fields.push_back(
      {.name = "settled", .column = "settled_at", .type = FieldType::time, .optional = true});
  const auto out =
      read_text(schema, "at,id,score,outcome,settled_at\n10,k,0.5,1,70\n20,k,0.5,1,x\n");
  CHECK(out.find("|1|1970-01-01T00:01:10Z known 1970-01-01T00:01:10Z\n") != std::string::npos);
  CHECK(out.find("|-|! never\n") != std::string::npos);
  CHECK(out.find("settled not a time: 1\n") != std::string::npos);
}

TEST_CASE("labels that come on their own are not asked of the rows", "[sources][rows]") {
  sources::Intake intake;
  const auto schema = labelled("seen", true);
  const auto batch = first_batch(schema, "at,id,score,outcome\n10,k,0.5,1\n", intake);
  CHECK(batch.columns[3].numbers.empty());
  CHECK(batch.columns[3].valid.size() == 0);
  CHECK(batch.label_known.empty());
  CHECK(first_batch(schema, "at,id,score\n10,k,0.5\n", intake).rows == 1);
}

TEST_CASE("labels of a file of their own carry key and arrival", "[sources][rows]") {
  const TempDir dir;
  sources::Intake intake;
  const auto file = dir.write(
      "labels.csv",
      "id,outcome,seen,other\na,1,30,x\nb,,40,x\nc,0,20,x\n,1,20,x\nd,1,soon,x\ne,maybe,10,x\n");
  CHECK(read_labels(labelled("seen", true), file, intake) ==
        "1 1970-01-01T00:00:30Z\n0 1970-01-01T00:00:20Z\n! 1970-01-01T00:00:10Z\n");
  CHECK(intake.rows == 3);
  CHECK(intake.unlabelled_rows == 1);
  CHECK(intake.malformed_rows == 2);
  CHECK(intake.row_reasons.at("no key").first.front().line == 5);
  CHECK(intake.row_reasons.at("no readable arrival").first.front().excerpt ==
        "`soon` in d,1,soon,x");
}

TEST_CASE("without `arrives` the file of labels leaves open when they came", "[sources][rows]") {
  const TempDir dir;
  sources::Intake intake;
  const auto file = dir.write(
      "labels.jsonl", "{\"id\":\"a\",\"outcome\":true}\n{\"outcome\":false,\"id\":\"b\"}\n");
  CHECK(read_labels(labelled(std::nullopt, true), file, intake) == "1 never\n0 never\n");
}

TEST_CASE("labels are sorted by arrival, ties in line order", "[sources][sorted]") {
  const TempDir dir;
  sources::Intake intake;
  const auto schema = schema_with({field_of("outcome", FieldType::number, Role::label)});
  auto apart = schema;
  apart.labels_apart = true;
  apart.arrives = "seen";
  const auto file =
      dir.write("labels.csv", "id,outcome,seen\na,1,30\nb,2,10\nc,3,30\nd,4,20\ne,5,10\n");
  CHECK(read_labels(apart, file, intake, true) ==
        "2 1970-01-01T00:00:10Z\n5 1970-01-01T00:00:10Z\n4 1970-01-01T00:00:20Z\n1 "
        "1970-01-01T00:00:30Z\n3 1970-01-01T00:00:30Z\n");
}

TEST_CASE("CSV, JSON and labels give one key to one id", "[sources][key]") {
  const TempDir dir;
  sources::Intake intake;
  const auto schema = labelled(std::nullopt, true);
  const auto csv = first_batch(schema, "at,id,score\n1,17,0.5\n", intake);
  auto json = sources::open_rows_in_memory(
      schema,
      "{\"at\":1,\"id\":17,\"score\":0.5}\n{\"at\":1,\"id\":\"17\"}\n{\"at\":1,\"id\":17.0}\n",
      {"f.jsonl", ""}, intake);
  REQUIRE(json);
  Batch batch;
  REQUIRE((*json)->next(batch));
  auto labels =
      sources::open_labels(schema, {dir.write("l.csv", "outcome,id\n1,17\n").string(), ""}, intake);
  REQUIRE(labels);
  LabelBatch label;
  REQUIRE((*labels)->next(label));
  CHECK(csv.key[0] == label.key[0]);
  for (const auto& key : batch.key) CHECK(key == csv.key[0]);
}

TEST_CASE("keys of several parts are unambiguous, and a missing part is no key", "[sources][key]") {
  auto schema = schema_with({field_of("b", FieldType::text)});
  schema.key_fields = {1, 2};
  sources::Intake intake;
  const auto batch = first_batch(schema, "at,id,b\n1,a,bc\n1,ab,c\n1,a,\n1,,bc\n1,a,bc\n", intake);
  CHECK(batch.key[0] != batch.key[1]);
  CHECK(batch.key[0] == batch.key[4]);
  CHECK(batch.key[2] == Hash128{});
  CHECK(batch.key[3] == Hash128{});
  schema.key_fields.clear();
  CHECK(first_batch(schema, "at,id,b\n1,a,bc\n", intake).key[0] == Hash128{});
}

TEST_CASE("a reference may lack columns, and has its labels", "[sources][rows]") {
  const TempDir dir;
  auto schema = labelled("seen", true);
  schema.fields[1].optional = false;
  schema.fields.push_back({.name = "must", .column = "must", .type = FieldType::number});
  sources::Intake intake;
  auto reader = sources::open_reference(
      schema, {dir.write("r.csv", "outcome,score\n1,0.5\n,2\n").string(), ""}, intake);
  REQUIRE(reader);
  CHECK(read_rows(**reader) ==
        "1970-01-01T00:00:00Z 00000000|-|-|0.5|1|- known 1970-01-01T00:00:00Z\n"
        "1970-01-01T00:00:00Z 00000000|-|-|!|-|- never\n");
  CHECK(intake.absent == std::vector<std::string>{"at", "id", "must"});
  CHECK(intake.malformed_rows == 0);
}

TEST_CASE("a reference keeps rows whose time cannot be read", "[sources][rows]") {
  const TempDir dir;
  sources::Intake intake;
  const auto schema = schema_with({});
  auto reader = sources::open_reference(
      schema, {dir.write("r.csv", "at,id\n5,a\nx,b\n").string(), ""}, intake);
  REQUIRE(reader);
  CHECK(read_rows(**reader).find("1970-01-01T00:00:00Z") != std::string::npos);
  CHECK(intake.rows == 2);
  CHECK(intake.field_reasons.at("at").at("not a time").count == 1);
}

TEST_CASE("zones: one that is declared applies, without one the run is told once",
          "[sources][rows]") {
  auto schema = schema_with({});
  sources::Intake plain, said, offset;
  CHECK(first_batch(schema, "at,id\n2026-03-02 09:00:00,k\n", plain).time[0] ==
        parse_time("2026-03-02T09:00Z"));
  CHECK(plain.zoneless_times);
  CHECK(first_batch(schema, "at,id\n2026-03-02T09:00:00Z,k\n1583020800,k\n", offset).rows == 2);
  CHECK_FALSE(offset.zoneless_times);
  schema.time_zone = "Europe/Berlin";
  CHECK(first_batch(schema, "at,id\n2026-03-02 09:00:00,k\n", said).time[0] ==
        parse_time("2026-03-02T08:00Z"));
  CHECK_FALSE(said.zoneless_times);
}

TEST_CASE("nothing of sensitive fields is shown", "[sources][rows]") {
  auto schema = schema_with({field_of("income", FieldType::number)});
  schema.fields[2].sensitive = true;
  const auto out = read_text(schema, "at,id,income\n1,k,secret\nx,k,secret\n1,secret\n");
  CHECK(out.find("income not a number: 1\n") != std::string::npos);
  CHECK(out.find("secret") == std::string::npos);
}

TEST_CASE("columns_of() names the columns for `check`", "[sources]") {
  const TempDir dir;
  CHECK(*sources::columns_of({dir.write("a.csv", "x,\"y,z\",,w\n1,2,3,4\n").string(), ""}) ==
        std::vector<std::string>{"x", "y,z", "w"});
  CHECK(*sources::columns_of({dir.write("a.jsonl", "{\"x\":1}\n{\"y\":{},\"x\":2}\n").string(),
                              ""}) == std::vector<std::string>{"x", "y"});
  CHECK_FALSE(sources::columns_of({(dir / "none.csv").string(), ""}));
}

TEST_CASE("a cut-off gzip file is an error with file, line and column, after the rows before it",
          "[sources][rows]") {
  const TempDir dir;
  std::string csv = "at,id\n";
  for (int i = 0; i < 50'000; ++i) csv += fmt::format("{},k{}\n", i, i * 7919 % 10'007);
  const std::string packed = gzipped(csv);
  const auto file = dir.write("cut.csv.gz", packed.substr(0, packed.size() / 2)).string();
  sources::Intake intake;
  const auto schema = schema_with({});
  auto reader = sources::open_rows(schema, {file, ""}, intake);
  REQUIRE(reader);
  const auto out = read_rows(**reader);
  const auto at = out.find("error: ");
  REQUIRE(at != std::string::npos);
  CHECK(intake.rows > 10'000);
  // The error names the line after the last row that was read.
  CHECK(out.substr(at).starts_with(fmt::format("error: {}:{}:", file, intake.rows + 2)));
  CHECK(out.ends_with("the gzip data end in the middle: the file is cut off\n"));
}
