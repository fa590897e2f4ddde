"""Measures a model on the digits that were held out: what the gate asks for, what people approve by, and a picture."""

import json
import tarfile
import tempfile
from pathlib import Path

import joblib
import numpy
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

from digits import data
from digits.picture import draw_confusion
from digits.sagemaker import PROCESSING


def main() -> None:
    images, labels = data.load(PROCESSING / "input" / "test" / "digits.npz")
    said = _model(PROCESSING / "input" / "model" / "model.tar.gz").predict(data.features(images))
    report = evaluation(labels, said)
    out = PROCESSING / "output" / "evaluation"
    out.mkdir(parents=True, exist_ok=True)
    (out / "evaluation.json").write_text(json.dumps(report, indent=2))
    draw_confusion(report["confusion"]).save(out / "confusion.png")
    print(f"test: {len(labels)} images, accuracy {report['metrics']['accuracy']:.4f}")


def evaluation(labels: numpy.ndarray, said: numpy.ndarray) -> dict:
    accuracy = float(accuracy_score(labels, said))
    confusion = confusion_matrix(labels, said, labels=data.DIGITS).tolist()
    f1 = float(f1_score(labels, said, average="macro"))
    return {
        "metrics": {"accuracy": accuracy, "f1": f1, "images": len(labels)},
        # A row a digit that it is, a column a digit that the model says.
        "confusion": confusion,
        # What Studio draws: https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-details.html
        "multiclass_classification_metrics": {
            "accuracy": {"value": accuracy, "standard_deviation": "NaN"},
            "confusion_matrix": {
                str(row): {str(column): count for column, count in enumerate(counts)}
                for row, counts in enumerate(confusion)
            },
        },
    }


def _model(archive: Path):
    with tempfile.TemporaryDirectory() as folder, tarfile.open(archive) as held:
        held.extractall(folder, filter="data")
        return joblib.load(Path(folder) / "model.joblib")
