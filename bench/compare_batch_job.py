#!/usr/bin/env python3
"""Runs the batch job with tocsin and with pandas in turn, compares what they found, and prints a table.

usage: compare_batch_job.py TOCSIN RULES FOLDER [RUNS]

FOLDER holds the data and takes the results. Ends with 1 when the two disagree.
"""
import csv
import datetime
import os
import statistics
import sys

from measured import run, spread

HERE = os.path.dirname(os.path.abspath(__file__))
WINDOW = datetime.timedelta(minutes=10)
HORIZON = datetime.timedelta(hours=1)  # that much later tocsin judges what needs labels
LABELLED = {"precision", "recall", "accuracy", "labels_in"}
CLOSE = 1e-9  # they add up in another order; relative, of figures not close to zero


def found_by_pandas(path):
    figures = {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            window = datetime.datetime.fromisoformat(row.pop("at"))
            figures.update({(name, window): float(value) for name, value in row.items()})
    return figures


def found_by_tocsin(path):
    figures = {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            if row["value"] == "":
                continue
            window = datetime.datetime.fromisoformat(row["slot"]) - WINDOW
            if row["monitor"] in LABELLED:
                window -= HORIZON
            figures[row["monitor"], window] = float(row["value"])
    return figures


def check_agreement(ours, theirs):
    if ours.keys() != theirs.keys():
        odd = sorted(map(str, ours.keys() ^ theirs.keys()))
        sys.exit(f"disagree: {len(odd)} figures were found by one of them only, such as {odd[0]}")
    gaps = {at: abs(ours[at] - theirs[at]) / max(abs(theirs[at]), 1e-3) for at in ours}
    worst = max(gaps, key=gaps.get)
    if gaps[worst] > CLOSE:
        sys.exit(f"disagree: {worst[0]} from {worst[1]}: {ours[worst]!r} and {theirs[worst]!r}")
    names = {name for name, _ in ours}
    print(f"\nBoth found the same: {len(ours)} figures of {len(names)} monitors, apart by at most {gaps[worst]:.1g}.")


def show(results, rows):
    runs = len(results["tocsin replay"])
    print(f"\n{rows:,.0f} rows of 20 columns, 50 monitors, 144 windows; {os.cpu_count()} cores; "
          f"median (lowest - highest) of {runs} runs in turn")
    print(f"\n| {'job':<13} | {'wall s':<21} | {'CPU s':<21} | {'rows/s':>9} | peak MiB |")
    print(f"|{'-' * 15}|{'-' * 23}|{'-' * 23}|{'-' * 11}|{'-' * 10}|")
    for name, runs in results.items():
        wall, cpu, memory = zip(*runs)
        print(f"| {name:<13} | {spread(wall, 2):<21} | {spread(cpu, 2):<21} "
              f"| {rows / statistics.median(wall):>9,.0f} | {max(memory):>8,.0f} |")
    pairs = list(zip(results["pandas"], results["tocsin replay"]))
    ratios = [spread([a[i] / b[i] for a, b in pairs], 1) for i in range(2)]
    memory = max(run[2] for run in results["pandas"]) / max(run[2] for run in results["tocsin replay"])
    print(f"| {'ratio':<13} | {ratios[0]:<21} | {ratios[1]:<21} | {'':>9} | {memory:>8.1f} |")


def main():
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    tocsin, rules, folder = sys.argv[1:4]
    runs = int(sys.argv[4]) if len(sys.argv) == 5 else 5
    jobs = {
        "tocsin replay": [tocsin, "replay", rules, "--data", f"batch_job={folder}/predictions.csv",
                          "--reference", f"batch_job.training={folder}/reference.csv",
                          "--readings", f"{folder}/tocsin.csv"],
        "pandas": [sys.executable, f"{HERE}/peer_batch_job.py", folder, f"{folder}/pandas.csv"],
    }
    results = {name: [] for name in jobs}
    for turn in range(runs + 1):  # the first one warms up
        for name, command in jobs.items():
            measured = run(command, f"{folder}/log.txt")
            if turn > 0:
                results[name].append(measured)
    theirs = found_by_pandas(f"{folder}/pandas.csv")
    show(results, sum(value for (name, _), value in theirs.items() if name == "volume"))
    check_agreement(found_by_tocsin(f"{folder}/tocsin.csv"), theirs)


main()
