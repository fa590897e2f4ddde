"""Answers over HTTP. Nothing but Python's own library, which the machine's system brings along."""

import json
import os
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from degrees.scales import convert

VERSION = (Path(__file__).parent.parent / "VERSION").read_text(encoding="utf-8").strip()


def answer_to(path: str) -> tuple[int, dict]:
    """Status and body for a request, without a server around it."""
    url = urlsplit(path)
    if url.path == "/health":
        return 200, {"status": "ok"}
    if url.path == "/":
        return 200, {"service": "degrees", "version": VERSION}
    if url.path == "/convert":
        return converted(parse_qsl(url.query))
    return 404, {"error": f"nothing at {url.path}"}


def converted(query: list[tuple[str, str]]) -> tuple[int, dict]:
    if len(query) != 1:
        return 400, {"error": "ask for one temperature, such as /convert?celsius=20"}
    [(scale, text)] = query
    try:
        return 200, convert(float(text), scale)
    except ValueError as wrong:
        return 400, {"error": str(wrong)}


class Handler(BaseHTTPRequestHandler):
    # Kept connections: without a length and this version, every request would cost one of its own.
    protocol_version = "HTTP/1.1"
    # Longer than the 60 seconds that a load balancer keeps an idle connection.
    timeout = 65

    def do_GET(self) -> None:
        status, body = answer_to(self.path)
        content = (json.dumps(body) + "\n").encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def main() -> None:
    server = ThreadingHTTPServer(("", int(os.environ.get("PORT", "8080"))), Handler)
    # systemd says SIGTERM. shutdown() waits for the loop below, so it may not be called from within it.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"version {VERSION} listens on port {server.server_address[1]}", flush=True)
    server.serve_forever()
    server.server_close()


if __name__ == "__main__":
    main()
