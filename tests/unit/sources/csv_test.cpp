#include "tests/unit/sources/read.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::test;

namespace {

// One row a line: the cells of `a` and `b` between bars.
std::string cells(std::string_view csv) {
  Schema schema = schema_with({field_of("a", FieldType::text), field_of("b", FieldType::text)});
  schema.key_fields.clear();
  schema.fields.erase(schema.fields.begin() + 1);
  const std::string out = read_text(schema, csv);
  std::string result;
  std::size_t begin = 0;
  for (std::size_t end = out.find('\n'); end != out.npos; end = out.find('\n', begin)) {
    const std::string line = out.substr(begin, end - begin);
    const auto bar = line.find("Z|");
    result += (bar == line.npos ? line : line.substr(bar + 2)) + "\n";
    begin = end + 1;
  }
  return result;
}

std::string error_of(std::string_view csv) {
  sources::Intake intake;
  const Schema schema = schema_with({});
  const auto reader = sources::open_rows_in_memory(schema, csv, {"f.csv", ""}, intake);
  return reader ? "no error" : reader.error().message;
}

}  // namespace

TEST_CASE("cells of CSV are read as RFC 4180 says", "[sources][csv]") {
  struct Case {
    std::string_view why, csv, want;
  };
  const auto c = GENERATE(values<Case>({
      {"bare cells", "at,a,b\n1,x,y\n", "x|y\n1 rows, 0 malformed\n"},
      {"no line end at the end", "at,a,b\n1,x,y", "x|y\n1 rows, 0 malformed\n"},
      {"CRLF", "at,a,b\r\n1,x,y\r\n2,z,\r\n", "x|y\nz|-\n2 rows, 0 malformed\n"},
      {"CR at the very end", "at,a,b\n1,x,y\r", "x|y\n1 rows, 0 malformed\n"},
      {"quoted cells", "at,a,b\n1,\"x\",\"y\"\n", "x|y\n1 rows, 0 malformed\n"},
      {"quoted cells and CRLF", "at,a,b\r\n1,x,\"y\"\r\n", "x|y\n1 rows, 0 malformed\n"},
      {"a comma in quotes", "at,a,b\n1,\"x,1\",y\n", "x,1|y\n1 rows, 0 malformed\n"},
      {"doubled quotes", "at,a,b\n1,\"say \"\"hi\"\"\",\"\"\"\"\n",
       "say \"hi\"|\"\n1 rows, 0 malformed\n"},
      {"empty cells, quoted or not, are missing", "at,a,b\n1,,\"\"\n",
       "-|-\n1 rows, 0 malformed\n"},
      {"a quote inside a bare cell", "at,a,b\n1,5\" disk,x\"\"y\n",
       "5\" disk|x\"\"y\n1 rows, 0 malformed\n"},
      {"blank lines", "\n\nat,a,b\n\n1,x,y\n\r\n\n2,z,w\n\n", "x|y\nz|w\n2 rows, 0 malformed\n"},
      {"a byte order mark",
       "\xef\xbb\xbf"
       "at,a,b\n1,x,y\n",
       "x|y\n1 rows, 0 malformed\n"},
      {"a quoted header", "\"at\",\"a\",\"b\"\n1,x,y\n", "x|y\n1 rows, 0 malformed\n"},
      {"other columns and another order", "b,skip,a,\"x,y\",at\ny,1,x,2,1\n",
       "x|y\n1 rows, 0 malformed\n"},
      {"columns without a name", "at,a,b,,\n1,x,y,5,\n", "x|y\n1 rows, 0 malformed\n"},
      {"empty cells past the last column", "at,a,b\n1,x,y,,\n", "x|y\n1 rows, 0 malformed\n"},
      {"blanks belong to the text", "at,a,b\n1, x ,y\n", " x |y\n1 rows, 0 malformed\n"},
      {"no rows", "at,a,b\n", "0 rows, 0 malformed\n"},
  }));
  DYNAMIC_SECTION(c.why) { CHECK(cells(c.csv) == c.want); }
}

TEST_CASE("a line end in quotes belongs to the cell", "[sources][csv]") {
  CHECK(cells("at,a,b\n1,\"x\ny\",z\n2,p,q\n") == "x\ny|z\np|q\n2 rows, 0 malformed\n");
  CHECK(cells("at,a,b\r\n1,z,\"x\r\n\"\r\n") == "z|x\r\n\n1 rows, 0 malformed\n");
}

TEST_CASE("rows of another shape are counted with their line and the rest is read",
          "[sources][csv]") {
  struct Case {
    std::string_view why, csv, want;
  };
  const auto c = GENERATE(values<Case>({
      {"too few cells", "at,a,b\n1,x\n2,z,w\n",
       "z|w\n1 rows, 1 malformed\nanother number of cells than the header: 1\n  2: 2 cells, the "
       "header has 3: 1,x\n"},
      {"too many cells", "at,a,b\n1,x,y,z\n2,z,w\n",
       "z|w\n1 rows, 1 malformed\nanother number of cells than the header: 1\n  2: 4 cells, the "
       "header has 3: 1,x,y,z\n"},
      {"text after a closing quote", "at,a,b\n1,\"x\"y,y\n2,z,w\n",
       "z|w\n1 rows, 1 malformed\ntext after a closing quote: 1\n  2: 1,\"x\"y,y\n"},
      {"a quote that is never closed takes one row", "at,a,b\n1,\"x,y\n2,z,w\n3,p,q\n",
       "z|w\np|q\n2 rows, 1 malformed\na quote is never closed: 1\n  2: 1,\"x,y\n"},
      {"a stray quote that swallows a row takes one too", "at,a,b\n1,\"x,y\n2,z,w\n3,p,\"q\"\n",
       "z|w\np|q\n2 rows, 1 malformed\ntext after a closing quote: 1\n  2: 1,\"x,y\n"},
      {"an unclosed quote in the last row", "at,a,b\n1,x,y\n2,z,\"w",
       "x|y\n1 rows, 1 malformed\na quote is never closed: 1\n  3: 2,z,\"w\n"},
  }));
  DYNAMIC_SECTION(c.why) { CHECK(cells(c.csv) == c.want); }
  CHECK(cells(std::string_view("at,a,b\n1,x\0,y\n2,z,w\n", 20)) ==
        "z|w\n1 rows, 1 malformed\na zero byte: 1\n  2: 1,x ,y\n");
}

