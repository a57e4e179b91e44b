#include "tests/unit/dsl/checked.hpp"

#include <catch2/catch.hpp>

namespace tocsin::dsl {
namespace {

Checked model(const std::string& items, const std::string& before = {}) {
  return checked(before + "\nmodel m \"M\" {\n  time at\n" + items + "\n}\n");
}

}  // namespace

TEST_CASE("a model becomes a schema", "[dsl][model]") {
  const auto rules = checked(kModel + kRoutes.substr(0, 0));
  INFO(rules.text());
  REQUIRE(rules.plan);
  const auto& plan = rules.plan->models.at(0);
  const auto& schema = plan.schema;
  CHECK(schema.model == "m");
  CHECK(plan.title == "A model");
  CHECK(plan.owner == "team");
  CHECK(plan.lateness == 2min);
  CHECK(schema.horizon == 7 * kDay);
  CHECK_FALSE(schema.labels_apart);
  const auto field = [&](const char* name) { return schema.fields.at(schema.find(name).value()); };
  CHECK(schema.fields.at(schema.time_field).name == "at");
  CHECK(field("at").type == FieldType::time);
  REQUIRE(schema.key_fields.size() == 1);
  CHECK(field("id").type == FieldType::text);
  CHECK(field("income").optional);
  CHECK(field("age").low == 18);
  CHECK(field("age").high == 99);
  CHECK(field("platform").members == std::vector<std::string>{"a", "b"});
  CHECK(field("latency").duration_unit == 1ms);
  CHECK(field("secret").sensitive);
  CHECK(plan.positive.at(schema.find("decision").value()) == "no");
  CHECK(plan.prediction == schema.find("decision"));
  CHECK(plan.label == schema.find("outcome"));
  CHECK(plan.score == schema.find("p"));
  REQUIRE(plan.references.size() == 1);
  CHECK(plan.references[0].path == "train.csv");
}

TEST_CASE("ranges are in the units of samples", "[dsl][model]") {
  const auto rules = model(R"(  field wait: duration in ms, range 10ms..2s
  field p: share, range 5%..95%
  field price: number in EUR, range 0..1_000_000
  field rent: number in EUR, range 0EUR..900EUR)",
                           "unit EUR");
  INFO(rules.text());
  REQUIRE(rules.plan);
  const auto& fields = rules.plan->models[0].schema.fields;
  CHECK(fields[0].low == 10e6);
  CHECK(fields[0].high == 2e9);
  CHECK(fields[1].low == 0.05);
  CHECK(fields[1].high == 0.95);
  CHECK(fields[2].high == 1e6);
  CHECK(fields[3].high == 900);
}

TEST_CASE("where labels come from decides how they are joined", "[dsl][model]") {
  const std::string key = "  key id\n  prediction p: bool\n";
  const auto apart =
      model(key + "  labels csv(\"labels/*.csv\")\n  label y: bool, within 2d, arrives known_at");
  INFO(apart.text());
  REQUIRE(apart.plan);
  CHECK(apart.plan->models[0].schema.labels_apart);
  CHECK(apart.plan->models[0].labels.path == "labels/*.csv");
  CHECK(apart.plan->models[0].schema.arrives == "known_at");
  CHECK(apart.plan->models[0].positive.begin()->second == "true");

  const auto in_row = model(
      key + "  label y: bool, within 2d, arrives done\n  field done: time, column \"done_at\"");
  REQUIRE(in_row.plan);
  CHECK_FALSE(in_row.plan->models[0].schema.labels_apart);
  CHECK(in_row.plan->models[0].schema.arrives == "done_at");

  const auto with_row = model("  prediction p: bool\n  label y: bool");
  REQUIRE(with_row.plan);
  CHECK(with_row.plan->models[0].schema.horizon == Duration(0));
}

TEST_CASE("time and key may be declared as fields", "[dsl][model]") {
  const auto rules = model("  field at: time, column \"ts\"\n  key a, b\n  field b: int");
  INFO(rules.text());
  REQUIRE(rules.plan);
  const auto& schema = rules.plan->models[0].schema;
  CHECK(schema.fields[schema.time_field].column == "ts");
  CHECK(schema.key_fields.size() == 2);
  CHECK(schema.fields.size() == 3);
}

TEST_CASE("an attribute stands where it has a meaning", "[dsl][model]") {
  CHECK(model("  feature x: int, within 7d").errors() == std::vector<std::string>{"T0002"});
  CHECK(model("  field x: bool, positive \"true\"").errors() == std::vector<std::string>{"T0002"});
  CHECK(model("  field x: text, range 1..2").errors() == std::vector<std::string>{"T2112"});
  CHECK(model("  field x: share, range 0..1").errors() == std::vector<std::string>{"T2104"});
  CHECK(model("  prediction x: number, positive \"1\"").errors() ==
        std::vector<std::string>{"T2112"});
  CHECK(model("  field at: text").errors() == std::vector<std::string>{"T2112"});
  CHECK(model("  field column: text").errors() == std::vector<std::string>{"T1102"});
  CHECK(model("  field x: category of [\"a\", \"a\"]").errors() ==
        std::vector<std::string>{"T1101"});
  CHECK(model("  time later").errors() == std::vector<std::string>{"T1101"});
  CHECK(model("  source csv").errors() == std::vector<std::string>{"T2112"});
  CHECK(model("  labels http").errors() == std::vector<std::string>{"T4102"});
}

}  // namespace tocsin::dsl
