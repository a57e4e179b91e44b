"""`tocsin run` as a test drives it: started, fed with a log in its order, killed, started again."""

import csv
import http.client
import json
import signal
import sqlite3
import subprocess
import time
from datetime import datetime, timedelta, timezone


def text_of(at):
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def time_of(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone.utc)


class Service:
    """One store and the processes that run on it, one after the other."""

    def __init__(self, tocsin, rules, store, arguments):
        self.command = [str(tocsin), "run", str(rules), "--store", str(store),
                        "--listen", "127.0.0.1:0", *map(str, arguments)]
        self.log = open(str(store) + ".log", "ab")
        self.process = None

    def start(self, *more):
        self.process = subprocess.Popen(self.command + list(more), stdout=subprocess.PIPE,
                                        stderr=self.log, text=True)
        words = self.process.stdout.readline().split()
        assert words[:1] == ["port"], f"no port: see {self.log.name}: {open(self.log.name).read()}"
        self.port = int(words[1])

    def end(self, with_signal=signal.SIGTERM):
        self.process.send_signal(with_signal)
        return self.wait()

    def wait(self):
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        return code

    def assert_alive(self):
        code = self.process.poll()
        assert code is None, f"ended by itself with {code}: {open(self.log.name).read()[-2000:]}"

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)


class LogOfFile:
    """The rows of a CSV file with a time, in order, handed out up to a time as a body of CSV."""

    def __init__(self, path, column, begin, end):
        with open(path, newline="") as file:
            rows = csv.reader(file)
            self.header = next(rows)
            place = self.header.index(column)
            found = [(time_of(row[place]), row) for row in rows]
        self.rows = sorted((pair for pair in found if begin <= pair[0] <= end), key=lambda r: r[0])
        self.next = 0

    def take(self, up_to):
        first = self.next
        while self.next < len(self.rows) and self.rows[self.next][0] <= up_to:
            self.next += 1
        if first == self.next:
            return None, 0
        lines = [self.header] + [row for _, row in self.rows[first:self.next]]
        return "".join(",".join(line) + "\n" for line in lines), self.next - first


class Sender:
    """Sends in the order of the log, a few seconds of it at a time, each request until it is
    answered. `disturb(connection)` is called when a request is on its way."""

    STEP = timedelta(seconds=10)

    def __init__(self, service, model, logs, disturb=None):
        self.service, self.model, self.logs = service, model, logs
        self.disturb = disturb or (lambda: None)
        self.connection = None
        self.accepted = {what: 0 for what in logs}
        self.repeated = 0

    def send(self, begin, end):
        sent = begin
        while sent < end:
            upto = min(sent + self.STEP, end)
            self.wait_for(upto, sent)
            for what, log in self.logs.items():
                body, rows = log.take(upto)
                if body:
                    answer = self.post(what, body, f"{what} {text_of(upto)}", sent)
                    assert answer == {"accepted": rows, "malformed": 0}, answer
                    self.accepted[what] += rows
            sent = upto
        self.say_that_all_is_sent(end)

    # The service may end before it answers.
    def say_that_all_is_sent(self, end):
        while self.service.process.poll() is None:
            try:
                self.connection = self.connection or self.service.connect()
                self.connection.request("GET", "/v1/clock", None, {"Tocsin-Sent-Up-To": text_of(end)})
                self.connection.getresponse().read()
            except (OSError, http.client.HTTPException):
                self.connection = None
            time.sleep(0.05)

    # The clock of a drill stops just before its end until it is told that all has been sent.
    def wait_for(self, upto, sent):
        almost = upto - timedelta(microseconds=1)
        while time_of(self.tell(sent)["now"][:26].rstrip("Z") + "Z") < almost:
            time.sleep(0.001)

    def tell(self, sent):
        headers = {"Tocsin-Sent-Up-To": text_of(sent)}
        return self.ask("GET", "/v1/clock", None, headers)

    def post(self, what, body, key, sent):
        headers = {"Content-Type": "text/csv", "Idempotency-Key": key,
                   "Tocsin-Sent-Up-To": text_of(sent)}
        return self.ask("POST", f"/v1/models/{self.model}/{what}", body, headers)

    def ask(self, method, path, body, headers):
        while True:
            try:
                self.connection = self.connection or self.service.connect()
                self.connection.request(method, path, body, headers)
                if method == "POST":
                    self.disturb()
                reply = self.connection.getresponse()
                answer = json.loads(reply.read())
            except (OSError, http.client.HTTPException):
                self.connection = None
                self.service.assert_alive()
                continue
            if reply.status == 200:
                self.repeated += reply.getheader("Idempotent-Replayed") == "true"
                return answer
            assert reply.status in (429, 503), (reply.status, answer)
            time.sleep(0.05)


# What engine and rules decided, without the numbers that rows have by the order of writing.
DECIDED = {
    "transitions": """SELECT a.model, a.monitor, a.segment, t.episode, t.at, t.change,
        t.from_severity, t.to_severity, t.reason, t.value, t.value_text, t.low, t.high, t.threshold,
        t.n, t.labels, t.judged_from, t.judged_to FROM transitions t JOIN alerts a ON a.id = t.alert""",
    "episodes": """SELECT a.model, a.monitor, a.segment, e.number, e.incident, e.severity, e.began,
        e.reason, e.ended, e.end_reason, e.peak, e.peak_text, e.peak_at, e.peak_n
        FROM episodes e JOIN alerts a ON a.id = e.alert""",
    "messages": "SELECT key, channel, thread, step, at, kind, severity, headline, body, content FROM messages",
    "incidents": "SELECT engine_id, model, title, severity, state, opened, ended FROM incidents",
    "timeline": """SELECT i.engine_id, t.at, t.kind, t.severity, t.text FROM timeline t
        JOIN incidents i ON i.id = t.incident""",
}


def decided(store):
    with sqlite3.connect(store) as connection:
        return {name: sorted(connection.execute(query).fetchall(), key=repr)
                for name, query in DECIDED.items()}


def differences(one, other):
    """Sentences about what only one of two stores has."""
    texts = []
    for name in DECIDED:
        for sign, a, b in (("-", one, other), ("+", other, one)):
            texts += [f"{sign} {name}: {row}" for row in a[name] if row not in b[name]]
        if len(one[name]) != len(other[name]):
            texts.append(f"{name}: {len(one[name])} and {len(other[name])}")
    return texts
