#include "tests/unit/sources/read.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::test;

namespace {

std::string read_a(FieldType type, std::string_view value) {
  Schema schema = schema_with({field_of("a", type)});
  const auto out =
      read_text(schema, fmt::format("{{\"at\": 1, \"id\": \"k\", \"a\": {}}}\n", value), "jsonl");
  const auto bar = out.rfind('|', out.find('\n'));
  return out.substr(bar + 1, out.find('\n') - bar - 1);
}

std::string error_of(std::string_view text) {
  sources::Intake intake;
  const Schema schema = schema_with({});
  const auto reader = sources::open_rows_in_memory(schema, text, {"f.jsonl", ""}, intake);
  return reader ? "no error" : reader.error().message;
}

}  // namespace

TEST_CASE("JSON values are read by the type of the field", "[sources][jsonl]") {
  struct Case {
    FieldType type;
    std::string_view json, want;
  };
  const auto c = GENERATE(values<Case>({
      {FieldType::number, "17", "17"},
      {FieldType::number, "-1.5e3", "-1500"},
      {FieldType::number, "null", "-"},
      {FieldType::number, "NaN", "-"},
      {FieldType::number, "-Infinity", "-"},
      {FieldType::number, "\"17\"", "!"},
      {FieldType::number, "true", "!"},
      {FieldType::number, "[1]", "!"},
      {FieldType::number, "{\"b\": 1}", "!"},
      {FieldType::number, "12abc", "!"},
      {FieldType::integer, "3.0", "3"},
      {FieldType::integer, "3.5", "!"},
      {FieldType::boolean, "true", "1"},
      {FieldType::boolean, "false", "0"},
      {FieldType::boolean, "1", "1"},
      {FieldType::boolean, "0.0", "0"},
      {FieldType::boolean, "\"TRUE\"", "1"},
      {FieldType::boolean, "2", "!"},
      {FieldType::boolean, "tru", "!"},
      {FieldType::share, "0.25", "0.25"},
      {FieldType::share, "\"25%\"", "0.25"},
      {FieldType::share, "\"0.25\"", "!"},
      {FieldType::duration, "\"1h30m\"", "5400000000000"},
      {FieldType::duration, "5", "!"},
      {FieldType::time, "\"2026-03-02T09:00Z\"", "2026-03-02T09:00:00Z"},
      {FieldType::time, "1583020800.5", "2020-03-01T00:00:00.500Z"},
      {FieldType::time, "false", "!"},
      {FieldType::category, "\"smava\"", "smava"},
      {FieldType::category, "\"a \\\"b\\\" \\u00e4\"", "a \"b\" ä"},
      {FieldType::category, "7", "7"},
      {FieldType::category, "7.0", "7"},
      {FieldType::category, "true", "true"},
      {FieldType::category, "\"\"", "!"},
      {FieldType::category, "[]", "!"},
      {FieldType::text, "\"\"", ""},
      {FieldType::text, "\"C:\\\\x\"", "C:\\x"},
      {FieldType::text, "\"\\ud83d\"", "!"},
      {FieldType::text, "12", "12"},
  }));
  CAPTURE(c.json);
  CHECK(read_a(c.type, c.json) == c.want);
}

TEST_CASE("keys may come in any order, be absent, escaped, doubled or unknown",
          "[sources][jsonl]") {
  const auto schema =
      schema_with({field_of("a", FieldType::number), field_of("b", FieldType::number)});
  const auto out = read_text(schema,
                             "{\"at\":1,\"id\":\"k\",\"a\":1,\"b\":2}\n"
                             "{\"b\":4,\"x\":{\"a\":9,\"b\":[1,2]},\"a\":3,\"id\":\"k\",\"at\":2}\n"
                             "{\"at\":3}\n"
                             "{\"at\":4,\"\\u0061\":5,\"id\":\"k\"}\n"
                             "{\"at\":5,\"a\":6,\"a\":7,\"id\":\"k\"}\n"
                             "  {\"at\" : 6 , \"a\" : 8 , \"id\" : \"k\"}  \r\n"
                             "\n",
                             "jsonl");
  CHECK(out.find("01Z|k|1|2\n") != std::string::npos);
  CHECK(out.find("02Z|k|3|4\n") != std::string::npos);
  CHECK(out.find("03Z|!|-|-\n") != std::string::npos);
  CHECK(out.find("04Z|k|5|-\n") != std::string::npos);
  CHECK(out.find("05Z|k|7|-\n") != std::string::npos);
  CHECK(out.find("06Z|k|8|-\n") != std::string::npos);
  CHECK(out.find("6 rows, 0 malformed\nid missing: 1\n  3: \n") != std::string::npos);
}

