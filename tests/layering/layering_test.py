"""The rooms include each other in one direction only, and this test would notice if they did not."""

import re
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from includes import ROOMS, violations

ROOT = Path(__file__).resolve().parents[2]


class Repository(unittest.TestCase):
    def test_every_include_points_the_right_way(self):
        found = violations(ROOT)
        if found:
            self.fail("\n" + "\n".join(found))

    def test_the_build_links_the_rooms_by_the_same_table(self):
        text = (ROOT / "CMakeLists.txt").read_text()
        calls = re.findall(r"tocsin_room\((\w+)(?:\s+ROOMS\s+([^)]*?))?(?:\s+LIBS\s+[^)]*)?\)", text)
        linked = {name: rooms.split() for name, rooms in calls}
        for name, rooms in linked.items():
            if rooms == ["${TOCSIN_ROOMS}"]:
                linked[name] = list(ROOMS)[: list(ROOMS).index(name)]
        self.assertEqual(linked, ROOMS)


class Fixture(unittest.TestCase):
    """Small trees with one mistake each."""

    def report(self, **files):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for name, text in files.items():
                file = root / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
            return violations(root)

    def expect_one(self, words, **files):
        found = self.report(**files)
        self.assertEqual(len(found), 1, found)
        self.assertIn(words, found[0])

    def test_the_right_direction_is_silent(self):
        self.assertEqual([], self.report(**{
            "base/time.hpp": "#include <chrono>\n",
            "dsl/plan.hpp": '#include "base/time.hpp"\n#include <tao/pegtl.hpp>\n',
            "tests/unit/dsl/plan_test.cpp": '#include "dsl/plan.hpp"\n#include <sqlite3.h>\n',
        }))

    def test_an_include_against_the_direction_is_told_with_its_place(self):
        self.expect_one("base/time.hpp:2: base may not include dsl/plan.hpp", **{
            "base/time.hpp": '\n#include "dsl/plan.hpp"\n',
            "dsl/plan.hpp": "",
        })

    def test_a_neighbour_that_is_not_named_is_told(self):
        self.expect_one("net may not include store/log.hpp; it may include base", **{
            "net/http.cpp": '# include "store/log.hpp"\n',
            "store/log.hpp": "",
        })

    def test_a_relative_path_is_told(self):
        self.expect_one("not a path from the root", **{
            "engine/alert.cpp": '#include "alert.hpp"\n',
            "engine/alert.hpp": "",
        })

    def test_a_library_outside_its_room_is_told(self):
        self.expect_one("<curl/curl.h> belongs to net/",
                        **{"sources/http.cpp": "#include <curl/curl.h>\n"})
        self.expect_one("<sqlite3.h> belongs to store/",
                        **{"sources/csv.cpp": "#include <sqlite3.h>\n"})
        self.assertEqual([], self.report(**{"sources/sqlite.cpp": "#include <sqlite3.h>\n"}))

    def test_a_clock_in_the_deterministic_core_is_told(self):
        self.expect_one("brings the outside world into engine",
                        **{"engine/schedule.cpp": "#include <ctime>\n"})
        self.expect_one("brings the outside world into dsl",
                        **{"dsl/parser.cpp": "#include <fstream>\n"})
        self.assertEqual([], self.report(**{"dsl/rule_files.cpp": "#include <fstream>\n"}))

    def test_a_plugin_that_includes_another_is_told(self):
        self.expect_one("the plug-in slack may not include the plug-in notifiers/email.hpp", **{
            "notifiers/notifiers.def": "TOCSIN_NOTIFIER(email)\nTOCSIN_NOTIFIER(slack)\n",
            "notifiers/slack.cpp": '#include "notifiers/slack.hpp"\n#include "notifiers/email.hpp"\n',
            "notifiers/registry.cpp": '#include "notifiers/email.hpp"\n',
            "notifiers/email.hpp": "",
            "notifiers/slack.hpp": "",
        })

    def test_an_included_source_file_is_told(self):
        self.expect_one("includes the source file evaluators/psi.cpp", **{
            "evaluators/ks.cpp": '#include "evaluators/psi.cpp"\n',
            "evaluators/psi.cpp": "",
        })

    def test_a_folder_that_is_no_room_is_told(self):
        self.expect_one("helpers/ is not a room", **{
            "helpers/a.cpp": '#include "base/time.hpp"\n',
            "base/time.hpp": "",
        })


if __name__ == "__main__":
    unittest.main()
