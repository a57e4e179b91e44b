#!/usr/bin/env python3
"""Writes the data of the batch job: a day of a million predictions, twenty columns, the same bytes each time.

usage: batch_job_data.py FOLDER

FOLDER/predictions.csv: sorted by time; the ten numbers drift away from FOLDER/reference.csv (a tenth as many rows)
over the day by half a unit. Two values in a hundred are missing in a number, one in a text, thirty in the label.
"""
import pathlib
import sys

import numpy as np
import pandas as pd

START = np.datetime64("2026-03-02T00:00:00.000", "ms")
DAY_MS = 86_400_000
NUMBERS = [f"x{i}" for i in range(10)]
TEXTS = [f"c{i}" for i in range(4)]


def with_gaps(values, share, random):
    return values.where(random.random(len(values)) >= share)


def day(rows, seed, drift):
    random = np.random.default_rng(seed)
    # Half a step into the day: no event lies on the edge of a window.
    passed = (np.arange(rows) + 0.5) / rows
    at = START + (passed * DAY_MS).astype("int64").astype("timedelta64[ms]")
    table = {"at": np.char.add(np.datetime_as_string(at), "Z"), "id": np.arange(rows)}
    table["version"] = np.array(["v7", "v8"])[random.integers(0, 2, rows)]
    for i, name in enumerate(NUMBERS):
        values = pd.Series(random.normal(i, 1 + i / 10, rows) + drift * passed).round(9)
        table[name] = with_gaps(values, 0.02, random)
    kinds = np.array([f"value_{k}" for k in range(20)], object)
    for name in TEXTS:
        table[name] = with_gaps(pd.Series(kinds[random.integers(0, 20, rows)]), 0.01, random)
    label = random.integers(0, 2, rows)
    score = np.clip(random.normal(0.35 + 0.3 * label, 0.2), 0, 1).round(9)
    table["score"] = score
    table["guess"] = (score > 0.5).astype(int)
    table["label"] = with_gaps(pd.Series(label).astype("Int64"), 0.3, random)
    return pd.DataFrame(table)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    day(100_000, 2, 0).to_csv(folder / "reference.csv", index=False)
    day(1_000_000, 1, 0.5).to_csv(folder / "predictions.part", index=False)
    (folder / "predictions.part").rename(folder / "predictions.csv")


main()
