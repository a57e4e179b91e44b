"""The service takes the simulated log of loan_rejection over HTTP in its order, is killed while
requests are on their way, and decides and tells what `replay` does over the same log.

    run_crash_test.py [--kills 20] [--seed 1] [--speed 1000x] [--log FOLDER]

FOLDER is what `tocsin simulate rules/loan_rejection --days 5` wrote; without it that is done first.
"""

import argparse
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support.data_dir import source_dir, tocsin_binary  # noqa: E402
from support.service import LogOfFile, Sender, Service, decided, differences, time_of  # noqa: E402

# Twenty minutes before the model server of the log slows down, and until it has for a while.
BEGIN, END = "2026-03-04T15:30:00Z", "2026-03-04T17:00:00Z"
FILE_END = "2026-03-04T17:10:00Z"
MODEL = "loan_rejection"


class Killer:
    """Kills the service at random requests, a moment after they were sent."""

    def __init__(self, service, kills, seed):
        self.service, self.kills, self.random = service, kills, random.Random(seed)
        self.done, self.asked, self.every = 0, 0, 0

    def plan_for(self, requests):
        self.at = set(self.random.sample(range(requests), self.kills))

    def __call__(self):
        number, self.asked = self.asked, self.asked + 1
        if number not in self.at:
            return
        time.sleep(self.random.choice([0, 0.0005, 0.001, 0.002, 0.004, 0.008]))
        self.service.end(signal.SIGKILL)
        self.done += 1
        self.service.start()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--speed", default="1000x")
    parser.add_argument("--log", type=Path)
    options = parser.parse_args()
    tocsin, rules = tocsin_binary(), source_dir() / "rules" / MODEL
    with tempfile.TemporaryDirectory() as folder:
        run(tocsin, rules, Path(folder), options)


def cut(source, target, column):
    """The rows from BEGIN on, up to a little after END: the end of a file is no news to a replay."""
    with open(source) as lines, open(target, "w") as out:
        out.write(next(lines))
        out.writelines(line for line in lines if BEGIN <= line.split(",")[column] < FILE_END)
    return target


def run(tocsin, rules, folder, options):
    log = options.log or folder
    if log is folder:
        subprocess.run([tocsin, "simulate", rules, "--days", "5", "--out", log],
                       check=True, stdout=subprocess.DEVNULL)
    events = cut(log / "predictions.csv", folder / "events.csv", 1)
    labels = cut(log / "labels.csv", folder / "outcomes.csv", 2)
    reference = f"{MODEL}.training={log / 'training.csv'}"
    subprocess.run([tocsin, "replay", rules, "--data", f"{MODEL}={events}",
                    "--labels", f"{MODEL}={labels}", "--reference", reference,
                    "--from", BEGIN, "--to", END, "--store", folder / "replay.db"],
                   check=True, stdout=subprocess.DEVNULL)
    begin, end = time_of(BEGIN), time_of(END)
    logs = {"events": LogOfFile(events, "decided_at", begin, end),
            "labels": LogOfFile(labels, "decided_on", begin, end)}
    total = {what: len(log.rows) for what, log in logs.items()}

    service = Service(tocsin, rules, folder / "run.db",
                      ["--reference", reference, "--speed", options.speed, "--to", END])
    killer = Killer(service, options.kills, options.seed)
    killer.plan_for(len(logs) * int((end - begin) / Sender.STEP) - 20)
    began = time.monotonic()
    service.start("--from", BEGIN)
    sender = Sender(service, MODEL, logs, killer)
    sender.send(begin, end)
    code = service.wait()
    took = time.monotonic() - began
    print(f"{sum(total.values())} rows in {took:.1f} s, {killer.done} kills in "
          f"{killer.asked} requests, {sender.repeated} answered again")
    assert code == 0, code
    assert killer.done == options.kills, killer.done

    with sqlite3.connect(folder / "run.db") as store:
        kept = dict(store.execute("SELECT kind, sum(rows) FROM journal GROUP BY kind"))
    assert sender.accepted == total, (sender.accepted, total)
    assert kept == total, (kept, total)
    replayed, lived = decided(folder / "replay.db"), decided(folder / "run.db")
    print({name: len(rows) for name, rows in replayed.items()})
    assert len(replayed["messages"]) > 0 and len(replayed["incidents"]) > 0
    different = differences(replayed, lived)
    for text in different[:20]:
        print(text)
    assert not different, f"{len(different)} differences"


if __name__ == "__main__":
    main()
