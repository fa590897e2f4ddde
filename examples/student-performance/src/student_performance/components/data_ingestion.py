"""The data that a training begins with: generated, split, and written down, so that the model can name it by digest."""

from dataclasses import dataclass
from pathlib import Path
from random import Random

from student_performance.columns import Student
from student_performance.components.data_generator import ROWS, SEED, generate
from student_performance.logger import logger
from student_performance.utils import digest_of, write_rows

TEST_SHARE = 0.2
log = logger(__name__)


@dataclass(frozen=True)
class Ingested:
    train: list[Student]
    test: list[Student]
    facts: dict


def ingest(folder: Path, rows: int = ROWS, seed: int = SEED) -> Ingested:
    students = generate(rows, seed)
    write_rows(folder / "raw.csv", students)
    order = [place for _, place in sorted((chance, at) for at, chance in enumerate(_chances(rows, seed)))]
    held_out = round(rows * TEST_SHARE)
    test, train = ([students[at] for at in part] for part in (order[:held_out], order[held_out:]))
    write_rows(folder / "train.csv", train)
    write_rows(folder / "test.csv", test)
    digest = digest_of((folder / "raw.csv").read_bytes())
    log.info("%d students, %d of them held out for the test, %s", rows, held_out, digest)
    return Ingested(train, test, {"rows": rows, "heldOut": held_out, "seed": seed, "digest": digest})


def _chances(rows: int, seed: int) -> list[float]:
    # Of another seed than the rows themselves: who is held out has nothing to do with who somebody is.
    random = Random(seed + 1)
    return [random.random() for _ in range(rows)]
