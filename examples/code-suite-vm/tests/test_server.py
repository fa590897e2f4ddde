import json
import os
import signal
import subprocess
import sys
import unittest
import urllib.request

from degrees.server import VERSION, answer_to


class Answers(unittest.TestCase):
    def test_shows_its_version(self):
        self.assertEqual(answer_to("/"), (200, {"service": "degrees", "version": VERSION}))

    def test_is_healthy_whatever_the_query(self):
        self.assertEqual(answer_to("/health?from=load-balancer"), (200, {"status": "ok"}))

    def test_converts(self):
        status, body = answer_to("/convert?celsius=20")
        self.assertEqual((status, body["fahrenheit"]), (200, 68))

    def test_says_what_is_wrong_with_a_question(self):
        for path in ["/convert", "/convert?celsius=warm", "/convert?celsius=1&kelvin=2", "/convert?warm=1"]:
            with self.subTest(path=path):
                status, body = answer_to(path)
                self.assertEqual(status, 400)
                self.assertIn("error", body)
        self.assertEqual(answer_to("/admin")[0], 404)


class Process(unittest.TestCase):
    def test_listens_on_port_and_ends_by_itself_when_it_is_told_to_stop(self):
        command = [sys.executable, "-m", "degrees.server"]
        environment = {**os.environ, "PORT": "0"}
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            port = process.stdout.readline().split()[-1]
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
                self.assertEqual(json.load(answer)["version"], VERSION)
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(timeout=10), 0)


if __name__ == "__main__":
    unittest.main()
