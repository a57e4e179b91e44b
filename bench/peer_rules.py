#!/usr/bin/env python3
"""Writes a rule file for Prometheus with as many alerts as rule_corpus.py writes monitors.

    bench/peer_rules.py FILE [--alerts N]

A hundred alerts a group; each has a query, a threshold, a hold, two labels and two annotations, one of them a template.
"""
import argparse
import pathlib

GROUP = """- name: area_{g:03}
  rules:
"""

ALERT = """  - alert: ScoresMoved{n:05}
    expr: avg_over_time(score_psi{{model="loans_{n:05}"}}[10m]) > 0.2
    for: 5m
    labels: {{severity: page, team: "team_{t}"}}
    annotations:
      summary: "{{{{ $labels.model }}}} has moved by {{{{ $value | humanize }}}}"
      runbook: "https://wiki.bank.example/loans/{n}"
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--alerts", type=int, default=10_000)
    args = parser.parse_args()
    text = "groups:\n"
    for n in range(args.alerts):
        text += GROUP.format(g=n // 100) if n % 100 == 0 else ""
        text += ALERT.format(n=n, t=n % 20)
    args.file.write_text(text, encoding="utf-8")
    print(f"{args.file}: {args.alerts:,} alerts, {len(text):,} bytes")


if __name__ == "__main__":
    main()
