"""Reads every #include of the repository and says which of them point the wrong way."""

import re
from pathlib import Path

# The include direction of docs/architecture.md: what each room may include beside itself.
ROOMS = {
    "base": [],
    "dsl": ["base"],
    "lsp": ["base", "dsl"],
    "evaluators": ["base", "dsl"],
    "engine": ["base", "dsl", "evaluators"],
    "changes": ["base", "dsl", "evaluators", "engine"],
    "exchange": ["base", "dsl"],
    "prose": ["base", "dsl", "evaluators", "engine"],
    "net": ["base"],
    "charts": ["base"],
    "store": ["base"],
    "sources": ["base", "net"],
    "notifiers": ["base", "net", "charts", "store"],
    "incidents": ["base", "dsl", "charts", "store"],
    "dryrun": ["base", "dsl", "evaluators", "engine", "sources", "store", "incidents", "charts"],
}
ROOMS["server"] = list(ROOMS)
ROOMS["cli"] = list(ROOMS)

# These see everything.
OPEN_FOLDERS = {"tests", "bench"}
# These hold no C++ of ours: what editors compile there has include paths of its own.
FOREIGN_FOLDERS = {"build", "editors"}

# A library that is used in one room can be replaced there, and costs only that room's builds.
THIRD_PARTY = [
    (re.compile(r"tao/"), ["dsl/"]),
    (re.compile(r"curl/"), ["net/"]),
    (re.compile(r"yaml-cpp/"), ["exchange/"]),
    (re.compile(r"sqlite3"), ["store/", "sources/sqlite.cpp"]),
    (re.compile(r"boost/(asio|beast)"), ["server/"]),
]

# The deterministic core has no clock, no chance, no thread, no file and no socket; but somebody
# has to read the rule files.
PURE_ROOMS = {"dsl", "evaluators", "engine"}
RULE_READER = {"dsl/rule_files.cpp"}
IMPURE = re.compile(
    r"(condition_variable|ctime|fstream|future|iostream|mutex|random|thread"
    r"|time\.h|unistd\.h|fcntl\.h|sys/.*|netinet/.*|arpa/.*)$"
)

# Their files are plug-ins, listed in ROOM/*.def, and know nothing of each other.
PLUGIN_ROOMS = {"evaluators", "notifiers", "sources"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
REGISTRATION = re.compile(r"^\s*TOCSIN_[A-Z]+\(\s*(\w+)", re.MULTILINE)
SOURCES = {".cpp", ".hpp", ".h", ".def"}


def violations(root):
    """Every wrong #include below `root`, as sentences that begin with file and line."""
    root = Path(root)
    plugins = {room: registered(root, room) for room in PLUGIN_ROOMS}
    found = []
    for file in source_files(root):
        name = file.relative_to(root).as_posix()
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), start=1):
            include = INCLUDE.match(line)
            if not include:
                continue
            quote, header = include.groups()
            why = judge(root, name, header, plugins) if quote == '"' else judge_library(name, header)
            if why:
                found.append(f"{name}:{number}: {why}")
    return found


def source_files(root):
    """The C++ files of every room and open folder; also of folders that are neither."""
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        if folder.name in FOREIGN_FOLDERS or folder.name.startswith("."):
            continue
        yield from sorted(path for path in folder.rglob("*") if path.suffix in SOURCES)


def registered(root, room):
    """The plug-ins of a room by name."""
    return {
        name
        for file in sorted((root / room).glob("*.def"))
        for name in REGISTRATION.findall(file.read_text())
    }


def judge(root, name, header, plugins):
    """Why the file may not include that header of ours, or None."""
    room, other = name.split("/")[0], header.split("/")[0]
    if not (root / header).is_file():
        return f'"{header}" is not a path from the root of the repository'
    if header.endswith(".cpp"):
        return f"includes the source file {header}"
    if room in OPEN_FOLDERS:
        return None
    if room not in ROOMS:
        return f"{room}/ is not a room: give it a line in the table"
    if other != room and other not in ROOMS[room]:
        return f"{room} may not include {header}; it may include {words(ROOMS[room])}"
    mine, theirs = Path(name).stem, Path(header).stem
    known = plugins.get(room, set())
    if other == room and mine != theirs and mine in known and theirs in known:
        return f"the plug-in {mine} may not include the plug-in {header}"
    return None


def judge_library(name, header):
    """Why the file may not include that header of a library, or None."""
    room = name.split("/")[0]
    if room in OPEN_FOLDERS:
        return None
    if room in PURE_ROOMS and name not in RULE_READER and IMPURE.match(header):
        return f"<{header}> brings the outside world into {room}, which is deterministic"
    for pattern, places in THIRD_PARTY:
        if pattern.match(header) and not any(name.startswith(place) for place in places):
            return f"<{header}> belongs to {words(places)}"
    return None


def words(names):
    return ", ".join(names) if names else "nothing of ours"
