"""The rules behind docs/evidence.md are sound, and what judges them counts as its sources say."""

import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/support"), str(ROOT / "evidence")]
import data_dir
import drift_score
import nab_score

TOCSIN = data_dir.tocsin_binary()


class Packs(unittest.TestCase):
    def test_every_pack_is_free_of_warnings_and_laid_out(self):
        packs = [path.parent for path in sorted(ROOT.glob("evidence/*/tocsin.toml"))]
        self.assertEqual(len(packs), 6)
        for pack in packs:
            check = subprocess.run([TOCSIN, "check", pack], capture_output=True, text=True)
            self.assertEqual(check.returncode, 0, check.stdout + check.stderr)
            self.assertNotIn("warning", check.stdout + check.stderr, pack)
            layout = subprocess.run([TOCSIN, "fmt", "--check", pack], capture_output=True, text=True)
            self.assertEqual(layout.returncode, 0, layout.stdout + layout.stderr)


class NabScore(unittest.TestCase):
    """A hundred rows, an anomaly in rows 40 to 49; worked out from the rule by hand."""

    def score(self, *detections):
        return nab_score.score(detections, [(40, 49)], 100)

    def test_a_detection_counts_by_how_early_it_is(self):
        self.assertEqual(self.score(40), (1.0, 1, 0))
        self.assertAlmostEqual(self.score(49)[0], 0.248242, places=6)
        self.assertEqual(self.score(40, 49), (1.0, 1, 0))

    def test_a_miss_costs_one_and_a_false_alarm_by_how_far_off_it_is(self):
        self.assertEqual(self.score(), (-1.0, 0, 0))
        self.assertEqual(self.score(30), (-1.11, 0, 1))
        self.assertAlmostEqual(self.score(58)[0], -1.108528, places=6)
        self.assertEqual(self.score(99), (-1.11, 0, 1))

    def test_nothing_counts_in_the_first_rows(self):
        self.assertEqual(self.score(14), (-1.0, 0, 0))
        self.assertEqual(self.score(15), (-1.11, 0, 1))

    def test_it_reproduces_what_is_published(self):
        folder = data_dir.data_dir()
        if folder is None or not (folder / "nab").is_dir():
            self.skipTest("no nab here: TOCSIN_DATA names the folder of the data sets")
        self.assertEqual(nab_score.reproduced(folder), 7)


class DriftScore(unittest.TestCase):
    def test_the_first_signal_after_a_drift_finds_it_and_others_are_false(self):
        drifts = {"drift_at": [100, 200]}
        self.assertEqual(drift_score.judged([50, 110, 120, 250], drifts), (2, [10, 50], 2))
        self.assertEqual(drift_score.judged([99], drifts), (0, [], 1))
        self.assertEqual(drift_score.judged([95], {**drifts, "width": 20}), (1, [5], 0))


if __name__ == "__main__":
    unittest.main()
