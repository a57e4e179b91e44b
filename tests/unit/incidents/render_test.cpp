#include "incidents/render.hpp"

#include "incidents/json.hpp"
#include "incidents/log.hpp"
#include "store/outbox.hpp"
#include "tests/unit/store/sample.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cctype>

using namespace tocsin;
using namespace tocsin::test;
using namespace std::string_literals;
using incidents::Colour;
using nlohmann::json;

namespace {

// The sample, told to the team, answered and closed.
store::Store closed_store() {
  auto store = open_store();
  record_all(store, run_spec());
  need(store::add_receipt(
      store, 1, "key-1",
      {.at = at("09:01"), .result = store::ReceiptResult::retry, .status = 503, .detail = "busy"}));
  need(store::add_receipt(
      store, 1, "key-1",
      {.at = at("09:02"), .result = store::ReceiptResult::delivered, .status = 200}));
  incidents::Log log(store);
  need(log.acknowledge(kIncident, {"on it"}, {"mara", at("12:20"), at("12:20")}));
  need(log.note(kIncident, "two\nlines", {"jo", at("12:30"), at("12:30")}));
  need(log.resolve(kIncident,
                   {.cause = "data.unit",
                    .text = "cents for euros",
                    .steps = {"divided by 100"},
                    .links = {{"https://wiki.example/pm", "postmortem"}}},
                   {"mara", at("13:00"), at("13:00")}));
  return store;
}

// Everything a person, a rule or a row can name, hostile.
store::IncidentDetail hostile(const std::string& text) {
  store::IncidentDetail detail;
  auto& head = detail.head;
  head.id = head.engine_id = head.package = head.model = head.title = text;
  head.severity = {1, text};
  head.acknowledged = head.resolved = store::Deed{text, at("09:00")};
  head.cause = head.cause_text = text;
  store::EpisodeRecord episode;
  episode.alert = {text, text, text, text};
  episode.kind = episode.title = episode.reason = episode.end_reason = episode.peak_text = text;
  episode.ended = episode.peak_at = at("10:00");
  episode.transitions.push_back({.change = text,
                                 .from = {0, text},
                                 .to = {1, text},
                                 .reason = text,
                                 .value_text = text,
                                 .threshold = text});
  detail.episodes.push_back(episode);
  detail.timeline.push_back({.author = text, .kind = text, .alert = episode.alert, .text = text});
  detail.messages.push_back({.key = text,
                             .channel = text,
                             .kind = text,
                             .severity = {1, text},
                             .headline = text,
                             .body = text,
                             .receipts = {{.detail = text, .receiver_id = text}}});
  detail.steps.push_back({{text, at("09:00")}, text});
  detail.links.push_back({{text, at("09:00")}, text, text});
  return detail;
}

bool is_tame(std::string_view screen) {
  return std::ranges::all_of(screen, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return c == '\n' || (byte >= 0x20 && byte != 0x7f);
  });
}

}  // namespace

TEST_CASE("the list is a table of what one needs to choose", "[incidents][render]") {
  const auto store = closed_store();
  const auto screen = incidents::render_list(need(incidents::Log(store).list({})), Colour::no);
  CHECK(screen ==
        "ID            STATE     SEVERITY  MODEL           OPENED                LASTED  ALERTS  "
        "CAUSE "
        "     RUN   TITLE\n"
        "3f2a9c11d0e4  resolved  page      loan_rejection  2026-03-02T09:00:00Z  3h10m   2       "
        "data.unit  live  We reject people the bank would take\n");
  CHECK(incidents::render_list({}, Colour::no) == "no incidents\n");
}

