"""What needs no package, so that it runs with any Python. What trains lies in tests/trained."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))
