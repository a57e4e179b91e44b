#include "tests/unit/sources/read.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

using namespace tocsin;
using namespace tocsin::test;

namespace {

Schema wide_schema() {
  auto schema = schema_with(
      {field_of("flag", FieldType::boolean), field_of("n", FieldType::number),
       field_of("s", FieldType::share, Role::score), field_of("took", FieldType::duration),
       field_of("city", FieldType::category), field_of("note", FieldType::text),
       field_of("outcome", FieldType::boolean, Role::label)});
  schema.arrives = "seen";
  return schema;
}

using Row = std::vector<std::string>;

const Row& header() {
  static const Row names{"at", "id", "flag", "n", "s", "took", "city", "note", "outcome", "seen"};
  return names;
}

template <typename T>
T pick(std::mt19937_64& random, std::initializer_list<T> choices) {
  return choices.begin()[random() % choices.size()];
}

// Mostly good values, some missing, some malformed, some that need quotes.
Row random_row(std::mt19937_64& random) {
  const auto number = [&] {
    return fmt::format("{}", static_cast<double>(random() % 100'000) / 64);
  };
  return {
      fmt::format("{}", 1'583'020'800 + random() % 1000),
      fmt::format("id{}", random() % 50),
      pick<std::string>(random, {"true", "0", "1.0", "maybe", ""}),
      pick<std::string>(random, {number(), number(), "NaN", "x1", ""}),
      pick<std::string>(random, {"0.25", "7%", "1.5", ""}),
      pick<std::string>(random, {"250ms", "1h30m", "5", ""}),
      pick<std::string>(random, {"Berlin", "New York, NY", "a \"b\"", "Köln am Rhein, links", ""}),
      pick<std::string>(random, {"plain", "two\nlines", "\"", ",", "end\r\n", ""}),
      pick<std::string>(random, {"1", "0", ""}),
      pick<std::string>(random, {"1583030000", "2020-03-01 10:00", "never", ""})};
}

std::string quoted(const std::string& cell) {
  std::string out = "\"";
  for (const char c : cell) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

enum class Quotes { needed, always, random };

std::string csv_line(const Row& row, Quotes quotes, std::mt19937_64& random) {
  std::string out;
  for (const auto& cell : row) {
    const bool must = cell.find_first_of(",\"\r\n") != cell.npos;
    const bool want =
        must || quotes == Quotes::always || (quotes == Quotes::random && random() % 2 == 0);
    out += (out.empty() ? "" : ",") + (want ? quoted(cell) : cell);
  }
  return out;
}

std::string csv_of(const std::vector<Row>& rows, Quotes quotes, std::string_view line_end,
                   unsigned seed) {
  std::mt19937_64 random(seed);
  std::string csv = csv_line(header(), quotes, random) + std::string(line_end);
  for (const auto& row : rows) csv += csv_line(row, quotes, random) + std::string(line_end);
  return csv;
}

std::string json_text(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : std::string(1, c);
  }
  return out + "\"";
}

std::string jsonl_of(const std::vector<Row>& rows) {
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row[i].empty()) continue;
      const bool number =
          row[i].find_first_not_of("0123456789.") == std::string::npos || row[i] == "NaN";
      line += (line.empty() ? "" : ",") + json_text(header()[i]) + ":" +
              (number ? row[i] : json_text(row[i]));
    }
    out += "{" + line + "}\n";
  }
  return out;
}

std::vector<Row> random_rows(unsigned seed, std::size_t count) {
  std::mt19937_64 random(seed);
  std::vector<Row> rows;
  for (std::size_t i = 0; i < count; ++i) rows.push_back(random_row(random));
  return rows;
}

void damage(std::string& bytes, std::mt19937_64& random) {
  const std::size_t at = random() % bytes.size();
  switch (random() % 4) {
    case 0: bytes[at] = static_cast<char>(random()); break;
    case 1: bytes.erase(at, 1 + random() % 3); break;
    case 2: bytes.insert(at, bytes.substr(random() % bytes.size(), random() % 40)); break;
    default: bytes[at] = pick(random, {'"', ',', '\n', '\0', '{', '\\'}); break;
  }
}

// The times of the rows of a CSV file, and which rows were none, when these columns are read too.
std::string times_of(std::string_view csv, const std::vector<std::string>& columns) {
  Schema schema = schema_with({});
  schema.fields.erase(schema.fields.begin() + 1);
  schema.key_fields.clear();
  for (const auto& name : columns) schema.fields.push_back(field_of(name, FieldType::number));
  sources::Intake intake;
  const auto reader = sources::open_rows_in_memory(schema, csv, {"f", "csv"}, intake);
  if (!reader) return reader.error().message;
  std::string out;
  for (Batch batch; (*reader)->next(batch).value();)
    for (const Instant time : batch.time) out += format_utc(time) + "\n";
  intake.field_reasons.clear();
  return out + shown(intake);
}

std::string only_rows(const std::string& shown) { return shown.substr(0, shown.find(" rows, ")); }

}  // namespace

