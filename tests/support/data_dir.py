"""Finds what a Python test works on, and says so visibly when it is not there."""

import os
import sys
from pathlib import Path

SKIPPED = 77  # SKIP_RETURN_CODE of cmake/PythonTests.cmake


def source_dir():
    """The root of the repository."""
    return Path(os.environ.get("TOCSIN_SOURCE_DIR") or Path(__file__).resolve().parents[2])


def tocsin_binary():
    """The tocsin program under test; the whole test is skipped when it is not built."""
    path = Path(os.environ.get("TOCSIN_BINARY") or source_dir() / "build/release/tocsin")
    if not path.exists():
        skip(f"{path} is not built")
    return path


def data_dir():
    """The folder named by TOCSIN_DATA, else ../shared/data beside the repository, else None."""
    folder = Path(os.environ.get("TOCSIN_DATA") or source_dir().parent / "shared" / "data")
    return folder if folder.is_dir() else None


def needed_data(relative):
    """One file or folder of the data sets; the whole test is skipped when it is missing."""
    folder = data_dir()
    if folder is None or not (folder / relative).exists():
        skip(f"no {relative} here: TOCSIN_DATA names the folder of the data sets")
    return folder / relative


def skip(why):
    """Ends the program as skipped, or as failed where everything must be present."""
    if is_ci():
        print(f"nothing may be skipped here: {why}", file=sys.stderr)
        sys.exit(1)
    print(f"[skipped] {why}")
    sys.exit(SKIPPED)


def is_ci():
    return any(os.environ.get(name, "0") not in ("", "0") for name in ("TOCSIN_CI", "CI"))
