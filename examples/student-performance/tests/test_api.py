import json
import unittest

from student_performance import __version__
from student_performance.columns import FEATURES
from student_performance.web.app import App
from tests.asking import STUDENT, AlwaysTheSame, ask, ask_for


class Broken(AlwaysTheSame):
    def predict(self, student):
        raise RuntimeError("a secret of the machine")


class Api(unittest.TestCase):
    def test_answers_a_score_and_which_model_says_so(self):
        self.assertEqual(ask_for(STUDENT), ("200 OK", {"math_score": 70.5, "model": "sha256:0123"}))

    def test_is_healthy_with_its_version_and_model(self):
        said, content = ask("/health")
        self.assertEqual(said["status"], "200 OK")
        self.assertEqual(json.loads(content), {"status": "ok", "version": __version__, "model": "sha256:0123"})

    def test_shows_what_is_known_of_the_model(self):
        self.assertEqual(json.loads(ask("/model")[1])["metrics"], {"r2": 0.9})

    def test_names_every_wrong_field_at_once_and_what_is_allowed(self):
        wrong = {**STUDENT, "lunch": "caviar", "reading_score": 101, "writing_score": True, "shoe_size": 42}
        status, body = ask_for(wrong)
        self.assertEqual(status, "400 Bad Request")
        self.assertEqual(
            {each["field"]: each["problem"] for each in body["errors"]},
            {
                "lunch": "found caviar",
                "reading_score": "found 101",
                "writing_score": "found True",
                "shoe_size": "no such field",
            },
        )
        self.assertIn("standard", next(each for each in body["errors"] if each["field"] == "lunch")["allowed"])

    def test_says_that_fields_are_missing(self):
        status, body = ask_for({})
        self.assertEqual(status, "400 Bad Request")
        self.assertEqual([each["field"] for each in body["errors"]], list(FEATURES))

    def test_refuses_what_is_no_student_in_json(self):
        for body, kind, status in [
            (b"{", "application/json", "400 Bad Request"),
            (b"[" * 10_000, "application/json", "400 Bad Request"),
            (b"[]", "application/json", "400 Bad Request"),
            (b"{}", "text/plain", "415 Unsupported Media Type"),
            (b" " * 20_000, "application/json", "413 Content Too Large"),
        ]:
            with self.subTest(body=body[:10], kind=kind):
                said, content = ask("/api/predict", "POST", body, kind)
                self.assertEqual(said["status"], status)
                self.assertIn("error", json.loads(content))

    def test_knows_its_paths_and_their_methods(self):
        self.assertEqual(ask("/admin")[0]["status"], "404 Not Found")
        self.assertEqual(ask("/api/predict")[0]["status"], "405 Method Not Allowed")
        self.assertEqual(ask("/health", "HEAD"), (ask("/health")[0], b""))

    def test_keeps_the_words_of_a_fault_to_itself(self):
        with self.assertLogs("student_performance.web.app", "ERROR"):
            status, body = ask_for(STUDENT, app=App(Broken()))
        self.assertEqual((status, body), ("500 Internal Server Error", {"error": "this is a fault of the service"}))


if __name__ == "__main__":
    unittest.main()
