"""Handwritten digits, 8 by 8 pixels of 0 (paper) to 16 (ink), as scikit-learn ships them, and more of them as files."""

from pathlib import Path

import numpy
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

SIDE = 8
INK = 16
DIGITS = range(10)
# The same commit and the same data give the same parts, byte by byte.
SEED = 20_260


def split(more: Path | None = None) -> dict[str, tuple[numpy.ndarray, numpy.ndarray]]:
    """Train, validation and test. What is held out for the test is never trained on; new data adds to the training."""
    images, labels = load_digits(return_X_y=True)
    images = images.reshape(-1, SIDE, SIDE).astype(numpy.uint8)
    rest, test, rest_labels, test_labels = train_test_split(
        images, labels, test_size=0.2, random_state=SEED, stratify=labels
    )
    train, validation, train_labels, validation_labels = train_test_split(
        rest, rest_labels, test_size=0.15, random_state=SEED, stratify=rest_labels
    )
    for path in sorted(more.glob("*.npz")) if more else []:
        added, added_labels = load(path)
        train = numpy.concatenate([train, added])
        train_labels = numpy.concatenate([train_labels, added_labels])
    return {
        "train": (train, train_labels),
        "validation": (validation, validation_labels),
        "test": (test, test_labels),
    }


def save(path: Path, images: numpy.ndarray, labels: numpy.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    numpy.savez(path, images=images, labels=labels)


def load(path: Path) -> tuple[numpy.ndarray, numpy.ndarray]:
    with numpy.load(path, allow_pickle=False) as held:
        images, labels = held["images"], held["labels"]
    if images.shape != (len(labels), SIDE, SIDE):
        raise ValueError(f"asked {path.name} for images of {SIDE} by {SIDE} and a label each, found {images.shape}")
    return images, labels


def features(images: numpy.ndarray) -> numpy.ndarray:
    """Pixels in a row, from 0 to 1; what the model learns from and what it is asked with."""
    return images.reshape(len(images), -1).astype(numpy.float64) / INK
