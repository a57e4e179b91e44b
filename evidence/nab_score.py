"""The scoring rule of the Numenta Anomaly Benchmark, standard profile, of one file."""

import bisect
import csv
import json
import math

import streams

MISS, FALSE_ALARM = 1.0, 0.11  # weights of the standard profile; a perfect detection counts 1


def sigmoid(position):
    """The worth of a detection: -1 the beginning of the window, 0 its end, beyond it falls to -1."""
    return -1.0 if position > 3 else 2 / (1 + math.exp(5 * position)) - 1


def windows_of(data, file, times):
    """First and last row of each labelled window."""
    with open(data / "nab/labels/combined_windows.json") as labels:
        limits = json.load(labels)[f"realKnownCause/{file}.csv"]
    cut = [[limit.split(".")[0] for limit in window] for window in limits]
    return [(bisect.bisect_left(times, first), bisect.bisect_right(times, last) - 1)
            for first, last in cut]


def probation(count):
    """Rows at the beginning in which nothing counts."""
    return math.floor(0.15 * min(count, 5000))


def score(detections, windows, count):
    """(score, found windows, false alarms) of the rows at which something was detected."""
    counted = [row for row in detections if row >= probation(count)]
    worth, false_alarms, best = 0.0, 0, {}
    for row in counted:
        inside = next((w for w in windows if w[0] <= row <= w[1]), None)
        if inside:
            first, last = inside
            position = -(last - row + 1) / (last - first + 1)
            best[inside] = max(best.get(inside, 0), sigmoid(position) / sigmoid(-1))
            continue
        false_alarms += 1
        before = [w for w in windows if w[1] < row]
        if before:
            first, last = before[-1]
            worth += FALSE_ALARM * sigmoid((row - last) / (last - first))
        else:
            worth -= FALSE_ALARM
    missed = len(windows) - len(best)
    return worth + sum(best.values()) - MISS * missed, len(best), false_alarms


def normalised(total, windows):
    """Of the sum over all files: 0 for no detection at all, 100 for every window at its beginning."""
    return 100 * (total + windows) / (2 * windows)


def published(data, detector="windowedGaussian"):
    """The published score of each file."""
    path = data / "nab/published_standard_scores_realKnownCause.csv"
    with open(path, newline="") as file:
        return {row["File"].split("/")[1].removesuffix(".csv"): float(row["Score"])
                for row in csv.DictReader(file) if row["Detector"] == detector}


def row_at(times, began):
    """The last row that was known when the alert began."""
    return bisect.bisect_right(times, began.replace("T", " ").removesuffix("Z")) - 1


def reproduced(data):
    """The files whose published score follows from their published anomaly scores by this rule."""
    good = 0
    for file, expected in published(data).items():
        source = data / f"nab/windowedGaussian_results/realKnownCause/windowedGaussian_{file}.csv.gz"
        table = streams.rows(source)
        detections = [i for i, row in enumerate(table) if float(row["anomaly_score"]) >= 1.0]
        windows = windows_of(data, file, [row["timestamp"] for row in table])
        good += abs(score(detections, windows, len(table))[0] - expected) < 1e-9
    return good
