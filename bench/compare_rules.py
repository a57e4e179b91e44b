#!/usr/bin/env python3
"""Checks ten thousand monitors with tocsin and as many alerts with promtool in turn, and prints a table.

usage: compare_rules.py TOCSIN FOLDER [RUNS]

FOLDER holds `rules/` and `noisy/` of rule_corpus.py and `alerts.yml` of peer_rules.py.
"""
import os
import statistics
import sys

from measured import run, spread

PEER = "promtool check rules"


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    tocsin, folder = sys.argv[1:3]
    runs = int(sys.argv[3]) if len(sys.argv) == 4 else 5
    jobs = {
        "tocsin check": [tocsin, "check", "--format", "brief", f"{folder}/rules"],
        "the same, warnings": [tocsin, "check", "--format", "brief", f"{folder}/noisy"],
        "tocsin fmt --check": [tocsin, "fmt", "--check", f"{folder}/rules"],
        PEER: ["/usr/bin/promtool", "check", "rules", f"{folder}/alerts.yml"],
    }
    results = {name: [] for name in jobs}
    for turn in range(runs + 1):  # the first one warms up
        for name, command in jobs.items():
            measured = run(command, f"{folder}/log.txt")
            if turn > 0:
                results[name].append(measured)
    show(results)


def show(results):
    print(f"\n10,000 monitors, 10,000 alerts; {os.cpu_count()} cores; median (lowest - highest) of "
          f"{len(results[PEER])} runs in turn")
    print(f"\n| {'job':<20} | {'wall s':<21} | {'CPU s':<21} | peak MiB | {'times faster than promtool':<27} |")
    print(f"|{'-' * 22}|{'-' * 23}|{'-' * 23}|{'-' * 10}|{'-' * 29}|")
    for name, runs in results.items():
        wall, cpu, memory = zip(*runs)
        pairs = [theirs[0] / ours[0] for theirs, ours in zip(results[PEER], runs)]
        faster = "" if name == PEER else spread(pairs, 1)
        print(f"| {name:<20} | {spread(wall, 3):<21} | {spread(cpu, 3):<21} | {max(memory):>8,.0f} | {faster:<27} |")


main()
