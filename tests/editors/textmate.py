"""Tokens of a TextMate grammar as VS Code makes them, as far as ours needs it: match, begin and end
with captures, and include. Its expressions must mean the same in Python as in Oniguruma."""

import json
import re
from pathlib import Path


class Grammar:
    def __init__(self, file):
        grammar = json.loads(Path(file).read_text())
        self.repository = grammar["repository"]
        self.root = {"patterns": grammar["patterns"]}
        self.rules = {}  # id of a rule -> its expressions, compiled
        self.flat = {}  # id of a rule -> the rules that may match inside of it

    def tokens(self, text):
        """(text, scope) of what is not blank; the scope is the innermost one, "" without any. Second: the
        number of regions still open at the end."""
        stack, found = [self.root], []
        for line in text.splitlines():
            found += [(part, scope) for part, scope in self._line(line + "\n", stack) if part.strip()]
        return [(part.strip(), scope) for part, scope in found], len(stack) - 1

    def _line(self, line, stack):
        at = 0
        while True:
            rule, match = self._first(line, at, stack)
            inside = stack[-1].get("name", "")
            if not match:
                yield line[at:], inside
                return
            yield line[at:match.start()], inside
            if rule is stack[-1]:
                yield from self._captured(match, rule.get("endCaptures", {}), rule.get("name", ""))
                stack.pop()
            elif "begin" in rule:
                yield from self._captured(match, rule.get("beginCaptures", {}), rule.get("name", ""))
                stack.append(rule)
            else:
                yield from self._captured(match, rule.get("captures", {}), rule.get("name", ""))
                if match.end() == match.start():
                    raise ValueError(f"{rule['match']} matches nothing")
            at = match.end()

    def _first(self, line, at, stack):
        """The rule that matches first from `at`; the end of the open region before all others."""
        best = (None, None)
        rules = [stack[-1]] if stack[-1] is not self.root else []
        for rule in rules + self.inside(stack[-1]):
            match = self._expression(rule, rule is stack[-1]).search(line, at)
            if match and (best[1] is None or match.start() < best[1].start()):
                best = (rule, match)
        return best

    def _expression(self, rule, ends):
        key = "end" if ends else "begin" if "begin" in rule else "match"
        compiled = self.rules.setdefault(id(rule), {})
        if key not in compiled:
            compiled[key] = re.compile(rule[key])
        return compiled[key]

    @staticmethod
    def _captured(match, captures, name):
        """The match in pieces, each with the scope of the last group around it."""
        scopes = [name] * (match.end() - match.start())
        for number, capture in captures.items():
            begin, end = match.span(int(number))
            for i in range(begin, end):
                scopes[i - match.start()] = capture["name"]
        begin = 0
        for i in range(1, len(scopes) + 1):
            if i == len(scopes) or scopes[i] != scopes[begin]:
                yield match[0][begin:i], scopes[begin]
                begin = i

    def inside(self, rule):
        if id(rule) not in self.flat:
            self.flat[id(rule)] = [each for pattern in rule.get("patterns", []) for each in self._resolved(pattern)]
        return self.flat[id(rule)]

    def _resolved(self, pattern):
        """Grammars of other languages need not be there."""
        if "include" not in pattern:
            return [pattern]
        if not pattern["include"].startswith("#"):
            return []
        return self.inside(self.repository[pattern["include"][1:]])
