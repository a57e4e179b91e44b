// Who suppresses whom: the decision table of inhibition, with what Alertmanager answers beside
// tocsin's own answer where the two differ.
#include "engine/suppression.hpp"

#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine {
namespace {

constexpr int kInfo = 0, kWarn = 1, kPage = 2;
constexpr std::size_t kA = 0, kB = 1, kC = 2;  // monitors: held back, its source, another one

// a while b, b while c: monitors of the scene in the order of their names.
std::shared_ptr<const dsl::Plan> suppressing(const std::string& rules) {
  return test::rules(test::kModelOfScene + test::kRoutesOfScene + R"(
watch m {
  fear a "A" { measure p95(latency) over 10m; by platform and overall; warn when > 1ms; page when > 2ms }
  fear b "B" { measure p95(latency) over 10m; by platform and overall; warn when > 1ms; page when > 2ms }
  fear c "C" { measure p95(latency) over 10m; by platform and overall; warn when > 1ms; page when > 2ms }
}
)" + rules + "\n");
}

Labels on(const std::string& platform) {
  return platform.empty() ? Labels{} : Labels{{"platform", platform}};
}

AlertRef ref(std::size_t monitor, const std::string& platform) {
  return {monitor, platform.empty() ? kOverall : to_text(on(platform))};
}

class World {
 public:
  explicit World(const std::string& rules) : plan_(suppressing(rules)), suppressions_(*plan_) {}

  World& fires(std::size_t monitor, const std::string& platform, int severity) {
    suppressions_.move(ref(monitor, platform), on(platform), -1, severity);
    return *this;
  }
  World& ends(std::size_t monitor, const std::string& platform, int severity) {
    suppressions_.move(ref(monitor, platform), on(platform), severity, -1);
    return *this;
  }
  bool is_held(std::size_t monitor, const std::string& platform, int severity) const {
    return !suppressions_.sources_of(ref(monitor, platform), on(platform), severity).empty();
  }
  const Suppressions& suppressions() const { return suppressions_; }

 private:
  std::shared_ptr<const dsl::Plan> plan_;
  Suppressions suppressions_;
};

const char* const kSame = "suppress m.a while m.b same platform";
const char* const kAny = "suppress m.a while m.b";
const char* const kPages = "suppress m.a while m.b >= page same platform";

}  // namespace

TEST_CASE("inhibition: who is held back while what fires", "[engine][suppression][decisions]") {
  struct Case {
    const char* why;
    const char* rule;
    const char* source;  // the segment of b that fires; "-": none does
    int source_severity;
    const char* target;
    int target_severity;
    bool held;
  };
  const auto c = GENERATE(values<Case>({
      {"the same segment", kSame, "a", kWarn, "a", kWarn, true},
      {"another segment", kSame, "b", kWarn, "a", kWarn, false},
      {"nothing fires", kSame, "-", kWarn, "a", kWarn, false},
      {"without `same` any segment", kAny, "b", kWarn, "a", kWarn, true},
      {"without `same` also one without a segment", kAny, "", kWarn, "a", kWarn, true},
      {"the source must be severe enough", kPages, "a", kWarn, "a", kWarn, false},
      {"and is", kPages, "a", kPage, "a", kWarn, true},
      // Alertmanager: a label that both lack counts as equal, since both are empty.
      {"both lack the field: not held back", kSame, "", kWarn, "", kWarn, false},
      {"the source lacks the field", kSame, "", kWarn, "a", kWarn, false},
      {"the target lacks the field", kSame, "a", kWarn, "", kWarn, false},
      // Alertmanager: severity is a label like any other, and a page is held back by a warning.
      {"an alert more severe than its source passes", kSame, "a", kWarn, "a", kPage, false},
      {"a milder one does not", kSame, "a", kPage, "a", kInfo, true},
  }));
  DYNAMIC_SECTION(c.why) {
    World world(c.rule);
    if (std::string_view(c.source) != "-") world.fires(kB, c.source, c.source_severity);
    CHECK(world.is_held(kA, c.target, c.target_severity) == c.held);
  }
}

TEST_CASE("inhibition: a monitor never holds itself back", "[engine][suppression][decisions]") {
  World world("suppress m.* while m.b");
  world.fires(kB, "a", kPage);
  // As in Alertmanager, where sources that match both sides are ignored.
  CHECK_FALSE(world.is_held(kB, "a", kWarn));
  CHECK_FALSE(world.is_held(kB, "b", kWarn));
  CHECK(world.is_held(kA, "b", kWarn));
}

TEST_CASE("inhibition: of two sources one may end", "[engine][suppression][decisions]") {
  World world(kAny);
  world.fires(kB, "a", kPage).fires(kB, "b", kPage).fires(kB, "c", kWarn);
  // Alertmanager keeps one source a tuple: when that one is swept, the target comes out until the
  // other is received again.
  CHECK(world.ends(kB, "a", kPage).is_held(kA, "a", kPage));
  CHECK_FALSE(world.ends(kB, "b", kPage).is_held(kA, "a", kPage));
  CHECK(world.is_held(kA, "a", kWarn));
  CHECK_FALSE(world.ends(kB, "c", kWarn).is_held(kA, "a", kWarn));
}

TEST_CASE("inhibition: nothing is transitive, and a source that is held back counts",
          "[engine][suppression][decisions]") {
  World world("suppress m.a while m.b\nsuppress m.b while m.c");
  world.fires(kC, "a", kPage);
  CHECK(world.is_held(kB, "a", kPage));
  CHECK_FALSE(world.is_held(kA, "a", kPage));
  world.fires(kB, "a", kPage);
  CHECK(world.is_held(kA, "a", kPage));
}

TEST_CASE("what suppresses comes before what it suppresses", "[engine][suppression]") {
  const World world("suppress m.a while m.b\nsuppress m.b while m.c");
  CHECK(world.suppressions().depth(kC) == 0);
  CHECK(world.suppressions().depth(kB) == 1);
  CHECK(world.suppressions().depth(kA) == 2);
}

TEST_CASE("the worst source is named", "[engine][suppression]") {
  World world(kAny);
  world.fires(kB, "a", kWarn).fires(kB, "c", kPage).fires(kB, "b", kPage);
  const auto sources = world.suppressions().sources_of(ref(kA, "a"), on("a"), kWarn);
  REQUIRE(sources.size() == 1);
  CHECK(sources[0].ref == ref(kB, "b"));
  CHECK(sources[0].severity == kPage);
}

}  // namespace tocsin::engine
