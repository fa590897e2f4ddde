"""Divides the digits into what is trained on, what choices are made by, and what nobody sees before the end."""

from digits import data
from digits.sagemaker import PROCESSING


def main() -> None:
    for name, (images, labels) in data.split(more=PROCESSING / "input" / "data").items():
        data.save(PROCESSING / "output" / name / "digits.npz", images, labels)
        print(f"{name}: {len(labels)} images")
