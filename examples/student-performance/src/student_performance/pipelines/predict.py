"""python -m student_performance.pipelines.predict '{"gender": "female", ...}'"""

import argparse
import json
import sys
from pathlib import Path

from student_performance.columns import HIGHEST_SCORE, TARGET, Student, student_from
from student_performance.exception import StudentPerformanceError, UnusableModel


class Predictor:
    """A model and what is known about it; loads it once."""

    def __init__(self, folder: Path):
        # Imported here: the gate and the form need no numpy, and so their tests run on any machine with Python.
        from student_performance.components.data_transformation import features_of
        from student_performance.components.model_pusher import MANIFEST, load

        path = folder / MANIFEST
        if not path.is_file():
            raise UnusableModel(f"no model in {folder}; python -m student_performance.pipelines.train --into {folder}")
        self.about = json.loads(path.read_text(encoding="utf-8"))
        self._model = load(self.about, folder)
        self._features_of = features_of

    def predict(self, student: Student) -> float:
        [found] = self._model.predict(self._features_of([student]))
        return round(min(max(float(found), 0.0), float(HIGHEST_SCORE)), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description="Predicts the score in mathematics of one student.")
    parser.add_argument("student", help="as JSON, as the API takes it")
    parser.add_argument("--model", type=Path, default=Path("artifacts"), metavar="FOLDER")
    given = parser.parse_args()
    try:
        score = Predictor(given.model).predict(student_from(json.loads(given.student)))
    except (StudentPerformanceError, ValueError) as wrong:
        sys.exit(str(wrong))
    print(json.dumps({TARGET: score}))


if __name__ == "__main__":
    main()
