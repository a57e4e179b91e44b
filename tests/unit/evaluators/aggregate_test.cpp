// What every aggregate promises, whatever it measures.
#include "evaluators/aggregate.hpp"

#include "tests/unit/evaluators/measuring.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <random>

namespace tocsin::test {
namespace {

Columns::Texts random_texts(std::mt19937_64& random, std::size_t n,
                            const std::vector<std::string>& of) {
  Columns::Texts texts(n);
  for (auto& text : texts)
    if (random() % 12 != 0) text = of[random() % of.size()];
  return texts;
}

Columns::Numbers random_numbers(std::mt19937_64& random, std::size_t n, double share_missing) {
  std::normal_distribution<double> normal(0, 1);
  std::uniform_real_distribution<double> uniform(0, 1);
  Columns::Numbers xs(n);
  for (auto& x : xs) {
    if (uniform(random) < share_missing) continue;
    x = random() % 3 == 0 ? std::round(normal(random) * 2)
                          : normal(random) * std::exp(8 * normal(random));
  }
  return xs;
}

Table random_table(std::mt19937_64& random, std::size_t n) {
  Columns::Numbers scores(n), flags(n), ranks(n);
  std::uniform_real_distribution<double> uniform(0, 1);
  for (auto& score : scores) score = std::round(uniform(random) * 50) / 50;
  for (auto& flag : flags) flag = static_cast<double>(random() % 2);
  for (auto& rank : ranks) rank = static_cast<double>(random() % 9);
  Table made =
      Columns()
          .numbers("x", random_numbers(random, n, 0.1))
          .texts("c", random_texts(random, n, {"a", "b", "c", "d"}))
          .texts("p", random_texts(random, n, {"no", "yes"}), FieldType::category, Role::prediction)
          .texts("y", random_texts(random, n, {"yes", "no"}), FieldType::category, Role::label)
          .numbers("s", scores, FieldType::share, Role::score)
          .numbers("f", flags, FieldType::boolean)
          .numbers("r", ranks, FieldType::integer)
          .table();
  for (std::size_t row = 0; row < n; ++row) {
    if (random() % 15 != 0) continue;
    made.batch.columns[0].valid.reset(row);
    made.batch.columns[0].malformed.set(row);
  }
  return made;
}

// Named arguments that have to be there, and labels that are numbers where those are wanted.
void complete(const Table& t, dsl::AggregateCall& call) {
  const auto& def = *call.def;
  for (const auto& option : def.options) {
    dsl::CallOption made{.name = std::string(option.name)};
    if (option.kind == dsl::OptionKind::amount) made.number = option.name == "fp" ? 5 : 50;
    if (option.kind == dsl::OptionKind::field)
      made.values = {field(t, option.name == "list" ? "c" : option.name == "rank" ? "r" : "f")};
    if (made.number != 0 || !made.values.empty()) call.options.push_back(std::move(made));
  }
  const bool takes_errors =
      def.needs.prediction && !def.needs.positive && def.name != std::string_view("accuracy");
  if (!takes_errors) return;
  call.prediction = t.field("x");
  call.label = t.field("s");
  call.reads = {t.field("x"), t.field("s")};
}

// Of numbers and of texts.
void add_dialects(const Table& t, const dsl::MeasureDef& def,
                  std::vector<dsl::AggregateCall>& calls) {
  const auto option = std::ranges::find(def.options, "dialect", &dsl::OptionDef::name);
  if (option == def.options.end()) return;
  for (const auto dialect : option->words)
    for (const auto* of : {"x", "c"}) {
      calls.push_back(call(def.name, t, {field(t, of)}));
      calls.back().options = {{.name = "dialect", .word = std::string(dialect)}};
    }
}

// What a measure of x takes: of numbers as of names.
std::vector<RowExprPtr> arguments(const dsl::MeasureDef& def, const Table& t,
                                  const std::string& name) {
  std::vector<RowExprPtr> args;
  for (const auto& param : def.params) {
    if (param.kind == dsl::ParamKind::condition)
      args.push_back(op(RowOp::greater, {field(t, "x"), constant(0)}));
    if (param.kind == dsl::ParamKind::numeric) args.push_back(field(t, "x"));
    if (param.kind == dsl::ParamKind::any_value) args.push_back(field(t, name));
    if (param.kind == dsl::ParamKind::constant)
      args.push_back(name == "c" ? constant("a") : constant(2));
    if (param.kind == dsl::ParamKind::percent) args.push_back(constant(0.9, TypeKind::share));
    if (param.kind == dsl::ParamKind::of_label) args.push_back(constant(0.5));
    if (param.kind == dsl::ParamKind::count) args.push_back(constant(3));
  }
  return args;
}

dsl::AggregateCall with_method(dsl::AggregateCall made, const std::string& method) {
  made.options.push_back({.name = "method", .word = method});
  return made;
}

// Every measure that has an aggregate, once for each kind of argument that it takes.
std::vector<dsl::AggregateCall> all_calls(const Table& t) {
  const auto flagged = op(RowOp::equal, {field(t, "f"), constant(1, TypeKind::boolean)});
  std::vector<dsl::AggregateCall> calls;
  for (const auto* def : evaluators::measures()) {
    if (def->make == nullptr) continue;
    if (def->needs.score_in_reference) {
      for (const auto* of : {"accuracy", "auc", "f1"})
        for (const auto& buckets : {std::vector<RowExprPtr>{}, {field(t, "x"), field(t, "c")}})
          calls.push_back(estimate(def->name, of, t, buckets, "yes"));
      continue;
    }
    calls.push_back(call(def->name, t, arguments(*def, t, "x"), nullptr, "yes"));
    complete(t, calls.back());
    if (def->reads_malformed) calls.back().fields = {0};
    if (def->params.empty() || def->params[0].kind != dsl::ParamKind::any_value) continue;
    add_dialects(t, *def, calls);
    auto of_names = call(def->name, t, arguments(*def, t, "c"), flagged, "yes");
    if (!def->options.empty() && def->options[0].name == "method") {
      calls.push_back(with_method(call(def->name, t, {field(t, "x"), field(t, "s")}), "spearman"));
      of_names = with_method(std::move(of_names), "cramers_v");
      of_names.args[1] = field(t, "y");
    }
    calls.push_back(std::move(of_names));
  }
  return calls;
}

const Table* reference_for(const dsl::AggregateCall& call, const Table& reference) {
  return call.def->needs.reference ? &reference : nullptr;
}

void check_same(const Aggregate& a, const Aggregate& b) {
  CHECK(a.judged() == b.judged());
  const Value left = a.value(), right = b.value();
  CAPTURE(left.known, left.value, left.low, left.high, right.known, right.value, right.low,
          right.high);
  CHECK(same_bits(left, right));
}

// Panes of random lengths, each filled by blocks and selections of random lengths, merged in order.
std::unique_ptr<Aggregate> in_pieces(const Aggregate& like, const Table& t,
                                     const dsl::AggregateCall& call, std::mt19937_64& random) {
  auto whole = like.fresh();
  auto pane = like.fresh();
  for (std::size_t at = 0; at < t.batch.rows;) {
    const std::size_t end = std::min<std::size_t>(t.batch.rows, at + 1 + random() % 90);
    Block block(t.batch, t.schema, at, end);
    const RowNumbers rows = numbers_of(block.selected(call));
    const std::size_t cut = rows.empty() ? 0 : random() % (rows.size() + 1);
    pane->add(block, std::span(rows).first(cut));
    if (random() % 2 == 0) {
      whole->merge(*pane);
      pane = like.fresh();
    }
    pane->add(block, std::span(rows).subspan(cut));
    at = end;
  }
  whole->merge(*pane);
  return whole;
}

TEST_CASE("no cut changes a bit of any value", "[evaluators][aggregate][property]") {
  const auto seed = GENERATE(take(12, random(1, 1'000'000)));
  CAPTURE(seed);
  std::mt19937_64 random(static_cast<std::uint64_t>(seed));
  const Table t = random_table(random, random() % 700);
  const Table reference = random_table(random, 200);
  for (const auto& call : all_calls(t)) {
    CAPTURE(call.def->name);
    const auto whole = start(call, reference_for(call, reference));
    add_rows(*whole, t, call, 0, t.batch.rows);
    check_same(*whole, *in_pieces(*whole, t, call, random));
  }
}

TEST_CASE("a saved aggregate goes on where it stopped", "[evaluators][aggregate][property]") {
  const auto seed = GENERATE(take(12, random(1, 1'000'000)));
  CAPTURE(seed);
  std::mt19937_64 random(static_cast<std::uint64_t>(seed));
  const Table t = random_table(random, 10 + random() % 400);
  const Table reference = random_table(random, 100);
  for (const auto& call : all_calls(t)) {
    CAPTURE(call.def->name);
    const auto running = start(call, reference_for(call, reference));
    const std::size_t stop = random() % t.batch.rows;
    add_rows(*running, t, call, 0, stop);
    Encoder out;
    running->save(out);
    Decoder in(out.bytes());
    const auto loaded = running->fresh();
    loaded->load(in);
    REQUIRE(!in.failed());
    CHECK(in.at_end());
    check_same(*running, *loaded);
    add_rows(*running, t, call, stop, t.batch.rows);
    add_rows(*loaded, t, call, stop, t.batch.rows);
    check_same(*running, *loaded);
  }
}

TEST_CASE("a known value is a number, and lies in its interval",
          "[evaluators][aggregate][property]") {
  const auto seed = GENERATE(take(30, random(1, 1'000'000)));
  CAPTURE(seed);
  std::mt19937_64 random(static_cast<std::uint64_t>(seed));
  const Table t = random_table(random, random() % 12);
  const Table reference = random_table(random, random() % 6);
  for (const auto& call : all_calls(t)) {
    CAPTURE(call.def->name);
    const auto aggregate = start(call, reference_for(call, reference));
    add_rows(*aggregate, t, call, 0, t.batch.rows);
    const Value value = aggregate->value();
    CHECK(value.known == std::isfinite(value.value));
    if (aggregate->judged() == 0) CHECK((!value.known || value.value == 0));
    if (!std::isnan(value.low)) CHECK(value.low <= value.value);
    if (!std::isnan(value.high)) CHECK(value.high >= value.value);
    if (value.known && call.def->low < call.def->high) {
      CHECK(value.value >= call.def->low);
      CHECK(value.value <= call.def->high);
    }
  }
}

TEST_CASE("more confidence is a wider interval of the same value",
          "[evaluators][aggregate][property]") {
  const auto seed = GENERATE(take(10, random(1, 1'000'000)));
  CAPTURE(seed);
  std::mt19937_64 random(static_cast<std::uint64_t>(seed));
  const Table t = random_table(random, 60);
  const Table reference = random_table(random, 20);
  for (const auto& call : all_calls(t)) {
    if (call.def->certainty != dsl::Certainty::interval) continue;
    CAPTURE(call.def->name);
    const auto aggregate = start(call, reference_for(call, reference));
    add_rows(*aggregate, t, call, 0, t.batch.rows);
    const Value usual = aggregate->value(), narrow = aggregate->value(0.6);
    CHECK(same_bits(usual, aggregate->value(0.95)));
    CHECK(same_bits(narrow.value, usual.value));
    if (!usual.known || std::isnan(usual.low) || std::isnan(usual.high)) continue;
    CHECK(narrow.low >= usual.low);
    CHECK(narrow.high <= usual.high);
    if (usual.high > usual.low) CHECK(narrow.high - narrow.low < usual.high - usual.low);
  }
}

// Loads what may be anything, and uses it as if it were a state.
void survive(const Aggregate& like, std::string_view bytes, const Table& t,
             const dsl::AggregateCall& call) {
  Decoder in(bytes);
  const auto aggregate = like.fresh();
  aggregate->load(in);
  if (in.failed()) check_same(*aggregate, *like.fresh());
  add_rows(*aggregate, t, call, 0, t.batch.rows);
  const auto other = like.fresh();
  other->merge(*aggregate);
  const Value value = other->value();
  CHECK((!value.known || std::isfinite(value.value)));
}

TEST_CASE("bytes that are no state do no harm", "[evaluators][aggregate][property]") {
  const auto seed = GENERATE(take(40, random(1, 1'000'000)));
  CAPTURE(seed);
  std::mt19937_64 random(static_cast<std::uint64_t>(seed));
  const Table t = random_table(random, 40);
  for (const auto& call : all_calls(t)) {
    CAPTURE(call.def->name);
    const auto aggregate = start(call, reference_for(call, t));
    add_rows(*aggregate, t, call, 0, t.batch.rows);
    Encoder out;
    aggregate->save(out);
    std::string bytes = out.bytes();
    survive(*aggregate, std::string_view(bytes).substr(0, random() % (bytes.size() + 1)), t, call);
    for (int i = 0; i < 3 && !bytes.empty(); ++i) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
      survive(*aggregate, bytes, t, call);
    }
    std::string noise(random() % 200, '\0');
    for (auto& byte : noise) byte = static_cast<char>(random());
    survive(*aggregate, noise, t, call);
  }
}

}  // namespace
}  // namespace tocsin::test
