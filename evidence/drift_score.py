"""Delay and false alarms of detectors on streams whose drifts are known."""

import bisect
import datetime
import json

import streams


def known(data):
    with open(data / "drift_streams/known_drifts.json") as file:
        return json.load(file)


def signals(readings):
    """Of each detector the rows at which it signalled: a window is the minute of one row."""
    rows = {}
    for reading in readings:
        if reading["monitor"] == "readable":
            continue
        found = rows.setdefault(reading["monitor"], [])
        if reading["value"] in ("1", "1.0", "true"):
            at = datetime.datetime.fromisoformat(reading["slot"].replace("Z", ""))
            minutes = round((at - streams.START).total_seconds() / 60)
            found.append(minutes - 1)  # the lateness
    return rows


def judged(rows, drifts):
    """(drifts found, their delays, other signals)."""
    onsets = [drift - drifts.get("width", 0) // 2 for drift in drifts["drift_at"]]
    delays = {}
    for row in rows:
        drift = bisect.bisect_right(onsets, row) - 1
        if drift >= 0 and drift not in delays:
            delays[drift] = row - onsets[drift]
    return len(delays), list(delays.values()), len(rows) - len(delays)
