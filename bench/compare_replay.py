#!/usr/bin/env python3
"""Replays 100 rules over 30 days of minutes, with tocsin from a file and with `vmalert -replay` from VictoriaMetrics, in turn.

usage: compare_replay.py TOCSIN FOLDER [RUNS]

The file is a CSV of a row a minute with a column a model; VictoriaMetrics holds the same values as a series a model. vmalert
runs without its pauses, asks for the whole range at once, and for every minute. Prints a table; ends with 1 when the
alerts of the two differ.
"""
import csv
import datetime
import http.client
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

from measured import run, spread

MODELS = 100
DAYS = 30
BEGIN = 1_767_225_600  # 2026-01-01T00:00:00Z
END = BEGIN + DAYS * 86_400


def iso(at):
    return datetime.datetime.fromtimestamp(at, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def series():
    """An hour of drift somewhere in each day of each model."""
    random.seed(5)
    times = range(BEGIN, END, 60)
    return times, [[round(random.uniform(0, 0.15) + (0.3 if (at // 60 + model * 37) % 1440 < 60 else 0), 4)
                    for at in times] for model in range(MODELS)]


def write_tocsin(folder, times, values):
    with open(f"{folder}/scores.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["at"] + [f"m{model:05d}" for model in range(MODELS)])
        for number, at in enumerate(times):
            writer.writerow([iso(at)] + [column[number] for column in values])
    fields = "\n".join(f"  field m{model:05d}: number" for model in range(MODELS))
    monitors = "\n".join(
        f'  drift drift_{model:05d} "Scores drift" {{\n    measure mean(m{model:05d}) over 5m every 1m\n'
        f"    warn when > 0.2 for 5m until clear\n  }}" for model in range(MODELS))
    with open(f"{folder}/rules.tocsin", "w") as file:
        file.write(f'tocsin 1\n\nmodel scores "Scores" {{\n  time at, lateness 0s\n{fields}\n}}\n\n'
                   f'watch scores {{\n  owner "bench"\n  no data keep\n{monitors}\n}}\n\n'
                   "channel screen: console {}\nroute warn to screen\n")


def write_vmalert(folder):
    rules = "\n".join(f"  - alert: Drift{model:05d}\n"
                      f'    expr: avg_over_time(score{{model="m{model:05d}"}}[5m]) > 0.2\n    for: 5m'
                      for model in range(MODELS))
    with open(f"{folder}/rules.yml", "w") as file:
        file.write(f"groups:\n- name: scores\n  interval: 1m\n  rules:\n{rules}\n")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(url):
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.read().decode()


class Store:
    """VictoriaMetrics with the values."""

    def __init__(self, folder, times, values):
        shutil.rmtree(f"{folder}/vm", ignore_errors=True)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            ["/usr/bin/victoria-metrics", f"-storageDataPath={folder}/vm", f"-httpListenAddr=127.0.0.1:{port}",
             "-retentionPeriod=100y", "-loggerLevel=ERROR", "-search.latencyOffset=0s", "-search.disableCache"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            try:
                get(self.url + "/health")
                break
            except OSError:
                time.sleep(0.1)
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for model, column in enumerate(values):
            body = {"metric": {"__name__": "score", "model": f"m{model:05d}"}, "values": column,
                    "timestamps": [at * 1000 for at in times]}
            connection.request("POST", "/api/v1/import", json.dumps(body))
            connection.getresponse().read()
        get(self.url + "/internal/force_flush")

    def processor_seconds(self):
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def firing(self):
        """Minutes at which each alert fires, by model."""
        get(self.url + "/internal/force_flush")
        found = {}
        answer = get(self.url + "/api/v1/export?match[]=ALERTS%7Balertstate%3D%22firing%22%7D"
                     f"&start={BEGIN - 86400}&end={END + 86400}")
        for line in answer.splitlines():
            one = json.loads(line)
            found.setdefault(one["metric"]["model"], set()).update(at // 60_000 for at in one["timestamps"])
        return found


def firing_by_tocsin(path):
    found = {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            if row["state"] == "warn":
                at = datetime.datetime.fromisoformat(row["slot"]).timestamp()
                found.setdefault("m" + row["monitor"].rsplit("_", 1)[1], set()).add(int(at) // 60)
    return found


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    tocsin, folder = sys.argv[1:3]
    runs = int(sys.argv[3]) if len(sys.argv) == 4 else 5
    times, values = series()
    write_tocsin(folder, times, values)
    write_vmalert(folder)
    ours = [tocsin, "replay", f"{folder}/rules.tocsin", "--data", f"scores={folder}/scores.csv"]
    store = Store(folder, times, values)
    try:
        theirs = ["/usr/bin/vmalert", f"-rule={folder}/rules.yml", f"-datasource.url={store.url}",
                  f"-remoteWrite.url={store.url}", f"-remoteRead.url={store.url}",
                  f"-httpListenAddr=127.0.0.1:{free_port()}", f"-replay.timeFrom={iso(BEGIN)}",
                  f"-replay.timeTo={iso(END - 60)}", "-replay.rulesDelay=0s", "-datasource.queryStep=1m",
                  f"-replay.maxDatapointsPerQuery={DAYS * 1440}"]
        results = {"tocsin replay": [], "vmalert": []}
        for turn in range(runs + 1):  # the first one warms up
            mine = run(ours, f"{folder}/log.txt")
            before = store.processor_seconds()
            wall, cpu, memory = run(theirs, f"{folder}/log.txt")
            if turn > 0:
                results["tocsin replay"].append(mine)
                results["vmalert"].append((wall, cpu + store.processor_seconds() - before, memory))
        want = store.firing()
    finally:
        store.process.terminate()
        store.process.wait()
    run([*ours, "--readings", f"{folder}/readings.csv"], f"{folder}/log.txt")
    found = firing_by_tocsin(f"{folder}/readings.csv")
    print(f"\n{MODELS} rules, {DAYS} days of minutes; {os.cpu_count()} cores; median (lowest - highest) of {runs} runs in turn\n")
    print("| job           | wall s                | CPU s                 | peak MiB |\n|---|---|---|---|")
    for name, measured in results.items():
        wall, cpu, memory = zip(*measured)
        print(f"| {name} | {spread(wall, 2)} | {spread(cpu, 2)} | {max(memory):.0f} |")
    pairs = list(zip(results["vmalert"], results["tocsin replay"]))
    print(f"| times faster | {spread([a[0] / b[0] for a, b in pairs], 2)} | {spread([a[1] / b[1] for a, b in pairs], 2)} | |")
    if found != want:
        odd = sum(len(found.get(model, set()) ^ want.get(model, set())) for model in found.keys() | want.keys())
        sys.exit(f"disagree: {odd} minutes of {sum(map(len, want.values()))} fire with one of them only")
    print(f"\nBoth fire in the same {sum(map(len, want.values()))} minutes.")


main()
