"""The page with the form. It works without a script, so there is none, and the page's own policy allows none."""

from html import escape

from student_performance.columns import CHOICES, HIGHEST_SCORE, SCORES, TARGET

# https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Student performance</title>
<style>
html {{ color-scheme: light dark }}
body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 32rem; padding: 1rem }}
label {{ display: block; margin: 0.75rem 0 }}
select, input {{ box-sizing: border-box; display: block; font: inherit; padding: 0.4rem; width: 100% }}
button {{ font: inherit; margin: 0.75rem 0; padding: 0.5rem 1.5rem }}
output {{ display: block; font-size: 1.5rem }}
.problem {{ border-left: 0.3rem solid #c33; padding-left: 0.75rem }}
</style>
</head>
<body>
<h1>Score in mathematics</h1>
<form method="post" action="/predict">
{fields}
<button>Predict</button>
</form>
{answer}
<p><small>Version {version}. It learned from made-up students, and must decide nothing about anybody.</small></p>
</body>
</html>
"""


def page(version: str, given: dict | None = None, answer: str = "") -> bytes:
    """The form, with what was sent still in it."""
    given = given or {}
    fields = [
        *(_choice(name, values, given.get(name)) for name, values in CHOICES.items()),
        *(_number(name, given.get(name)) for name in SCORES),
    ]
    return PAGE.format(fields="\n".join(fields), answer=answer, version=escape(version)).encode()


def predicted(score: float) -> str:
    return f'<output name="{TARGET}">{score} of {HIGHEST_SCORE}</output>'


def refused(problems: list[dict]) -> str:
    lines = "".join(f"<li>{escape(_label(each['field']))}: {escape(each['problem'])}</li>" for each in problems)
    return f'<ul class="problem" role="alert">{lines}</ul>'


def _choice(name: str, values: tuple[str, ...], chosen: str | None) -> str:
    options = "".join(_option(value, value == chosen) for value in values)
    return f'<label>{_label(name)}<select name="{name}" required><option value=""></option>{options}</select></label>'


def _option(value: str, chosen: bool) -> str:
    return f'<option value="{escape(value)}"{" selected" if chosen else ""}>{escape(value)}</option>'


def _number(name: str, value: str | None) -> str:
    held = "" if value is None else f' value="{escape(str(value))}"'
    field = f'type="number" name="{name}" min="0" max="{HIGHEST_SCORE}"'
    return f"<label>{_label(name)}<input {field} required{held}></label>"


def _label(name: str) -> str:
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]
