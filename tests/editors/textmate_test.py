"""The colours of VS Code: the TextMate grammar on lines that matter, and on every rule pack."""

import json
import os
import re
import unittest
from pathlib import Path

from textmate import Grammar

ROOT = Path(os.environ["TOCSIN_SOURCE_DIR"])
FILE = ROOT / "editors/vscode/syntaxes/tocsin.tmLanguage.json"
CASES = Path(__file__).parent / "textmate_cases.json"
HIGHLIGHTS = ROOT / "editors/tree-sitter-tocsin/queries/highlights.scm"


def missing(wanted, found):
    """The first of the wanted tokens that does not come, in this order, among those found."""
    rest = iter(found)
    for text, scope in wanted:
        if not any(each == text and name.startswith(scope) for each, name in rest):
            return text, scope
    return None


class TextMate(unittest.TestCase):
    def setUp(self):
        self.grammar = Grammar(FILE)

    def test_each_part_of_a_rule_has_its_scope(self):
        for case in json.loads(CASES.read_text()):
            with self.subTest(case["why"]):
                found, _ = self.grammar.tokens(case["text"])
                self.assertIsNone(missing(case["tokens"], found), found)

    def test_rule_packs_hold_nothing_invalid_and_nothing_left_open(self):
        files = sorted(ROOT.glob("rules/**/*.tocsin"))
        self.assertGreater(len(files), 10)
        for file in files:
            with self.subTest(file.name):
                found, still_open = self.grammar.tokens(file.read_text())
                self.assertEqual(still_open, 0)
                self.assertEqual([text for text, scope in found if scope.startswith("invalid")], [])

    def test_scopes_end_in_the_name_of_the_language(self):
        for name in re.findall(r'"name": "([^"]+)"', FILE.read_text())[1:]:
            self.assertTrue(name.endswith(".tocsin"), name)

    def test_it_knows_the_words_that_the_other_grammar_knows(self):
        words = set(re.findall(r'"([a-z]+)"', HIGHLIGHTS.read_text()))
        self.assertGreater(len(words), 100)
        known = set(re.findall(r"[a-z]+", FILE.read_text()))
        self.assertEqual(words - known, set())


if __name__ == "__main__":
    unittest.main()
