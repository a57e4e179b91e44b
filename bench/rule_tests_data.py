#!/usr/bin/env python3
"""Writes tests of rules for tocsin and for promtool.

usage: rule_tests_data.py FOLDER

FOLDER/tocsin.tocsin: 200 monitors of four models, 200 tests of one monitor each. FOLDER/tests.yml:
200 groups over the ten rules of FOLDER/rules.yml, the size at which promtool is at its best: with 200
rules each of its groups evaluates all of them. A test is half an hour of one-minute steps; every
other one alerts after five minutes over the limit. The same bytes each time.
"""
import pathlib
import sys

MONITORS = 200
PEER_RULES = 10
MODELS = 4

MODEL = """
model model_{m} "Scores of model {m}" {{
  owner "team-{m}"
  time at
  key id
  field score: number
}}

watch model_{m} {{
  every 1m
  no data keep
  too few keep
{monitors}}}
"""

MONITOR = """
  quality drift_{i} "Scores of model {m} drift, {i}" {{
    measure mean(score) over 5m
    page when > 0.2 for 5m
    runbook "https://runbooks.example/drift/{i}"
    message "drift on {{model}} is {{value}}"
  }}
"""

# Events once a minute, as promtool's series has a sample a minute. The page comes before +20m.
QUIET = """
test "{i}: quiet" of model_{m}.drift_{i} {{
  send 30 events over 30m {{ score = 0.1 }}
  expect no alert
}}
"""
LOUD = """
test "{i}: drifts" of model_{m}.drift_{i} {{
  send 30 events over 30m {{ score = 0.5 }}
  at +20m expect page from drift_{i}
}}
"""


def tocsin():
    text = "tocsin 1\n\nchannel oncall: console {}\nroute info, warn, page to oncall repeat 1h\n"
    each = MONITORS // MODELS
    for m in range(MODELS):
        monitors = "".join(MONITOR.format(i=i, m=m) for i in range(m * each, (m + 1) * each))
        text += MODEL.format(m=m, monitors=monitors)
    for i in range(MONITORS):
        text += (LOUD if i % 2 else QUIET).format(i=i, m=i // each)
    return text


RULE = """  - alert: Drift{i}
    expr: avg_over_time(score{{model="{i}"}}[5m]) > 0.2
    for: 5m
    labels: {{severity: page, team: "team{i}"}}
    annotations:
      summary: "drift on {{{{ $labels.model }}}} is {{{{ $value | humanize }}}}"
      runbook: "https://runbooks.example/drift/{i}"
"""

GROUP = """- interval: 1m
  name: t{t}
  input_series: [{{series: 'score{{model="{i}"}}', values: "{value}x30"}}]
  alert_rule_test:
  - eval_time: 20m
    alertname: Drift{i}
    exp_alerts: {alerts}
"""
ALERT = """
    - exp_labels: {{severity: page, team: "team{i}", model: "{i}"}}
      exp_annotations: {{summary: "drift on {i} is 500m", runbook: "https://runbooks.example/drift/{i}"}}"""


def peer_rules():
    return "groups:\n- name: drift\n  rules:\n" + "".join(RULE.format(i=i) for i in range(PEER_RULES))


def peer_tests():
    text = "rule_files: [rules.yml]\nevaluation_interval: 1m\ntests:\n"
    for t in range(MONITORS):
        i = t % PEER_RULES
        alerts = ALERT.format(i=i) if t % 2 else "[]"
        text += GROUP.format(t=t, i=i, value="0.5+0" if t % 2 else "0.1+0", alerts=alerts)
    return text


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {"tocsin.tocsin": tocsin(), "rules.yml": peer_rules(), "tests.yml": peer_tests()}.items():
        (folder / name).write_text(text, encoding="utf-8")


main()
