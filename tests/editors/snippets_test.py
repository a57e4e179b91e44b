"""Every snippet of the VS Code extension, taken as it comes, is a sound rule."""

import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import snippets

TOCSIN = os.environ.get("TOCSIN_BINARY", "")
ROOT = Path(os.environ["TOCSIN_SOURCE_DIR"])

# The rule files into which the others are put, made of snippets, too.
WORLD = ["rule file", "model", "fear", "template", "channel pagerduty", "channel email"]
IN_WATCH = ["fear", "quality", "drift", "contract", "performance", "service", "raw measure", "from template"]
IN_MONITOR = {"rung": "service odd \"An odd one\" {\n  measure p95(latency) over 10m\n%s\n}"}
IN_CONTRACT = {"expect check": "contract sent \"What is sent\" {\n  over 1h\n%s\n}"}


def placed(name, text):
    """The snippet in the block that it is meant for."""
    text = {**IN_MONITOR, **IN_CONTRACT}.get(name, "%s") % text
    if name in IN_WATCH or name in IN_MONITOR or name in IN_CONTRACT:
        return "watch loans {\n" + text + "\n}"
    return text


def rules_around(name, texts):
    others = [placed(each, texts[each]) for each in WORLD if each != name]
    mine = placed(name, texts[name])
    parts = [mine, *others] if name == "rule file" else [*others[:1], mine, *others[1:]]
    channels = re.findall(r"^channel (\w+)", "\n".join(parts), re.MULTILINE)
    return "\n\n".join([*parts, f"route info, warn, page to {', '.join(channels)}"]) + "\n"


def errors_of(rules):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "shared/latency").mkdir(parents=True)
        (Path(folder) / "shared/latency/tardy.tocsin").write_text("tocsin 1\nlet tardy(limit: duration) = share(latency > limit)\n")
        (Path(folder) / "tocsin.toml").write_text("")
        (Path(folder) / "rules.tocsin").write_text(rules)
        run = subprocess.run([TOCSIN, "check", "--format", "json", "."], cwd=folder, capture_output=True, text=True)
    found = json.loads(run.stdout)
    return [f'{each["code"]}: {each["message"]}' for each in found if each["level"] == "error"]


class Snippets(unittest.TestCase):
    def test_each_one_checks_as_it_comes(self):
        if not Path(TOCSIN).is_file():
            self.skipTest("no tocsin program")
        texts = snippets.load(ROOT)
        for name in texts:
            with self.subTest(name):
                rules = rules_around(name, texts)
                # N001: what the language has and this version does not evaluate yet.
                errors = [each for each in errors_of(rules) if not each.startswith("N001")]
                self.assertEqual(errors, [], rules)

    def test_every_declaration_and_every_kind_of_monitor_has_one(self):
        grammar = (ROOT / "editors/tree-sitter-tocsin/grammar.js").read_text()
        declarations = re.search(r"_declaration: .*?choice\((.*?)\),", grammar, re.DOTALL)[1]
        kinds = re.search(r"kind: _ => choice\((.*?)\)", grammar)[1]
        words = re.findall(r"\$\.(\w+)", declarations) + re.findall(r"'(\w+)'", kinds)
        self.assertGreater(len(words), 15)
        begun = {text.split()[0] for text in snippets.load(ROOT).values()}
        self.assertEqual(set(words) - begun, set())

    def test_placeholders_become_their_defaults(self):
        self.assertEqual(snippets.expanded("a ${1:b} ${2|>,<|} ${1:c} $1 ${1}$0"), "a b > b b b")
        for text in snippets.load(ROOT).values():
            self.assertNotIn("$", text)


if __name__ == "__main__":
    unittest.main()
