"""A receiver of alerts on loopback, as strict as the contracts of the services it stands for.

    http_stub.py [--secret whsec_...] [--answers JSON]

Prints `port N`, then one line of JSON for each request: method, path, headers (names in lower case),
body, and the problems found. `/services/...` is a Slack webhook, `/v2/enqueue` PagerDuty,
`/api/webhooks/...` Discord, `/workflows/...` Teams, `/v2/alerts...` Opsgenie, `/api/v2/alerts` an
Alertmanager, `/slack/chat...` the Web API of Slack, anything else a webhook of Standard Webhooks. `--answers` is a list, used up in order, each one of

    {"status": 429, "headers": {"Retry-After": "7"}, "body": "..."}
    {"close": true}     ends the connection without an answer
    {"break_off": true} ends it within the headers of an answer
    {"hang": true}      never answers
    {"flood": true}     answers without end

Without an answer left a request is answered by what its check found.
"""

import argparse
import base64
import hashlib
import hmac
import json
import re
import socketserver
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sheets import DATE, Problems, answer_alertmanager, answer_discord, answer_opsgenie, answer_teams, judged

ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
TOKEN = re.compile(r"<https?://[^<>|\s]+(\|[^<>|]+)?>")


# ---- Slack -------------------------------------------------------------------------------------


def check_slack(message):
    problems = Problems()
    known = {"text", "blocks", "attachments", "thread_ts", "unfurl_links", "unfurl_media"}
    problems.need(set(message) <= known, f"unknown fields {set(message) - known}")
    text = message.get("text", "")
    problems.need(0 < len(text) <= 4000, f"text has {len(text)} characters")
    check_mrkdwn(text, "text", problems)
    attachments = message.get("attachments", [])
    problems.need(len(attachments) <= 20, "too many attachments")
    blocks = list(message.get("blocks", []))
    for attachment in attachments:
        problems.need(re.fullmatch(r"#[0-9a-f]{6}", attachment["color"]), "color is no #rrggbb")
        blocks += attachment["blocks"]
    problems.need(len(blocks) <= 50, f"{len(blocks)} blocks")
    texts = []
    for number, block in enumerate(blocks):
        check_block(block, f"block {number}", texts, problems)
    total = sum(len(t) for t in texts)
    problems.need(total <= 9000, f"{total} characters in all blocks")
    return problems


def check_block(block, place, texts, problems):
    kind = block.get("type")
    if kind == "header":
        problems.need(block["text"]["type"] == "plain_text", f"{place}: a header takes plain_text")
        check_text(block["text"], 150, place, texts, problems)
    elif kind == "section":
        problems.need("text" in block or "fields" in block, f"{place}: an empty section")
        if "text" in block:
            check_text(block["text"], 3000, place, texts, problems)
        fields = block.get("fields")
        problems.need(fields is None or 1 <= len(fields) <= 10, f"{place}: number of fields")
        for field in fields or []:
            check_text(field, 2000, place + " field", texts, problems)
    elif kind == "context":
        problems.need(1 <= len(block["elements"]) <= 10, f"{place}: number of elements")
        for element in block["elements"]:
            check_text(element, 3000, place + " element", texts, problems)
    else:
        problems.append(f"{place}: type {kind!r}")


def check_text(text, most, place, texts, problems):
    value = text["text"]
    texts.append(value)
    problems.need(1 <= len(value) <= most, f"{place}: {len(value)} characters, 1 to {most} allowed")
    if text["type"] == "mrkdwn":
        problems.need(set(text) <= {"type", "text", "verbatim"}, f"{place}: fields of mrkdwn")
        check_mrkdwn(value, place, problems)
    else:
        problems.need(text["type"] == "plain_text", f"{place}: type {text['type']!r}")
        problems.need(set(text) <= {"type", "text", "emoji"}, f"{place}: fields of plain_text")


def check_mrkdwn(text, place, problems):
    rest = TOKEN.sub("", text)
    problems.need("<" not in rest and ">" not in rest, f"{place}: an unescaped < or >: {rest!r}")
    problems.need(not ENTITY.search(text), f"{place}: an unescaped or broken entity: {text!r}")
    problems.need(text.count("`") % 2 == 0, f"{place}: an open code span: {text!r}")


