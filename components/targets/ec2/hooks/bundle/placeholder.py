"""Stands in for an application until its first release: it answers the health path and nothing else."""

import http.server
import os

HEALTH_PATH = os.environ["HEALTH_PATH"]


class Placeholder(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        found = self.path.split("?")[0] == HEALTH_PATH
        answer = b"waiting-for-first-release\n" if found else b"not found\n"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


http.server.ThreadingHTTPServer(("", int(os.environ["PORT"])), Placeholder).serve_forever()