TEST_CASE("a key first seen after the first rows is still read", "[sources][jsonl]") {
  std::string text;
  for (int i = 0; i < 1500; ++i) text += "{\"at\":1,\"id\":\"k\"}\n";
  text += "{\"late\":5,\"at\":2,\"id\":\"k\"}\n";
  CHECK(read_text(schema_with({field_of("late", FieldType::number)}), text, "jsonl")
            .find("02Z|k|5\n") != std::string::npos);
}

TEST_CASE("a line that is no object is a malformed row", "[sources][jsonl]") {
  const auto out = read_text(schema_with({}),
                             "{\"at\":1,\"id\":\"k\"}\n"
                             "nonsense\n"
                             "[1,2]\n"
                             "{\"at\":1,\"id\":\"k\"\n"
                             "{\"at\":1,\"id\":\"k}\n"
                             "{\"at\":1,\"id\":\"k\"} {\"at\":2}\n"
                             "{\"at\":1 \"id\":2}\n"
                             "{\"at\":1,\"id\":\"K\xf6ln\"}\n"
                             "{\"id\":\"k\"}\n"
                             "{\"at\":2,\"id\":\"k\"}",
                             "jsonl");
  CAPTURE(out);
  CHECK(out.find("2 rows, 8 malformed\n") != std::string::npos);
  CHECK(out.find("not a JSON object: 2\n  2: nonsense\n  3: [1,2]\n") != std::string::npos);
  CHECK(out.find("not JSON: 3\n") != std::string::npos);
  CHECK(out.find("something follows the JSON object: 1\n  6: ") != std::string::npos);
  CHECK(out.find("not UTF-8: 1\n  8: {\"at\":1,\"id\":\"K\uFFFDln\"}\n") != std::string::npos);
  CHECK(out.find("no time: 1\n  9: {\"id\":\"k\"}\n") != std::string::npos);
}

TEST_CASE("deep nesting is passed over or refused, and never recursed into", "[sources][jsonl]") {
  const std::string deep = std::string(200'000, '[') + std::string(200'000, ']');
  const auto out = read_text(schema_with({}),
                             "{\"at\":1,\"id\":\"k\"}\n{\"at\":1,\"id\":\"k\",\"x\":" + deep +
                                 "}\n{\"at\":2,\"id\":\"k\"}\n",
                             "jsonl");
  CHECK(out.find("02Z|k\n") != std::string::npos);
}

TEST_CASE("a line longer than 16 MiB is malformed and the next one is read",
          "[sources][jsonl][slow]") {
  const std::string big(std::size_t{17} << 20, 'x');
  const auto out = read_text(schema_with({}),
                             "{\"at\":1,\"id\":\"k\"}\n{\"at\":1,\"id\":\"" + big +
                                 "\"}\n{\"at\":2,\"id\":\"k\"}\n{\"at\":3}\n",
                             "jsonl");
  CHECK(out.find("3 rows, 1 malformed\nlonger than 16 MiB: 1\n  2: ") != std::string::npos);
  CHECK(out.find("id missing: 1\n  4: \n") != std::string::npos);
}

TEST_CASE("a file that is no JSON Lines is refused with its place", "[sources][jsonl]") {
  CHECK(error_of("at,id\n1,2\n") == "f.jsonl:1:1: no JSON Lines: expected `{`, found `at,id`");
  CHECK(error_of("\n  [{\"at\":1}]\n") ==
        "f.jsonl:2:3: a JSON array; one object a line would have worked");
  CHECK(error_of("{\n  \"at\": 1\n}\n") ==
        "f.jsonl:1:1: the object goes over several lines; one object a line would have worked");
  CHECK(error_of("{\"time\":1,\"id\":2}\n") ==
        "f.jsonl:1:1: no column `at` for field `at`; the columns are: time, id");
  CHECK(error_of("") == "no error");
  CHECK(error_of("\xef\xbb\xbf{\"at\":1,\"id\":2}\n") == "no error");
}