class Workspace:
    """What a bot has posted: its messages can be answered and edited, others cannot."""

    def __init__(self):
        self.posted = []

    def answer(self, method, path, headers, body):
        problems, answer = self.judge(path, headers, json.loads(body))
        return problems, {"status": 200, "body": json.dumps(answer)}

    def judge(self, path, headers, message):
        if not re.fullmatch(r"Bearer xoxb-\S+", headers.get("authorization", "")):
            return ["no token"], {"ok": False, "error": "not_authed"}
        address = {name: message.pop(name, None) for name in ("channel", "ts", "thread_ts", "reply_broadcast")}
        problems = check_slack(message)
        if problems:
            return problems, {"ok": False, "error": "invalid_blocks"}
        if path.endswith("/chat.update"):
            return problems, self.edit(address)
        return problems, self.post(address)

    def edit(self, address):
        if address["channel"] != "C0ML0PS12" or address["ts"] not in self.posted:
            return {"ok": False, "error": "message_not_found"}
        return {"ok": True, "channel": "C0ML0PS12", "ts": address["ts"]}

    def post(self, address):
        if address["thread_ts"] is not None and address["thread_ts"] not in self.posted:
            return {"ok": False, "error": "thread_not_found"}
        self.posted.append(f"1772442480.{len(self.posted) + 1:06}")
        return {"ok": True, "channel": "C0ML0PS12", "ts": self.posted[-1]}


