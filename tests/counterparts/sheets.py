"""What Opsgenie, Teams, Discord and an Alertmanager refuse: one function each for http_stub.py.

Each takes a method, a path, headers and a body, and gives the problems found and the answer."""

import json
import re

DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)")


class Problems(list):
    def need(self, holds, what):
        if not holds:
            self.append(what)


def judged(body, check):
    """The parsed body and what `check` finds in it."""
    problems = Problems()
    try:
        parsed = json.loads(body)
        check(parsed, problems)
        return parsed, problems
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        problems.append(f"not what was expected: {error!r}")
        return {}, problems


# ---- Discord -----------------------------------------------------------------------------------

DISCORD_MARK = re.compile(r"(?<!\\)(?:\\\\)*[*_~|>`]")


def check_discord(message, problems):
    known = {"username", "content", "embeds", "allowed_mentions"}
    problems.need(set(message) <= known, f"unknown fields {set(message) - known}")
    problems.need(message["allowed_mentions"] == {"parse": []}, "data could mention somebody")
    problems.need(re.fullmatch(r"(?!.*(?:discord|clyde)).{1,80}", message["username"]), "username")
    problems.need(message.get("content") or message.get("embeds"), "an empty message")
    check_discord_text(message.get("content", "-"), 2000, "content", problems)
    embeds = message.get("embeds", [])
    problems.need(len(embeds) <= 10, f"{len(embeds)} embeds")
    total = sum(check_embed(embed, f"embed {number}", problems) for number, embed in enumerate(embeds))
    problems.need(total <= 6000, f"{total} characters in all embeds")


def check_embed(embed, place, problems):
    known = {"title", "description", "color", "fields", "footer", "timestamp", "url"}
    problems.need(set(embed) <= known, f"{place}: unknown fields {set(embed) - known}")
    problems.need(0 <= embed["color"] <= 0xFFFFFF, f"{place}: color")
    problems.need(DATE.fullmatch(embed.get("timestamp", "2026-01-01T00:00:00Z")), f"{place}: timestamp")
    problems.need(len(embed.get("fields", [])) <= 25, f"{place}: number of fields")
    texts = [(embed[name], most, name) for name, most in (("title", 256), ("description", 4096)) if name in embed]
    if "footer" in embed:
        problems.need(0 < len(embed["footer"]["text"]) <= 2048, f"{place}: footer")
    for field in embed.get("fields", []):
        texts += [(field["name"], 256, "name"), (field["value"], 1024, "value")]
    for text, most, name in texts:
        check_discord_text(text, most, f"{place}: {name}", problems)
    return sum(len(text) for text, _, _ in texts) + len(embed.get("footer", {}).get("text", ""))


def check_discord_text(text, most, place, problems):
    problems.need(0 < len(text.strip()) and len(text) <= most, f"{place}: {len(text)} characters of {most}")
    problems.need(not DISCORD_MARK.search(text), f"{place}: a mark that is not escaped: {text!r}")


def answer_discord(method, path, headers, body):
    _, problems = judged(body, check_discord)
    problems.need(method == "POST" and path.endswith("?wait=true"), f"{method} {path}")
    if problems:
        return problems, {"status": 400, "body": json.dumps({"code": 50035, "errors": problems})}
    return problems, {"status": 200, "body": json.dumps({"id": "1189000000000000001", "type": 0})}


# ---- Teams -------------------------------------------------------------------------------------

TEAMS_MARK = re.compile(r"(?<!\\)(?:\\\\)*[*_\[\]()#~`]")


def check_teams(message, problems):
    problems.need(set(message) == {"type", "attachments"} and message["type"] == "message", "the envelope")
    (attachment,) = message["attachments"]
    problems.need(attachment["contentType"] == "application/vnd.microsoft.card.adaptive", "contentType")
    card = attachment["content"]
    problems.need(card["type"] == "AdaptiveCard" and card["version"] in ("1.2", "1.3", "1.4", "1.5"), "the card")
    for number, element in enumerate(card["body"]):
        check_element(element, f"element {number}", problems)
    for action in card.get("actions", []):
        problems.need(action["type"] == "Action.OpenUrl", f"action {action['type']!r}")
        problems.need(re.match(r"https?://\S+$", action["url"]), f"url {action['url']!r}")


def check_element(element, place, problems):
    if element["type"] == "FactSet":
        problems.need(element["facts"], f"{place}: no facts")
        for fact in element["facts"]:
            problems.need(set(fact) == {"title", "value"} and all(fact.values()), f"{place}: {fact}")
            check_teams_text(fact["value"], place, problems)
        return
    problems.need(element["type"] == "TextBlock" and element["wrap"] is True, f"{place}: {element['type']!r}")
    colours = ("Default", "Attention", "Good", "Warning", "Accent")
    problems.need(element.get("color", "Default") in colours, f"{place}: color")
    check_teams_text(element["text"], place, problems)


