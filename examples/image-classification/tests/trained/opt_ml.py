"""The steps of the pipeline as SageMaker runs them: processes of the image's entry point, below one /opt/ml each."""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from functools import cache
from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src"
sys.path.insert(0, str(SRC))


def step(word: str, opt_ml: Path) -> str:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SM_")}
    environment = {**inherited, "OPT_ML": str(opt_ml), "PYTHONPATH": str(SRC)}
    ran = subprocess.run(
        [sys.executable, "-m", "digits", word], env=environment, capture_output=True, text=True, check=False
    )
    if ran.returncode != 0:
        raise AssertionError(ran.stdout + ran.stderr)
    return ran.stdout


def archive(folder: Path, file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(file, "w:gz") as held:
        for path in sorted(folder.iterdir()):
            held.add(path, arcname=path.name)
    return file


@cache
def trained() -> Path:
    """One run for all tests of a process: the folder holds each step's /opt/ml."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    root = Path(folder.name)
    preprocess, train, evaluate = (root / word for word in ("preprocess", "train", "evaluate"))
    (preprocess / "processing" / "input" / "data").mkdir(parents=True)
    step("preprocess", preprocess)
    parts = preprocess / "processing" / "output"
    config = train / "input" / "config"
    config.mkdir(parents=True)
    (config / "hyperparameters.json").write_text("{}")
    (config / "inputdataconfig.json").write_text(json.dumps({"train": {}, "validation": {}}))
    for channel in ("train", "validation"):
        shutil.copytree(parts / channel, train / "input" / "data" / channel)
    step("train", train)
    archive(train / "model", evaluate / "processing" / "input" / "model" / "model.tar.gz")
    shutil.copytree(parts / "test", evaluate / "processing" / "input" / "test")
    step("evaluate", evaluate)
    return root
