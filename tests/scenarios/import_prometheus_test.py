"""`tocsin import prometheus` over the rule files of others, counted again with PyYAML."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import data_dir

try:
    import yaml
except ImportError as missing:
    data_dir.skip(str(missing))

TOCSIN = data_dir.tocsin_binary()
FOLDER = data_dir.needed_data("prometheus_rules")


def groups_of(file):
    for document in yaml.safe_load_all(file.read_text()):
        for group in (document.get("spec") or document).get("groups") or []:
            yield group


def run(*arguments):
    return subprocess.run([TOCSIN, *arguments], capture_output=True, text=True)


FILES = [file for file in sorted(FOLDER.rglob("*.y*ml")) if any(True for _ in groups_of(file))]


class Import(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def imported(self, *files):
        """What the JSON form says; its text stands in the folder as rules.tocsin."""
        done = run("import", "prometheus", "--format", "json", *files)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = json.loads(done.stdout)
        (self.folder / "rules.tocsin").write_text(found["text"])
        return found["rules"]

    def judged(self):
        """Lays out and checks what was imported last."""
        self.assertEqual(run("fmt", "--check", self.folder).returncode, 0)
        checked = run("check", "--format", "json", self.folder)
        errors = {each["code"] for each in json.loads(checked.stdout) if each["level"] == "error"}
        self.assertEqual(errors, set())

    def test_every_file_becomes_rules_that_check_and_are_laid_out(self):
        self.assertEqual(len(FILES), 120)
        for file in FILES:
            with self.subTest(file.name):
                rules = self.imported(file)
                own = [rule for group in groups_of(file) for rule in group["rules"] or []]
                self.assertEqual([rule["rule"] for rule in rules], [each.get("alert") or each["record"] for each in own])
                for rule, each in zip(rules, own):
                    self.assertEqual(rule["kind"], "alert" if "alert" in each else "record")
                    self.assertEqual(rule["monitor"] is not None, "alert" in each)
                self.judged()

    def test_all_files_together_are_one_project(self):
        rules = self.imported(*FILES)
        alerts = [rule for rule in rules if rule["kind"] == "alert"]
        self.assertEqual((len(rules), len(alerts)), (1188, 1093))
        text = (self.folder / "rules.tocsin").read_text()
        self.assertEqual(text.count("\n  service "), len({rule["monitor"] for rule in alerts}))
        self.judged()

    def test_holds_and_severities_are_those_of_the_files(self):
        rules = self.imported(*FILES)
        own = [rule for file in FILES for group in groups_of(file) for rule in group["rules"] or [] if "alert" in rule]
        text = (self.folder / "rules.tocsin").read_text()
        rungs = [line.split() for line in text.splitlines() if line.startswith(("    info when", "    warn when", "    page when"))]
        self.assertEqual(len(rungs), len(own))
        wanted = {"critical": "page", "warning": "warn", "info": "info", "none": "info"}
        for severity in ("page", "warn", "info"):
            self.assertEqual(sum(rung[0] == severity for rung in rungs),
                             sum(wanted[rule["labels"]["severity"]] == severity for rule in own))
        held = [rule for rule in own if rule.get("for") not in (None, "0m", "0s")]
        self.assertEqual(sum("for" in rung for rung in rungs), len(held))
        self.assertEqual(len(rules) - len(own), 95)

    def test_the_text_form_ends_with_the_sum(self):
        done = run("import", "prometheus", *FILES)
        self.assertEqual(done.returncode, 0)
        losses = done.stderr.splitlines()
        self.assertRegex(losses[-1], r"^1093 alerts became \d+ monitors: .* 95 recording rules stay with Prometheus$")
        self.assertEqual(done.stdout, (self.imported(*FILES), (self.folder / "rules.tocsin").read_text())[1])

    def test_other_files_are_refused_with_a_reason(self):
        for file in sorted((FOLDER / "alertmanager").glob("*.yml")):
            done = run("import", "prometheus", file)
            self.assertEqual(done.returncode, 1)
            self.assertIn("no `groups` here", done.stderr)
            self.assertEqual(done.stdout, "")


if __name__ == "__main__":
    unittest.main()
