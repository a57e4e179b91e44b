// What `explain` and `graph` say of constructs that this version checks and does not evaluate yet.
#include "tests/scenarios/program.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace tocsin::test {
namespace {

using Catch::Matchers::Contains;

const std::string kRules = R"RULES(tocsin 1
model shop {
  owner "shop-team"
  time at
  key id
  source csv("shop.csv")
  feature city: category of ["bonn", "kiel"]
  feature age: int
  prediction buys: bool
  score p: share
  label bought: bool, within 2d
  reference training from "training.csv"
  reference last_week rolling 1d ago 7d
}
watch shop {
  service queue "The queue grows" {
    measure promql "max by (city) (depth)" as number over 10m
    by city of ["bonn"]
    warn when > 100 for 10m
  }
  drift moved "The inputs moved" {
    measure psi(column) against training over 1d every 1h
    by column of [city, age]
    warn when > 0.2 with 99% confidence for 6h
    trial until 2031-05-01
  }
  quality odd "An odd hour" {
    measure zscore(mean(age), past: 28d) over 1h every 10m
    warn when outside -4..4
    paused until 2031-04-01 because "campaign"
  }
  quality daily "Few rows" {
    measure count over each day in "Europe/Berlin"
    warn when < 10
  }
  drift own_past "Ages are not those of last week" {
    measure ks(age) against last_week over 1h
    warn when > 0.2 for 6h
  }
  contract batch "The file" {
    over each batch
    expect bounded: age in range(training, slack: 5%) { page when < 99% }
    expect known: city in values(training) { warn when < 99% }
  }
}
channel desk: console {}
channel boss: console {}
route page to desk escalate to boss after 30m
route warn to desk digest daily 08:00 in "Europe/Berlin"
suppress shop.moved while shop.queue >= warn
mute nightly "Nightly load" {
  every day 02:00..03:00 in "UTC"
  on shop.queue
  up to warn
}
)RULES";

Run on_rules(const std::vector<std::string>& arguments) {
  TempDir dir;
  dir.write("shop.tocsin", kRules);
  return run_tocsin(dir, arguments);
}

std::string explained(const std::string& name) {
  const auto run = on_rules({"explain", name, "."});
  INFO(run.err);
  REQUIRE(run.code == 0);
  std::string out;
  for (const char c : run.out)
    if ((c != '\n' && c != ' ') || (!out.empty() && out.back() != ' ')) out += c == '\n' ? ' ' : c;
  return out;
}

}  // namespace

TEST_CASE("explain says what other systems are asked", "[scenario][explain]") {
  const auto text = explained("queue");
  CHECK_THAT(text,
             Contains("Warns desk (digest daily 08:00 Europe/Berlin) when what the promql query "
                      "`max by (city) (depth)` answers over the last 10 minutes, per city, "
                      "stays above 100 for 10 minutes, until it is back at 100 or less."));
  CHECK_THAT(text, Contains("every minute: the query is asked at the tick") &&
                       Contains("muted by nightly, up to warn") && Contains("not yet"));
}

TEST_CASE("explain says for which columns, how surely, and that it is a trial",
          "[scenario][explain]") {
  const auto text = explained("moved");
  CHECK_THAT(text,
             Contains("On trial until 2031-05-01: nothing is sent. Warns") &&
                 Contains("the population stability index of the column against the reference "
                          "training (psi) over the last day, per column (city and age), stays "
                          "above 0.2 (with 99% confidence) for 6 hours"));
  CHECK_THAT(text, Contains("suppressed while shop.queue fires at warn or above"));
}

TEST_CASE("explain says what is measured of another measure, and that it is paused",
          "[scenario][explain]") {
  CHECK_THAT(
      explained("odd"),
      Contains("Paused until 2031-04-01: nothing is judged before, everything from then on. ") &&
          Contains("Warns desk (digest daily 08:00 Europe/Berlin) when the number of standard "
                   "deviations between the mean of age and its mean of the past 28 days (zscore) "
                   "over the last hour is outside -4 to 4"));
}

TEST_CASE("explain knows the calendar, batches and references in conditions",
          "[scenario][explain]") {
  CHECK_THAT(explained("daily"),
             Contains("the number of events over each day of Europe/Berlin is below 10"));
  CHECK_THAT(explained("batch.bounded"),
             Contains("Pages desk when the share of events in which age lies in the range of the "
                      "reference training widened by 5% over each batch is below 99%, until it is "
                      "back at 99% or more. Unanswered, it is told to boss after 30 minutes."));
  CHECK_THAT(explained("own_past"),
             Contains("now and in the reference last_week (the events of 1 day up to 7 days ago)"));
  CHECK_THAT(explained("known"), Contains("city occurs in the reference training over each batch"));
}

TEST_CASE("the graph draws escalations and suppressions", "[scenario][graph]") {
  const auto run = on_rules({"graph", "."});
  INFO(run.err);
  REQUIRE(run.code == 0);
  CHECK_THAT(run.out, Contains("r0 -> c1 [label=\"unanswered after 30m\", style=bold];") &&
                          Contains("m0 -> m1 [label=\"from warn on suppresses\", style=dashed];") &&
                          Contains("digest daily 08:00 Europe/Berlin"));
}

}  // namespace tocsin::test
