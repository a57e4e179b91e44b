#!/usr/bin/env python3
"""Measures how long `tocsin lsp` takes from a keystroke to the diagnostics of the file.

    bench/lsp_keystroke.py [--binary build/release/tocsin] [--monitors 1000] [--strokes 200]

The project is the one of bench/rule_corpus.py. One file of it is open; at each stroke a digit of a
threshold is typed or taken away, and the clock runs until the diagnostics of that version are read.
Every second stroke makes an error, so that the list changes each time. Prints the median and the
maximum in milliseconds, and the processor time that the server worked for a stroke, all files that
it publishes included.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


class Server:
    """One `tocsin lsp`, spoken to over pipes."""

    def __init__(self, binary):
        self.process = subprocess.Popen([binary, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def send(self, method, params, number=None):
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        if number is not None:
            message["id"] = number
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def read(self):
        length = 0
        while line := self.process.stdout.readline().strip():
            name, value = line.split(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            sys.exit("the server ended")
        return self.process.stdout.read(length)

    def processor_ms(self):
        """What it has worked so far, in its own time: on a busy machine the better figure."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def read_until(self, wanted):
        """Parses only what may be it: the clock is running."""
        while True:
            body = self.read()
            if wanted(body):
                return json.loads(body)


def answer_to(number):
    return lambda body: b'"id":%d,' % number in body[:40]


def diagnostics_of(uri, version):
    names = json.dumps(uri).encode(), b'"version":%d,' % version
    return lambda body: all(name in body[:1000] for name in names)


def change(line, column, text, version, uri, removed=0):
    return {
        "textDocument": {"uri": uri, "version": version},
        "contentChanges": [{
            "range": {"start": {"line": line, "character": column},
                      "end": {"line": line, "character": column + removed}},
            "text": text,
        }],
    }


def place_of_threshold(text):
    """Line and column behind the first digit that follows `when > `, as typing goes on there."""
    for number, line in enumerate(text.splitlines()):
        at = line.find("when > ")
        if at >= 0:
            return number, at + len("when > ")
    sys.exit("no threshold in the file")


def measure(binary, folder, strokes):
    file = sorted(folder.glob("**/*.tocsin"))[0]
    uri, text = file.as_uri(), file.read_text()
    server = Server(binary)
    server.send("initialize", {"capabilities": {}}, number=1)
    server.read_until(answer_to(1))
    server.send("initialized", {})
    document = {"uri": uri, "languageId": "tocsin", "version": 1, "text": text}
    server.send("textDocument/didOpen", {"textDocument": document})
    server.read_until(diagnostics_of(uri, 1))
    line, column = place_of_threshold(text)
    taken = []
    before = server.processor_ms()
    for version in range(2, strokes + 2):
        # `when > x300ms` does not parse; the next stroke takes the letter away.
        stroke = (change(line, column, "x", version, uri) if version % 2 == 0
                  else change(line, column, "", version, uri, removed=1))
        begin = time.perf_counter()
        server.send("textDocument/didChange", stroke)
        server.read_until(diagnostics_of(uri, version))
        taken.append((time.perf_counter() - begin) * 1000)
        # What else is published is read before the next stroke; nobody types that fast.
        server.send("$/none", {}, number=version)
        server.read_until(answer_to(version))
    return taken, (server.processor_ms() - before) / strokes


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default="build/release/tocsin")
    parser.add_argument("--monitors", type=int, default=1000)
    parser.add_argument("--strokes", type=int, default=200)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name).resolve()
        subprocess.run([sys.executable, HERE / "rule_corpus.py", folder, "--monitors",
                        str(args.monitors)], check=True, stdout=subprocess.DEVNULL)
        taken, worked = measure(args.binary, folder, args.strokes)
    print(f"{args.monitors} monitors, {args.strokes} keystrokes: "
          f"median {statistics.median(taken):.1f} ms, max {max(taken):.1f} ms, "
          f"{worked:.1f} ms of processor time each")


if __name__ == "__main__":
    main()
