#include "engine/incident_book.hpp"

#include "engine/alert.hpp"
#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <map>

namespace tocsin::engine {
namespace {

using test::at;

constexpr int kEnded = -1, kInfo = 0, kWarn = 1, kPage = 2;

// Alerts of two models, moved by hand. Incidents are numbered in order of their first entry.
class Told {
 public:
  explicit Told(const std::string& incident = "incident from warn by model join 10m")
      : plan_(test::rules(test::kModelOfScene + kOther + incident)), book_(*plan_) {}

  // `a`, `b` and `c` are alerts of model m, `n` one of model n. Incidents that are over at that
  // instant end after it.
  Told& set(std::string_view when, const std::string& name, int severity) {
    close_until(at(when) - Duration(1));
    const std::size_t monitor = name == "n" ? 3 : static_cast<std::size_t>(name[0] - 'a');
    const auto& plan = plan_->monitors[monitor];
    auto& [now, episode] = alerts_[name];
    if (now == kEnded && severity != kEnded) ++episode;
    now = severity;
    const AlertRef ref{monitor, ""};
    const AlertNews news{.ref = ref,
                         .id = {"", plan_->models[plan.model].schema.model, plan.name, ""},
                         .episode = episode};
    book_.update(news, {*plan_, plan, {}, severity, kBreach}, "said", at(when), entries_);
    return *this;
  }

  Told& pass(std::string_view when) {
    close_until(at(when));
    return *this;
  }

  // "1m #1 opened a warn" an entry.
  std::string story() {
    std::string text;
    for (const auto& entry : entries_) {
      const auto number = numbers_.try_emplace(entry.incident, numbers_.size() + 1).first->second;
      text += fmt::format("{} #{} {} {} {}\n", format_duration(entry.at - test::kMonday), number,
                          to_text(entry.kind), entry.alert.monitor, entry.severity_name);
    }
    return text;
  }

  IncidentBook& book() { return book_; }
  const std::vector<IncidentEntry>& entries() const { return entries_; }

 private:
  void close_until(Instant last) {
    for (auto due = book_.next_due(); due && *due <= last; due = book_.next_due())
      book_.close_due(*due, entries_);
  }

  static constexpr const char* kOther = R"(
watch m {
  quality a "A first" { measure count over 1h; info when > 1; warn when > 2; page when > 3 }
  quality b "B next" { measure count over 1h; info when > 1; warn when > 2; page when > 3 }
  quality c "C last" { measure count over 1h; info when > 1; warn when > 2; page when > 3 }
}
model n { time at; field x: number }
watch n { quality n "Another model" { measure count over 1h; info when > 1; warn when > 2; page when > 3 } }
channel all: console {}
route page, warn, info to all
)";

  std::shared_ptr<const dsl::Plan> plan_;
  IncidentBook book_;
  std::map<std::string, std::pair<int, std::uint64_t>> alerts_ = {
      {"a", {-1, 0}}, {"b", {-1, 0}}, {"c", {-1, 0}}, {"n", {-1, 0}}};
  std::vector<IncidentEntry> entries_;
  std::map<std::string, std::size_t> numbers_;
};

}  // namespace

