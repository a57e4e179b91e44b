#include "engine/members.hpp"

#include "engine/codes.hpp"
#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine {
namespace {

using test::at;

const char* const kModel = R"(
model m {
  time at
  field platform: category of ["a", "b"]
  field city: category, optional
  field vip: bool
  field stars: int
}
watch m { quality q "Q" { measure count over 1h; by platform; warn when > 1 } }
)";

// An index over some fields, and rows for it.
class Indexed {
 public:
  explicit Indexed(std::vector<dsl::SegmentField> fields)
      : codes_(schema()), index(schema(), std::move(fields), codes_.dictionaries()) {}

  // The segments of the rows, by name; `-` where a row has none.
  std::vector<std::string> number(const std::vector<std::string>& lines) {
    const auto batch = adopted(lines);
    evaluators::Block block(batch, schema(), 0, batch.rows);
    std::vector<std::uint32_t> all;
    for (std::uint32_t i = 0; i < batch.rows; ++i) all.push_back(i);
    const auto members = index.number(block, all);
    index.count(block, all, members);
    std::vector<std::string> names;
    for (const MemberId id : members) names.push_back(id == kNowhere ? "-" : index.text(id));
    return names;
  }

  Batch adopted(const std::vector<std::string>& lines) {
    auto batch = test::rows(model(), lines);
    for (std::size_t f = 0; f < batch.columns.size(); ++f) codes_.adopt(batch.columns[f], f);
    return batch;
  }

  static dsl::SegmentField field(const std::string& name, std::vector<std::string> members = {}) {
    return {*schema().find(name), std::move(members)};
  }
  static const Schema& schema() { return model().schema; }
  Codes& codes() { return codes_; }

 private:
  static const dsl::ModelPlan& model() {
    static const auto plan = test::rules(kModel + test::kRoutesOfScene);
    return plan->models[0];
  }

  Codes codes_;

 public:
  MemberIndex index;
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("rows are told apart by the values of the fields", "[engine][members]") {
  Indexed city({Indexed::field("city")});
  CHECK(city.number({"1m city=ulm", "2m city=bonn", "3m", "4m city=ulm"}) ==
        Names{"city=ulm", "city=bonn", "-", "city=ulm"});
  CHECK(city.index.size() == 4);  // all, other, ulm, bonn
  Indexed two({Indexed::field("vip"), Indexed::field("city")});
  CHECK(two.number({"1m vip=true city=ulm", "2m vip=false city=ulm", "3m vip=true",
                    "4m vip=true city=ulm"}) ==
        Names{"vip=true,city=ulm", "vip=false,city=ulm", "-", "vip=true,city=ulm"});
  Indexed stars({Indexed::field("stars")});
  CHECK(stars.number({"1m stars=3", "2m stars=10"}) == Names{"stars=3", "stars=10"});
}

TEST_CASE("values outside a declared set are one member", "[engine][members]") {
  Indexed platform({Indexed::field("platform", {"a", "b"})});
  CHECK(platform.number({"1m platform=b", "2m platform=x", "3m platform=y", "4m platform=a"}) ==
        Names{"platform=b", "platform=other", "platform=other", "platform=a"});
  Indexed both({Indexed::field("platform", {"a", "b"}), Indexed::field("city")});
  CHECK(both.number({"1m platform=x city=ulm", "2m platform=a city=ulm"}) ==
        Names{"platform=other,city=other", "platform=a,city=ulm"});
}

TEST_CASE("a value that calls itself other is other", "[engine][members]") {
  Indexed city({Indexed::field("city")});
  CHECK(city.number({"1m city=other", "2m city=ulm"}) == Names{"city=other", "city=ulm"});
  CHECK(city.index.intern({"other"}) == kOther);
}

TEST_CASE("named members keep their numbers", "[engine][members]") {
  Indexed platform({Indexed::field("platform", {"a", "b"})});
  const MemberId b = platform.index.intern({"b"});
  CHECK(platform.number({"1m platform=a", "2m platform=b"}) == Names{"platform=a", "platform=b"});
  CHECK(platform.index.intern({"b"}) == b);
  Indexed vip({Indexed::field("vip", {"true", "false"})});
  const MemberId yes = vip.index.intern({"true"});
  CHECK(vip.number({"1m vip=true"}) == Names{"vip=true"});
  CHECK(vip.index.last_event(yes) == at("1m"));
}

TEST_CASE("events are counted by day for the ranking", "[engine][members]") {
  Indexed city({Indexed::field("city")});
  city.number({"1h city=ulm", "23h59m city=ulm", "24h city=ulm", "25h city=bonn", "26h city=bonn",
               "30m city=bonn"});
  const MemberId ulm = city.index.intern({"ulm"}), bonn = city.index.intern({"bonn"});
  CHECK(city.index.events_before(ulm, at("1d")) == 2);
  CHECK(city.index.events_before(ulm, at("2d")) == 3);
  CHECK(city.index.events_before(bonn, at("1d")) == 1);
  CHECK(city.index.events_before(bonn, at("2d")) == 3);
  CHECK(city.index.last_event(bonn) == at("26h"));
  CHECK(city.index.met() == 2);
  SECTION("seven days back, not eight") {
    city.number({"7d1h city=ulm"});
    CHECK(city.index.events_before(ulm, at("7d")) == 3);
    CHECK(city.index.events_before(ulm, at("8d")) == 2);  // of the 2nd and the 8th day
  }
}

TEST_CASE("a reference is grouped without making members", "[engine][members]") {
  Indexed platform({Indexed::field("platform", {"a", "b"})});
  const auto batch = platform.adopted(
      {"1m platform=a", "2m platform=x", "3m platform=b", "4m platform=a", "5m platform=y"});
  evaluators::Block block(batch, Indexed::schema(), 0, batch.rows);
  const MemberId before = platform.index.size();
  const auto groups = platform.index.group(block, {0, 1, 2, 3, 4});
  CHECK(platform.index.size() == before);
  CHECK(groups.at(platform.index.parts(platform.index.intern({"a"}))) == MemberIndex::Rows{0, 3});
  CHECK(groups.at(platform.index.parts(kOther)) == MemberIndex::Rows{1, 4});
}

TEST_CASE("numbers do not depend on how rows were cut", "[engine][members]") {
  const Names lines{"1m city=ulm", "2m city=bonn", "3m city=jena", "4m city=bonn", "5m city=kiel"};
  Indexed whole({Indexed::field("city")}), cut({Indexed::field("city")});
  whole.number(lines);
  for (const auto& line : lines) cut.number({line});
  CHECK(whole.index.intern({"kiel"}) == cut.index.intern({"kiel"}));
  Encoder a, b;
  whole.index.save(a);
  cut.index.save(b);
  CHECK(a.bytes() == b.bytes());
}

TEST_CASE("an index survives being saved", "[engine][members]") {
  Indexed one({Indexed::field("platform", {"a"}), Indexed::field("city")});
  one.number({"1m platform=a city=ulm", "2m platform=x city=ulm", "3m platform=a city=other",
              "4m platform=a city=bonn"});
  Encoder out;
  one.codes().save(out);
  one.index.save(out);
  Indexed two({Indexed::field("platform", {"a"}), Indexed::field("city")});
  Decoder in(out.bytes());
  two.codes().load(in);
  two.index.load(in);
  CHECK(in.at_end());
  CHECK(two.index.intern({"a", "bonn"}) == one.index.intern({"a", "bonn"}));
  CHECK(two.index.met() == one.index.met());
  CHECK(two.number({"5m platform=a city=bonn"}) == Names{"platform=a,city=bonn"});
}

}  // namespace tocsin::engine
