"""The columns of a student's row, and what may stand in them. Form, API and training all read them here."""

from student_performance.exception import WrongInput

CHOICES: dict[str, tuple[str, ...]] = {
    "gender": ("female", "male"),
    "race_ethnicity": ("group A", "group B", "group C", "group D", "group E"),
    "parental_level_of_education": (
        "some high school",
        "high school",
        "some college",
        "associate's degree",
        "bachelor's degree",
        "master's degree",
    ),
    "lunch": ("standard", "free/reduced"),
    "test_preparation_course": ("none", "completed"),
}
SCORES = ("reading_score", "writing_score")
FEATURES = (*CHOICES, *SCORES)
TARGET = "math_score"
COLUMNS = (*CHOICES, TARGET, *SCORES)

HIGHEST_SCORE = 100

Student = dict[str, str | int]


def student_from(given: dict) -> Student:
    """What was sent, as a row. Raises one error that names every field that is wrong."""
    problems = [
        *(_unknown(name) for name in given if name not in FEATURES),
        *(problem for name, allowed in CHOICES.items() if (problem := _wrong_choice(name, given.get(name), allowed))),
        *(problem for name in SCORES if (problem := _wrong_score(name, given.get(name)))),
    ]
    if problems:
        raise WrongInput(problems)
    return {**{name: given[name] for name in CHOICES}, **{name: int(given[name]) for name in SCORES}}


def _unknown(name: object) -> dict:
    return {"field": str(name)[:80], "problem": "no such field", "allowed": list(FEATURES)}


def _wrong_choice(name: str, value: object, allowed: tuple[str, ...]) -> dict | None:
    if isinstance(value, str) and value in allowed:
        return None
    return {"field": name, "problem": _found(value), "allowed": list(allowed)}


def _wrong_score(name: str, value: object) -> dict | None:
    # A form sends text, JSON a number. True is a number to Python, and a digit of another script one to int().
    is_number = isinstance(value, int) and not isinstance(value, bool)
    is_text = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 3
    if (is_number or is_text) and 0 <= int(value) <= HIGHEST_SCORE:
        return None
    return {"field": name, "problem": _found(value), "allowed": f"a whole number from 0 to {HIGHEST_SCORE}"}


def _found(value: object) -> str:
    return "is missing" if value is None or value == "" else f"found {str(value)[:80]}"
