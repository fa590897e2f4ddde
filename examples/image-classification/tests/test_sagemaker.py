"""SageMaker's contract, as its pages have it: files below /opt/ml, and no variable of a toolkit's."""

import json
import tempfile
import unittest
from pathlib import Path

from digits.sagemaker import announce


def announced(files: dict, **given: str) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "input" / "config"
        config.mkdir(parents=True)
        for name, content in files.items():
            (config / f"{name}.json").write_text(json.dumps(content))
        environment = dict(given)
        announce(Path(folder), environment)
        return {name: value.replace(folder, "/opt/ml") for name, value in environment.items()}


class Contract(unittest.TestCase):
    def test_sets_what_the_training_toolkit_would_set(self):
        found = announced(
            {
                "hyperparameters": {"C": "10", "kernel-width": "0.26"},
                "inputdataconfig": {"train": {}, "validation": {}},
                "resourceconfig": {"current_host": "algo-2", "hosts": ["algo-1", "algo-2"]},
            }
        )
        self.assertEqual(
            found,
            {
                "SM_MODEL_DIR": "/opt/ml/model",
                "SM_OUTPUT_DIR": "/opt/ml/output",
                "SM_OUTPUT_DATA_DIR": "/opt/ml/output/data",
                "SM_INPUT_DIR": "/opt/ml/input",
                "SM_INPUT_CONFIG_DIR": "/opt/ml/input/config",
                "SM_CHANNELS": '["train", "validation"]',
                "SM_CHANNEL_TRAIN": "/opt/ml/input/data/train",
                "SM_CHANNEL_VALIDATION": "/opt/ml/input/data/validation",
                "SM_HPS": '{"C": "10", "kernel-width": "0.26"}',
                "SM_HP_C": "10",
                "SM_HP_KERNEL_WIDTH": "0.26",
                "SM_CURRENT_HOST": "algo-2",
                "SM_HOSTS": '["algo-1", "algo-2"]',
            },
        )

    def test_leaves_what_somebody_set(self):
        self.assertEqual(announced({}, SM_MODEL_DIR="/elsewhere")["SM_MODEL_DIR"], "/elsewhere")

    def test_model_and_output_data_are_two_folders_so_that_they_become_two_artifacts(self):
        found = announced({})
        self.assertFalse(Path(found["SM_OUTPUT_DATA_DIR"]).is_relative_to(found["SM_MODEL_DIR"]))


if __name__ == "__main__":
    unittest.main()
