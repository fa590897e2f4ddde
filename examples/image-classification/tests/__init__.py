"""What needs no package: run by `python -m unittest`. What trains is in tests/trained."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
