#include "cli/starter.hpp"

#include <array>

namespace tocsin::cli {
namespace {

constexpr std::string_view kSettings =
    R"(# The root of a tocsin project: everything below it belongs together.

[lints]
# How loud each lint is: "off", "warn" (the default) or "error"; `tocsin explain` lists them.
L010 = "error"   # every monitor has a test in which it fires and one in which it does not
)";

constexpr std::string_view kModel = R"(tocsin 1

# What the model logs of each decision. `tocsin new model NAME --from FILE` writes such a block from
# a sample of your own rows.

## Accepts or rejects an application.
model my_model "My model" {
  owner "my-team"
  source http
  labels http
  time at
  key id

  feature amount: number, range 0..1_000_000
  prediction decision: category of ["accept", "reject"], positive "reject"
  label outcome: category of ["accept", "reject"], within 7d
  field latency: duration in ms
}
)";

constexpr std::string_view kFears = R"(tocsin 1

watch my_model {
  runbook "https://wiki.example/my-model"

  fear slow "Answers come too late to be of use" {
    measure p95(latency) over 10m
    needs 100 events
    warn when > 250ms for 10m until < 200ms for 10m
    page when > 500ms for 5m until < 400ms for 10m
    no data page after 30m
    too few keep
  }

  fear wrong "Decisions turn out to be wrong" {
    measure accuracy over 7d every 1h
    needs 200 labels, 60% labelled
    warn when < 95% for 6h until >= 96% for 6h
    page when < 90% for 6h until >= 92% for 6h
    no data warn after 1d
    too few keep
  }

  quality broken "Rows arrive with broken fields" {
    measure malformed over 1h
    needs 500 events
    warn when > 1% for 15m until < 0.2% for 1h
    no data keep   # silence is told by `slow`
    too few keep
  }
}
)";

constexpr std::string_view kRoutes = R"(tocsin 1

# Secrets stand in the environment, never here: channel oncall: slack { url env("SLACK_URL") }
channel oncall: console {}

route page to oncall repeat 1h
route warn to oncall repeat 12h
)";

constexpr std::string_view kTests = R"(tocsin 1

test "slow answers page after five bad minutes" of my_model.slow {
  send 3600 events over 60m { latency = 120ms }
  send 1200 events over 20m { latency = 900ms }
  # At +62m the window is (+51m, +61m]: 60 of 600 are slow, more than 5%.
  expect no alert by +66m
  at +66m expect slow is pending
  expect page from slow between +66m and +67m
  expect notified oncall by +67m
}

test "half a slow minute wakes nobody" of my_model.slow {
  send 3600 events over 60m { latency = 120ms }
  send 24 events over 24s { latency = 900ms }
  send 3600 events over 60m { latency = 120ms }
  # 24 of 600 are 4%: the 95th percentile is a fast one.
  expect no alert
}

test "silence pages after half an hour" of my_model.slow {
  send 3600 events over 60m { latency = 120ms }
  quiet 60m
  # The last event lies in the window until +70m.
  expect page from slow between +1h30m and +1h45m
}

# Labels come after a day, and a window is judged when its labels had seven to come.

test "decisions that go wrong are told once their labels are in" of my_model.wrong {
  given { decision = "reject" }
  send 1400 events over 7d { outcome = mix("reject": 98%, "accept": 2%) after 1d }
  send 2200 events over 11d { outcome = mix("reject": 80%, "accept": 20%) after 1d }
  # Each bad day takes 2.6pp: under 95% after 28h of them, under 90% after 75h, judged 7d later.
  expect no alert by +15d
  expect warn from wrong between +15d and +16d
  expect page from wrong between +17d and +18d
}

test "two per cent of mistakes are what was promised" of my_model.wrong {
  given { decision = "reject" }
  send 4000 events over 20d { outcome = mix("reject": 98%, "accept": 2%) after 1d }
  expect no alert
}

test "one row in twenty without its amount is told" of my_model.broken {
  send 600 events over 1h { amount = 80 }
  send 600 events over 1h { amount = mix("80": 95%, "-1": 5%) }
  # More than 1% of an hour after a fifth of it.
  expect no alert by +1h15m
  expect warn from broken between +1h15m and +1h45m
}

test "one broken row in five hundred is left in peace" of my_model.broken {
  send 1200 events over 2h { amount = mix("80": 99.8%, "-1": 0.2%) }
  expect no alert
}
)";

constexpr std::string_view kReadme = R"(# What we fear about our model

| file | what is in it |
|---|---|
| `model.tocsin` | what the model logs: columns, types, roles |
| `fears.tocsin` | what people fear about it, and from when on they want to hear of it |
| `routes.tocsin` | who hears of it |
| `fears_test.tocsin` | when each fear fires and when not |
| `tocsin.toml` | the root of the project, and how loud each lint is |

```sh
tocsin check .
tocsin test .
tocsin replay . --data my_model=FILE.csv     # what it would have told about recorded events
```

Put your own columns into `model.tocsin`, or let `tocsin new model` write it from a sample; then
change one limit at a time, with its test.

`.pre-commit-config.yaml` runs the same before each commit, once `pre-commit install` was called.
)";

constexpr std::string_view kPreCommit = R"(repos:
- repo: local
  hooks:
  - id: tocsin-fmt
    name: tocsin fmt
    entry: tocsin fmt
    language: system
    files: '\.tocsin$'
  - id: tocsin-check
    name: tocsin check
    entry: tocsin check
    args: [.]
    language: system
    files: '(\.tocsin|(^|/)tocsin\.toml)$'
    pass_filenames: false
  - id: tocsin-test
    name: tocsin test
    entry: tocsin test
    args: [.]
    language: system
    files: '(\.tocsin|(^|/)tocsin\.toml)$'
    pass_filenames: false
)";

constexpr std::array<StarterFile, 7> kFiles{{
    {"tocsin.toml", kSettings},
    {"model.tocsin", kModel},
    {"fears.tocsin", kFears},
    {"routes.tocsin", kRoutes},
    {"fears_test.tocsin", kTests},
    {"README.md", kReadme},
    {".pre-commit-config.yaml", kPreCommit},
}};

}  // namespace

std::span<const StarterFile> starter_files() { return kFiles; }

}  // namespace tocsin::cli
