#!/usr/bin/env python3
"""The job that bench/rules/batch_job.tocsin describes, as one would write it with pandas: fifty figures of each ten minutes.

usage: peer_batch_job.py FOLDER OUT.csv

Reads predictions.csv and reference.csv in FOLDER; writes a row a window, a column a monitor, under the monitors' names.
"""
import sys

import numpy as np
import pandas as pd

NUMBERS = [f"x{i}" for i in range(10)]
TEXTS = [f"c{i}" for i in range(4)]


def bin_counts(edges, values):
    values = values[~np.isnan(values)]
    return np.bincount(np.searchsorted(edges, values), minlength=len(edges) + 1)


def stability_index(counts, expected):
    p = counts / counts.sum()
    q = expected / expected.sum()
    return np.sum((p - q) * np.log(p / q))


def figures(events, reference):
    windows = events.groupby(events["at"].dt.floor("10min"))
    out = {"volume": windows.size()}
    missing = events[NUMBERS + TEXTS].isna().groupby(events["at"].dt.floor("10min")).mean()
    for name in NUMBERS + TEXTS:
        out[f"nulls_{name}"] = missing[name]
    quantiles = windows[NUMBERS].quantile([0.5, 0.95]).unstack()
    for name in NUMBERS:
        out[f"p50_{name}"] = quantiles[name, 0.5]
        out[f"p95_{name}"] = quantiles[name, 0.95]
    for name in NUMBERS:
        edges = reference[name].quantile(np.linspace(0.1, 0.9, 9)).values
        expected = bin_counts(edges, reference[name].values)
        out[f"psi_{name}"] = windows[name].apply(
            lambda values: stability_index(bin_counts(edges, values.values), expected))
    out["labels_in"] = windows["label"].count() / windows.size()
    known = events[events["label"].notna()]
    window = known["at"].dt.floor("10min")
    guessed, real = known["guess"] == 1, known["label"] == 1
    hits = (guessed & real).groupby(window).sum()
    out["precision"] = hits / guessed.groupby(window).sum()
    out["recall"] = hits / real.groupby(window).sum()
    out["accuracy"] = (known["guess"] == known["label"]).groupby(window).mean()
    out["mean_score"] = windows["score"].mean()
    return pd.DataFrame(out)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder, path = sys.argv[1:]
    reference = pd.read_csv(f"{folder}/reference.csv")
    events = pd.read_csv(f"{folder}/predictions.csv", parse_dates=["at"])
    figures(events, reference).to_csv(path)


main()
