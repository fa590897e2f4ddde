# Runs a function's handler as Lambda does, in walls of its own: the SDK and the internet are the engine's.
import importlib
import io
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request

task, handler = sys.argv[1:]
around = os.path.dirname(task)
# The folder of this file is first already, so that boto3 is ours.
sys.path.insert(1, task)


class Answer(io.BytesIO):
    def __init__(self, status, text):
        super().__init__(text.encode())
        self.status = self.code = status

    def getcode(self):
        return self.status


def urlopen(asked, data=None, timeout=None, **_):
    request = asked if isinstance(asked, urllib.request.Request) else urllib.request.Request(asked, data=data)
    body = (request.data or b"").decode()
    question = {"url": request.full_url, "method": request.get_method(), "headers": dict(request.headers), "body": body}
    said = subprocess.run(["reach", json.dumps(question)], capture_output=True, text=True)
    if said.stdout == "":
        raise urllib.error.URLError(said.stderr.strip())
    answer = json.loads(said.stdout)
    status, text = answer["status"], answer["text"]
    if status >= 400:
        raise urllib.error.HTTPError(request.full_url, status, "", {}, io.BytesIO(text.encode()))
    return Answer(status, text)


urllib.request.urlopen = urlopen


class Context:
    function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]


try:
    module, _, name = handler.rpartition(".")
    with open(os.path.join(around, "event.json")) as file:
        event = json.load(file)
    said = {"answer": getattr(importlib.import_module(module.replace("/", ".")), name)(event, Context())}
    text = json.dumps(said)
except BaseException as error:
    text = json.dumps({"error": {"errorType": type(error).__name__, "errorMessage": str(error)}})
with open(os.path.join(around, "answer.json"), "w") as file:
    file.write(text)
