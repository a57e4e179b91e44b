#include "engine/watch.hpp"

#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine {
namespace {

using test::at;
using test::monitoring;

// Samples by hand: `a=12` a value, `a=?` too few, `a=-` empty; the last event of a value is now.
class Watched {
 public:
  explicit Watched(const std::string& body, const std::string& kind = "quality")
      : plan_(monitoring(body, kind)), watch_(*plan_, 0, test::kMonday) {}

  Watched& tick(std::string_view when, const std::vector<std::string>& samples,
                bool is_over = false) {
    MonitorSamples all{.is_over = is_over, .members = {}};
    for (const auto& text : samples) all.members.push_back(sample(text, at(when)));
    const std::size_t before = steps_.size();
    watch_.judge(all, at(when), readings_, steps_);
    for (const auto& segment : watch_.retire(at(when), steps_)) retired_ += segment + " ";
    for (std::size_t i = before; i < steps_.size(); ++i)
      story_ += (story_.empty() ? "" : ", ") + std::string(when) + " " + told(steps_[i]);
    return *this;
  }

  // One tick a minute, `minutes` times, from `when` on.
  Watched& ticks(std::string_view when, int minutes, const std::vector<std::string>& samples) {
    for (int i = 0; i < minutes; ++i)
      tick(format_duration(*parse_duration(when) + i * 1min), samples);
    return *this;
  }

  const std::string& story() const { return story_; }
  const std::string& retired() const { return retired_; }
  const std::vector<Reading>& readings() const { return readings_; }
  const Watch& watch() const { return watch_; }
  bool chunks = false;  // empty samples serve the clock of `no data` alone

 private:
  MemberSample sample(const std::string& text, Instant now) {
    const auto equals = text.find('=');
    const std::string name = text.substr(0, equals), value = text.substr(equals + 1);
    MemberSample made{.segment = name == kOverall ? name : "platform=" + name,
                      .named = name != "met"};
    if (name != kOverall) made.labels = {{"platform", name}};
    if (value == "?")
      made.sample.kind = SampleKind::few;
    else if (value != "-")
      made.sample = {.kind = SampleKind::value, .value = std::stod(value)};
    if (value == "-")
      made.gap_only = chunks;
    else {
      made.sample.n = 10;
      last_event_[name] = now;
    }
    if (last_event_.contains(name)) made.sample.last_event = last_event_[name];
    return made;
  }

  static std::string told(const AlertStep& step) {
    return step.segment + " " + std::string(to_text(step.step.change)) + " (" +
           std::string(step.step.reason) + ")";
  }

  std::shared_ptr<const dsl::Plan> plan_;
  Watch watch_;
  std::map<std::string, Instant> last_event_;
  std::vector<Reading> readings_;
  std::vector<AlertStep> steps_;
  std::string story_, retired_;
};

// Warms up for 2m + 10m.
const std::string kByPlatform = "measure mean(income) over 10m\nby platform\nwarn when > 10\n";

}  // namespace

TEST_CASE("every sample gives a reading with the state behind it", "[engine][watch]") {
  Watched watched(kByPlatform);
  watched.tick("1m", {"a=12", "b=-", "c=5"});
  REQUIRE(watched.readings().size() == 3);
  CHECK(watched.readings()[0].phase == AlertPhase::firing);
  CHECK(watched.readings()[0].severity == 1);
  CHECK(watched.readings()[1].sample.warming_up);
  CHECK(watched.readings()[1].sample.reason == "warming up");
  CHECK(watched.readings()[2].phase == AlertPhase::ok);
}

TEST_CASE("who is told of silence", "[engine][watch]") {
  const std::string fear = kByPlatform;  // a fear warns after 30m where nothing was written
  SECTION("a named segment on its own clock") {
    Watched watched(fear, "fear");
    watched.ticks("1m", 40, {"a=5", "b=5", "c=-"});
    CHECK(watched.story() == "30m platform=c gap (no data)");
  }
  SECTION("one that was only met keeps, by default") {
    Watched watched(fear, "fear");
    watched.ticks("1m", 5, {"a=5", "met=5"}).ticks("6m", 60, {"a=5", "met=-"});
    CHECK(watched.story().empty());
  }
  SECTION("a clause that is written acts on all") {
    Watched watched(fear + "no data page after 10m\n");
    watched.ticks("1m", 15, {"a=5", "met=5"}).ticks("16m", 15, {"a=5", "met=-"});
    CHECK(watched.story() == "25m platform=met gap (no data)");
  }
  SECTION("all of them at once, for overall") {
    Watched watched(fear, "fear");
    watched.ticks("1m", 15, {"a=5", "b=5"}).ticks("16m", 60, {"a=-", "b=-"});
    CHECK(watched.story() == "45m overall gap (no data)");
  }
  SECTION("when one comes back, the other is told on its own clock") {
    Watched watched(fear, "fear");
    watched.ticks("1m", 15, {"a=5", "b=5"}).ticks("16m", 45, {"a=-", "b=-"});
    watched.tick("1h1m", {"a=5", "b=-"});
    CHECK(watched.story() ==
          "45m overall gap (no data), 1h1m platform=b gap (no data), 1h1m overall gap over "
          "(recovered)");
  }
  SECTION("segments that never came are silence too") {
    Watched watched(fear, "fear");
    watched.ticks("1m", 31, {});
    CHECK(watched.story() == "30m overall gap (no data)");
  }
  SECTION("the end of a file is not") {
    Watched watched(fear, "fear");
    watched.ticks("1m", 15, {"a=5"});
    for (const auto* when : {"1h", "2h", "30h"}) watched.tick(when, {}, true);
    CHECK(watched.story().empty());
    CHECK(watched.retired().empty());
  }
}

