# The SDK inside of a function's walls: each client asks by the command line, which the engine answers.
import json
import re
import subprocess

COMMANDS = {"codedeploy": "deploy"}


class ClientError(Exception):
    pass


class Client:
    def __init__(self, service):
        self.service = COMMANDS.get(service, service)

    def __getattr__(self, operation):
        return lambda **given: ask(self.service, operation.replace("_", "-"), given)


def client(service, **_):
    return Client(service)


def ask(service, operation, given):
    words = ["aws", service, operation]
    for name, value in given.items():
        words.append("--" + re.sub("(?<=[a-z0-9])(?=[A-Z])", "-", name).lower())
        values = value if isinstance(value, list) else [value]
        words += [each if isinstance(each, str) else json.dumps(each) for each in values if each is not True]
    said = subprocess.run(words, capture_output=True, text=True)
    if said.returncode != 0:
        raise ClientError(said.stderr.strip())
    return json.loads(said.stdout) if said.stdout.strip() else {}
