"""Hands a trained model to the line: a folder that the image takes along, and that nothing but the image keeps.

`model.json` names the model by its digest, and stands beside it. Whoever loads the model asks for that digest first.
"""

import io
from pathlib import Path

import joblib

from student_performance.components.model_card import model_card
from student_performance.components.model_trainer import FOLDS, Trained
from student_performance.exception import UnusableModel
from student_performance.logger import logger
from student_performance.utils import digest_of, write_json

MODEL, MANIFEST, METRICS, CARD = "model.joblib", "model.json", "metrics.json", "MODEL_CARD.md"
log = logger(__name__)


def push(trained: Trained, data: dict, folder: Path) -> str:
    content = io.BytesIO()
    joblib.dump(trained.model, content)
    digest = digest_of(content.getvalue())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MODEL).write_bytes(content.getvalue())
    write_json(folder / METRICS, trained.metrics)
    (folder / CARD).write_text(model_card(digest, trained.metrics, data, FOLDS), encoding="utf-8")
    # Last: a folder with a manifest is complete.
    write_json(folder / MANIFEST, {"digest": digest, "file": MODEL, "data": data, "metrics": trained.metrics})
    log.info("%s lies in %s", digest, folder)
    return digest


def load(manifest: dict, folder: Path):
    """The model that the manifest names, and no other: what is unpickled can do anything."""
    path = folder / MODEL
    content = path.read_bytes() if path.is_file() else b""
    if digest_of(content) != manifest.get("digest"):
        named = f"{folder / MANIFEST} names ({manifest.get('digest')})"
        raise UnusableModel(f"{path} is not the model that {named}; train again")
    return joblib.load(io.BytesIO(content))
