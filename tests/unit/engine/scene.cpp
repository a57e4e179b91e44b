#include "tests/unit/engine/scene.hpp"

#include "base/channel.hpp"
#include "base/hash.hpp"
#include "dsl/checker.hpp"
#include "dsl/parser.hpp"
#include "evaluators/catalogue.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <sstream>

namespace tocsin::test {

const std::string kModelOfScene = R"(
model m "A model" {
  owner "team"
  time at, lateness 2m
  key id
  labels http
  field platform: category of ["a", "b", "c"]
  field city: category, optional
  field latency: duration in ms
  feature income: number, optional, range 0..1000
  prediction decision: bool
  score p: share
  label outcome: bool, within 3h
  reference training from "training.csv"
}
)";

const std::string kRoutesOfScene = R"(
channel all: console {}
route page, warn, info to all wait 1s repeat 1h
incident from warn by model join 10m
)";

Instant at(std::string_view duration) {
  const auto after = parse_duration(duration);
  REQUIRE(after.has_value());
  return kMonday + *after;
}

std::shared_ptr<const dsl::Plan> rules(const std::string& text) {
  dsl::Sources sources;
  dsl::Diagnostics diagnostics;
  sources.add({"scene.tocsin", "tocsin 1\n" + text});
  std::vector<dsl::ast::File> files;
  files.push_back(dsl::parse(sources, 0, diagnostics));
  const dsl::Catalogue catalogue{
      .measures = evaluators::measures(),
      .channels = {{.name = "console", .summary = "", .settings = {}}},
      .sources = {{.name = "http", .summary = "", .takes_path = false, .batches = true}}};
  auto plan = dsl::check(files, sources, catalogue, {}, diagnostics);
  std::string messages;
  for (const auto& d : diagnostics.all())
    if (d.level == dsl::Level::error) messages += dsl::render_brief(d, sources) + "\n";
  INFO(messages);
  REQUIRE(plan != nullptr);
  return plan;
}

std::shared_ptr<const dsl::Plan> watching(const std::string& clauses) {
  return rules(kModelOfScene + kRoutesOfScene + "watch m {\n" + clauses + "\n}\n");
}

std::shared_ptr<const dsl::Plan> monitoring(const std::string& body, const std::string& kind) {
  return watching(kind + " q \"Something\" {\n" + body + "\n}");
}

namespace {

struct Cells {
  std::string time;
  std::vector<std::pair<std::string, std::string>> fields;

  const std::string* find(std::string_view name) const {
    for (const auto& [field, value] : fields)
      if (field == name) return &value;
    return nullptr;
  }
};

Cells cells_of(const std::string& line) {
  std::istringstream words(line);
  Cells cells;
  words >> cells.time;
  for (std::string word; words >> word;) {
    const auto equals = word.find('=');
    REQUIRE(equals != std::string::npos);
    cells.fields.emplace_back(word.substr(0, equals), word.substr(equals + 1));
  }
  return cells;
}

Column empty_column(FieldType type, std::size_t rows) {
  Column column;
  column.valid = column.malformed = Bits(rows);
  if (type == FieldType::category)
    column.codes.resize(rows);
  else if (type == FieldType::text)
    column.texts.resize(rows);
  else if (type == FieldType::time)
    column.times.resize(rows);
  else
    column.numbers.resize(rows);
  if (type == FieldType::category) column.dictionary = std::make_shared<Dictionary>();
  return column;
}

double number_in(const Field& field, const std::string& text) {
  if (field.type == FieldType::boolean) return text == "true" ? 1 : 0;
  if (field.type == FieldType::duration) return static_cast<double>(parse_duration(text)->count());
  return text.back() == '%' ? std::stod(text) / 100 : std::stod(text);
}

void put(Column& column, const Field& field, std::size_t row, const std::string* text) {
  const bool is_label = field.role == Role::label;
  if (text == nullptr) return column.malformed.assign(row, !field.optional && !is_label);
  if (*text == "!") return column.malformed.set(row);
  column.valid.set(row);
  if (field.type == FieldType::category)
    column.codes[row] = column.dictionary->code(*text);
  else if (field.type == FieldType::text)
    column.texts[row] = *text;
  else if (field.type == FieldType::time)
    column.times[row] = at(*text).time_since_epoch().count();
  else
    column.numbers[row] = number_in(field, *text);
}

Hash128 key_in(const Cells& cells) {
  const auto* id = cells.find("id");
  return id == nullptr ? Hash128{} : hash128(*id);
}

}  // namespace

