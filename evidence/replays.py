"""Runs `tocsin replay` and gives what it said."""

import csv
import json
import subprocess
import sys
from pathlib import Path

RULES = Path(__file__).resolve().parent


def replay(tocsin, pack, bound, charts=None, readings=None, to=None):
    """The report of a replay of the rules in evidence/PACK over the files that are bound to their names."""
    command = [tocsin, "replay", RULES / pack, "--format", "json"]
    for option in ("data", "references"):
        for name, file in bound[option].items():
            command += ["--data" if option == "data" else "--reference", f"{name}={file}"]
    command += ["--charts", charts] if charts else []
    command += ["--readings", readings] if readings else []
    command += ["--to", to] if to else []
    run = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {run.returncode}:\n{run.stdout}{run.stderr}")
    return json.loads(run.stdout)


def readings_of(path):
    with open(path, newline="") as file:
        yield from csv.DictReader(file)
