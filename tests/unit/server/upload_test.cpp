#include "server/upload.hpp"

#include "server/json_array.hpp"
#include "server/unpack.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <zlib.h>
#include <zstd.h>

using namespace tocsin;
using namespace tocsin::server;
using Catch::Contains;
using nlohmann::json;

namespace {

Schema schema() {
  Schema s;
  s.model = "shop";
  s.fields = {{.name = "at", .column = "at", .type = FieldType::time},
              {.name = "id", .column = "id"},
              {.name = "amount", .column = "amount", .type = FieldType::number},
              {.name = "sold", .column = "sold", .type = FieldType::boolean, .role = Role::label}};
  s.key_fields = {1};
  s.label_fields = {3};
  s.horizon = kDay;
  s.labels_apart = true;
  return s;
}

std::string gzipped(const std::string& text) {
  std::string packed(compressBound(text.size()) + 64, '\0');
  z_stream z{};
  REQUIRE(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(packed.data());
  z.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&z, Z_FINISH) == Z_STREAM_END);
  packed.resize(z.total_out);
  deflateEnd(&z);
  return packed;
}

std::string zstd(const std::string& text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  return packed;
}

const std::string kCsv =
    "at,id,amount\n"
    "2026-03-02T09:00:00Z,a,1.5\n"
    "2026-03-02T09:00:01Z,b,2.5\n";

}  // namespace

TEST_CASE("the same rows are read from CSV, JSON Lines and a JSON array, packed or not",
          "[server]") {
  const std::string lines =
      "{\"at\": \"2026-03-02T09:00:00Z\", \"id\": \"a\", \"amount\": 1.5}\n"
      "{\"at\": \"2026-03-02T09:00:01Z\", \"id\": \"b\", \"amount\": 2.5}\n";
  const std::string array =
      "[{\"at\": \"2026-03-02T09:00:00Z\", \"id\": \"a\",\n \"amount\": 1.5},\n"
      "{\"at\": \"2026-03-02T09:00:01Z\", \"id\": \"b\", \"amount\": 2.5}]";
  const auto upload = GENERATE_COPY(
      Upload{"text/csv; charset=utf-8", "", kCsv}, Upload{"application/x-ndjson", "", lines},
      Upload{"application/json", "", array}, Upload{"Application/JSON", "", lines},
      Upload{"text/csv", "gzip", gzipped(kCsv)}, Upload{"application/jsonl", "zstd", zstd(lines)});
  const auto read = read_events(schema(), upload);
  REQUIRE(read.has_value());
  REQUIRE(read->rows.rows == 2);
  CHECK(read->rows.columns[2].numbers == std::vector<double>{1.5, 2.5});
  CHECK(format_utc(read->rows.time[1]) == "2026-03-02T09:00:01Z");
  CHECK(answer_of(read->intake) == "{\"accepted\":2,\"malformed\":0}\n");
}

TEST_CASE("rows that cannot be read are told by line and reason, and the others taken",
          "[server]") {
  const auto read =
      read_events(schema(), {"application/json", "",
                             R"([{"at": "2026-03-02T09:00:00Z", "id": "a", "amount": 1},
                                               {"at": "yesterday", "id": "b", "amount": 2},
                                               {"at": "2026-03-02T09:00:02Z", "id": "c", "amount": "x"}])"});
  REQUIRE(read.has_value());
  CHECK(read->rows.rows == 2);
  CHECK(read->rows.unreadable.size() == 1);
  const auto answer = json::parse(answer_of(read->intake));
  CHECK(answer["accepted"] == 2);
  CHECK(answer["malformed"] == 1);
  REQUIRE(answer["reasons"].size() == 1);
  CHECK(answer["reasons"][0]["first"][0]["line"] == 2);
  CHECK_THAT(answer["reasons"][0]["first"][0]["found"], Contains("yesterday"));
  REQUIRE(answer["fields"].size() == 1);
  CHECK(answer["fields"][0]["field"] == "amount");
  CHECK(answer["fields"][0]["first"][0]["line"] == 3);
}