TEST_CASE("one incident is shown with all that belongs to it", "[incidents][render]") {
  const auto store = closed_store();
  const auto screen =
      incidents::render_incident(need(incidents::Log(store).show("3f")), Colour::no);
  CHECK(screen == R"(incident 3f2a9c11d0e4  resolved  page
We reject people the bank would take
  model         loan_rejection
  opened        2026-03-02T09:00:00Z
  ended         2026-03-02T12:10:00Z, after 3h10m
  acknowledged  by mara at 2026-03-02T12:20:00Z
  resolved      by mara at 2026-03-02T13:00:00Z
  cause         data.unit
                cents for euros
  run           1, live

Alerts
  loan_rejection.precision  page  quality  We reject people the bank would take
    episode 1: 2026-03-02T09:00:00Z to 2026-03-02T12:00:00Z (3h), recovered
    peak 87.0% at 2026-03-02T09:30:00Z (n 380)
      2026-03-02T09:00:00Z  fired      warn  93.1% < 95%  n 412
      2026-03-02T09:30:00Z  escalated  page  87.0% < 90%  n 380
      2026-03-02T12:00:00Z  resolved         97.0%        n 500
  loan_rejection.slow [platform=smava]  warn  fear  The form is slow
    episode 1: 2026-03-02T09:30:00Z to 2026-03-02T12:00:00Z (2h30m), recovered
    peak 420ms at 2026-03-02T09:30:00Z (n 90)
      2026-03-02T09:30:00Z  fired     warn  420ms > 300ms  n 90
      2026-03-02T12:00:00Z  resolved        210ms          n 95

Timeline
  2026-03-02T09:00:00Z  tocsin  opened        loan_rejection.precision              warn: precision 93.1% < 95% (n 412)
  2026-03-02T09:30:00Z  tocsin  severity      loan_rejection.precision              page: precision 87.0% < 90%
  2026-03-02T09:30:00Z  tocsin  joined        loan_rejection.slow [platform=smava]  warn: slow 420ms > 300ms
  2026-03-02T12:00:00Z  tocsin  left          loan_rejection.precision              precision recovered
  2026-03-02T12:00:00Z  tocsin  left          loan_rejection.slow [platform=smava]  slow recovered
  2026-03-02T12:10:00Z  tocsin  ended         nothing fires any more
  2026-03-02T12:20:00Z  mara    acknowledged  on it
  2026-03-02T12:30:00Z  jo      note          two
                                              lines
  2026-03-02T13:00:00Z  mara    resolved      data.unit: cents for euros
  2026-03-02T13:00:00Z  mara    linked        https://wiki.example/pm (postmortem)

Messages
  2026-03-02T09:00:00Z  team  delivered  WARN loan_rejection: We reject people the bank would take
    attempt 1 at 2026-03-02T09:01:00Z: retry (503 busy)
    attempt 2 at 2026-03-02T09:02:00Z: delivered (200)
  2026-03-02T09:30:00Z  team  waiting    WARN loan_rejection: We reject people the bank would take
  2026-03-02T12:00:00Z  team  waiting    RESOLVED loan_rejection: We reject people the bank would take

Steps
  1.  divided by 100  by mara at 2026-03-02T13:00:00Z

Links
  https://wiki.example/pm  postmortem  by mara at 2026-03-02T13:00:00Z
)");
}

TEST_CASE("an incident that goes on says so", "[incidents][render]") {
  const auto store = open_store();
  auto recorder = need(store::Recorder::begin(store, run_spec(store::RunKind::replayed)));
  need(recorder.record(beginning()));
  incidents::Log log(store);
  CHECK_THAT(incidents::render_list(need(log.list({})), Colour::no),
             Catch::Contains("  ongoing  1       -      replayed  "));
  const auto screen = incidents::render_incident(need(log.show("3f")), Colour::no);
  CHECK_THAT(screen, Catch::Contains("  ended   ongoing\n"));
  CHECK_THAT(screen, Catch::Contains("episode 1: 2026-03-02T09:00:00Z, ongoing\n"));
  CHECK_THAT(screen, Catch::Contains("  team  shown  WARN"));
  const auto after =
      need(log.resolve(kIncident, {.cause = "infra"}, {"jo", at("10:00"), at("10:00")}));
  CHECK(incidents::render_state(after.head, Colour::no) ==
        "incident 3f2a9c11d0e4 is resolved by jo, cause infra; its alerts have not ended yet\n");
}

TEST_CASE("repeats are counted unless something went wrong with one", "[incidents][render]") {
  auto detail = hostile("x");
  const store::MessageRecord repeat{.channel = "team", .kind = "repeat", .headline = "still"};
  detail.messages = {repeat, repeat, repeat};
  detail.messages[0].delivery = store::Delivery::delivered;
  detail.messages[1].delivery = store::Delivery::dead;
  const auto screen = incidents::render_incident(detail, Colour::no);
  CHECK_THAT(screen, Catch::Contains("  team  dead  still\n  and 2 repeats\n"));
  CHECK_THAT(screen, !Catch::Contains("delivered"));
}