TEST_CASE("incidents open, gather and end", "[engine][incident_book]") {
  struct Change {
    std::string_view when;
    std::string name;
    int severity;
  };
  struct Case {
    std::string_view why;
    std::vector<Change> steps;
    std::string story;
  };
  const auto c = GENERATE(values<Case>({
      {"an alert below the severity opens none", {{"1m", "a", kInfo}, {"5m", "a", kEnded}}, ""},
      {"one at it opens, and ends the join time after its end",
       {{"1m", "a", kWarn}, {"5m", "a", kEnded}},
       "1m #1 opened a warn\n5m #1 left a \n15m #1 ended  warn\n"},
      {"a start within the join time of a start joins",
       {{"1m", "a", kWarn}, {"11m", "b", kInfo}},
       "1m #1 opened a warn\n11m #1 joined b info\n"},
      {"a later one opens its own",
       {{"1m", "a", kWarn}, {"12m", "b", kWarn}},
       "1m #1 opened a warn\n12m #2 opened b warn\n"},
      {"a start within the join time of an end joins",
       {{"1m", "a", kWarn}, {"2h", "a", kEnded}, {"2h10m", "b", kPage}},
       "1m #1 opened a warn\n2h #1 left a \n2h10m #1 joined b page\n"},
      {"a change of severity is no start to join",
       {{"1m", "a", kWarn}, {"1h", "a", kPage}, {"1h5m", "b", kWarn}},
       "1m #1 opened a warn\n1h #1 severity a page\n1h5m #2 opened b warn\n"},
      {"another episode of an alert in it joins whenever",
       {{"1m", "a", kWarn}, {"2m", "b", kWarn}, {"3m", "a", kEnded}, {"5h", "a", kWarn}},
       "1m #1 opened a warn\n2m #1 joined b warn\n3m #1 left a \n5h #1 joined a warn\n"},
      {"while one fires it does not end",
       {{"1m", "a", kWarn},
        {"2m", "b", kWarn},
        {"3m", "a", kEnded},
        {"5h", "b", kEnded},
        {"6h", "n", kInfo}},
       "1m #1 opened a warn\n2m #1 joined b warn\n3m #1 left a \n5h #1 left b \n5h10m #1 ended  "
       "warn\n"},
      {"a milder alert that began shortly before belongs to it",
       {{"1m", "a", kInfo}, {"2m", "c", kInfo}, {"3m", "c", kEnded}, {"11m", "b", kWarn}},
       "11m #1 opened b warn\n11m #1 joined a info\n"},
      {"one that began long before does not",
       {{"1m", "a", kInfo}, {"12m", "b", kWarn}},
       "12m #1 opened b warn\n"},
      {"a mild alert that rises opens",
       {{"1m", "a", kInfo}, {"2h", "a", kWarn}},
       "2h #1 opened a warn\n"},
      {"models do not share incidents",
       {{"1m", "a", kWarn}, {"1m", "n", kWarn}},
       "1m #1 opened a warn\n1m #2 opened n warn\n"},
  }));
  DYNAMIC_SECTION(c.why) {
    Told told;
    for (const auto& [when, name, severity] : c.steps) told.set(when, name, severity);
    if (c.steps.back().severity == kEnded) told.pass("9h");
    CHECK(told.story() == c.story);
  }
}

TEST_CASE("the rules say what groups, what opens and how long it stays open",
          "[engine][incident_book]") {
  Told told("incident from page by monitor join 1h");
  told.set("1m", "a", kWarn)
      .set("2m", "a", kPage)
      .set("3m", "b", kPage)
      .set("4m", "a", kEnded)
      .pass("3h");
  CHECK(told.story() ==
        "2m #1 opened a page\n3m #2 opened b page\n4m #1 left a \n1h4m #1 ended  page\n");
}

TEST_CASE("an alert knows its incident, and the incident its first fear",
          "[engine][incident_book]") {
  Told told;
  told.set("1m", "a", kWarn).set("2m", "b", kWarn);
  const auto id = told.entries()[0].incident;
  CHECK(id.size() == 12);
  CHECK(told.book().incident_of({0, ""}) == id);
  CHECK(told.book().incident_of({1, ""}) == id);
  CHECK(told.book().incident_of({2, ""}).empty());
  CHECK(told.entries()[1].title == "A first");
  told.set("3m", "a", kEnded).set("3m", "b", kEnded).set("1h", "a", kWarn);
  CHECK(told.book().incident_of({0, ""}) != id);
}

TEST_CASE("incidents survive being saved", "[engine][incident_book]") {
  Told told, other;
  told.set("1m", "a", kWarn)
      .set("2m", "b", kWarn)
      .set("3m", "a", kEnded)
      .set("4m", "n", kInfo)
      .set("2h", "c", kWarn);
  Encoder out;
  told.book().save(out);
  Decoder in(out.bytes());
  other.book().load(in);
  CHECK(in.at_end());
  Encoder again;
  other.book().save(again);
  CHECK(again.bytes() == out.bytes());
  told.set("3h", "b", kEnded);
  CHECK(told.book().next_due() == at("3h10m"));
}

}  // namespace tocsin::engine
