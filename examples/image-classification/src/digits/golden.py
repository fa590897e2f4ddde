"""Writes golden.json: what an endpoint is asked before it is live, of the digits that were held out, with answers."""

import base64
import json
from pathlib import Path

import numpy

from digits import data
from digits.picture import to_png

HERE = Path(__file__).resolve().parents[2]


def payloads() -> list[dict]:
    images, labels = data.split()["test"]
    typical = [_typical(images, labels == digit) for digit in data.DIGITS]
    pictures = [
        _payload(f"the picture of a {labels[at]}", "image/png", to_png(images[at]), [int(labels[at])]) for at in typical
    ]
    several = typical[2:5]
    numbers = json.dumps({"images": images[several].tolist()}).encode()
    return [*pictures, _payload("three at once", "application/json", numbers, [int(labels[at]) for at in several])]


def _typical(images: numpy.ndarray, among: numpy.ndarray) -> int:
    """The one nearest to the mean of its kind: what every model that is good enough has to know, and no riddle."""
    places = numpy.flatnonzero(among)
    kind = images[places].astype(numpy.float64)
    return int(places[numpy.square(kind - kind.mean(axis=0)).sum(axis=(1, 2)).argmin()])


def _payload(name: str, kind: str, body: bytes, digits: list[int]) -> dict:
    return {
        "name": name,
        "contentType": kind,
        "body": base64.b64encode(body).decode(),
        "expect": {"predictions": [{"digit": digit} for digit in digits]},
    }


def main() -> None:
    text = json.dumps({"format": 1, "payloads": payloads()}, indent=4)
    (HERE / "golden.json").write_text(text + "\n")
