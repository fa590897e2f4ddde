"""The server that an endpoint runs, asked what is committed in golden.json, and what nobody should send."""

import base64
import io
import json
import unittest
from pathlib import Path

from opt_ml import trained

from digits import golden, serve

GOLDEN = json.loads((Path(__file__).resolve().parents[2] / "golden.json").read_text())


def ask(method: str, path: str, body: bytes = b"", kind: str = "", length: str | None = None) -> tuple[str, dict]:
    said = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)) if length is None else length,
        "wsgi.input": io.BytesIO(body),
    }
    app = serve.load(trained() / "train" / "model")
    content = b"".join(app(environ, lambda status, _headers: said.append(status)))
    return said[0], json.loads(content)


class Server(unittest.TestCase):
    def test_is_well(self):
        self.assertEqual(ask("GET", "/ping"), ("200 OK", {}))

    def test_answers_what_is_committed(self):
        self.assertEqual(GOLDEN["payloads"], golden.payloads(), "python -m digits golden writes it anew")
        for payload in GOLDEN["payloads"]:
            body = base64.b64decode(payload["body"])
            status, answer = ask("POST", "/invocations", body, payload["contentType"])
            self.assertEqual(status, "200 OK", payload["name"])
            digits = [{"digit": each["digit"]} for each in answer["predictions"]]
            self.assertEqual({"predictions": digits}, payload["expect"], payload["name"])
            self.assertTrue(all(len(each["scores"]) == 10 for each in answer["predictions"]))

    def test_refuses_what_is_no_image(self):
        for body, kind in [
            (b"no picture", "image/png"),
            (b"{", "application/json"),
            (b"[]", "application/json"),
            (b'{"images": []}', "application/json"),
            (b'{"images": [[[1]]]}', "application/json"),
            (json.dumps({"images": [[[17] * 8] * 8]}).encode(), "application/json"),
            (b'{"images": [[[NaN]]]}', "application/json"),
            (b'{"images": {"a": 1}}', "application/json"),
        ]:
            status, answer = ask("POST", "/invocations", body, kind)
            self.assertEqual(status, "400 Bad Request", body)
            self.assertIn("asked for", answer["error"])

    def test_says_what_it_takes(self):
        self.assertEqual(ask("POST", "/invocations", b"1,2", "text/csv")[0], "415 Unsupported Media Type")
        self.assertEqual(ask("GET", "/")[0], "404 Not Found")
        self.assertEqual(ask("POST", "/invocations", kind="image/png", length="99999999")[0], "413 Content Too Large")


if __name__ == "__main__":
    unittest.main()
