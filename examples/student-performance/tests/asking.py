"""An application without a server around it, and a student to ask it about."""

import io
import json
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

from student_performance.web.app import App

STUDENT = {
    "gender": "female",
    "race_ethnicity": "group C",
    "parental_level_of_education": "bachelor's degree",
    "lunch": "standard",
    "test_preparation_course": "none",
    "reading_score": 72,
    "writing_score": 74,
}


class AlwaysTheSame:
    """In place of a model."""

    def __init__(self):
        self.about = {"digest": "sha256:0123", "metrics": {"r2": 0.9}}

    def predict(self, student):
        return 70.5


def ask(path, method="GET", body=b"", kind="application/json", app=None):
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "SCRIPT_NAME": "", "QUERY_STRING": ""}
    setup_testing_defaults(environ)
    if method == "POST":
        environ |= {"CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": kind, "wsgi.input": io.BytesIO(body)}
    said = {}
    answer = validator(app or App(AlwaysTheSame()))(
        environ, lambda status, headers: said.update(status=status, **dict(headers))
    )
    content = b"".join(answer)
    answer.close()
    return said, content


def ask_for(student, **more):
    said, content = ask("/api/predict", "POST", json.dumps(student).encode(), **more)
    return said["status"], json.loads(content)