def check_teams_text(text, place, problems):
    problems.need(text.strip(), f"{place}: an empty text")
    problems.need(not TEAMS_MARK.search(text), f"{place}: a mark that is not escaped: {text!r}")
    problems.need("\n" not in text.replace("\n\n", ""), f"{place}: a line end that is no paragraph")


def answer_teams(method, path, headers, body):
    if len(body) > 28_000:
        return ["too large"], {"status": 413, "body": ""}
    _, problems = judged(body, check_teams)
    problems.need(method == "POST", method)
    problems.need(len(body) <= 20_000, f"{len(body)} bytes")
    return problems, {"status": 400 if problems else 202, "body": ""}


# ---- Opsgenie ----------------------------------------------------------------------------------

OPSGENIE_TEXTS = {"message": 130, "alias": 512, "description": 15000, "entity": 512, "source": 100, "note": 25000}
PRIORITIES = ("P1", "P2", "P3", "P4", "P5")


def check_opsgenie(alert, problems):
    known = {*OPSGENIE_TEXTS, "responders", "tags", "details", "priority"} - {"note"}
    problems.need(set(alert) <= known, f"unknown fields {set(alert) - known}")
    problems.need(alert["message"], "no message")
    check_opsgenie_texts(alert, problems)
    problems.need(alert.get("priority", "P3") in PRIORITIES, "priority")
    tags = alert.get("tags", [])
    problems.need(len(tags) <= 20 and all(0 < len(tag) <= 50 for tag in tags), "tags")
    for responder in alert.get("responders", []):
        problems.need(responder["type"] == "team" and responder["name"], f"responder {responder}")
    details = alert.get("details", {})
    problems.need(all(isinstance(value, str) for value in details.values()), "details")
    problems.need(sum(len(k) + len(v) for k, v in details.items()) <= 8000, "details are too long")


def check_opsgenie_texts(fields, problems):
    for name, most in OPSGENIE_TEXTS.items():
        if name in fields:
            problems.need(0 < len(fields[name]) <= most, f"{name}: {len(fields[name])} characters of {most}")


def check_deed(deed, problems):
    problems.need(set(deed) <= {"source", "note", "user"}, f"fields {set(deed)}")
    check_opsgenie_texts(deed, problems)


def answer_opsgenie(method, path, headers, body):
    put = re.fullmatch(r".*/v2/alerts/[0-9a-f]{64}/(message|description|priority)\?identifierType=alias", path)
    deed = re.fullmatch(r".*/v2/alerts/[0-9a-f]{64}/(acknowledge|close|notes)\?identifierType=alias", path)
    if method == "PUT" and put:
        name = put.group(1)
        new, problems = judged(body, lambda fields, found: check_opsgenie_texts(fields, found))
        problems.need(set(new) == {name}, f"fields {set(new)} for {name}")
        problems.need(name != "priority" or new.get("priority") in PRIORITIES, "priority")
    elif method == "POST" and deed:
        _, problems = judged(body, check_deed)
    elif method == "POST" and path.endswith("/v2/alerts"):
        _, problems = judged(body, check_opsgenie)
    else:
        return [f"{method} {path}"], {"status": 405, "body": ""}
    if not re.fullmatch(r"GenieKey \S+", headers.get("authorization", "")):
        return ["no key"], {"status": 401, "body": json.dumps({"message": "Key is not found"})}
    if problems:
        return problems, {"status": 422, "body": json.dumps({"message": "invalid", "errors": problems})}
    accepted = {"result": "Request will be processed", "took": 0.1, "requestId": "43a29c5c-3dbf-4fa4-9c26-f4f71023e120"}
    return problems, {"status": 202, "body": json.dumps(accepted)}


# ---- Alertmanager ------------------------------------------------------------------------------


def check_alertmanager(alerts, problems):
    problems.need(alerts, "no alert")
    names = set()
    for number, alert in enumerate(alerts):
        labels = {name: value for name, value in alert["labels"].items() if value}
        problems.need(labels.get("alertname"), f"alert {number}: no alertname")
        for name in labels:
            problems.need(re.fullmatch(r"[a-zA-Z_][a-zA-Z0-9_]*", name), f"alert {number}: label {name!r}")
        for time in (alert["startsAt"], alert["endsAt"]):
            problems.need(DATE.fullmatch(time), f"alert {number}: {time!r}")
        problems.need(alert["startsAt"] <= alert["endsAt"], f"alert {number}: ends before it starts")
        identity = tuple(sorted(labels.items()))
        problems.need(identity not in names, f"alert {number}: the labels of another")
        names.add(identity)


def answer_alertmanager(method, path, headers, body):
    _, problems = judged(body, check_alertmanager)
    problems.need(method == "POST", method)
    return problems, {"status": 400 if problems else 200, "body": json.dumps("\n".join(problems)) if problems else ""}
