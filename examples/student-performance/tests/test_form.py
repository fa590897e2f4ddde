import unittest
from html.parser import HTMLParser
from urllib.parse import urlencode

from student_performance.columns import CHOICES, FEATURES
from tests.asking import STUDENT, ask


class Page(HTMLParser):
    """The names of the fields, what is chosen, and the words."""

    def __init__(self, content):
        super().__init__()
        self.fields, self.options, self.chosen, self.words = [], [], [], ""
        self.feed(content.decode())

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag in ("input", "select"):
            self.fields.append(attributes["name"])
        if tag == "option":
            self.options.append(attributes["value"])
        if "selected" in attributes:
            self.chosen.append(attributes["value"])

    def handle_data(self, data):
        self.words += data


def sent(student):
    said, content = ask("/predict", "POST", urlencode(student).encode(), "application/x-www-form-urlencoded")
    return said["status"], content


class Form(unittest.TestCase):
    def test_asks_for_every_column(self):
        page = Page(ask("/")[1])
        self.assertEqual(page.fields, list(FEATURES))
        self.assertEqual(
            {option for option in page.options if option}, {each for all_ in CHOICES.values() for each in all_}
        )

    def test_answers_with_the_score_and_keeps_what_was_sent(self):
        status, content = sent(STUDENT)
        self.assertEqual(status, "200 OK")
        page = Page(content)
        self.assertIn("70.5 of 100", page.words)
        self.assertEqual(page.chosen, [STUDENT[name] for name in CHOICES])

    def test_says_what_is_wrong(self):
        status, content = sent({**STUDENT, "reading_score": "many"})
        self.assertEqual(status, "400 Bad Request")
        self.assertIn("Reading score: found many", Page(content).words)

    def test_shows_what_was_sent_as_text_and_never_as_markup(self):
        _, content = sent({**STUDENT, "reading_score": '"><script>alert(1)</script>', "<script>": "x"})
        self.assertNotIn(b"<script", content)

    def test_allows_no_script_and_no_frame_around_it(self):
        policy = ask("/")[0]["content-security-policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertIn("frame-ancestors 'none'", policy)

    def test_refuses_what_is_no_form(self):
        said, _ = ask("/predict", "POST", b"\xff=1", "application/x-www-form-urlencoded")
        self.assertEqual(said["status"], "400 Bad Request")


if __name__ == "__main__":
    unittest.main()