TEST_CASE("the first three of each reason are shown, all are counted", "[sources][csv]") {
  std::string csv = "at,id\n";
  for (int i = 0; i < 10; ++i) csv += "x" + std::to_string(i) + ",k\n";
  csv += ",k\n";
  CHECK(read_text(schema_with({}), csv) ==
        "0 rows, 11 malformed\nan unreadable time: 10\n  2: `x0` in x0,k\n  3: `x1` in x1,k\n  4: "
        "`x2` in x2,k\n"
        "no time: 1\n  12: ,k\n");
}

TEST_CASE("lines are counted through cells of several lines", "[sources][csv]") {
  CHECK(cells("at,a,b\n1,\"x\n\n\",y\nbad,z,w\n")
            .find("an unreadable time: 1\n  5: `bad` in bad,z,w\n") != std::string::npos);
}

TEST_CASE("a file that is no CSV is refused with its place", "[sources][csv]") {
  CHECK(error_of("") ==
        "f.csv: holds nothing; a first line with the names of the columns would have worked");
  CHECK(error_of("\n\r\n") ==
        "f.csv: holds nothing; a first line with the names of the columns would have worked");
  CHECK(error_of(std::string_view("at\0,id\n", 7)) ==
        "f.csv:1:3: byte 0x00 in the header: this is no text");
  CHECK(error_of("at,\x01id\n") == "f.csv:1:4: byte 0x01 in the header: this is no text");
  CHECK(error_of("PAR1\x15\x04") ==
        "f.csv: is a Parquet file; CSV or JSON Lines in UTF-8 would have worked");
  CHECK(error_of("\xff\xfe"
                 "a") == "f.csv: is UTF-16 text; CSV or JSON Lines in UTF-8 would have worked");
  CHECK(error_of("at;id\n1;2\n") ==
        "f.csv:1:3: the columns are separated by `;`; commas would have worked");
  CHECK(error_of("at\tid\n1\t2\n") ==
        "f.csv:1:3: the columns are separated by tabs; commas would have worked");
  CHECK(error_of("at,id\r1,2\r") ==
        "f.csv:1:6: a line end within the header; lines that end in LF or CRLF would have worked");
  CHECK(error_of("at,id,\"x\n1,2,3\n").starts_with("f.csv:1:9: a line end within the header"));
  CHECK(error_of("at,id,at\n") == "f.csv:1:7: columns 1 and 3 are both named `at`");
  CHECK(error_of("at,id,\"x\"y\n") == "f.csv:1:10: in the header: text after a closing quote");
  CHECK(error_of("at,id,K\xf6ln\n") == "f.csv:1:7: the name of column 3 is not UTF-8: `K\uFFFDln`");
  CHECK(error_of(",,\n1,2,3\n") == "f.csv:1:1: no column has a name");
}

TEST_CASE("a missing column is told with the header and what may be meant", "[sources][csv]") {
  sources::Intake intake;
  const auto schema = schema_with({field_of("income", FieldType::number)});
  const auto reader = sources::open_rows_in_memory(schema, "at,id,Incone\n", {"f.csv", ""}, intake);
  REQUIRE_FALSE(reader);
  CHECK(reader.error().message ==
        "f.csv:1:1: no column `income` for field `income`; the columns are: at, id, Incone; did "
        "you mean `Incone`?");
}

TEST_CASE("a row longer than 16 MiB is malformed and the next one is read",
          "[sources][csv][slow]") {
  const std::string big(std::size_t{17} << 20, 'x');
  const auto out = read_text(schema_with({}), "at,id\n1," + big + "\n2,k\n");
  CHECK(out.find("longer than 16 MiB: 1\n") != std::string::npos);
  CHECK(out.find("1 rows, 1 malformed") != std::string::npos);
  const auto quoted = read_text(schema_with({}), "at,id\n1,\"" + big + "\n2,k\n");
  CHECK(quoted.find("1 rows, 1 malformed") != std::string::npos);
}

TEST_CASE("a long row is read whole", "[sources][csv]") {
  const std::string big(std::size_t{1} << 20, 'x');
  const auto schema = schema_with({field_of("a", FieldType::text)});
  const auto out = read_text(schema, "at,id,a\n1,k," + big + "\n2,k,\"" + big + "\"\n3,k,z\n");
  CHECK(out.find("3 rows, 0 malformed") != std::string::npos);
  CHECK(out.size() > 2 * big.size());
}

TEST_CASE("quotes that open anew on every line do not take quadratic time",
          "[sources][csv][slow]") {
  // Each line leaves a quote open whether one was open before or not.
  std::string csv = "at,id\n";
  while (csv.size() < (std::size_t{24} << 20)) csv += "x\",\"\"\"\n";
  const auto out = read_text(schema_with({}), csv);
  CHECK(out.find("malformed") != std::string::npos);  // ends within the limit of the test
}
