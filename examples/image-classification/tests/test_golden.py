"""What an endpoint is asked before it is live is committed, and has the form that the line expects."""

import base64
import json
import unittest
from pathlib import Path

GOLDEN = json.loads((Path(__file__).resolve().parents[1] / "golden.json").read_text())


class Golden(unittest.TestCase):
    def test_asks_for_each_digit_once_as_a_picture_and_for_several_as_numbers(self):
        self.assertEqual(GOLDEN["format"], 1)
        kinds = [payload["contentType"] for payload in GOLDEN["payloads"]]
        self.assertEqual(kinds, ["image/png"] * 10 + ["application/json"])
        expected = [[each["digit"] for each in payload["expect"]["predictions"]] for payload in GOLDEN["payloads"]]
        self.assertEqual(expected, [[digit] for digit in range(10)] + [[2, 3, 4]])

    def test_holds_what_its_content_types_say(self):
        for payload in GOLDEN["payloads"]:
            body = base64.b64decode(payload["body"], validate=True)
            if payload["contentType"] == "image/png":
                self.assertTrue(body.startswith(b"\x89PNG"), payload["name"])
            else:
                self.assertEqual(len(json.loads(body)["images"]), 3)


if __name__ == "__main__":
    unittest.main()
