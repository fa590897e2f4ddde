"""Where SageMaker puts things, and takes them from. It sets none of the SM_ variables for an image of one's own: those
are the invention of its training toolkit, and programs that expect them find them here.

https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html
https://github.com/aws/sagemaker-training-toolkit/blob/master/ENVIRONMENT_VARIABLES.md
"""

import json
import os
from pathlib import Path

ROOT = Path(os.environ.get("OPT_ML", "/opt/ml"))
PROCESSING = ROOT / "processing"


def announce(root: Path = ROOT, environment=os.environ) -> None:
    """Sets what the toolkit would set: what is there already stays."""
    config = root / "input" / "config"
    hyperparameters = _read(config / "hyperparameters.json")
    resources = _read(config / "resourceconfig.json")
    # Outside of a training there are no channels: processing has folders of its own.
    channels = sorted(_read(config / "inputdataconfig.json"))
    found = {
        "SM_MODEL_DIR": root / "model",  # becomes model.tar.gz
        "SM_OUTPUT_DIR": root / "output",
        "SM_OUTPUT_DATA_DIR": root / "output" / "data",  # becomes output.tar.gz, and is no part of the model
        "SM_INPUT_DIR": root / "input",
        "SM_INPUT_CONFIG_DIR": config,
        "SM_CHANNELS": json.dumps(channels),
        "SM_HPS": json.dumps(hyperparameters),
        "SM_CURRENT_HOST": resources.get("current_host", "algo-1"),
        "SM_HOSTS": json.dumps(resources.get("hosts", ["algo-1"])),
        **{f"SM_CHANNEL_{_variable(channel)}": root / "input" / "data" / channel for channel in channels},
        **{f"SM_HP_{_variable(name)}": value for name, value in hyperparameters.items()},
    }
    for name, value in found.items():
        environment.setdefault(name, str(value))


def folder(variable: str) -> Path:
    """A folder that SageMaker names by a variable, made where it is not there."""
    path = Path(os.environ[variable])
    path.mkdir(parents=True, exist_ok=True)
    return path


def _variable(name: str) -> str:
    return name.upper().replace("-", "_").replace(".", "_")


def _read(path: Path) -> dict:
    return json.loads(path.read_text()) if path.exists() else {}
