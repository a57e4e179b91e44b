#!/usr/bin/env python3
"""From the transition of 10,000 alerts in 1,000 groups to the last webhook, with tocsin and with Debian's Alertmanager in turn.

usage: compare_deliveries.py RELEASE FOLDER [RUNS]

RELEASE holds bench_deliveries and bench_sink, which is the receiver of both. Prints a table; ends with 1 when one of them
has not sent a message for each group.
"""
import contextlib
import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request

from measured import spread

ALERTS, GROUPS, BATCH, WAIT = 10_000, 1_000, 1_000, 1.0
CONFIG = """
route: {{receiver: hook, group_by: [model], group_wait: 1s, group_interval: 1s, repeat_interval: 4h}}
receivers: [{{name: hook, webhook_configs: [{{url: 'http://127.0.0.1:{port}/', send_resolved: false}}]}}]
"""


@contextlib.contextmanager
def sink(release, needle):
    process = subprocess.Popen([f"{release}/bench_sink", str(ALERTS), needle], stdout=subprocess.PIPE, text=True)
    try:
        yield process, int(process.stdout.readline().split()[1])
    finally:
        process.kill()
        process.wait()


def measured(began, told, cpu):
    """Alerts a second, microseconds of processor time an alert, and milliseconds of delay beyond the wait."""
    if len(told) != GROUPS or set(told) != set(began):
        sys.exit(f"{len(told)} messages for {len(began)} groups")
    beyond = sorted(told[name] - began[name] - WAIT for name in told)
    whole = max(told.values()) - min(began.values()) - WAIT
    return ALERTS / whole, cpu / ALERTS * 1e6, 1000 * statistics.median(beyond), 1000 * beyond[int(0.99 * GROUPS)]


def arrivals(process):
    told = {}
    for line in process.communicate(timeout=120)[0].splitlines():
        at, name = line.split()
        if name in told:
            sys.exit(f"{name} was told twice")
        told[name] = int(at) / 1e9
    return told


def ours(release, folder, seconds):
    store = f"{folder}/store"
    for name in (store, f"{store}-wal", f"{store}-shm", f"{store}-sending"):
        if os.path.exists(name):
            os.remove(name)
    with sink(release, '"episode":') as (receiver, port):
        done = subprocess.run([f"{release}/bench_deliveries", store, str(port), str(seconds)], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(done.stderr)
        lines = done.stdout.split()
        values = dict(zip(lines[::2], lines[1::2]))
        cpu = float(values.pop("cpu"))
        return measured({name: int(at) / 1e9 for name, at in values.items()}, arrivals(receiver), cpu)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_ready(port):
    for _ in range(600):
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/-/ready", timeout=1).read()
        except OSError:
            time.sleep(0.05)
    sys.exit("prometheus-alertmanager does not come up")


def cpu_of(pid):
    fields = open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def alerts():
    return [{"labels": {"alertname": "ModelDrift", "model": f"m{i // 10:05d}", "feature": f"f{i % 10}", "id": str(i),
                        "severity": "page", "team": f"team{i // 20:03d}"},
             "annotations": {"summary": f"drift on m{i // 10:05d} is 0.31", "runbook": "https://runbooks.example/drift"},
             "generatorURL": "http://127.0.0.1/graph"} for i in range(ALERTS)]


def post(port, seconds):
    """All at one time, or evenly over the seconds; says when the alerts of each model were posted."""
    made, began = alerts(), {}
    bodies = [(made[i]["labels"]["model"], json.dumps(made[i:i + BATCH])) for i in range(0, ALERTS, BATCH)]
    connection, start = http.client.HTTPConnection("127.0.0.1", port), time.monotonic()
    for i, (_, body) in enumerate(bodies):
        time.sleep(max(0, start + i * seconds / len(bodies) - time.monotonic()) if seconds > 1 else 0)
        now = time.monotonic()
        began.update({alert["labels"]["model"]: now for alert in made[i * BATCH:(i + 1) * BATCH]})
        connection.request("POST", "/api/v2/alerts", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            sys.exit(f"Alertmanager answers {answer.status}")
    connection.close()
    return began


def theirs(release, folder, seconds):
    with sink(release, '"fingerprint":') as (receiver, hook):
        return alertmanager(folder, seconds, receiver, hook)


def alertmanager(folder, seconds, receiver, hook):
    port = free_port()
    shutil.rmtree(f"{folder}/data", ignore_errors=True)
    with open(f"{folder}/alertmanager.yml", "w") as config:
        config.write(CONFIG.format(port=hook))
    server = subprocess.Popen(["prometheus-alertmanager", f"--config.file={folder}/alertmanager.yml", f"--storage.path={folder}/data",
                               f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address=", "--log.level=error"],
                              stderr=open(f"{folder}/log.txt", "w"))
    try:
        wait_until_ready(port)
        time.sleep(0.5)
        before = cpu_of(server.pid)
        began = post(port, seconds)
        told = arrivals(receiver)
        return measured(began, told, cpu_of(server.pid) - before)
    finally:
        server.terminate()
        server.wait()


def show(title, results):
    print(f"\n{title}; {os.cpu_count()} cores; median (lowest - highest)")
    print(f"\n| {'':<12} | {'alerts/s':<26} | {'CPU µs an alert':<22} | {'beyond wait, ms':<22} | {'the same, p99':<22} |")
    print(f"|{'-' * 14}|{'-' * 28}|{'-' * 24}|{'-' * 24}|{'-' * 24}|")
    for name, runs in results.items():
        rate, cpu, middle, late = zip(*runs)
        print(f"| {name:<12} | {spread(rate, 0):<26} | {spread(cpu, 1):<22} | {spread(middle, 1):<22} | {spread(late, 1):<22} |")
    tocsin, peer = ([statistics.median(column) for column in zip(*runs)] for runs in results.values())
    print(f"| {'ratio':<12} | {tocsin[0] / peer[0]:<26.1f} | {peer[1] / tocsin[1]:<22.1f} | {peer[2] / tocsin[2]:<22.1f} "
          f"| {peer[3] / tocsin[3]:<22.1f} |")


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    release, folder = sys.argv[1:3]
    turns = int(sys.argv[3]) if len(sys.argv) == 4 else 5
    for seconds, title in ((1, "All models turn bad at one time"), (10, "A hundred models turn bad each second")):
        results = {"tocsin": [], "Alertmanager": []}
        for _ in range(turns):
            results["tocsin"].append(ours(release, folder, seconds))
            results["Alertmanager"].append(theirs(release, folder, seconds))
        show(title, results)


main()