TEST_CASE("colours move no column", "[incidents][render]") {
  const auto store = closed_store();
  const auto detail = need(incidents::Log(store).show("3f"));
  const auto strip = [](std::string text) {
    for (std::size_t from; (from = text.find("\x1b[")) != text.npos;) {
      text.erase(from, text.find('m', from) - from + 1);
    }
    return text;
  };
  const auto coloured = incidents::render_incident(detail, Colour::yes);
  CHECK(coloured.find("\x1b[") != std::string::npos);
  CHECK(strip(coloured) == incidents::render_incident(detail, Colour::no));
  CHECK(strip(incidents::render_list({detail.head}, Colour::yes)) ==
        incidents::render_list({detail.head}, Colour::no));
}

TEST_CASE("nothing in the data acts on the terminal", "[incidents][render][hostile]") {
  for (const auto& text :
       {"\x1b[2J\x1b]0;owned\x07"s, "a\r\nb\tc\vd"s, "nul\0l"s, "\x7f\x08\x08"s, "\xff\xfe\x80"s,
        "\xc2\x9b"
        "31m"s}) {
    CAPTURE(text);
    const auto detail = hostile(text);
    for (const auto& screen :
         {incidents::render_incident(detail, Colour::no),
          incidents::render_list({detail.head}, Colour::no),
          incidents::render_state(detail.head, Colour::no), incidents::incident_json(detail),
          incidents::list_json({detail.head})}) {
      CHECK(is_tame(screen));
      CHECK(screen.find("\xc2\x9b") == std::string::npos);
    }
    CHECK(json::accept(incidents::incident_json(detail)));
  }
  // A title cannot pretend to be another line of the list.
  auto head = hostile("x\nffff  resolved").head;
  CHECK(std::ranges::count(incidents::render_list({head}, Colour::no), '\n') == 2);
}

TEST_CASE("JSON has the documented keys and whole values", "[incidents][json]") {
  const auto store = closed_store();
  const auto detail = need(incidents::Log(store).show("3f"));
  const auto one = json::parse(incidents::incident_json(detail));
  CHECK(one["id"] == kIncident);
  CHECK(one["engine_id"] == kIncident);
  CHECK(one["run"] == 1);
  CHECK(one["replayed"] == false);
  CHECK(one["severity"] == "page");
  CHECK(one["severity_rank"] == 2);
  CHECK(one["state"] == "resolved");
  CHECK(one["opened"] == "2026-03-02T09:00:00Z");
  CHECK(one["ended"] == "2026-03-02T12:10:00Z");
  CHECK(one["alert_count"] == 2);
  CHECK(one["episode_count"] == 2);
  CHECK(one["acknowledged"] == json{{"by", "mara"}, {"at", "2026-03-02T12:20:00Z"}});
  CHECK(one["cause"] == json{{"category", "data.unit"}, {"text", "cents for euros"}});
  const auto& episode = one["episodes"][0];
  CHECK(episode["alert"]["monitor"] == "precision");
  CHECK(episode["peak"]["value"] == 0.87);
  CHECK(episode["transitions"][0]["value"] == 0.931);
  CHECK(episode["transitions"][0]["low"].is_null());
  CHECK(episode["transitions"][0]["from"].is_null());
  CHECK(episode["transitions"][1]["to"] == "page");
  CHECK(one["timeline"].size() == 10);
  CHECK(one["timeline"][0]["author"].is_null());
  CHECK(one["timeline"][7]["text"] == "two\nlines");
  CHECK(one["messages"][0]["delivery"] == "delivered");
  CHECK(one["messages"][1]["delivery"] == "waiting");
  CHECK(one["messages"][0]["receipts"][0]["status"] == 503);
  CHECK(one["steps"][0]["text"] == "divided by 100");
  CHECK(one["links"][0]["url"] == "https://wiki.example/pm");

  const auto list = json::parse(incidents::list_json({detail.head}));
  REQUIRE(list.size() == 1);
  for (const auto& [key, value] : list[0].items()) CHECK(one[key] == value);
  CHECK(incidents::list_json({}) == "[]\n");
}

TEST_CASE("the same log gives the same bytes", "[incidents][json]") {
  const auto one = closed_store();
  const auto two = closed_store();
  CHECK(incidents::incident_json(need(incidents::Log(one).show("3f"))) ==
        incidents::incident_json(need(incidents::Log(two).show("3f"))));
}
