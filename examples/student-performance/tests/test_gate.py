import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from student_performance.exception import RefusedByGate
from student_performance.pipelines.gate import FLOOR, judge


class Judged(unittest.TestCase):
    def test_takes_what_is_as_good_or_better(self):
        for candidate in (0.9, 0.91):
            self.assertIn("accepted", judge(candidate, 0.9))

    def test_refuses_what_is_worse_and_says_both_numbers(self):
        with self.assertRaises(RefusedByGate) as refused:
            judge(0.8999, 0.9)
        self.assertIn("R2 0.8999 of the candidate is below R2 0.9000 of the live release", str(refused.exception))

    def test_has_a_floor_before_anything_is_live(self):
        self.assertIn("accepted", judge(FLOOR, None))
        with self.assertRaises(RefusedByGate) as refused:
            judge(-0.02, None)
        self.assertIn("R2 -0.0200 of the candidate is below R2 0.8000 of the floor", str(refused.exception))

    def test_the_live_number_counts_also_below_the_floor(self):
        self.assertIn("accepted", judge(0.7, 0.6))


class Command(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def gate(self, *more, candidate='{"r2": 0.85}', environment=None):
        (self.folder / "candidate.json").write_text(candidate)
        command = [
            sys.executable,
            "-B",
            "-m",
            "student_performance.pipelines.gate",
            "--candidate",
            "candidate.json",
            *more,
        ]
        source = str(Path(__file__).parent.parent / "src")
        known = {**os.environ, "PYTHONPATH": source, "LIVE_METRICS": "", **(environment or {})}
        ran = subprocess.run(command, cwd=self.folder, env=known, capture_output=True, text=True, check=False)
        return ran.returncode, ran.stdout + ran.stderr

    def test_reads_the_live_number_where_it_is_told_to(self):
        (self.folder / "live.json").write_text(json.dumps({"r2": 0.86}))
        for how in ({"environment": {"LIVE_METRICS": '{"r2": 0.86, "mae": 4.2}'}}, {}):
            code, said = self.gate(*([] if how else ["--live", "live.json"]), **how)
            self.assertEqual(code, 1)
            self.assertIn("R2 0.8500 of the candidate is below R2 0.8600 of the live release", said)

    def test_lets_a_first_release_pass(self):
        code, said = self.gate()
        self.assertEqual(code, 0)
        self.assertIn("no release is live yet", said)

    def test_a_place_without_metrics_is_no_first_release(self):
        (self.folder / "live.json").write_text("{}")
        for place, why in (("nowhere.json", "cannot be read"), ("live.json", "holds no metrics")):
            code, said = self.gate("--live", place)
            self.assertEqual(code, 1)
            self.assertIn(f"{place} {why}", said)
        code, said = self.gate(environment={"LIVE_METRICS": "{}"})
        self.assertEqual(code, 1)
        self.assertIn("LIVE_METRICS holds no metrics", said)

    def test_what_is_no_number_is_never_good_enough(self):
        for candidate in (
            '{"r2": NaN}',
            '{"r2": Infinity}',
            '{"r2": true}',
            '{"r2": "0.99"}',
            '{"r2": 1.5}',
            "[]",
            "{",
        ):
            with self.subTest(candidate=candidate):
                code, said = self.gate(candidate=candidate)
                self.assertEqual(code, 1)
                self.assertNotIn("Traceback", said)


if __name__ == "__main__":
    unittest.main()
