// What `explain` says of every monitor of the packs, written down by hand from their clauses.
#include "prose/explanation.hpp"
#include "prose/find_monitor.hpp"
#include "tests/support/rules.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>
#include <string>

namespace tocsin::test {
namespace {

using Paragraphs = std::map<std::string, std::string>;

const std::string kKeeps = " Without data, or with too little to judge, it keeps its state.";
std::string keeps(const std::string& watchers) {
  return " Without data, or with too little to judge, it keeps its state (silence is watched by " +
         watchers + ").";
}
const std::string kFewKeeps = " With too little to judge it keeps its state.";
const std::string kValue = " It has a value without events, too." + kFewKeeps;

// A limit of a chunk of 5000 loans: page below `page`, warn below `warn`.
std::string chunk(const std::string& measure, const std::string& warn, const std::string& page) {
  return "Pages credit_desk and car_loans when " + measure +
         " over each chunk of 5000 events is below " + page + ", until it is at " + warn +
         " or more. Warns car_loans when it is below " + warn + ", until it is at " + warn +
         " or more. It is judged with at least 4000 labels." + keeps("nothing_decided");
}

const Paragraphs kLoan{
    {"unfair_rejections",
     "Pages oncall and ml_slack when the share of decision \"reject\" that outcome confirms "
     "(precision) among events in which arm is \"shadow\" over 7 days that ended 7 days ago stays "
     "below 95% for 1 hour, until it stays at 96% or more for 2 hours. Unanswered, it is told to "
     "head_of_risk after 30 minutes. Warns ml_slack when it "
     "stays "
     "below 96% for 1 hour, until it is at 97% or more. It is judged with at least 300 labels and "
     "at least 60% of the events labelled. Without data for 2 days it warns ml_slack. With too "
     "little to judge for 2 days it warns ml_slack."},
    {"slow_applications",
     "Pages oncall and ml_slack when the 95th percentile of latency over the last 10 minutes, per "
     "platform and overall, stays above 300ms for 5 minutes, until it stays below 270ms for 10 "
     "minutes. Unanswered, it is told to head_of_risk after 30 minutes. Warns ml_slack when it "
     "stays above 250ms for 10 minutes, until it stays below 230ms "
     "for 10 minutes. It is judged with at least 100 events in each segment." +
         keeps("no_answer and platform_silent")},
    {"no_answer",
     "Pages oncall and ml_slack when the share of events in which status is \"error\" or "
     "\"timeout\" over the last 5 minutes stays above 5% for 5 minutes, until it stays below 2% "
     "for "
     "10 minutes. Unanswered, it is told to head_of_risk after 30 minutes. Warns ml_slack when it "
     "stays above 1% for 5 minutes, until it is back at 1% or "
     "less for 10 minutes. It is judged with at least 20 events. Without data for 10 minutes it "
     "pages oncall and ml_slack." +
         kFewKeeps},
    {"platform_silent",
     "Pages oncall and ml_slack when the time since the last event, per platform, stays above 15 "
     "minutes "
     "for 5 minutes, until it is below 5 minutes. Unanswered, it is told to head_of_risk after 30 "
     "minutes." +
         kValue},
    {"not_from_model",
     "Pages oncall and ml_slack when the share of events in which response is \"empty\" or "
     "\"fallback\" over the last 30 minutes, per platform (the 10 with most events, the rest as "
     "`other`) and overall, stays above 25% for 10 minutes, until it stays below 10% for 15 "
     "minutes. Unanswered, it is told to head_of_risk after 30 minutes. Warns ml_slack when it "
     "stays above 5% for 15 minutes, until it stays below 4% for "
     "15 "
     "minutes. Informs owners (digest daily 08:00 Europe/Berlin) when it stays above 2% for 30 "
     "minutes, until it is back at 2% or "
     "less. It is judged with at least 200 events in each segment." +
         keeps("no_answer and platform_silent")},
    {"broken_fields",
     "Warns ml_slack when the share of events that are malformed over the last hour stays above 1% "
     "for 15 minutes, until it stays below 0.5% for 15 minutes. It is judged with at least 200 "
     "events." +
         kValue},
    {"inputs.income_present",
     "Pages oncall and ml_slack when the share of events in which income is present over the last "
     "hour stays below 90% for 15 minutes, until it is back at 90% or more. Unanswered, it is told "
     "to head_of_risk after 30 minutes. Warns ml_slack when it "
     "stays below 98% for 15 minutes, until it is back at 98% or more. It is judged with at least "
     "200 events." +
         keeps("no_answer and platform_silent")},
    {"inputs.plausible_income",
     "Pages oncall and ml_slack when the share of events in which income (where missing 0EUR) is "
     "below 50000EUR over the last hour stays below 95% for 15 minutes, until it stays at 99% or "
     "more for 30 minutes. Unanswered, it is told to head_of_risk after 30 minutes. Warns ml_slack "
     "when it stays below 99.5% for 15 minutes, until it is "
     "back at 99.5% or more. It is judged with at least 200 events." +
         keeps("no_answer and platform_silent")},
    {"inputs.known_platform",
     "Pages oncall and ml_slack when the share of events in which platform is \"check24\", "
     "\"smava\" or \"own_site\" over the last hour stays below 95% for 15 minutes, until it is "
     "back "
     "at 95% or more. Unanswered, it is told to head_of_risk after 30 minutes. Warns ml_slack when "
     "it stays below 99.5% for 15 minutes, until it is back at "
     "99.5% or more. It is judged with at least 200 events." +
         keeps("no_answer and platform_silent")},
    {"score_psi",
     "Warns ml_slack when the population stability index of p_reject against the reference "
     "training "
     "(psi) over the last day stays above 0.2 for 6 hours, until it stays below 0.15 for 6 hours. "
     "Informs owners (digest daily 08:00 Europe/Berlin) when it stays above 0.1 for 6 hours, until "
     "it is back at 0.1 or less. It is "
     "judged with at least 1000 events." +
         keeps("no_answer and platform_silent")},
    {"score_ks",
     "Warns ml_slack when the largest gap between the distribution curves of p_reject now and in "
     "the reference training (ks) over the last day stays above 0.1 for 6 hours, until it stays "
     "below 0.08 for 6 hours. It is judged with at least 1000 events." +
         keeps("no_answer and platform_silent")},
};

const Paragraphs kTaxi{
    {"tips_wrong",
     "Pages dispatch and tips_team when the share of events in which y_pred is what high_tip says "
     "(accuracy) among events in which split is not \"train\" over 7 days that ended 1 day ago "
     "stays below 60% for 6 hours, until it stays at 62% or more for 1 day. Warns tips_team when "
     "it "
     "stays below 65% for 6 hours, until it stays at 67% or more for 1 day. It is judged with at "
     "least 500 labels and at least 80% of the events labelled." +
         kKeeps},
    {"passengers_unknown",
     "Pages dispatch and tips_team when the share of events in which passenger_count is missing "
     "over the last 7 days stays above 10% for 1 day, until it stays below 8% for 1 day. Warns "
     "tips_team when it stays above 3% for 1 day, until it stays below 2% for 1 day. It is judged "
     "with at least 500 events." +
         keeps("no_trips")},
    {"no_trips",
     "Warns tips_team when the time since the last event is above 12 hours, until it is below 6 "
     "hours." +
         kValue},
    {"promises_change",
     "Warns tips_team when the share of events in which y_pred is true among events in which split "
     "is not \"train\" over the last 7 days stays outside 93% to 99% for 1 day, until it is back "
     "between 93% and 99%. It is judged with at least 500 events." +
         kKeeps},
    {"tips_broken",
     "Warns tips_team when the share of events that are malformed over the last 7 days stays above "
     "1% for 1 day, until it stays below 0.5% for 1 day. It is judged with at least 500 events." +
         kValue},
    {"other_rides",
     "Warns tips_team when the median of trip_distance over the last 7 days stays outside 1.4miles "
     "to 1.9miles for 1 day, until it stays between 1.4miles and 1.8miles for 1 day. It is judged "
     "with at least 500 events." +
         keeps("no_trips")},
    {"negative_fares",
     "Warns tips_team when the share of events in which fare_amount is below 0USD over the last 7 "
     "days stays above 1.5% for 1 day, until it stays below 1% for 1 day. It is judged with at "
     "least 500 events." +
         keeps("no_trips")},
    {"trips_broken",
     "Warns tips_team when the share of events that are malformed over the last 7 days stays above "
     "1% for 1 day, until it stays below 0.5% for 1 day. It is judged with at least 500 events." +
         kValue},
};

const Paragraphs kCars{
    {"lent_to_the_wrong",
     chunk("the share of y_pred true that repaid confirms (precision)", "95.01%", "94.67%")},
    {"turned_away",
     chunk("the share of repaid true that y_pred found (recall)", "92.11%", "91.71%")},
    {"bad_loans_missed",
     chunk("the share of repaid other than true that y_pred left alone (specificity)", "95.19%",
           "94.88%")},
    {"f1_fell",
     chunk("the harmonic mean of precision and recall of y_pred true (f1)", "93.74%", "93.47%")},
    {"accuracy_fell", chunk("the share of events in which y_pred is what repaid says (accuracy)",
                            "93.85%", "93.59%")},
    {"ranking_worse",
     chunk("the share of pairs of events that y_pred_proba ranks as repaid does (auc)", "0.9659",
           "0.9633")},
    {"sure_ones_fail",
     "Warns car_loans when the average precision of y_pred_proba for repaid over each chunk of "
     "5000 "
     "events is below 0.9534, until it is back at 0.9534 or more. It is judged with at least 4000 "
     "labels." +
         keeps("nothing_decided")},
    {"nothing_decided",
     "Warns car_loans when the time since the last event is above 4 hours, until it is below 1 "
     "hour." +
         kValue},
    {"says_one_thing",
     "Warns car_loans when the share of events in which y_pred is true over the last 7 days stays "
     "outside 35% to 65% for 1 day, until it is back between 35% and 65%. It is judged with at "
     "least 800 events." +
         keeps("nothing_decided")},
    {"fields_broken",
     "Warns car_loans when the share of events that are malformed over the last 7 days stays above "
     "1% for 1 day, until it stays below 0.5% for 1 day. It is judged with at least 800 events." +
         kValue},
    {"scores_moved",
     "Warns car_loans when the population stability index of y_pred_proba against the reference "
     "training (psi) over the last 28 days stays above 0.2 for 1 day, until it stays below 0.15 "
     "for "
     "1 day. Informs car_loans when it stays above 0.1 for 1 day, until it is back at 0.1 or less. "
     "It is judged with at least 800 events." +
         keeps("nothing_decided")},
    {"cars_dearer",
     "Warns car_loans when the largest gap between the distribution curves of car_value now and in "
     "the reference training (ks) over the last 28 days stays above 0.2 for 1 day, until it stays "
     "below 0.15 for 1 day. Informs car_loans when it stays above 0.1 for 1 day, until it is back "
     "at "
     "0.1 or less. It is judged with at least 800 events." +
         keeps("nothing_decided")},
    {"new_sizes",
     "Warns car_loans when the share of events whose size_of_downpayment does not occur in the "
     "reference training over the last 7 days stays above 1% for 1 day, until it stays below 0.5% "
     "for 1 day. It is judged with at least 800 events." +
         keeps("nothing_decided")},
};

void check_pack(const std::string& folder, const Paragraphs& expected) {
  const auto pack = project(folder);
  std::set<std::string> seen;
  for (const auto& monitor : pack.plan->monitors) {
    CAPTURE(monitor.name);
    REQUIRE(expected.contains(monitor.name));
    CHECK(prose::paragraph(*pack.plan, monitor) == expected.at(monitor.name));
    seen.insert(monitor.name);
  }
  CHECK(seen.size() == expected.size());
}

}  // namespace

TEST_CASE("every monitor of the loan pack in plain English", "[scenario][explain]") {
  check_pack("rules/loan_rejection", kLoan);
}

TEST_CASE("every monitor of the taxi pack in plain English", "[scenario][explain]") {
  check_pack("rules/taxi_tip", kTaxi);
}

TEST_CASE("every monitor of the car loan pack in plain English", "[scenario][explain]") {
  check_pack("rules/car_loan", kCars);
}

}  // namespace tocsin::test
