"""python -m student_performance.pipelines.gate --candidate artifacts/metrics.json [--live FILE]

Refuses a model that is worse than the one that it would replace. The live number comes from the live release: its
metrics.json, whose place is given by --live or by LIVE_METRICS. Before the first release the floor holds.
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
        r2 = json.loads(path.read_text(encoding="utf-8"))["r2"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnusableMetrics(f'{path} holds no metrics, such as {{"r2": 0.9}}: {error}') from error
    if isinstance(r2, bool) or not isinstance(r2, int | float) or not math.isfinite(r2) or r2 > 1:
        raise UnusableMetrics(f"{path}: r2 is {r2!r}, which is no R2")
    return float(r2)


def live_r2(place: str) -> float | None:
    """None where no release is live: no place was given. A place without a file is a mistake, not a first release."""
    return None if place == "" else r2_in(Path(place))


def main() -> None:
    parser = argparse.ArgumentParser(description="Refuses a model that is worse than the live one.")
    parser.add_argument("--candidate", type=Path, required=True, metavar="FILE")
    parser.add_argument("--live", default=os.environ.get("LIVE_METRICS", ""), metavar="FILE")
    given = parser.parse_args()
    try:
        print(judge(r2_in(given.candidate), live_r2(given.live)))
    except StudentPerformanceError as refused:
        sys.exit(str(refused))


if __name__ == "__main__":
    main()
