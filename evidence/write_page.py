"""Writes docs/evidence.md and docs/evidence/*.svg from replays of the data sets. Run by script/evidence."""

import argparse
import os
import shutil
import sys
import tempfile
import textwrap
from pathlib import Path

import sections

ROOT = Path(__file__).resolve().parents[1]

INTRODUCTION = """# What tocsin would have said

Rules over public data of which something is known, replayed, and what they told set against that: found, missed and \
false. `script/evidence` makes this page and its charts from the rules in [evidence/](../evidence) and the data sets; \
every figure is of that run. Thresholds are customary ones, or set by hand with what is known of the data in mind; each \
data set has one setting from beginning to end. A chart shows the measure with its 95% interval, the thresholds, and \
shaded the time in which an alert fired.
"""

WIDTH = 120


def wrapped(line):
    if len(line) <= WIDTH or line.startswith(("|", "!")):
        return line
    indent = "  " if line.startswith("- ") else ""
    return textwrap.fill(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def arguments():
    parser = argparse.ArgumentParser(prog="script/evidence", description="Writes docs/evidence.md from replays.")
    parser.add_argument("--tocsin", type=Path, help="the program; else build/release/tocsin, else build/dev/tocsin")
    return parser.parse_args()


def program(named):
    for path in [named] if named else [ROOT / "build/release/tocsin", ROOT / "build/dev/tocsin"]:
        if path.is_file():
            return path.resolve()
    sys.exit("script/evidence: expected the program tocsin in build/release or build/dev, or --tocsin FILE")


def section_of(write, name, run):
    """The lines of a section; of a data set that is not there, that it is missing."""
    if not (run.data / name).is_dir():
        print(f"script/evidence: {run.data / name} is not there: TOCSIN_DATA names the folder of the data sets",
              file=sys.stderr)
        return [f"The data set `{name}` was not there when this page was made.", ""]
    print(f"{name} ...", flush=True)
    return write(run)


def main():
    tocsin = program(arguments().tocsin)
    data = Path(os.environ.get("TOCSIN_DATA") or ROOT.parent / "shared/data")
    pictures = ROOT / "docs/evidence"
    shutil.rmtree(pictures, ignore_errors=True)
    pictures.mkdir()
    lines = INTRODUCTION.splitlines()
    lines.append("")
    with tempfile.TemporaryDirectory() as folder:
        for name, write in sections.ALL.items():
            run = sections.Run(tocsin, data, Path(folder) / name, pictures)
            run.work.mkdir()
            lines += section_of(write, name, run)
    (ROOT / "docs/evidence.md").write_text("\n".join(map(wrapped, lines)).rstrip() + "\n")


if __name__ == "__main__":
    main()
