"""The recipes of docs/ci.md: their YAML is read, and each of their tocsin commands is run."""

import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

import data_dir

try:
    import yaml
except ImportError as missing:
    data_dir.skip(str(missing))

TOCSIN = data_dir.tocsin_binary()
PAGE = (data_dir.source_dir() / "docs/ci.md").read_text()
RECIPES = [yaml.safe_load(text) for text in re.findall(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)]


def scripts_in(value):
    """The shell texts behind `run` and `script`, in their order."""
    if isinstance(value, list):
        return [script for each in value for script in scripts_in(each)]
    if not isinstance(value, dict):
        return []
    found = []
    for key, each in value.items():
        if key in ("run", "script"):
            found += each if isinstance(each, list) else each.splitlines()
        else:
            found += scripts_in(each)
    return found


class Recipes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.environment = {**os.environ, "PATH": f"{TOCSIN.parent}:{os.environ['PATH']}",
                            "BASE": "HEAD", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "HEAD", "HOME": folder.name,
                            "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a",
                            "GIT_COMMITTER_EMAIL": "a@b"}
        self.sh("tocsin init rules && git init -q . && git add . && git commit -q -m rules")
        fears = self.folder / "rules/fears.tocsin"
        fears.write_text(fears.read_text().replace("warn when > 250ms", "warn when > 240ms"))

    def sh(self, command):
        done = subprocess.run(["sh", "-c", command], cwd=self.folder, env=self.environment, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}{done.stderr}")

    def run_recipe(self, recipe, commands):
        mine = [line for line in scripts_in(recipe) if line.startswith("tocsin ")]
        self.assertEqual([line.split()[1] for line in mine], commands)
        for line in mine:
            self.sh(line)
        self.assertEqual(json.loads((self.folder / "tocsin.sarif").read_text())["version"], "2.1.0")
        self.assertTrue(list(ElementTree.parse(self.folder / "tocsin.xml").iter("testcase")))
        self.assertIn("240ms", (self.folder / "plan.md").read_text())

    def test_hooks_are_those_of_the_repository(self):
        offered = yaml.safe_load((data_dir.source_dir() / ".pre-commit-hooks.yaml").read_text())
        named = RECIPES[0]["repos"][0]["hooks"]
        self.assertEqual([hook["id"] for hook in named], [hook["id"] for hook in offered])

    def test_the_recipe_for_github_runs(self):
        self.run_recipe(RECIPES[1], ["fmt", "check", "check", "test", "plan"])

    def test_the_recipe_for_gitlab_runs(self):
        self.run_recipe(RECIPES[2], ["fmt", "check", "test", "plan"])

    def test_it_has_no_other_recipe(self):
        self.assertEqual(len(RECIPES), 3)


if __name__ == "__main__":
    unittest.main()
