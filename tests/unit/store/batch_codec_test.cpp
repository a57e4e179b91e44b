#include "store/batch_codec.hpp"

#include "store/envelope.hpp"
#include "store/packing.hpp"
#include "tests/support/batches.hpp"
#include "tests/unit/store/sample.hpp"

#include <catch2/catch.hpp>

#include <bit>
#include <limits>
#include <random>

using namespace tocsin;
using namespace tocsin::test;

namespace {

Table rows_of_all_types() {
  return table(
      "at:time id:text:key latency:duration status:category income:number? n:int share:share "
      "outcome:bool:label",
      {"09:00:01 a 120ms  ok     -      4  95%  true", "09:00:02 b 250ms  error  4100.5 -7 3%   -",
       "09:00:02 c -      !      -0.25  0  0%   false",
       "09:00:05 - 1ns    ok     1e300  1  100% -"});
}

// Values of rows that are not valid are nobody's business.
void check_same(const Column& found, const Column& meant, FieldType type) {
  CHECK(found.valid == meant.valid);
  CHECK(found.malformed == meant.malformed);
  for (std::size_t row = 0; row < meant.valid.size(); ++row) {
    if (!meant.valid[row]) continue;
    CAPTURE(row);
    switch (type) {
      case FieldType::time: CHECK(found.times[row] == meant.times[row]); break;
      case FieldType::text: CHECK(found.texts[row] == meant.texts[row]); break;
      case FieldType::category:
        CHECK(found.dictionary->text(found.codes[row]) == meant.dictionary->text(meant.codes[row]));
        break;
      default:
        CHECK(std::bit_cast<std::uint64_t>(found.numbers[row]) ==
              std::bit_cast<std::uint64_t>(meant.numbers[row]));
    }
  }
}

void check_same(const Schema& schema, const Batch& found, const Batch& meant) {
  CHECK(found.rows == meant.rows);
  CHECK(found.time == meant.time);
  CHECK(found.arrival == meant.arrival);
  CHECK(found.key == meant.key);
  CHECK(found.label_known == meant.label_known);
  CHECK(found.unreadable == meant.unreadable);
  CHECK(found.delivery == meant.delivery);
  REQUIRE(found.columns.size() == meant.columns.size());
  for (std::size_t i = 0; i < schema.fields.size(); ++i) {
    CAPTURE(schema.fields[i].name);
    check_same(found.columns[i], meant.columns[i], schema.fields[i].type);
  }
}

Batch decoded(const Schema& schema, std::string_view bytes) {
  return need(store::BatchDecoder(schema).rows(bytes));
}

std::string why_not(const Schema& schema, std::string_view bytes) {
  const auto read = store::BatchDecoder(schema).rows(bytes);
  return read ? "" : read.error().message;
}

template <typename Pack, typename Unpack, typename Values>
void check_comes_back(Pack pack, Unpack unpack, const Values& values) {
  Encoder out;
  pack(out, values);
  Decoder in(out.bytes());
  const auto back = unpack(in, values.size());
  CHECK_FALSE(in.failed());
  CHECK(in.at_end());
  CHECK(back == values);
}

using Whole = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("whole numbers come back, whatever they span", "[store][codec]") {
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  const auto values = GENERATE(Whole{}, Whole{7}, Whole{0, 255}, Whole{0, 256}, Whole{-3, 65'532},
                               Whole{-3, 65'533}, Whole{0, 0xffffffff}, Whole{0, 0x100000000},
                               Whole{kLeast, kMost, 0, -1, 1}, Whole{1'000'000'000, 3'000'000'000},
                               Whole{5, 1'000'000'005}, Whole{kMost, kMost, kMost});
  CAPTURE(values);
  const auto pack = [](Encoder& out, const Whole& v) { store::pack(out, v); };
  const auto pack_times = [](Encoder& out, const Whole& v) { store::pack_times(out, v); };
  check_comes_back(pack, store::unpack, values);
  check_comes_back(pack_times, store::unpack_times, values);
}

TEST_CASE("numbers come back bit for bit", "[store][codec]") {
  std::mt19937_64 random(7);
  std::vector<double> numbers{
      0.0, -0.0, 1.5, 0.1, 1e-7, 123456.789, -4100.5, 1e300, 0.30000000000000004};
  for (int i = 0; i < 2000; ++i) numbers.push_back(static_cast<double>(random() % 100'000) / 100);
  for (std::size_t cut : {std::size_t{1}, std::size_t{3}, std::size_t{9}, numbers.size()}) {
    for (std::size_t begin : {std::size_t{0}, std::size_t{2}, std::size_t{9}}) {
      if (begin >= cut) continue;
      const std::vector<double> some(numbers.begin() + static_cast<std::ptrdiff_t>(begin),
                                     numbers.begin() + static_cast<std::ptrdiff_t>(cut));
      Encoder out;
      store::pack_numbers(out, some, Bits(some.size(), true));
      Decoder in(out.bytes());
      const auto back = store::unpack_numbers(in, some.size());
      REQUIRE(back.size() == some.size());
      for (std::size_t i = 0; i < some.size(); ++i)
        CHECK(std::bit_cast<std::uint64_t>(back[i]) == std::bit_cast<std::uint64_t>(some[i]));
    }
  }
}

TEST_CASE("prices in cents take two bytes a row", "[store][codec]") {
  std::vector<double> prices;
  for (int i = 0; i < 10'000; ++i) prices.push_back(static_cast<double>(i % 60'000) / 100);
  Encoder out;
  store::pack_numbers(out, prices, Bits(prices.size(), true));
  CHECK(out.bytes().size() < 2 * prices.size() + 32);
}

TEST_CASE("a batch comes back as it was", "[store][codec]") {
  auto [schema, batch] = rows_of_all_types();
  SECTION("as a source read it") {}
  SECTION("with arrivals of its own and rows that could not be read") {
    batch.arrival = {at("09:01:00"), at("09:01:00"), at("09:01:01"), at("09:01:01")};
    batch.unreadable = {at("09:00:03"), at("09:00:03")};
  }
  SECTION("with deliveries") {
    batch.delivery = {3, 3, 4, 4};
    batch.delivered = {{3, at("09:00:02"), 1}, {4, at("09:00:05"), 0}};
  }
  const auto bytes = store::encode(schema, batch);
  const auto back = decoded(schema, bytes);
  check_same(schema, back, batch);
  REQUIRE(back.delivered.size() == batch.delivered.size());
  for (std::size_t i = 0; i < batch.delivered.size(); ++i) {
    CHECK(back.delivered[i].number == batch.delivered[i].number);
    CHECK(back.delivered[i].at == batch.delivered[i].at);
    CHECK(back.delivered[i].unreadable == batch.delivered[i].unreadable);
  }
  check_same(schema, decoded(schema, need(store::compress(bytes))), batch);
}

TEST_CASE("labels that came on their own come back", "[store][codec]") {
  auto [schema, batch] = rows_of_all_types();
  LabelBatch labels{.rows = 4, .key = batch.key, .arrival = batch.time, .columns = {}};
  labels.arrival[2] = kForever;
  labels.columns.push_back(batch.columns[schema.label_fields[0]]);
  const auto back = need(store::BatchDecoder(schema).labels(store::encode(schema, labels)));
  CHECK(back.rows == 4);
  CHECK(back.key == labels.key);
  CHECK(back.arrival == labels.arrival);
  check_same(back.columns.at(0), labels.columns[0], FieldType::boolean);
  CHECK_THAT(why_not(schema, store::encode(schema, labels)),
             Catch::Contains("hold labels, not rows"));
}

TEST_CASE("rules that have changed read what they share with the old ones", "[store][codec]") {
  const auto old = rows_of_all_types();
  const auto bytes = store::encode(old.schema, old.batch);
  const auto now = table("at:time id:text:key fresh:category status:text n:number share:duration",
                         {"09:00:01 x old ok 1 1s"});
  const auto back = decoded(now.schema, bytes);
  CHECK(back.key == old.batch.key);
  CHECK(back.columns[now.field("fresh")].valid.count() == 0);
  CHECK(back.columns[now.field("fresh")].malformed.count() == 0);
  CHECK(back.columns[now.field("status")].texts[1] == "error");
  CHECK(back.columns[now.field("n")].numbers == std::vector<double>{4, -7, 0, 1});
  CHECK(back.columns[now.field("share")].valid.count() == 0);
  CHECK(back.label_known.empty());

  const auto other_key = table("at:time id:text status:category:key", {"09:00:01 x ok"});
  const auto keyless = decoded(other_key.schema, bytes);
  CHECK(keyless.key == std::vector<Hash128>(4));
  CHECK(keyless.columns[other_key.field("id")].texts[2] == "c");
}

TEST_CASE("one decoder gives a category the same number in every batch", "[store][codec]") {
  const auto first = table("at:time status:category", {"09:00:01 ok", "09:00:02 error"});
  const auto second = table("at:time status:category", {"09:00:03 error", "09:00:04 new"});
  store::BatchDecoder decoder(first.schema);
  const auto a = need(decoder.rows(store::encode(first.schema, first.batch)));
  const auto b = need(decoder.rows(store::encode(second.schema, second.batch)));
  const auto status = first.field("status");
  CHECK(a.columns[status].dictionary == b.columns[status].dictionary);
  CHECK(a.columns[status].codes[1] == b.columns[status].codes[0]);
}

TEST_CASE("foreign, damaged and newer bytes are refused in words", "[store][codec]") {
  const auto [schema, batch] = rows_of_all_types();
  const auto whole = store::encode(schema, batch);
  CHECK_THAT(why_not(schema, ""), Catch::Contains("none that tocsin wrote"));
  CHECK_THAT(why_not(schema, "{\"a\": 1}, {\"a\": 2}, {\"a\": 3}"),
             Catch::Contains("none that tocsin wrote"));
  auto newer = whole;
  newer[4] = 2;
  CHECK_THAT(why_not(schema, newer), Catch::Contains("a newer tocsin wrote these bytes (format 2"));
  for (std::size_t i = 0; i < whole.size(); ++i) {
    auto damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x20);
    CHECK(why_not(schema, damaged) != "");
  }
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK(why_not(schema, std::string_view(whole).substr(0, size)) != "");
}

TEST_CASE("bytes with a right hash and a wrong inside harm nobody", "[store][codec]") {
  const auto [schema, batch] = rows_of_all_types();
  const auto inside = need(store::open_seal(store::Content::rows, store::encode(schema, batch)));
  std::mt19937_64 random(11);
  for (int round = 0; round < 20'000; ++round) {
    auto hostile = inside.substr(0, random() % 4 == 0 ? random() % inside.size() : inside.size());
    for (auto n = random() % 4; n > 0 && !hostile.empty(); --n)
      hostile[random() % hostile.size()] = static_cast<char>(random());
    const auto read = store::BatchDecoder(schema).rows(store::seal(store::Content::rows, hostile));
    if (!read) CHECK_THAT(read.error().message, Catch::StartsWith("these bytes"));
    if (read)
      for (const auto& column : read->columns) REQUIRE(column.valid.size() == read->rows);
  }
}

TEST_CASE("what would grow without end is refused before it grows", "[store][codec]") {
  Encoder out;
  out.u64(std::uint64_t{1} << 40);
  const auto [schema, batch] = rows_of_all_types();
  CHECK_THAT(why_not(schema, store::seal(store::Content::rows, out.bytes())),
             Catch::Contains("do not hold what they announce"));
  // A frame of zstd that announces four terabytes.
  const std::string frame("\x28\xb5\x2f\xfd\xe0\x00\x00\x00\x00\x00\x04\x00\x00\x01\x00\x00", 16);
  auto sealed = store::seal(store::Content::rows, frame);
  sealed[6] = 1;
  CHECK_THAT(why_not(schema, sealed), Catch::Contains("are the most"));
}
