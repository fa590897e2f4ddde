"""One training for all tests of a process; it is the longest thing here."""

import atexit
import tempfile
from functools import cache
from pathlib import Path

from student_performance.pipelines import train


@cache
def trained() -> Path:
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    train.run(Path(folder.name))
    return Path(folder.name)
