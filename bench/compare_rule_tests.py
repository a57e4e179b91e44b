#!/usr/bin/env python3
"""Runs 200 tests of rules with tocsin and with promtool in turn, and prints a table.

usage: compare_rule_tests.py TOCSIN FOLDER [RUNS]

FOLDER holds what rule_tests_data.py wrote. Ends with 1 when a test fails on either side.
"""
import os
import statistics
import sys
import time

TOCSIN_TURNS = 5  # of tocsin for each one of promtool: its runs are short, and noise is not


def run(command, log):
    """Seconds by the clock, seconds of processor time, peak memory in MiB."""
    began = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ,
                            file_actions=[(os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)])
    _, status, used = os.wait4(child, 0)
    wall = time.perf_counter() - began
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}; see {log}")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def spread(values, digits):
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:.{digits}f} ({low:.{digits}f} - {high:.{digits}f})"


def show(results):
    print(f"\n200 tests of 30 one-minute steps; {os.cpu_count()} cores; median (lowest - highest)")
    print(f"\n| {'job':<42} | {'wall s':<24} | {'CPU s':<24} | peak MiB |")
    print(f"|{'-' * 44}|{'-' * 26}|{'-' * 26}|{'-' * 10}|")
    for name, runs in results.items():
        wall, cpu, memory = zip(*runs)
        print(f"| {name:<42} | {spread(wall, 3):<24} | {spread(cpu, 3):<24} | {max(memory):>8.0f} |")
    ours, theirs = results.values()
    ratios = [statistics.median(t[i] for t in theirs) / statistics.median(o[i] for o in ours) for i in range(2)]
    memory = max(t[2] for t in theirs) / max(o[2] for o in ours)
    print(f"| {'ratio':<42} | {ratios[0]:<24.0f} | {ratios[1]:<24.0f} | {memory:>8.1f} |")


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    tocsin, folder = sys.argv[1:3]
    turns = int(sys.argv[3]) if len(sys.argv) == 4 else 5
    log = f"{folder}/log.txt"
    ours = [tocsin, "test", f"{folder}/tocsin.tocsin"]
    theirs = ["promtool", "test", "rules", f"{folder}/tests.yml"]
    results = {"tocsin test, package of 200 monitors": [], "promtool test rules, file of 10 rules": []}
    for turn in range(turns + 1):  # the first one warms up
        measured = [[run(ours, log) for _ in range(TOCSIN_TURNS)], [run(theirs, log)]]
        if turn > 0:
            for runs, more in zip(results.values(), measured):
                runs += more
    show(results)


main()
