"""python -m student_performance.pipelines.train [--into artifacts]"""

import argparse
from pathlib import Path

from student_performance.components.data_ingestion import ingest
from student_performance.components.model_pusher import push
from student_performance.components.model_trainer import train
from student_performance.logger import start_logging


def run(into: Path) -> str:
    ingested = ingest(into / "data")
    return push(train(ingested.train, ingested.test), ingested.facts, into)


def main() -> None:
    parser = argparse.ArgumentParser(description="Trains the model and writes it, its metrics and its card.")
    parser.add_argument("--into", type=Path, default=Path("artifacts"), metavar="FOLDER")
    start_logging()
    print(run(parser.parse_args().into))


if __name__ == "__main__":
    main()
