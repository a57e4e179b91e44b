#include "engine/alert.hpp"

#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>

#include <sstream>

namespace tocsin::engine {
namespace {

using test::at;
using test::monitoring;

// A ladder with all that rungs can have; gaps are written so that both act.
const char* const kLadder = R"(
  measure mean(income) over 10m
  warn when > 10 for 10m until < 8 for 2m
  page when > 20 for 3m
  no data page after 10m
  too few info after 1h
)";

// An alert that is told its samples minute by minute: numbers, `-` for no data, `?` for too few.
// Warming up ends at 20m.
class Told {
 public:
  explicit Told(const std::string& body = kLadder) : plan_(monitoring(body)) {}

  // Samples at 1m, 2m, ...; a number may be repeated: `12*3`.
  Told& hear(const std::string& samples) {
    std::istringstream words(samples);
    for (std::string word; words >> word;) {
      const auto star = word.find('*');
      const int times = star == std::string::npos ? 1 : std::stoi(word.substr(star + 1));
      for (int i = 0; i < times; ++i) hear_one(word.substr(0, star));
    }
    return *this;
  }

  // "13m page, 20m ended", with the reason where it is no breach.
  std::string story() const {
    std::string text;
    for (const auto& [when, what] : steps_)
      text += (text.empty() ? "" : ", ") + format_duration(when - test::kMonday) + " " + what;
    return text;
  }

  AlertState state;
  TickContext context{.now = at("0s"), .start = at("0s"), .warm_until = at("20m")};

 private:
  void hear_one(const std::string& word) {
    Sample sample;
    context.now += 1min;
    if (word == "?")
      sample.kind = SampleKind::few;
    else if (word != "-")
      sample = {.kind = SampleKind::value, .value = std::stod(word)};
    if (word != "-") last_event_ = context.now - 2min;
    sample.last_event = last_event_;
    const AlertState after = advance(state, monitor(), sample, context);
    const Step step = step_between(state, after);
    if (step.changed) steps_.emplace_back(context.now, told(after, step));
    state = after;
  }

  std::string told(const AlertState& after, const Step& step) const {
    const std::string severity =
        after.severity < 0 ? "" : plan_->severities.names[static_cast<std::size_t>(after.severity)];
    return std::string(to_text(step.change)) + (severity.empty() ? "" : " " + severity) +
           (step.reason == kBreach ? "" : " (" + std::string(step.reason) + ")");
  }

  const dsl::MonitorPlan& monitor() const { return plan_->monitors[0]; }

  std::shared_ptr<const dsl::Plan> plan_;
  Instant last_event_ = kBeginning;
  std::vector<std::pair<Instant, std::string>> steps_;
};

}  // namespace

TEST_CASE("rungs run independently on the way up, the highest speaks", "[engine][alert]") {
  struct Case {
    std::string_view why;
    std::string samples;
    std::string story;
  };
  const auto c = GENERATE(values<Case>({
      {"a good measure tells nothing", "5*30", ""},
      {"a mild breach fires after its hold", "5 12*11", "12m fired warn"},
      {"page may fire while warn is still pending", "5 25*4", "5m fired page"},
      {"page rises above warn", "12*12 25*4", "11m fired warn, 16m escalated page"},
      {"an eased page becomes a warning", "12*12 25*4 12",
       "11m fired warn, 16m escalated page, 17m eased warn"},
      {"the pending warning fires at once when the page ends", "25*4 12",
       "4m fired page, 5m eased warn"},
      {"without a pending rung below the alert ends", "25*4 9",
       "4m fired page, 5m resolved (recovered)"},
      {"between trigger and until the warning goes on", "12*12 9*20", "11m fired warn"},
      {"behind until it ends after its own hold", "12*12 7*3",
       "11m fired warn, 15m resolved (recovered)"},
      {"a relapse while clearing starts that hold anew", "12*12 7 7 9 7 7 7",
       "11m fired warn, 18m resolved (recovered)"},
  }));
  DYNAMIC_SECTION(c.why) { CHECK(Told().hear(c.samples).story() == c.story); }
}

TEST_CASE("gaps freeze, age and end", "[engine][alert]") {
  struct Case {
    std::string_view why;
    std::string body;
    std::string samples;
    std::string story;
  };
  const std::string kept =
      "measure mean(income) over 10m\nwarn when > 10 for 3m until clear for 2m\n";
  const auto c = GENERATE_COPY(values<Case>({
      {"a kept gap takes no part in the hold", kept, "12 12 ? - 12 12", "6m fired warn"},
      {"a kept gap ends nothing", kept, "12*4 -*50", "4m fired warn"},
      {"nor does it take part in clearing", kept, "12*4 5 ? 5 5",
       "4m fired warn, 8m resolved (recovered)"},
      {"`ok` sends all to rest", kept + "no data ok\n", "12*4 - 12*4",
       "4m fired warn, 5m resolved (recovered), 9m fired warn"},
      {"no data pages ten minutes after the last event", kLadder, "5*30 -*10",
       "38m gap page (no data)"},
      {"and is over with the first value", kLadder, "5*30 -*10 5",
       "38m gap page (no data), 41m gap over (recovered)"},
      {"too few events do not end it", kLadder, "5*30 -*10 ?*5", "38m gap page (no data)"},
      {"a value breaks the clock of no data", kLadder, "5*30 -*6 5 -*6", ""},
      {"too few ages from the last value", kLadder, "5*30 ?*70", "1h30m gap info (too few)"},
      {"through empty samples alike", kLadder, "5*30 ?*55 -*2 ?*8", "1h30m gap info (too few)"},
      {"from the end of warming up where there was no value", kLadder, "?*90",
       "1h20m gap info (too few)"},
      {"an empty sample is never told as too few", kept + "too few info after 5m\n", "5*30 -*20",
       ""},
  }));
  DYNAMIC_SECTION(c.why) { CHECK(Told(c.body).hear(c.samples).story() == c.story); }
}

