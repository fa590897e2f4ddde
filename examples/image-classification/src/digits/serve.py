"""Answers as SageMaker asks: GET /ping while it can, POST /invocations with an image as PNG, or several as JSON."""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import joblib
import numpy
import waitress

from digits import data
from digits.picture import from_png

MOST_BYTES = 6 * 1024 * 1024  # SageMaker's own limit for a real-time endpoint is near it
MOST_IMAGES = 1000


class Refused(Exception):
    def __init__(self, status: str, message: str):
        super().__init__(message)
        self.status = status


class App:
    def __init__(self, classifier):
        self._classifier = classifier

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        try:
            status, answer = "200 OK", self._answer(environ)
        except Refused as refused:
            status, answer = refused.status, {"error": str(refused)}
        content = json.dumps(answer).encode()
        start_response(status, [("content-type", "application/json"), ("content-length", str(len(content)))])
        return [content]

    def _answer(self, environ: dict) -> dict:
        asked = (environ["REQUEST_METHOD"], environ.get("PATH_INFO", "/"))
        if asked == ("GET", "/ping"):
            return {}
        if asked != ("POST", "/invocations"):
            raise Refused("404 Not Found", "asked for GET /ping or POST /invocations")
        return {"predictions": self._predict(_images(environ))}

    def _predict(self, images: numpy.ndarray) -> list[dict]:
        scores = self._classifier.decision_function(data.features(images))
        said = self._classifier.predict(data.features(images))
        return [
            {"digit": int(digit), "scores": [round(float(score), 4) for score in row]}
            for digit, row in zip(said, scores, strict=True)
        ]


def _images(environ: dict) -> numpy.ndarray:
    kind = (environ.get("CONTENT_TYPE") or "").split(";")[0].strip().lower()
    body = _body(environ)
    try:
        if kind == "image/png":
            return from_png(body)[numpy.newaxis]
        if kind == "application/json":
            return _from_json(json.loads(body))
    except (ValueError, TypeError, OSError, SyntaxError) as error:
        raise Refused("400 Bad Request", f"asked for an image, found none that can be read: {error}") from error
    raise Refused("415 Unsupported Media Type", "asked for image/png or application/json")


def _from_json(asked: object) -> numpy.ndarray:
    images = numpy.asarray(asked.get("images") if isinstance(asked, dict) else None, dtype=numpy.float64)
    if images.ndim != 3 or images.shape[1:] != (data.SIDE, data.SIDE) or not 0 < len(images) <= MOST_IMAGES:
        raise ValueError(
            f'asked for {{"images": […]}}, 1 to {MOST_IMAGES} of {data.SIDE} rows of {data.SIDE} numbers each'
        )
    if not numpy.isfinite(images).all() or images.min() < 0 or images.max() > data.INK:
        raise ValueError(f"asked for pixels of 0 to {data.INK}")
    return images


def _body(environ: dict) -> bytes:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        raise Refused("413 Content Too Large", f"asked for at most {MOST_BYTES} bytes")
    return environ["wsgi.input"].read(int(length))


def load(folder: Path) -> App:
    return App(joblib.load(folder / "model.joblib"))


def main() -> None:
    # As the first process of a container it would not hear SIGTERM otherwise.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    app = load(Path(os.environ["SM_MODEL_DIR"]))
    port = int(os.environ.get("SAGEMAKER_BIND_TO_PORT", "8080"))
    waitress.serve(app, host="0.0.0.0", port=port, threads=4, channel_timeout=65, ident=None)
