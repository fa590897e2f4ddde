"""python -m student_performance: serves the form and the API on PORT, with the model in MODEL_DIR."""

import os
import signal
import sys
from pathlib import Path

import waitress

from student_performance.exception import UnusableModel
from student_performance.logger import start_logging
from student_performance.pipelines.predict import Predictor
from student_performance.web.app import App


def main() -> None:
    start_logging()
    # As the first process of a container it would not hear SIGTERM otherwise. Waitress ends what it has begun.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        app = App(Predictor(Path(os.environ.get("MODEL_DIR", "artifacts"))))
    except UnusableModel as error:
        sys.exit(str(error))
    # Behind a load balancer, which keeps an idle connection for 60 seconds.
    waitress.serve(app, port=int(os.environ.get("PORT", "8080")), threads=4, channel_timeout=65, ident=None)


if __name__ == "__main__":
    main()
