"""What a person wants to know of a model before it is released."""

TEMPLATE = """# Model card: a student's score in mathematics

|               |                                          |
| ------------- | ---------------------------------------- |
| model         | {model}                                  |
| digest        | `{digest}`                               |
| trained on    | {trained} generated rows, seed {seed}    |
| data          | `{data}`                                 |
| tested on     | {held_out} rows that it had not seen     |
| R2            | {r2}                                     |
| mean error    | {mae} points                             |
| RMSE          | {rmse} points                            |

## Compared

R2 of a {folds}-fold cross-validation on the training rows; the best one was taken.

| regressor | R2 |
| --------- | -: |
{compared}

## What it is for

To show a release line that carries a model. The students are made up (`components/data_generator.py`), so it knows
nothing about real ones and must not decide anything about anybody. It asks for gender and group because the well-known
set has these columns; where people are graded, such columns do not belong into a model.
"""


def model_card(digest: str, metrics: dict, data: dict, folds: int) -> str:
    rows = sorted(metrics["compared"].items(), key=lambda each: -each[1])
    return TEMPLATE.format(
        **{name: metrics[name] for name in ("model", "r2", "mae", "rmse")},
        digest=digest,
        trained=data["rows"] - data["heldOut"],
        held_out=data["heldOut"],
        seed=data["seed"],
        data=data["digest"],
        folds=folds,
        compared="\n".join(f"| {name} | {r2} |" for name, r2 in rows),
    )
