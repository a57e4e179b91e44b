"""Debian's Alertmanager on loopback, with a receiver of its own that prints what it is told.

Prints `port N`, then one line of JSON for each notification (webhook payload, version 4). Exits with
77 when prometheus-alertmanager is not installed.
"""

import ctypes
import json
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

CONFIG = """
route: {{receiver: hook, group_by: ['...'], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}}
receivers: [{{name: hook, webhook_configs: [{{url: 'http://127.0.0.1:{port}/', send_resolved: true}}]}}]
"""


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        payload = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()
        print(json.dumps(payload), flush=True)

    def log_message(self, *arguments):
        pass


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def end_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: a killed test leaves nothing behind


def wait_until_ready(port):
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/-/ready", timeout=1)
            return
        except OSError:
            time.sleep(0.05)
    sys.exit("prometheus-alertmanager does not come up")


def main():
    program = shutil.which("prometheus-alertmanager")
    if program is None:
        return 77
    hook = HTTPServer(("127.0.0.1", 0), Handler)
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "alertmanager.yml")
        config.write_text(CONFIG.format(port=hook.server_address[1]))
        port = free_port()
        subprocess.Popen(
            [program, f"--config.file={config}", f"--storage.path={folder}",
             f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=end_with_parent)
        wait_until_ready(port)
        print(f"port {port}", flush=True)
        hook.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
