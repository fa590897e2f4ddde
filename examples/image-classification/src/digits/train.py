"""Trains a support vector machine, and leaves two artifacts: the model, and what is said of it."""

import json
import os
from pathlib import Path

import joblib
from sklearn.svm import SVC

from digits import data
from digits.sagemaker import folder


def main() -> None:
    told = json.loads(os.environ["SM_HPS"])  # SageMaker hands over hyperparameters as texts
    images, labels = data.load(_channel("train"))
    classifier = SVC(C=float(told.get("C", 10)), gamma=float(told.get("gamma", 0.26)), decision_function_shape="ovr")
    classifier.fit(data.features(images), labels)

    images, labels = data.load(_channel("validation"))
    reached = float(classifier.score(data.features(images), labels))
    print(f"validation: accuracy={reached:.4f};")

    joblib.dump(classifier, folder("SM_MODEL_DIR") / "model.joblib")
    about = {
        "validation": {"accuracy": reached},
        "hyperparameters": told,
        "supportVectors": int(sum(classifier.n_support_)),
    }
    (folder("SM_OUTPUT_DATA_DIR") / "training.json").write_text(json.dumps(about, indent=2))


def _channel(name: str) -> Path:
    return Path(os.environ[f"SM_CHANNEL_{name.upper()}"]) / "digits.npz"