TEST_CASE("what is read does not depend on the size of batches", "[sources][property]") {
  const auto seed = GENERATE(1u, 2u, 3u);
  CAPTURE(seed);
  const auto rows = random_rows(seed, 500);
  const auto csv = csv_of(rows, Quotes::needed, "\n", seed);
  const auto jsonl = jsonl_of(rows);
  const auto want_csv = read_text(wide_schema(), csv, "csv", 100'000);
  const auto want_jsonl = read_text(wide_schema(), jsonl, "jsonl", 100'000);
  for (const std::size_t batch_rows : {1, 2, 63, 64, 65, 499, 500, 501, 4096}) {
    CAPTURE(batch_rows);
    CHECK(read_text(wide_schema(), csv, "csv", batch_rows) == want_csv);
    CHECK(read_text(wide_schema(), jsonl, "jsonl", batch_rows) == want_jsonl);
  }
}

TEST_CASE("quotes and line ends change nothing", "[sources][property]") {
  const auto seed = GENERATE(1u, 2u, 3u);
  CAPTURE(seed);
  const auto rows = random_rows(seed, 300);
  const auto want = only_rows(read_text(wide_schema(), csv_of(rows, Quotes::needed, "\n", seed)));
  CHECK(std::ranges::count(want, '\n') >= 300);
  for (const auto quotes : {Quotes::needed, Quotes::always, Quotes::random}) {
    CHECK(only_rows(read_text(wide_schema(), csv_of(rows, quotes, "\n", seed))) == want);
    CHECK(only_rows(read_text(wide_schema(), csv_of(rows, quotes, "\r\n", seed))) == want);
  }
}

TEST_CASE("JSON Lines and CSV of the same rows read the same", "[sources][property]") {
  const auto seed = GENERATE(1u, 2u, 3u);
  CAPTURE(seed);
  const auto rows = random_rows(seed, 300);
  CHECK(only_rows(read_text(wide_schema(), jsonl_of(rows), "jsonl")) ==
        only_rows(read_text(wide_schema(), csv_of(rows, Quotes::needed, "\n", seed))));
}

TEST_CASE("packed and plain files read the same", "[sources][property]") {
  const auto seed = GENERATE(1u, 2u);
  CAPTURE(seed);
  const auto rows = random_rows(seed, 5000);  // several chunks of the window
  const auto csv = csv_of(rows, Quotes::random, "\n", seed);
  CHECK(read_text(wide_schema(), gzipped(csv)) == read_text(wide_schema(), csv));
  const auto half = csv.size() / 2;
  CHECK(read_text(wide_schema(), gzipped(csv.substr(0, half)) + gzipped(csv.substr(half))) ==
        read_text(wide_schema(), csv));
}

TEST_CASE("the limit of a row does not depend on how the bytes come", "[sources][property][slow]") {
  // Around 16 MiB, packed and plain arrive in different pieces.
  const auto schema = schema_with({});
  constexpr std::size_t kMost = std::size_t{16} << 20;
  for (const std::size_t size : {kMost - 3, kMost - 2, kMost - 1, kMost + 5}) {
    CAPTURE(size);
    const std::string csv = "at,id\n1," + std::string(size - 2, 'x') + "\n2,k\n";
    const auto plain = read_text(schema, csv);
    CHECK((plain.find("1 rows, 1 malformed") != plain.npos) == (size + 1 > kMost));
    CHECK(read_text(schema, gzipped(csv)) == plain);
  }
}

TEST_CASE("a file with flipped, dropped and doubled bytes is counted or refused, never a crash",
          "[sources][property]") {
  const auto seed = GENERATE(range(1u, 41u));
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  const auto rows = random_rows(seed, 100);
  const bool json = random() % 2 == 0;
  std::string bytes = json ? jsonl_of(rows) : csv_of(rows, Quotes::random, "\n", seed);
  if (random() % 4 == 0) bytes = gzipped(bytes);
  for (int i = 0; i < 20; ++i) {
    damage(bytes, random);
    const auto kind = json ? "jsonl" : "csv";
    const auto out = read_text(wide_schema(), bytes, kind);
    // The same, whatever the size of batches; and it always ends in an error or in counts.
    CHECK((out.find("error: ") != out.npos || out.find(" malformed\n") != out.npos));
    if (out.find("error: ") == out.npos) CHECK(read_text(wide_schema(), bytes, kind, 3) == out);
  }
}

TEST_CASE("which rows a CSV file has does not depend on the columns that are wanted",
          "[sources][property]") {
  const auto seed = GENERATE(range(1u, 41u));
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  std::string csv = csv_of(random_rows(seed, 200), Quotes::random, "\n", seed);
  const std::size_t rows = csv.find('\n') + 1;  // the header stays whole
  std::string body = csv.substr(rows);
  for (int i = 0; i < 30; ++i) {
    damage(body, random);
    csv.replace(rows, csv.npos, body);
    CAPTURE(i);
    const std::string all = times_of(csv, {"n", "seen"});
    CHECK(times_of(csv, {}) == all);
    CHECK(times_of(csv, {"n"}) == all);
  }
}
