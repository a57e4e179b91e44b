#!/usr/bin/env python3
"""Writes a folder of rules to measure the tools on: 10,000 monitors of ten shapes over 100 models, 3 MB.

    bench/rule_corpus.py FOLDER [--monitors N] [--untidy] [--noisy]

The same bytes each time. `tocsin check` finds nothing to say about them and `tocsin fmt` nothing to
do; with --untidy every line has other blanks than it should. Each model has a file with its schema,
its monitors and three tests; channels and routes stand in `shared.tocsin`. Not every monitor has a
test, so `tocsin.toml` turns that lint off; with --noisy it does not, which gives 12,000 warnings.
"""
import argparse
import pathlib

MODELS = 100
AREAS = ["loans", "search", "fraud", "prices", "churn", "tips", "routes", "ads", "claims", "stock"]

SHARED = """tocsin 1

unit EUR
let platforms = ["check24", "smava", "own_site", "partner_shop"]

channel oncall: pagerduty { key env("PAGERDUTY_KEY") }
channel team: slack { url env("SLACK_URL") }
channel risk: slack { url env("RISK_SLACK_URL") }

"""

MODEL = """tocsin 1

## Decides on {area}, version {n}. What it refuses is looked at by people the day after.
model {model} "Decisions on {area}, {n}" {{
  owner "team-{area}"
  source http
  labels http
  time decided_at, lateness 2m
  key request_id

  feature income: number in EUR, optional
  feature debt: number in EUR
  feature platform: category of platforms
  feature is_customer: bool
  prediction decision: category of ["reject", "accept"], positive "reject"
  score p_reject: share
  label outcome: category of ["reject", "accept"], within 7d
  field arm: category of ["live", "shadow"]   # shadow: model asked, answer not used
  field latency: duration in ms
  field status: category of ["ok", "error", "timeout"]
  field response: category of ["model", "fallback", "empty"]

  reference training from "refs/{model}.csv" taken 2026-01-31
}}

watch {model} {{
  every 1m
  runbook "https://wiki.bank.example/{model}"
  no data keep   # silence is watched by no_answer
  too few keep

  quality broken_fields "Requests about {area} arrive with broken fields, {n}" {{
    measure malformed over 1h every 5m
    needs 200 events
    warn when > 1% for 15m until < 0.5% for 15m
  }}

"""

# What `training` was taken from: its columns are looked at.
REFERENCE = "income,debt,platform,is_customer,decision,p_reject\n"

SETTINGS = """[lints]
L010 = "off"   # three tests a model, not one a monitor
"""

# One of each shape in turn; {a} and {b} move the thresholds.
SHAPES = [
    """  fear slow_{i} "Answers on {area} are slow, {i}" {{
    measure p95(latency) over {w}m
    by platform and overall
    needs {n} events
    warn when > {b}ms for 10m until < {a}ms for 10m
    page when > {c}ms for 5m until < {b}ms for 10m
    because "people leave the form after half a second"
  }}
""",
    """  fear no_answer_{i} "The service of {area} does not answer, {i}" {{
    measure share(status in ["error", "timeout"]) over {w}m
    needs {n} events
    warn when > {p}% for 5m until < {p}% for 10m
    page when > {q}% for 5m until < {p}% for 10m
    no data page after 10m
    tag tier = "1"
  }}
""",
    """  performance unfair_{i} "We reject people who would have paid, {i}" {{
    measure precision where arm = "shadow" over 7d every 10m matured
    needs {n} labels, 60% labelled
    warn when < 9{d}% for 1h until >= 9{d}.5% for 1h
    page when < 8{d}% for 1h until >= 9{d}% for 2h
    too few warn after 2d
  }}
""",
    """  drift score_psi_{i} "Scores of {area} no longer look like those of training, {i}" {{
    measure psi(p_reject) against training over 1d every 1h
    needs {n} events
    info when > 0.1 for 6h
    warn when > 0.2{d} for 6h until < 0.15 for 6h
    dashboard "https://grafana.bank.example/d/{model}/{i}"
  }}
""",
    """  drift income_ks_{i} "Incomes are not those of training, {i}" {{
    measure ks(income) where is_customer against training over 1d every 1h
    needs {n} events   # fewer say nothing about the tails
    warn when > 0.1{d} for 6h until < 0.08 for 6h
  }}
""",
    """  contract inputs_{i} "What the platforms send us about {area}, {i}" {{
    over 1h every 5m
    needs {n} events
    expect income_present: income is present {{
      warn when < 98.{d}% for 15m
      page when < 90% for 15m until > 95% for 15m
    }}
    expect known_platform: platform in platforms {{
      warn when < 99.{d}% for 15m
      page when < 95% for 15m until > 98% for 15m
    }}
    expect plausible_debt: debt >= 0EUR and debt < {b}_000EUR {{ warn when < 99% for 15m }}
  }}
""",
    """  ## Three kinds of answers are not from the model.
  ## - Look at the feature store first.
  quality not_from_model_{i} "Too many answers are empty or fall back, {i}" {{
    measure share(response in ["empty", "fallback"]) over 30m
    by platform top 10 and overall
    needs {n} events
    info when > {p}% for 30m
    warn when > {q}% for 15m until < {p}% for 15m
    page when > 2{d}% for 10m until < 1{d}% for 15m
  }}
""",
    """  service callers_{i} "Callers of {area} went away, {i}" {{
    measure rate where platform = "smava" over 15m
    warn when < 0.{a}/s for 15m
    page when < 0.0{a}/s for 15m until > 0.{a}/s for 30m
    message "{{monitor}} of {{model}} is at {{value}}, below {{threshold}}"
  }}
""",
    """  quality ratio_{i} "Debts outgrow incomes, {i}" {{
    measure mean(debt where is_customer) / mean(income where income is present and is_customer)
        over 1d every 10m
    needs {n} events
    warn when outside 0..{d}.5 for 2h
  }}
""",
    """  performance wrong_{i} "More decisions on {area} are wrong than we promised, {i}" {{
    measure share(decision != outcome and platform != "smava") over {w}d every 1h
    needs {n} labels
    warn when > {p}% for 6h until < {p}% for 3 of 5
    page when > 1{d}% for 6h until < {q}% for 12h
  }}
""",
]
SHAPES[-1] = SHAPES[-1].replace(" for 3 of 5", " for 1d")

