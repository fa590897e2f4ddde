"""python -m student_performance.pipelines.gate --candidate artifacts/metrics.json [--live FILE]

Refuses a model that is worse than the one that it would replace. The live number comes from the live release: its
numbers as JSON in LIVE_METRICS, as the line hands them over, or in the file that --live names. Before the first release
the floor holds.
"""

import argparse
import json
import math
import os
import sys
from pathlib import Path

from student_performance.exception import RefusedByGate, StudentPerformanceError, UnusableMetrics

FLOOR = 0.8


def judge(candidate: float, live: float | None) -> str:
    """Why it may go on; raises why it may not."""
    bound, what = (FLOOR, "the floor, as no release is live yet") if live is None else (live, "the live release")
    if candidate < bound:
        raise RefusedByGate(f"refused: R2 {candidate:.4f} of the candidate is below R2 {bound:.4f} of {what}")
    return f"accepted: R2 {candidate:.4f} of the candidate is not below R2 {bound:.4f} of {what}"


def r2_in(path: Path) -> float:
    try:
        return r2_of(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeError) as error:
        raise UnusableMetrics(f"{path} cannot be read: {error}") from error


def r2_of(text: str, where: str) -> float:
    try:
        r2 = json.loads(text)["r2"]
    except (ValueError, KeyError, TypeError) as error:
        raise UnusableMetrics(f'{where} holds no metrics, such as {{"r2": 0.9}}: {error}') from error
    if isinstance(r2, bool) or not isinstance(r2, int | float) or not math.isfinite(r2) or r2 > 1:
        raise UnusableMetrics(f"{where}: r2 is {r2!r}, which is no R2")
    return float(r2)


def live_r2(place: str, handed: str) -> float | None:
    """None where no release is live: nothing was given. A place without a file is a mistake, not a first release."""
    if place != "":
        return r2_in(Path(place))
    return None if handed == "" else r2_of(handed, "LIVE_METRICS")


def main() -> None:
    parser = argparse.ArgumentParser(description="Refuses a model that is worse than the live one.")
    parser.add_argument("--candidate", type=Path, required=True, metavar="FILE")
    parser.add_argument("--live", default="", metavar="FILE")
    given = parser.parse_args()
    try:
        print(judge(r2_in(given.candidate), live_r2(given.live, os.environ.get("LIVE_METRICS", ""))))
    except StudentPerformanceError as refused:
        sys.exit(str(refused))


if __name__ == "__main__":
    main()
