#include "sources/field_reader.hpp"

#include "tests/unit/sources/read.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::sources;
using namespace tocsin::test;

namespace {

// The value as text, or why it is malformed.
std::string read(const Field& field, std::string_view text, CellKind kind = CellKind::untyped) {
  FieldReader reader(field, "");
  Column column;
  reader.begin(column, 1);
  const Cell cell{text.empty() ? CellKind::missing : kind, text};
  if (reader.read(cell, column, 0) == FieldReader::Outcome::malformed)
    return std::string(reader.reason());
  return shown(column, 0);
}

Field of_type(FieldType type) { return field_of("x", type); }

}  // namespace

TEST_CASE("cells of CSV become values by the input forms of the language",
          "[sources][field_reader]") {
  struct Case {
    FieldType type;
    std::string_view text, want;
  };
  const std::string_view no_share = "not a share: neither a number nor a text with %";
  const auto c = GENERATE_COPY(values<Case>({
      {FieldType::boolean, "true", "1"},
      {FieldType::boolean, "TRUE", "1"},
      {FieldType::boolean, "False", "0"},
      {FieldType::boolean, "1", "1"},
      {FieldType::boolean, "0", "0"},
      {FieldType::boolean, "1.0", "1"},
      {FieldType::boolean, " 0.0 ", "0"},
      {FieldType::boolean, "yes", "neither true nor false"},
      {FieldType::boolean, "2", "neither true nor false"},
      {FieldType::boolean, "1.00", "neither true nor false"},
      {FieldType::integer, "42", "42"},
      {FieldType::integer, "42.0", "42"},
      {FieldType::integer, "4.2e1", "42"},
      {FieldType::integer, "4.25", "not a whole number"},
      {FieldType::integer, "NaN", "-"},
      {FieldType::number, "12638.0", "12638"},
      {FieldType::number, " -1.5\t", "-1.5"},
      {FieldType::number, "inf", "-"},
      {FieldType::number, "1e400", "too large for a number"},
      {FieldType::number, "12,5", "not a number"},
      {FieldType::number, "twelve", "not a number"},
      {FieldType::number, "", "-"},
      {FieldType::share, "0.5", "0.5"},
      {FieldType::share, "1", "1"},
      {FieldType::share, "50%", "0.5"},
      {FieldType::share, "0.7%", "0.007"},
      {FieldType::share, "1.5", "a share outside 0..1"},
      {FieldType::share, "-0.1", "a share outside 0..1"},
      {FieldType::share, "150%", "a share outside 0..1"},
      {FieldType::share, "%", no_share},
      {FieldType::share, "nan%", no_share},
      {FieldType::share, "half", no_share},
      {FieldType::duration, "250ms", "250000000"},
      {FieldType::duration, "1h30m", "5400000000000"},
      {FieldType::duration, "-2s", "-2000000000"},
      {FieldType::duration, "250", "a duration without a unit"},
      {FieldType::duration, "250 ms", "not a duration"},
      {FieldType::duration, "soon", "not a duration"},
      {FieldType::time, "2026-03-02 09:00", "2026-03-02T09:00:00Z"},
      {FieldType::time, "1583020800123", "2020-03-01T00:00:00.123Z"},
      {FieldType::time, "yesterday", "not a time"},
      {FieldType::category, "20K - 40K €", "20K - 40K €"},
      {FieldType::category, " x ", " x "},
      {FieldType::category, "0", "0"},
      {FieldType::category, "K\xf6ln", "not UTF-8"},
      {FieldType::text, "any \"text\"", "any \"text\""},
      {FieldType::text, "\xc3", "not UTF-8"},
  }));
  CAPTURE(c.text);
  CHECK(read(of_type(c.type), c.text) == c.want);
}

TEST_CASE("a bare number is a duration where the field says its unit", "[sources][field_reader]") {
  Field field = of_type(FieldType::duration);
  field.duration_unit = 1ms;
  CHECK(read(field, "250") == "250000000");
  CHECK(read(field, "120.3") == "120300000");
  CHECK(read(field, "2s") == "2000000000");
  CHECK(read(field, "1e300") == "too long for a duration");
  CHECK(read(field, "nan") == "-");
  CHECK(read(field, "250", CellKind::text) == "not a duration");
}

TEST_CASE("what lies outside the range of a field is malformed", "[sources][field_reader]") {
  Field field = of_type(FieldType::integer);
  field.low = 1;
  field.high = 200;
  CHECK(read(field, "1") == "1");
  CHECK(read(field, "200") == "200");
  CHECK(read(field, "0") == "outside its range");
  CHECK(read(field, "201") == "outside its range");
  field = of_type(FieldType::duration);
  field.high = 1e9;
  CHECK(read(field, "1s") == "1000000000");
  CHECK(read(field, "1001ms") == "outside its range");
}

TEST_CASE("a missing value is malformed where the field must have one", "[sources][field_reader]") {
  Field field = of_type(FieldType::number);
  field.optional = false;
  CHECK(read(field, "") == "missing");
  CHECK(read(field, "NaN") == "missing");
  field.role = Role::label;  // a label is missing until it is known
  CHECK(read(field, "") == "-");
}

TEST_CASE("a category outside the declared members stays valid", "[sources][field_reader]") {
  Field field = of_type(FieldType::category);
  field.members = {"reject", "accept"};
  CHECK(read(field, "maybe") == "maybe");
}

TEST_CASE("categories of any length keep their texts apart", "[sources][field_reader]") {
  // Short texts are compared as two words that overlap; lengths 1 to 40 and single differing bytes.
  const Field field = of_type(FieldType::category);
  FieldReader reader(field, "");
  Column column;
  std::vector<std::string> texts;
  for (std::size_t size = 1; size <= 40; ++size) {
    texts.emplace_back(size, 'a');
    for (std::size_t at = 0; at < size; ++at) {
      texts.emplace_back(size, 'a');
      texts.back()[at] = 'b';
    }
  }
  for (int round = 0; round < 2; ++round) {
    reader.begin(column, texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      reader.read({CellKind::untyped, texts[i]}, column, i);
      REQUIRE(column.dictionary->text(column.codes[i]) == texts[i]);
    }
  }
  CHECK(column.dictionary->size() == texts.size());
}