TEST_CASE("no data above a warning escalates, and eases back with the next value",
          "[engine][alert]") {
  Told told("measure mean(income) over 10m\nwarn when > 10 for 3m\nno data page after 10m\n");
  told.hear("5*20 12*4 -*12 12");
  CHECK(told.story() == "24m fired warn, 32m escalated page (no data), 37m eased warn");
  CHECK(told.state.episode == 1);
}

TEST_CASE("while warming up gaps do not count", "[engine][alert]") {
  CHECK(Told().hear("-*19").story() == "");
  CHECK(Told().hear("-*20").story() == "20m gap page (no data)");
  // A first value ends it: the clock runs from the last event, and that was at 3m - 2m.
  CHECK(Told().hear("5*3 -*10").story() == "11m gap page (no data)");
}

TEST_CASE("a segment that is met later has clocks of its own", "[engine][alert]") {
  Told told;
  told.context.now = at("5h");
  told.context.start = at("5h1m");
  told.hear("?*62");
  CHECK(told.story() == "6h1m gap info (too few)");
}

TEST_CASE("no data acts only where it is asked to", "[engine][alert]") {
  Told told;
  told.context.no_data_acts = false;
  CHECK(told.hear("5*30 -*50").story() == "");
}

TEST_CASE("between chunks holds run on and only the clock of no data is looked at",
          "[engine][alert]") {
  Told told;
  told.hear("5*25 12");  // pending since 26m
  told.context.is_sample = false;
  told.hear("-*5");
  told.context.is_sample = true;
  told.hear("12*5");  // 36m: ten minutes, though five of them had no sample
  CHECK(told.story() == "36m fired warn");
  told.context.is_sample = false;
  told.hear("-*12");  // the last event was at 34m
  CHECK(told.story() == "36m fired warn, 44m escalated page (no data)");
}

TEST_CASE("where silence is healthy the time between chunks is no silence", "[engine][alert]") {
  Told told("measure mean(income) over 10m\nwarn when > 10 for 3m\nno data ok\n");
  told.hear("5*25 12");  // pending since 26m
  told.context.is_sample = false;
  told.hear("-*5");
  told.context.is_sample = true;
  told.hear("12 -");
  CHECK(told.story() == "32m fired warn, 33m resolved (recovered)");
}

TEST_CASE("episodes count, and keep their worst value", "[engine][alert]") {
  Told told;
  told.hear("5 25*3 30 25");
  CHECK(told.state.episode == 1);
  CHECK(told.state.peak == 30);
  CHECK(told.state.episode_since == at("5m"));
  told.hear("5*5");
  CHECK(told.state.severity == -1);
  told.hear("21*4");
  CHECK(told.state.episode == 2);
  CHECK(told.state.peak == 21);
}

TEST_CASE("the worse of two values lies further on the bad side", "[engine][alert]") {
  using Kind = dsl::Condition::Kind;
  struct Case {
    std::string_view why;
    dsl::Condition trigger;
    double worse, better;
  };
  const auto c = GENERATE(values<Case>({
      {"> : the larger", {Kind::greater, 10, 0, ""}, 12, 11},
      {"< : the smaller", {Kind::less, 10, 0, ""}, 8, 9},
      {"outside: the further out above", {Kind::outside, 10, 20, ""}, 25, 7},
      {"outside: the further out below", {Kind::outside, 10, 20, ""}, 3, 25},
      {"inside: the nearer to the middle", {Kind::inside, 10, 20, ""}, 15, 11},
      {"!= : the further away", {Kind::not_equal, 5, 0, ""}, 1, 7},
  }));
  DYNAMIC_SECTION(c.why) {
    CHECK(is_worse(c.trigger, c.worse, c.better));
    CHECK_FALSE(is_worse(c.trigger, c.better, c.worse));
    CHECK(is_worse(c.trigger, c.better, kUnknown));
  }
}

TEST_CASE("frozen clocks and remembered values are no change", "[engine][alert]") {
  Told told;
  told.hear("5*20 12 -*5");
  CHECK(told.state.rungs[0].phase == RungPhase::pending);
  CHECK(told.state.last_change == at("21m"));
}

TEST_CASE("an alert survives being saved", "[engine][alert]") {
  Told told;
  told.hear("5 25*4 -*3");
  Encoder out;
  save(out, told.state);
  Decoder in(out.bytes());
  const AlertState loaded = load_alert(in, told.state.rungs.size());
  CHECK(in.at_end());
  CHECK(loaded.rungs == told.state.rungs);
  CHECK(loaded.reason == kBreach);
  Encoder again;
  save(again, loaded);
  CHECK(again.bytes() == out.bytes());
}

}  // namespace tocsin::engine
