"""One line an event, on standard error: whoever runs the process keeps it."""

import logging
import os


def logger(name: str) -> logging.Logger:
    return logging.getLogger(name)


def start_logging() -> None:
    logging.basicConfig(
        level=os.environ.get("LOG_LEVEL", "INFO").upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
