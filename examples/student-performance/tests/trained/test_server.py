"""The process as a container runs it: it listens on PORT, answers, and ends by itself when it is told to."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

from trained import trained

SERVER = [sys.executable, "-m", "student_performance"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def health_at(port, tries=100):
    for _ in range(tries):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as answer:
                return json.load(answer)
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port}")


class Process(unittest.TestCase):
    def test_serves_the_model_it_was_given_until_it_is_told_to_stop(self):
        port = free_port()
        digest = json.loads((trained() / "model.json").read_text())["digest"]
        environment = {**os.environ, "PORT": str(port), "MODEL_DIR": str(trained()), "LOG_LEVEL": "ERROR"}
        with subprocess.Popen(SERVER, env=environment) as process:
            try:
                self.assertEqual(health_at(port)["model"], digest)
            finally:
                process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(timeout=15), 0)

    def test_does_not_start_without_a_model(self):
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, "PORT": "0", "MODEL_DIR": folder}
            ran = subprocess.run(SERVER, env=environment, capture_output=True, text=True, check=False)
        self.assertEqual(ran.returncode, 1)
        self.assertIn("pipelines.train", ran.stderr)


if __name__ == "__main__":
    unittest.main()
