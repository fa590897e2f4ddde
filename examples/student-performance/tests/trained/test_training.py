import contextlib
import io
import json
import tempfile
import unittest
from pathlib import Path
from random import Random
from unittest.mock import patch

from trained import trained

from student_performance.columns import TARGET
from student_performance.components import data_ingestion
from student_performance.components.data_generator import generate
from student_performance.exception import RefusedByGate, UnusableModel
from student_performance.pipelines import predict, train
from student_performance.pipelines.gate import judge
from student_performance.pipelines.predict import Predictor

STUDENT = {
    "gender": "male",
    "race_ethnicity": "group B",
    "parental_level_of_education": "high school",
    "lunch": "standard",
    "test_preparation_course": "completed",
    "reading_score": 80,
    "writing_score": 78,
}


def shuffled(rows, seed):
    """As a commit would that mixes up who has which score."""
    students = generate(rows, seed)
    labels = [student[TARGET] for student in students]
    Random(1).shuffle(labels)
    return [{**student, TARGET: label} for student, label in zip(students, labels, strict=True)]


class Training(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = trained()
        cls.manifest = json.loads((cls.folder / "model.json").read_text())
        cls.digest = cls.manifest["digest"]

    def test_takes_the_best_of_several(self):
        compared = self.manifest["metrics"]["compared"]
        self.assertGreaterEqual(len(compared), 5)
        self.assertEqual(compared[self.manifest["metrics"]["model"]], max(compared.values()))

    def test_is_good_enough_for_a_first_release_on_rows_it_never_saw(self):
        self.assertIn("accepted", judge(self.manifest["metrics"]["r2"], None))
        self.assertEqual(self.manifest["data"]["heldOut"], 200)

    def test_gives_the_same_model_again(self):
        with tempfile.TemporaryDirectory() as again:
            self.assertEqual(train.run(Path(again)), self.digest)

    def test_says_on_its_card_what_it_was_made_of(self):
        card = (self.folder / "MODEL_CARD.md").read_text()
        for known in (self.digest, self.manifest["data"]["digest"], str(self.manifest["metrics"]["r2"])):
            self.assertIn(known, card)

    def test_predicts_more_for_who_reads_and_writes_better(self):
        predictor = Predictor(self.folder)
        low, high = (
            predictor.predict({**STUDENT, "reading_score": score, "writing_score": score}) for score in (40, 90)
        )
        self.assertLess(low + 20, high)

    def test_predicts_for_a_person_at_a_terminal(self):
        said = io.StringIO()
        given = ["predict", json.dumps(STUDENT), "--model", str(self.folder)]
        with patch("sys.argv", given), contextlib.redirect_stdout(said):
            predict.main()
        self.assertEqual(json.loads(said.getvalue()), {TARGET: Predictor(self.folder).predict(STUDENT)})

    def test_stays_within_what_can_be_scored(self):
        predictor = Predictor(self.folder)
        for score in (0, 100):
            found = predictor.predict({**STUDENT, "reading_score": score, "writing_score": score})
            self.assertTrue(0 <= found <= 100)

    def test_loads_no_model_but_the_one_that_was_released(self):
        with tempfile.TemporaryDirectory() as other:
            folder = Path(other)
            (folder / "model.json").write_text(json.dumps(self.manifest))
            (folder / "model.joblib").write_bytes((self.folder / "model.joblib").read_bytes() + b"x")
            with self.assertRaises(UnusableModel):
                Predictor(folder)
            (folder / "model.json").unlink()
            with self.assertRaises(UnusableModel):
                Predictor(folder)

    def test_shuffled_labels_are_refused_by_the_gate_with_both_numbers(self):
        live = self.manifest["metrics"]["r2"]
        with tempfile.TemporaryDirectory() as other, patch.object(data_ingestion, "generate", shuffled):
            train.run(Path(other))
            worse = json.loads((Path(other) / "metrics.json").read_text())["r2"]
        with self.assertRaises(RefusedByGate) as refused:
            judge(worse, live)
        self.assertIn(f"{worse:.4f}", str(refused.exception))
        self.assertIn(f"{live:.4f}", str(refused.exception))


if __name__ == "__main__":
    unittest.main()