Batch rows(const dsl::ModelPlan& model, const std::vector<std::string>& lines) {
  const auto& fields = model.schema.fields;
  Batch batch;
  batch.rows = lines.size();
  for (const auto& field : fields) batch.columns.push_back(empty_column(field.type, lines.size()));
  for (std::size_t row = 0; row < lines.size(); ++row) {
    const Cells cells = cells_of(lines[row]);
    batch.time.push_back(at(cells.time));
    const auto* arrival = cells.find("arrival");
    batch.arrival.push_back(arrival == nullptr ? batch.time.back() : at(*arrival));
    batch.key.push_back(key_in(cells));
    const auto* known = cells.find("known");
    batch.label_known.push_back(known == nullptr ? kForever : at(*known));
    for (std::size_t f = 0; f < fields.size(); ++f)
      if (f == model.schema.time_field)
        batch.columns[f].valid.set(row);
      else
        put(batch.columns[f], fields[f], row, cells.find(fields[f].name));
  }
  return batch;
}

LabelBatch labels(const dsl::ModelPlan& model, const std::vector<std::string>& lines) {
  LabelBatch batch;
  batch.rows = lines.size();
  for (const std::size_t field : model.schema.label_fields)
    batch.columns.push_back(empty_column(model.schema.fields[field].type, lines.size()));
  for (std::size_t row = 0; row < lines.size(); ++row) {
    const Cells cells = cells_of(lines[row]);
    batch.arrival.push_back(cells.time == "never" ? kForever : at(cells.time));
    batch.key.push_back(key_in(cells));
    for (std::size_t i = 0; i < batch.columns.size(); ++i) {
      const auto& field = model.schema.fields[model.schema.label_fields[i]];
      put(batch.columns[i], field, row, cells.find(field.name));
    }
  }
  return batch;
}

std::vector<std::string> spread(std::size_t count, std::string_view from, std::string_view step,
                                const std::string& fields) {
  std::vector<std::string> lines;
  Duration time = *parse_duration(from);
  for (std::size_t i = 0; i < count; ++i, time += *parse_duration(step))
    lines.push_back(format_duration(time) + " " + fields);
  return lines;
}

Scene::Scene(std::shared_ptr<const dsl::Plan> rules, engine::References references)
    : plan(std::move(rules)), engine(plan, std::move(references), kMonday) {}

namespace {

template <typename T>
void append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

Outcome Scene::pass(std::string_view duration) {
  Outcome outcome = engine.advance(at(duration));
  append(all.readings, outcome.readings);
  append(all.transitions, outcome.transitions);
  append(all.messages, outcome.messages);
  append(all.incidents, outcome.incidents);
  append(all.held, outcome.held);
  return outcome;
}

const Reading& Scene::reading(std::string_view duration, const std::string& segment) const {
  const Reading* last = nullptr;
  for (const auto& reading : all.readings)
    if (reading.segment == segment && reading.slot <= at(duration)) last = &reading;
  INFO("a reading of [" << segment << "] at " << duration);
  REQUIRE(last != nullptr);
  return *last;
}

std::string Scene::steps(const std::string& segment) const {
  std::vector<std::string> steps;
  for (const auto& step : all.transitions) {
    if (step.alert.segment != segment) continue;
    const auto& names = plan->severities.names;
    steps.push_back(fmt::format(
        "{} {}", format_duration(step.at - kMonday),
        step.to_severity < 0 ? "ended" : names[static_cast<std::size_t>(step.to_severity)]));
  }
  return fmt::format("{}", fmt::join(steps, ", "));
}

}  // namespace tocsin::test