TEST_CASE("overall that is asked for is told instead of the segments", "[engine][watch]") {
  Watched watched("measure mean(income) over 10m\nby platform and overall\nwarn when > 10\n",
                  "fear");
  watched.ticks("1m", 15, {"a=5", "overall=5"}).ticks("16m", 60, {"a=-", "overall=-"});
  CHECK(watched.story() == "45m overall gap (no data)");
}

TEST_CASE("between chunks silence begins with its clock, not before", "[engine][watch]") {
  Watched watched(
      "measure mean(income) over each 100 events\nby platform\nwarn when > 10\nno data warn after "
      "30m\n");
  watched.chunks = true;
  watched.tick("5m", {"a=5", "b=5"}).ticks("6m", 29, {"a=-", "b=-"});
  CHECK(watched.story().empty());
  CHECK(watched.readings().size() == 2);  // a tick without a chunk has no reading
  SECTION("a chunk of one leaves the other alone") {
    watched.tick("35m", {"a=5", "b=-"});
    CHECK(watched.story() == "35m platform=b gap (no data)");
  }
  SECTION("none at all is told once") {
    watched.tick("35m", {"a=-", "b=-"});
    CHECK(watched.story() == "35m overall gap (no data)");
  }
}

TEST_CASE("a segment that was only met retires after a day without events", "[engine][watch]") {
  Watched watched(kByPlatform);
  watched.tick("13m", {"a=5", "met=12"});
  CHECK(watched.story() == "13m platform=met fired (breach)");
  watched.tick("24h12m", {"a=-", "met=-"});
  CHECK(watched.retired().empty());
  watched.tick("24h13m", {"a=-", "met=-"});
  CHECK(watched.retired() == "platform=met ");
  CHECK(watched.story() ==
        "13m platform=met fired (breach), 24h13m platform=met resolved (segment retired)");
  SECTION("what it was is still known to the last message") {
    const Member* gone = watched.watch().find("platform=met");
    REQUIRE(gone != nullptr);
    CHECK(gone->labels == Labels{{"platform", "met"}});
    CHECK(gone->state.severity == -1);
  }
  SECTION("when it comes back its episodes go on counting") {
    watched.tick("25h", {"a=-", "met=12"});
    CHECK(watched.watch().find("platform=met")->state.episode == 2);
  }
}

TEST_CASE("counts retire by their events, not by their value", "[engine][watch]") {
  Watched watched("measure count over 10m\nby city top 5\nwarn when > 10\n");
  watched.tick("13m", {"met=5"});
  std::vector<Reading> readings;
  std::vector<AlertStep> steps;
  MonitorSamples zero;
  zero.members.push_back(
      {.segment = "platform=met", .sample = {.kind = SampleKind::value, .value = 0}});
  Watch watch = watched.watch();
  watch.judge(zero, at("24h14m"), readings, steps);
  CHECK(watch.retire(at("24h14m"), steps) == std::vector<std::string>{"platform=met"});
}

TEST_CASE("a rung that moves keeps a silent segment for another day", "[engine][watch]") {
  Watched watched(kByPlatform + "no data page after 3h\n");
  watched.tick("13m", {"a=5", "met=5"}).tick("3h13m", {"a=5", "met=-"});
  CHECK(watched.story() == "3h13m platform=met gap (no data)");
  watched.tick("24h13m", {"a=5", "met=-"});
  CHECK(watched.retired().empty());
  watched.tick("27h13m", {"a=5", "met=-"});
  CHECK(watched.retired() == "platform=met ");
}

TEST_CASE("a segment that lost its place is forgotten", "[engine][watch]") {
  Watched watched(kByPlatform);
  watched.tick("13m", {"a=5", "met=5"}).tick("14m", {"a=5"});
  CHECK(watched.watch().members().size() == 1);
  CHECK(watched.watch().find("platform=met") == nullptr);  // it never fired
}

TEST_CASE("labels lengthen the warming up, and only where labels are read", "[engine][watch]") {
  const auto last_warm = [](const std::string& measure) {
    Watched watched("measure " + measure + "\nby platform\nwarn when < 50%\n");
    std::string last;
    for (int minutes = 10; minutes < 300; ++minutes) {
      const std::string when = format_duration(minutes * 1min);
      watched.tick(when, {"a=-"});
      if (watched.readings().back().sample.warming_up) last = when;
    }
    return last;
  };
  CHECK(last_warm("share(decision) over 10m") == "11m");  // 2m + 10m
  CHECK(last_warm("precision over 1h") == "4h1m");        // 2m + 3h + 1h
  CHECK(last_warm("precision over 1h on arrival") == "4h1m");
}

TEST_CASE("a watch survives being saved", "[engine][watch]") {
  const auto plan = monitoring(kByPlatform + "no data page after 3h\n");
  Watched watched(kByPlatform + "no data page after 3h\n");
  watched.tick("13m", {"a=12", "met=12"}).tick("14m", {"a=5"}).tick("20m", {"a=?", "b=-"});
  Encoder out;
  watched.watch().save(out);
  Watch loaded(*plan, 0, test::kMonday);
  Decoder in(out.bytes());
  loaded.load(in);
  CHECK(in.at_end());
  Encoder again;
  loaded.save(again);
  CHECK(again.bytes() == out.bytes());
}

}  // namespace tocsin::engine
