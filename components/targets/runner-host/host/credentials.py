"""Gives the application credentials of its own role, and of no other, at the address where SDKs look for them in a container.

Only who knows the token is answered: it lies in a folder of root's, and in the application's container.
https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
"""

import hmac
import json
import os
import socket
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ADDRESS = ("169.254.170.2", 51679)
TOKEN = "/run/fairlead/credentials/token"
LENGTH = 64
COMMAND = "aws sts assume-role --output json --duration-seconds 3600 --role-session-name".split()


def assumed():
    role = os.environ["APPLICATION_ROLE"]
    command = [*COMMAND, socket.gethostname(), "--role-arn", role, "--region", os.environ["REGION"]]
    given = json.loads(subprocess.run(command, check=True, capture_output=True, timeout=30).stdout)["Credentials"]
    return {
        "RoleArn": role,
        "AccessKeyId": given["AccessKeyId"],
        "SecretAccessKey": given["SecretAccessKey"],
        "Token": given["SessionToken"],
        "Expiration": given["Expiration"],
    }


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            with open(TOKEN, encoding="utf-8") as file:
                known = file.read().strip()
        except (OSError, ValueError) as error:
            print(f"red: asked for this machine's token, found none: {error}", flush=True)
            known = ""
        if len(known) != LENGTH:
            return self.answer(500, {"message": "this machine has no token; its log says why"})
        if not hmac.compare_digest(self.headers.get("Authorization", "").encode(), known.encode()):
            return self.answer(401, {"message": "this token is not known here"})
        try:
            return self.answer(200, assumed())
        except (OSError, subprocess.SubprocessError, ValueError, KeyError) as error:
            said = getattr(error, "stderr", None) or b""
            print(f"red: asked for the role of the application: {error} {said.decode(errors='replace')}", flush=True)
            return self.answer(500, {"message": "AWS gave no credentials; the log of this machine says why"})

    def answer(self, status, said):
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    ThreadingHTTPServer(ADDRESS, Handler).serve_forever()
