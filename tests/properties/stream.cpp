#include "tests/properties/stream.hpp"

#include "base/check.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::test {

const char* const kStreamRules = R"(
model m "A model" {
  owner "team"
  time at, lateness 2m
  key id
  labels http
  field platform: category of ["a", "b", "c"]
  field latency: duration in ms
  prediction decision: bool
  score p: share
  label outcome: bool, within 3h
  reference training from "training.csv"
}
watch m {
  needs 5 events
  service slow "slow" {
    measure p95(latency) over 10m
    by platform and overall
    warn when > 300ms for 3m until < 280ms for 5m
    page when > 500ms for 2m until < 400ms for 5m
    no data warn after 20m
  }
  service busy "busy" { measure rate(latency > 100ms) over 15m every 5m; info when > 1/m }
  quality yes "yes" { measure share(decision where platform != "c") over 30m every 10m; warn when outside 20%..80% for 20m }
  quality hourly "hourly" { measure mean(latency) over each 1h; warn when > 250ms }
  quality chunk "chunk" { measure stddev(latency) over each 40 events; by platform; warn when > 150ms for 2 of 3 }
  quality quiet "quiet" { measure silence over 10m; by platform; warn when > 15m until < 5m }
  quality old "old" { measure freshness(at) over 10m every 5m; by platform; warn when > 20m }
  quality tardy "tardy" { measure late over 30m every 10m; by platform and overall; warn when > 10% }
  performance stray "stray" { measure labels_unmatched over 1h every 10m; warn when > 2 }
  performance slow_labels "slow" { measure labels_late over 1h every 10m; warn when > 2 }
  performance twice "twice" { measure labels_conflicting over each 1h; warn when > 2 }
  performance right "right" { needs 5 labels, 20% labelled; measure precision over 1h every 10m; warn when < 60% for 20m }
  performance soon "soon" { needs 5 labels; measure accuracy over 1h every 10m on arrival; warn when < 50% for 20m }
  performance order "order" { needs 5 labels; measure auc over each 60 events; warn when < 0.5 }
  performance covered "covered" { measure labelled over 1h every 10m; warn when < 50% for 1h }
  drift moved "moved" { measure psi(p) against training over 1h every 10m; warn when > 0.5 for 30m }
  drift gap "gap" { measure ks(latency) against training over 1h every 10m; by platform top 2 and overall; warn when > 0.4 for 30m }
}
channel all: console {}
channel boss: console {}
channel later: console {}
route page, warn, info to all repeat 2h escalate to boss after 45m
route warn to later digest daily 03:30 in "Europe/Berlin"
route info to later digest hourly
incident from warn by model join 10m
)";

namespace {

std::string pick(std::mt19937_64& random, std::initializer_list<const char*> from) {
  return *(from.begin() + static_cast<std::ptrdiff_t>(random() % from.size()));
}

double unit(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }

Duration up_to(std::mt19937_64& random, Duration most) {
  return Duration(static_cast<std::int64_t>(unit(random) * static_cast<double>(most.count())));
}

}  // namespace

std::vector<Event> random_events(std::uint64_t seed, std::size_t count) {
  std::mt19937_64 random(seed);
  std::vector<Event> events;
  Instant now = kStart;
  for (std::size_t i = 0; i < count; ++i) {
    now += up_to(random, unit(random) < 0.01 ? Duration(40min) : Duration(1min));
    Event event;
    event.time = now;
    event.arrival = now + (unit(random) < 0.1 ? up_to(random, 10min) : Duration{0});
    event.key = unit(random) < 0.05 && i > 0 ? random() % i : i;  // some keys come twice
    event.platform = pick(random, {"a", "a", "b", "c", "elsewhere"});
    const bool bad = (i / 150) % 3 == 1;
    event.latency = std::floor((bad ? 200 : 50) + unit(random) * 400) * 1e6;
    event.decision = unit(random) < (bad ? 0.9 : 0.5);
    event.score = std::floor(unit(random) * 100) / 100;
    event.has_label = unit(random) < 0.8;
    event.label = unit(random) < (bad ? 0.4 : 0.7) ? event.decision : !event.decision;
    event.label_arrival =
        event.time + up_to(random, unit(random) < 0.05 ? Duration(5h) : Duration(2h));
    events.push_back(std::move(event));
  }
  std::stable_sort(events.begin(), events.end(),
                   [](const Event& a, const Event& b) { return a.arrival < b.arrival; });
  return events;
}