TESTS = """
test "slow answers page after five bad minutes, {model}" of {model}.slow_0 {{
  clock 2026-03-02T09:00 in "Europe/Berlin"
  given {{ platform = cycle("check24", "smava", "own_site"); status = "ok"; arm = "live" }}
  send 3600 events over 60m {{ latency = 120ms }}
  send 1200 events over 20m {{ latency = 4200ms }}
  expect no alert by +67m
  at +69m expect page from slow_0 where platform = "smava"
}}

test "a service that answers is fine, {model}" of {model}.no_answer_1 {{
  send 600 events over 30m {{ status = "ok" }}
  expect no alert
}}

test "answers of the model are no news, {model}" of {model}.not_from_model_6 {{
  send 1200 events over 60m {{ response = mix("model": 99.5%, "empty": 0.5%) }}
  expect no alert
}}
"""


def monitor(i, model, area):
    a = 110 + i
    return SHAPES[i % len(SHAPES)].format(
        i=i, model=model, area=area, a=a, b=a + 100, c=a + 200, d=i % 9, p=1 + i % 3, q=5 + i % 4,
        w=5 + 5 * (i % 3), n=50 + i)


def model_file(number, monitors):
    area = AREAS[number % len(AREAS)]
    model = f"{area}_{number:03}"
    text = MODEL.format(model=model, area=area, n=number)
    text += "\n".join(monitor(i, model, area) for i in range(monitors)) + "}\n"
    return model, text + (TESTS.format(model=model) if monitors >= len(SHAPES) else "")


def routes(models):
    text = SHARED
    for model in models:
        where = f'where model = "{model}"'
        text += f"route page {where} to oncall, team repeat 1h\n"
        text += f"route warn {where} to team repeat 12h group by monitor\n"
    return text + "route info to risk\n"


def untidy(text):
    lines = [line + "  " if n % 3 else "  " + line.replace(" when ", "  when ")
             for n, line in enumerate(text.splitlines())]
    return "\n\n\n".join(["\n".join(lines[:9]), "\n".join(lines[9:])]) + "\n\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--monitors", type=int, default=10_000)
    parser.add_argument("--untidy", action="store_true")
    parser.add_argument("--noisy", action="store_true")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    each = max(1, args.monitors // MODELS)
    files = dict(model_file(n, each) for n in range(min(MODELS, args.monitors)))
    files["shared"] = routes(files)
    for name, text in files.items():
        text = untidy(text) if args.untidy else text
        (args.folder / f"{name}.tocsin").write_text(text, encoding="utf-8")
    (args.folder / "refs").mkdir(exist_ok=True)
    for model in files.keys() - {"shared"}:
        (args.folder / "refs" / f"{model}.csv").write_text(REFERENCE, encoding="utf-8")
    (args.folder / "tocsin.toml").write_text("" if args.noisy else SETTINGS, encoding="utf-8")
    print(f"{args.folder}: {len(files)} files, {sum(map(len, files.values())):,} bytes")


if __name__ == "__main__":
    main()