TEST_CASE("labels are read with their keys", "[server]") {
  const auto read =
      read_labels(schema(), {"application/json", "", R"([{"id": "a", "sold": true}])"});
  REQUIRE(read.has_value());
  REQUIRE(read->labels.rows == 1);
  CHECK(read->labels.columns[0].numbers == std::vector<double>{1});
}

TEST_CASE("a body that is not what it claims is refused as a whole", "[server]") {
  const auto [type, encoding, body, why] =
      GENERATE(table<std::string, std::string, std::string, std::string>(
          {{"text/html", "", "<p>", "expected text/csv"},
           {"", "", "at,id\n", "expected text/csv"},
           {"text/csv", "gzip", kCsv, "is not gzip"},
           {"text/csv", "zstd", kCsv, "zstd data are damaged"},
           {"text/csv", "br", kCsv, "expected gzip, zstd or none"},
           {"text/csv", "", "id,amount\na,1\n", "at"},
           {"application/json", "", "[1, 2", "no end"},
           {"application/json", "", "[{}] x", "something follows"}}));
  const auto read = read_events(schema(), {type, encoding, body});
  REQUIRE_FALSE(read.has_value());
  CHECK_THAT(read.error().message, Contains(why));
}

TEST_CASE("a packed body is unpacked no further than its limit", "[server]") {
  const std::string zeros(10'000'000, ' ');
  for (const auto& [encoding, packed] :
       {std::pair{"gzip", gzipped(zeros)}, std::pair{"zstd", zstd(zeros)}}) {
    CHECK(unpack(encoding, packed, zeros.size()).value().size() == zeros.size());
    CHECK_THAT(unpack(encoding, packed, zeros.size() - 1).error().message, Contains("is over"));
    CHECK_FALSE(unpack(encoding, packed.substr(0, packed.size() / 2), zeros.size()).has_value());
  }
}

TEST_CASE("an array is cut between its elements alone", "[server]") {
  const auto [text, lines] = GENERATE(
      table<std::string, std::string>({{"[]", ""},
                                       {" [ ] \n", ""},
                                       {"[1]", "1\n"},
                                       {R"([{"a": "],\"}"}, [1, [2]]])", R"({"a": "],\"}"})"
                                                                         "\n [1, [2]]\n"},
                                       {R"(["\\",2])", R"("\\")"
                                                       "\n2\n"}}));
  CHECK(lines_of_array(text).value() == lines);
  CHECK_FALSE(lines_of_array("{}").has_value());
  CHECK_FALSE(lines_of_array("[1").has_value());
  CHECK_FALSE(lines_of_array("[}").has_value());
  CHECK_FALSE(lines_of_array("[\"").has_value());
  CHECK_FALSE(lines_of_array("[\"\\").has_value());
}

TEST_CASE("an upload arrives when it is received, whatever its rows say", "[server]") {
  const auto at = *parse_time("2026-03-02T10:00:00Z");
  auto read = read_events(schema(), {"text/csv", "", kCsv + "never,c,1\n"});
  REQUIRE(read.has_value());
  stamp(schema(), read->rows, at, 7);
  CHECK(read->rows.arrival == std::vector<Instant>{at, at});
  CHECK(read->rows.unreadable == std::vector<Instant>{at});
  CHECK(read->rows.delivery == std::vector<std::uint32_t>{7, 7});
  REQUIRE(read->rows.delivered.size() == 1);
  CHECK(read->rows.delivered[0].at == at);
  CHECK(read->rows.delivered[0].unreadable == 1);

  LabelBatch labels;
  labels.rows = 3;
  labels.arrival = {at - kDay, at + kDay, kForever};
  stamp(labels, at);
  CHECK(labels.arrival == std::vector<Instant>{at - kDay, at, at});
}
