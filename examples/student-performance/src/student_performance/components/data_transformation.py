"""Rows as numbers: a column for each choice, and scores around zero. A part of the model, and released with it."""

import numpy
from sklearn.compose import ColumnTransformer
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from student_performance.columns import CHOICES, FEATURES, SCORES, TARGET, Student


def features_of(rows: list[Student]) -> numpy.ndarray:
    return numpy.array([[row[name] for name in FEATURES] for row in rows], dtype=object)


def targets_of(rows: list[Student]) -> numpy.ndarray:
    return numpy.array([row[TARGET] for row in rows], dtype=float)


def transformation() -> ColumnTransformer:
    at = {name: place for place, name in enumerate(FEATURES)}
    # A choice that nobody in the training had is an error: it means that training and service know different columns.
    known = [list(values) for values in CHOICES.values()]
    choices = OneHotEncoder(categories=known, drop="first", handle_unknown="error")
    return ColumnTransformer(
        [
            ("choices", choices, [at[name] for name in CHOICES]),
            ("scores", StandardScaler(), [at[name] for name in SCORES]),
        ]
    )
