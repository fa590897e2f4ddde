"""Students who never were. The columns are those of the well-known students' scores set; not one row of it is copied.

A student has an ability, drawn from a bell curve. Each trait moves it by the points in EFFECTS, and each subject has an
inclination and a chance of its own. The weights are ours: they make a set that behaves like a school's, and say nothing
about any group of people. The same seed gives the same bytes on any machine: `random()` is promised not to change.
https://docs.python.org/3/library/random.html#notes-on-reproducibility
"""

from itertools import accumulate
from random import Random

from student_performance.columns import CHOICES, HIGHEST_SCORE, SCORES, TARGET, Student

SEED = 20261129
ROWS = 1000

SHARES = {
    "gender": (51, 49),
    "race_ethnicity": (10, 18, 32, 26, 14),
    "parental_level_of_education": (18, 20, 22, 22, 12, 6),
    "lunch": (65, 35),
    "test_preparation_course": (64, 36),
}
# Points for the ability, by the order of the choices.
EFFECTS = {
    "gender": (0, 0),
    "race_ethnicity": (0, 0, 0, 0, 0),
    "parental_level_of_education": (-4, -3, 0, 2, 4, 6),
    "lunch": (4, -6),
    "test_preparation_course": (-2, 5),
}
MEAN, SPREAD = 66, 12
# Per subject: how far a chance of the day goes, and what a trait adds to this subject alone.
CHANCE = {TARGET: 4.5, "reading_score": 3.5, "writing_score": 3.5}
INCLINATION = {
    TARGET: {"gender": (-4, 4)},
    "reading_score": {"gender": (3, -3)},
    "writing_score": {"gender": (4, -4), "test_preparation_course": (-1, 3)},
}


def generate(rows: int = ROWS, seed: int = SEED) -> list[Student]:
    random = Random(seed)
    return [_student(random) for _ in range(rows)]


def _student(random: Random) -> Student:
    traits = {name: _drawn(random, shares) for name, shares in SHARES.items()}
    ability = MEAN + SPREAD * _bell(random) + sum(EFFECTS[name][at] for name, at in traits.items())
    scores = {
        subject: _score(ability + CHANCE[subject] * _bell(random) + _inclined(traits, subject))
        for subject in (TARGET, *SCORES)
    }
    return {**{name: CHOICES[name][at] for name, at in traits.items()}, **scores}


def _inclined(traits: dict[str, int], subject: str) -> int:
    return sum(points[traits[name]] for name, points in INCLINATION[subject].items())


def _drawn(random: Random, shares: tuple[int, ...]) -> int:
    point = random.random() * sum(shares)
    return next(at for at, end in enumerate(accumulate(shares)) if point < end)


def _bell(random: Random) -> float:
    """Near enough to a normal distribution, of `random()` alone."""
    return sum(random.random() for _ in range(12)) - 6


def _score(points: float) -> int:
    return max(0, min(HIGHEST_SCORE, round(points)))