namespace {

Hash128 key_of(std::uint64_t key) { return hash128(std::to_string(key)); }

Column numbers(std::size_t rows) {
  Column column;
  column.numbers.resize(rows);
  column.valid = Bits(rows, true);
  column.malformed = Bits(rows);
  return column;
}

}  // namespace

Batch batch_of(const dsl::Plan& plan, const std::vector<Event>& events, std::size_t begin,
               std::size_t end) {
  static const auto kPlatforms = std::make_shared<Dictionary>();
  const auto& schema = plan.models[0].schema;
  Batch batch;
  batch.rows = end - begin;
  batch.columns.resize(schema.fields.size());
  for (auto& column : batch.columns) column.valid = column.malformed = Bits(batch.rows);
  Column platform = numbers(batch.rows), latency = platform, decision = platform, score = platform;
  platform.numbers.clear();
  platform.dictionary = kPlatforms;
  for (std::size_t i = begin; i < end; ++i) {
    const Event& event = events[i];
    batch.time.push_back(event.time);
    batch.arrival.push_back(event.arrival);
    batch.key.push_back(key_of(event.key));
    platform.codes.push_back(kPlatforms->code(event.platform));
    latency.numbers[i - begin] = event.latency;
    decision.numbers[i - begin] = event.decision;
    score.numbers[i - begin] = event.score;
  }
  batch.columns[*schema.find("platform")] = platform;
  batch.columns[*schema.find("latency")] = latency;
  batch.columns[*schema.find("decision")] = decision;
  batch.columns[*schema.find("p")] = score;
  return batch;
}

LabelBatch labels_of(const dsl::Plan& plan, const std::vector<Event>& events) {
  std::vector<const Event*> labelled;
  for (const auto& event : events)
    if (event.has_label) labelled.push_back(&event);
  std::stable_sort(labelled.begin(), labelled.end(), [](const Event* a, const Event* b) {
    return a->label_arrival < b->label_arrival;
  });
  LabelBatch labels;
  labels.rows = labelled.size();
  labels.columns.push_back(numbers(labels.rows));
  for (std::size_t i = 0; i < labelled.size(); ++i) {
    labels.key.push_back(key_of(labelled[i]->key));
    labels.arrival.push_back(labelled[i]->label_arrival);
    labels.columns[0].numbers[i] = labelled[i]->label;
  }
  TOCSIN_CHECK(plan.models[0].schema.label_fields.size() == 1, "one label");
  return labels;
}

engine::References references_of(const dsl::Plan& plan, std::uint64_t seed, std::size_t count) {
  return {{batch_of(plan, random_events(seed, count), 0, count)}};
}

std::string dump(const Outcome& outcome) {
  std::string text;
  for (const auto& r : outcome.readings)
    text += fmt::format("reading {} {} [{}] {} {} {} n {} l {} p {} {} {} {}\n", format_utc(r.slot),
                        r.monitor, r.segment, r.sample.value, r.sample.low, r.sample.high,
                        r.sample.n, r.sample.labels, r.sample.positives, r.sample.reason,
                        static_cast<int>(r.phase), r.severity);
  for (const auto& t : outcome.transitions)
    text += fmt::format("step {} {} [{}] {} {}->{} {} {}\n", format_utc(t.at), t.alert.monitor,
                        t.alert.segment, t.episode, t.from_severity, t.to_severity, t.reason,
                        t.incident);
  for (const auto& m : outcome.messages)
    text += fmt::format("message {} {} {} {} {}\n{}\n", format_utc(m.at), m.key, m.channel,
                        headline(m), m.alerts.size(), body(m));
  for (const auto& e : outcome.incidents)
    text += fmt::format("incident {} {} {} {} {}\n", format_utc(e.at), e.incident, to_text(e.kind),
                        e.alert.monitor, e.text);
  return text;
}

}  // namespace tocsin::test
