"""What a request carries: JSON or a form, no larger than either can be."""

import json
from urllib.parse import parse_qsl

LARGEST = 16 * 1024


class Unreadable(Exception):
    """With the status that says so."""

    def __init__(self, status: str, problem: str):
        super().__init__(problem)
        self.status = status


def body_of(environ: dict) -> bytes:
    # The server in front has checked it: a length is a number here, and chunks have been put together.
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > LARGEST:
        raise Unreadable("413 Content Too Large", f"at most {LARGEST} bytes")
    return environ["wsgi.input"].read(length)


def json_of(environ: dict) -> dict:
    if environ.get("CONTENT_TYPE", "").split(";")[0].strip().lower() != "application/json":
        raise Unreadable("415 Unsupported Media Type", "send application/json")
    try:
        value = json.loads(body_of(environ))
    except (ValueError, RecursionError) as error:
        raise Unreadable("400 Bad Request", "the body is no JSON") from error
    if not isinstance(value, dict):
        raise Unreadable("400 Bad Request", "send an object")
    return value


def form_of(environ: dict) -> dict:
    try:
        return dict(parse_qsl(body_of(environ).decode(), keep_blank_values=True, max_num_fields=50))
    except ValueError as error:
        raise Unreadable("400 Bad Request", "the body is no form") from error
