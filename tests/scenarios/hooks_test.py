"""The hooks for pre-commit, run as pre-commit runs them: entry, arguments, files that match."""

import os
import re
import shlex
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import yaml
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(77)

TOCSIN = Path(os.environ.get("TOCSIN_BINARY", ""))
ROOT = Path(os.environ["TOCSIN_SOURCE_DIR"])
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())


class Repository:
    """A folder that `tocsin init` began, and the hooks over all of its files."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.environment = {**os.environ, "PATH": f"{TOCSIN.parent}:{os.environ['PATH']}"}
        subprocess.run([TOCSIN, "init", folder], check=True, capture_output=True)

    def texts(self):
        return {p.relative_to(self.folder).as_posix(): p.read_text() for p in sorted(self.folder.rglob("*")) if p.is_file()}

    def run(self, hook):
        """As pre-commit does: a hook fails by its exit code or by changing a file."""
        before = self.texts()
        files = [name for name in before if re.search(hook["files"], name)]
        if not files:
            return "skipped"
        command = shlex.split(hook["entry"]) + hook.get("args", [])
        command += files if hook.get("pass_filenames", True) else []
        ended = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True)
        return "passed" if ended.returncode == 0 and self.texts() == before else "failed"

    def results(self):
        return {hook["id"]: self.run(hook) for hook in HOOKS}

    def change(self, name, old, new):
        file = self.folder / name
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))


class Hooks(unittest.TestCase):
    def setUp(self):
        if not TOCSIN.is_file():
            self.skipTest("no tocsin program")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.repository = Repository(folder.name)

    def judged(self, fmt="passed", check="passed", test="passed"):
        self.assertEqual(self.repository.results(), {"tocsin-fmt": fmt, "tocsin-check": check, "tocsin-test": test})

    def test_all_pass_on_the_folder_that_init_makes(self):
        self.judged()

    def test_an_untidy_file_is_laid_out_and_told(self):
        self.repository.change("fears.tocsin", "    needs 100 events", "  needs   100 events")
        self.judged(fmt="failed")
        self.judged()

    def test_an_error_stops_check_and_test(self):
        self.repository.change("fears.tocsin", "< 95% for 6h", "< 0.95 for 6h")
        self.judged(check="failed", test="failed")

    def test_a_test_that_fails_stops_test_alone(self):
        self.repository.change("fears_test.tocsin", "at +66m expect slow is pending", "at +66m expect slow is ok")
        self.judged(test="failed")

    def test_other_files_start_no_hook(self):
        for hook in HOOKS:
            self.assertIsNone(re.search(hook["files"], "README.md"))
            self.assertIsNone(re.search(hook["files"], "notes/tocsin"))

    def test_init_writes_the_same_hooks(self):
        local = yaml.safe_load((self.repository.folder / ".pre-commit-config.yaml").read_text())
        mine = [{key: value for key, value in hook.items() if key != "description"} for hook in HOOKS]
        self.assertEqual(local, {"repos": [{"repo": "local", "hooks": mine}]})


if __name__ == "__main__":
    unittest.main()
