"""The form and the API, as a WSGI application: any server of that kind runs it, and tests call it without one."""

import json
from collections.abc import Callable, Iterable
from typing import Protocol

from student_performance import __version__
from student_performance.columns import TARGET, Student, student_from
from student_performance.exception import WrongInput
from student_performance.logger import logger
from student_performance.web import form
from student_performance.web.requests import Unreadable, form_of, json_of

Answer = tuple[str, str, bytes]
JSON, HTML = "application/json", "text/html; charset=utf-8"
log = logger(__name__)


class Predicts(Protocol):
    about: dict

    def predict(self, student: Student) -> float: ...


class App:
    def __init__(self, predictor: Predicts):
        self._predictor = predictor
        self._routes: dict[str, dict[str, Callable[[dict], Answer]]] = {
            "/": {"GET": self._form},
            "/predict": {"POST": self._predict_for_people},
            "/api/predict": {"POST": self._predict_for_programs},
            "/model": {"GET": self._model},
            "/health": {"GET": self._health},
        }

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        status, kind, content = self._answer(environ)
        headers = [
            ("content-type", kind),
            ("content-length", str(len(content))),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", form.POLICY),
        ]
        start_response(status, headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [content]

    def _answer(self, environ: dict) -> Answer:
        path, method = environ.get("PATH_INFO", "/"), environ["REQUEST_METHOD"]
        known = self._routes.get(path)
        route = known and known.get("GET" if method == "HEAD" else method)
        try:
            if known is None:
                raise Unreadable("404 Not Found", f"nothing at {path}")
            if route is None:
                raise Unreadable("405 Method Not Allowed", f"{path} answers {', '.join(known)}")
            return route(environ)
        except Unreadable as error:
            return _json({"error": str(error)}, error.status)
        except Exception:
            # Its words may hold what was sent; they are for the log.
            log.exception("%s %s failed", method, path)
            return _json({"error": "this is a fault of the service"}, "500 Internal Server Error")

    def _form(self, _environ: dict) -> Answer:
        return _page(form.page(__version__))

    def _predict_for_people(self, environ: dict) -> Answer:
        given = form_of(environ)
        try:
            score = self._predictor.predict(student_from(given))
        except WrongInput as wrong:
            return _page(form.page(__version__, given, form.refused(wrong.problems)), "400 Bad Request")
        return _page(form.page(__version__, given, form.predicted(score)))

    def _predict_for_programs(self, environ: dict) -> Answer:
        try:
            score = self._predictor.predict(student_from(json_of(environ)))
        except WrongInput as wrong:
            return _json({"errors": wrong.problems}, "400 Bad Request")
        return _json({TARGET: score, "model": self._predictor.about["digest"]})

    def _model(self, _environ: dict) -> Answer:
        return _json(self._predictor.about)

    def _health(self, _environ: dict) -> Answer:
        # The model was loaded before anything is answered; without one there is no process.
        return _json({"status": "ok", "version": __version__, "model": self._predictor.about["digest"]})


def _json(value: dict, status: str = "200 OK") -> Answer:
    return status, JSON, (json.dumps(value) + "\n").encode()


def _page(content: bytes, status: str = "200 OK") -> Answer:
    return status, HTML, content
