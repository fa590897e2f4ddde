"""python -m digits preprocess|train|evaluate|serve: the image's entry point, in SageMaker's words."""

import sys
from importlib import import_module

from digits.sagemaker import announce

WORDS = ("preprocess", "train", "evaluate", "serve", "golden")


def main() -> None:
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    if word not in WORDS:
        sys.exit(f"asked for one of {', '.join(WORDS)}, found {word!r}")
    announce()
    import_module(f"digits.{word}").main()


if __name__ == "__main__":
    main()
