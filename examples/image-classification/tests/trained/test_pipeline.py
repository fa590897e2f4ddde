"""Each step leaves what the next one, the gate and a person read; and the model is as good as it says."""

import json
import tempfile
import unittest
from pathlib import Path

import numpy
from opt_ml import step, trained
from PIL import Image

from digits import data
from digits.picture import from_png, to_png


class Data(unittest.TestCase):
    def test_nothing_that_is_tested_with_was_trained_on(self):
        parts = data.split()
        seen = {image.tobytes() for name in ("train", "validation") for image in parts[name][0]}
        self.assertEqual([len(labels) for _, labels in parts.values()], [1221, 216, 360])
        self.assertFalse([image for image in parts["test"][0] if image.tobytes() in seen])

    def test_new_data_adds_to_the_training_and_to_nothing_else(self):
        with tempfile.TemporaryDirectory() as folder:
            more = numpy.zeros((3, 8, 8), dtype=numpy.uint8), numpy.array([1, 2, 3])
            data.save(Path(folder) / "more.npz", *more)
            (Path(folder) / "README.txt").write_text("no data")
            before, after = data.split(), data.split(more=Path(folder))
        self.assertEqual(len(after["train"][1]), len(before["train"][1]) + 3)
        self.assertTrue(numpy.array_equal(after["test"][0], before["test"][0]))

    def test_a_picture_is_the_digit_again(self):
        image = data.split()["test"][0][0]
        self.assertTrue(numpy.array_equal(from_png(to_png(image)), image))


class Training(unittest.TestCase):
    def test_leaves_the_model_in_one_folder_and_what_is_said_of_it_in_the_other(self):
        train = trained() / "train"
        self.assertEqual([path.name for path in (train / "model").iterdir()], ["model.joblib"])
        self.assertEqual([path.name for path in (train / "output" / "data").iterdir()], ["training.json"])
        self.assertGreater(json.loads((train / "output" / "data" / "training.json").read_text())["supportVectors"], 0)


class Evaluation(unittest.TestCase):
    def setUp(self):
        self.out = trained() / "evaluate" / "processing" / "output" / "evaluation"
        self.report = json.loads((self.out / "evaluation.json").read_text())

    def test_reaches_what_the_gate_asks_for_on_what_was_held_out(self):
        self.assertGreaterEqual(self.report["metrics"]["accuracy"], 0.95)
        self.assertEqual(self.report["metrics"]["images"], 360)

    def test_counts_what_is_confused_and_draws_it(self):
        confusion = numpy.array(self.report["confusion"])
        self.assertEqual(confusion.sum(), 360)
        self.assertAlmostEqual(confusion.trace() / 360, self.report["metrics"]["accuracy"])
        with Image.open(self.out / "confusion.png") as picture:
            self.assertEqual(picture.size, (396, 396))

    def test_a_worse_training_is_seen(self):
        worse = trained() / "worse"
        config = worse / "input" / "config"
        if not config.exists():
            config.mkdir(parents=True)
            (worse / "input" / "data").symlink_to(trained() / "train" / "input" / "data")
        (config / "hyperparameters.json").write_text(json.dumps({"C": "0.0001"}))
        (config / "inputdataconfig.json").write_text(json.dumps({"train": {}, "validation": {}}))
        step("train", worse)
        reached = json.loads((worse / "output" / "data" / "training.json").read_text())["validation"]["accuracy"]
        self.assertLess(reached, 0.95)


if __name__ == "__main__":
    unittest.main()
