#!/usr/bin/env python3
"""Measures over whole arrays of a million values, with tocsin and with numpy, scipy and scikit-learn in turn.

usage: compare_kernels.py BENCH_KERNELS FOLDER [RUNS]

FOLDER takes the arrays. Prints a table of processor time; ends with 1 when the two disagree.
"""
import os
import statistics
import subprocess
import sys
import time

import numpy as np
from scipy.stats import ks_2samp, wasserstein_distance
from sklearn.metrics import roc_auc_score

from measured import spread

SIZE = 1_000_000
CLOSE = 1e-9
GOALS = {"psi": 5, "ks": 16, "wasserstein": 15, "auc": 9}
TOLD = {"psi": "numpy", "ks": "scipy", "wasserstein": "scipy", "auc": "scikit-learn"}


def made(rng, discrete):
    """A bell, and one that moved a little; discrete: in steps of a tenth, with many ties."""
    positive = rng.integers(0, 2, SIZE)
    arrays = {
        "reference": rng.normal(0, 1, SIZE),
        "live": rng.normal(0.1, 1.1, SIZE),
        "score": np.clip(rng.normal(0.4 + 0.2 * positive, 0.2), 0, 1),
    }
    if discrete:
        arrays = {name: np.round(array, 1) for name, array in arrays.items()}
    return {**arrays, "positive": positive.astype(float)}


def peers(arrays):
    reference, live, score = arrays["reference"], arrays["live"], arrays["score"]
    positive = arrays["positive"].astype(int)
    edges = np.unique(np.quantile(reference, np.linspace(0, 1, 11)[1:-1]))
    counts = lambda values: np.bincount(np.searchsorted(edges, values), minlength=len(edges) + 1)
    q = counts(reference) / len(reference)

    def psi():
        p = counts(live) / len(live)
        return float(np.sum((p - q) * np.log(p / q)))

    return {
        "psi": psi,
        "ks": lambda: ks_2samp(reference, live, method="asymp").statistic,
        "wasserstein": lambda: wasserstein_distance(reference, live),
        "auc": lambda: roc_auc_score(positive, score),
    }


def ours(program, folder):
    """Values, and seconds, by the name of the measure."""
    lines = subprocess.run([program, folder, "1"], check=True, capture_output=True, text=True).stdout
    fields = [line.split() for line in lines.splitlines()]
    return {name: (float(value), float(seconds)) for name, value, seconds in fields}


def compare(kind, arrays, program, folder, runs):
    os.makedirs(folder, exist_ok=True)
    for name, array in arrays.items():
        array.tofile(f"{folder}/{name}")
    measures = peers(arrays)
    theirs = {name: measure() for name, measure in measures.items()}
    seconds = {}
    for _ in range(runs):
        for name, measure in measures.items():
            began = time.process_time()
            measure()
            seconds.setdefault((name, "peer"), []).append(time.process_time() - began)
        found = ours(program, folder)
        for name, (value, used) in found.items():
            seconds.setdefault((name, "tocsin"), []).append(used)
            want = theirs[name.removesuffix("_anew")]
            if abs(value - want) > CLOSE * max(abs(want), 1e-3):
                sys.exit(f"disagree: {name} of {kind} values is {value!r} and {want!r}")
    for name in found:
        of = name.removesuffix("_anew")
        told = of if of == name else f"{of}, reference sorted anew"
        peer, tocsin = seconds[of, "peer"], seconds[name, "tocsin"]
        milliseconds = [spread([1000 * s for s in times], 1) for times in (tocsin, peer)]
        ratio = statistics.median(p / t for p, t in zip(peer, tocsin))
        goal = GOALS[of] if of == name else ""
        print(f"| {kind:<10} | {told:<34} | {milliseconds[0]:<19} | {milliseconds[1]:<22} | {TOLD[of]:<12} "
              f"| {ratio:>5.1f} | {goal:>4} |")


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    program, folder = sys.argv[1:3]
    runs = int(sys.argv[3]) if len(sys.argv) == 4 else 5
    print(f"A million values against a million; {os.cpu_count()} cores; median (lowest - highest) of {runs} runs in turn\n")
    print(f"| {'values':<10} | {'measure':<34} | {'tocsin, CPU ms':<19} | {'peer, CPU ms':<22} | {'peer':<12} | ratio | goal |")
    print(f"|{'-' * 12}|{'-' * 36}|{'-' * 21}|{'-' * 24}|{'-' * 14}|-------|------|")
    rng = np.random.default_rng(7)
    for kind, discrete in (("continuous", False), ("discrete", True)):
        compare(kind, made(rng, discrete), program, f"{folder}/{kind}", runs)


main()
