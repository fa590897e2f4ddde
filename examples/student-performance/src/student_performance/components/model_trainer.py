"""Several regressors on the same rows; the best by R2 wins.

Who wins is decided by cross-validation on the training rows alone. The rows that were held out are asked once, by the
winner: a number that helped to choose would be too good.
"""

import warnings
from dataclasses import dataclass

from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor
from sklearn.linear_model import Lasso, LinearRegression, Ridge
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error
from sklearn.model_selection import KFold, cross_val_score
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import Pipeline
from sklearn.tree import DecisionTreeRegressor

from student_performance.columns import Student
from student_performance.components.data_transformation import features_of, targets_of, transformation
from student_performance.logger import logger

FOLDS = 5
RANDOM_STATE = 7
# A difference behind the fourth digit is the machine's, not the model's.
DIGITS = 4
log = logger(__name__)


def candidates() -> dict:
    return {
        "linear regression": LinearRegression(),
        "ridge": Ridge(alpha=1.0),
        "lasso": Lasso(alpha=0.05),
        "nearest neighbours": KNeighborsRegressor(n_neighbors=9),
        "decision tree": DecisionTreeRegressor(max_depth=6, random_state=RANDOM_STATE),
        "random forest": RandomForestRegressor(n_estimators=50, min_samples_leaf=3, random_state=RANDOM_STATE),
        "gradient boosting": GradientBoostingRegressor(random_state=RANDOM_STATE),
    }


@dataclass(frozen=True)
class Trained:
    model: Pipeline
    metrics: dict


def train(train_rows: list[Student], test_rows: list[Student]) -> Trained:
    features, targets = features_of(train_rows), targets_of(train_rows)
    folds = KFold(FOLDS, shuffle=True, random_state=RANDOM_STATE)
    compared = {}
    with warnings.catch_warnings():
        # What a library would only warn of is not what a model should be released on.
        warnings.simplefilter("error")
        for name, regressor in candidates().items():
            scores = cross_val_score(_with_transformation(regressor), features, targets, cv=folds, scoring="r2")
            compared[name] = round(float(scores.mean()), DIGITS)
            log.info("%s: R2 %.4f", name, compared[name])
        best = max(compared, key=compared.__getitem__)
        model = _with_transformation(candidates()[best]).fit(features, targets)
    expected, found = targets_of(test_rows), model.predict(features_of(test_rows))
    metrics = {
        "model": best,
        "r2": round(float(r2_score(expected, found)), DIGITS),
        "mae": round(float(mean_absolute_error(expected, found)), DIGITS),
        "rmse": round(float(root_mean_squared_error(expected, found)), DIGITS),
        "compared": compared,
    }
    log.info("%s is best, R2 %.4f on rows that it has not seen", best, metrics["r2"])
    return Trained(model, metrics)


def _with_transformation(regressor) -> Pipeline:
    return Pipeline([("transformation", transformation()), ("regressor", regressor)])