def answer_slack(body):
    try:
        problems = check_slack(json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        problems = [f"invalid_payload: {error!r}"]
    if problems:
        return problems, {"status": 400, "body": "invalid_blocks"}
    return problems, {"status": 200, "body": "ok"}


# ---- PagerDuty -----------------------------------------------------------------------------------


def check_pagerduty(event):
    problems = Problems()
    known = {"routing_key", "event_action", "dedup_key", "payload", "client", "client_url", "links", "images"}
    problems.need(set(event) <= known, f"unknown fields {set(event) - known}")
    problems.need(len(event.get("routing_key", "")) == 32, "'routing_key' must have 32 characters")
    action = event.get("event_action")
    problems.need(action in ("trigger", "acknowledge", "resolve"), f"'event_action' is {action!r}")
    problems.need(0 < len(event.get("dedup_key", "")) <= 255, "'dedup_key' is missing or too long")
    if action == "trigger":
        check_payload(event["payload"], problems)
    for link in event.get("links", []):
        problems.need(re.match(r"https?://[^\s]+$", link["href"]), f"'href' is {link['href']!r}")
    return problems


def check_payload(payload, problems):
    known = {"summary", "source", "severity", "timestamp", "component", "group", "class", "custom_details"}
    problems.need(set(payload) <= known, f"unknown fields of payload {set(payload) - known}")
    problems.need(0 < len(payload.get("summary", "")) <= 1024, "'summary' is missing or too long")
    problems.need(payload.get("source"), "'source' is missing or blank")
    problems.need(payload.get("severity") in ("critical", "error", "warning", "info"), "'severity' is invalid")
    problems.need(DATE.fullmatch(payload.get("timestamp", "2026-01-01T00:00:00Z")), "'timestamp' is invalid")
    problems.need(isinstance(payload.get("custom_details", {}), dict), "'custom_details' is no object")


def check_change(event):
    problems = Problems()
    problems.need(set(event) <= {"routing_key", "payload", "links"}, f"fields of a change {set(event)}")
    problems.need(len(event.get("routing_key", "")) == 32, "'routing_key' must have 32 characters")
    known = {"summary", "source", "timestamp", "custom_details"}
    problems.need(set(event["payload"]) <= known, f"fields of payload {set(event['payload'])}")
    problems.need(0 < len(event["payload"].get("summary", "")) <= 1024, "'summary' is missing or too long")
    return problems


def answer_change(method, path, headers, body):
    event, problems = judged(body, lambda parsed, found: found.extend(check_change(parsed)))
    if problems:
        return problems, {"status": 400, "body": json.dumps({"status": "invalid event", "errors": problems})}
    return problems, {"status": 202, "body": json.dumps({"status": "success", "message": "Change event processed"})}


def answer_pagerduty(body):
    if len(body) > 512_000:
        return ["too large"], {"status": 413, "body": ""}
    try:
        event = json.loads(body)
        problems = check_pagerduty(event)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        event, problems = {}, [f"not an event: {error!r}"]
    if problems:
        refusal = {"status": "invalid event", "message": "Event object is invalid", "errors": problems}
        return problems, {"status": 400, "body": json.dumps(refusal)}
    accepted = {"status": "success", "message": "Event processed", "dedup_key": event["dedup_key"]}
    return problems, {"status": 202, "body": json.dumps(accepted)}


# ---- Standard Webhooks ------------------------------------------------------------------------


def answer_webhook(headers, body, secret):
    problems = Problems()
    identity = headers.get("webhook-id", "")
    problems.need(identity and "." not in identity, "webhook-id is missing or has a dot")
    problems.need(re.fullmatch(r"\d+", headers.get("webhook-timestamp", "")), "webhook-timestamp")
    problems.need(len(body) <= 20_000, f"{len(body)} bytes")
    try:
        event = json.loads(body)
        problems.need(set(event) == {"type", "timestamp", "data"}, "fields of the event")
        problems.need(re.fullmatch(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*", event["type"]), "type")
        problems.need(DATE.fullmatch(event["timestamp"]), "timestamp")
        problems.need(isinstance(event["data"], dict), "data is no object")
        problems.need(json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode() == body, "not minified")
    except (ValueError, KeyError, TypeError) as error:
        problems.append(f"not an event: {error!r}")
    if secret:
        problems.need(is_signed(headers, body, secret), "the signature is wrong")
    return problems, {"status": 400 if problems else 204, "body": ""}


def is_signed(headers, body, secret):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers.get('webhook-id')}.{headers.get('webhook-timestamp')}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    given = [s[3:] for s in headers.get("webhook-signature", "").split() if s.startswith("v1,")]
    return any(hmac.compare_digest(expected, s) for s in given)


# ---- the server --------------------------------------------------------------------------------


# An Alertmanager comes before Opsgenie, whose path is the end of its own.
SHEETS = {
    "/api/v2/alerts": answer_alertmanager,
    "/v2/alerts": answer_opsgenie,
    "/api/webhooks/": answer_discord,
    "/workflows/": answer_teams,
    "/slack/chat.": Workspace().answer,
    "/v2/change/enqueue": answer_change,
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        problems, answer = self.check(headers, body)
        if headers.get("content-type", "").split(";")[0] != "application/json":
            problems.append("Content-Type is not application/json")
        record = {
            "method": self.command,
            "path": self.path,
            "from_port": self.client_address[1],
            "headers": headers,
            "body": body.decode("utf-8", "strict"),
            "problems": list(problems),
        }
        with self.server.lock:
            if self.server.answers:
                answer = self.server.answers.pop(0)
            # In its own thread: whoever reads the records may be waiting for our answer first.
            self.server.printing.submit(print, json.dumps(record), flush=True)
        try:
            self.give(answer)
        except OSError:
            self.close_connection = True  # whoever asked has gone

    do_PUT = do_POST

    def check(self, headers, body):
        for part, answer in SHEETS.items():
            if part in self.path:
                return answer(self.command, self.path, headers, body)
        if self.path.startswith("/services/"):
            return answer_slack(body)
        if self.path.endswith("/v2/enqueue"):
            return answer_pagerduty(body)
        return answer_webhook(headers, body, self.server.secret)

    def give(self, answer):
        if answer.get("break_off"):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Le")
            self.wfile.flush()
        if answer.get("close") or answer.get("break_off"):
            self.close_connection = True
            self.connection.close()
            return
        if answer.get("hang"):
            time.sleep(60)
            return
        body = answer.get("body", "").encode()
        self.send_response(answer.get("status", 200))
        for name, value in answer.get("headers", {}).items():
            self.send_header(name, value)
        if not answer.get("flood"):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        while answer.get("flood"):
            self.wfile.write(b"x" * 4096)

    def log_message(self, *arguments):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self):
        socketserver.TCPServer.server_bind(self)  # HTTPServer would ask the name service who we are


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--secret")
    parser.add_argument("--answers", default="[]", type=json.loads)
    options = parser.parse_args()
    server = Server(("127.0.0.1", 0), Handler)
    server.secret = options.secret
    server.answers = options.answers
    server.lock = threading.Lock()
    server.printing = ThreadPoolExecutor(1)
    print(f"port {server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
