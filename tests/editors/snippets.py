"""Snippets of VS Code as the text that they leave when every placeholder keeps its default."""

import json
import re
from pathlib import Path

PLACEHOLDER = re.compile(r"\$\{([0-9]+)(?::([^{}]*)|\|([^{}]*)\|)?\}|\$([0-9]+)")


def load(root):
    """name -> text of every snippet of the extension."""
    file = Path(root) / "editors/vscode/snippets/tocsin.json"
    return {name: expanded("\n".join(each["body"])) for name, each in json.loads(file.read_text()).items()}


def expanded(body):
    """`${1:name}` and each later `${1}` or `$1` become name, `${2|a,b|}` its first choice, `$0` nothing."""
    defaults = {}

    def value(match):
        number = match[1] or match[4]
        if match[2] is not None:
            defaults.setdefault(number, match[2])
        elif match[3] is not None:
            defaults.setdefault(number, match[3].split(",")[0])
        return defaults.get(number, "")

    return PLACEHOLDER.sub(value, body)
