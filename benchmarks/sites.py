"""A served product and somebody who asks it for pages over one kept connection."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from benchmarks.databases import HOUSE, Place

PRODUCT = "servicedesk.wsgi:application"
MINIMAL = "benchmarks.minimal.wsgi:application"
READY_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        plain = gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body
        return plain.decode("utf-8")

    @property
    def transferred(self) -> int:
        """Bytes of the body as sent and of the headers."""
        return len(self.body) + sum(len(name) + len(value) + 4 for name, value in self.headers.items())


class Browser:
    """One signed-in client, one connection kept open, as a browser keeps it."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookies = dict(part.split("=", 1) for part in cookie.split("; ") if part)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, body: str, headers: dict[str, str] | None = None) -> Answer:
        return self._ask("POST", path, body, headers)

    @property
    def token(self) -> str:
        return self._cookies.get("csrftoken", "")

    def _ask(self, method: str, path: str, body: str | None = None, more: dict[str, str] | None = None) -> Answer:
        headers = {"Accept-Encoding": "gzip", "Host": "127.0.0.1"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        headers |= more or {}
        begun = time.perf_counter()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        taken = time.perf_counter() - begun
        for value in response.headers.get_all("Set-Cookie") or ():
            name, _sign, rest = value.partition("=")
            self._cookies[name] = rest.partition(";")[0]
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, content, taken)


@contextlib.contextmanager
def served(place: Place, application: str, *, python: str = sys.executable, **environment: str) -> Iterator[int]:
    """`application` behind gunicorn as the product runs it (gthread, two processes of four threads); its port."""
    port = free_port()
    command = [
        *(python, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--workers", "2"),
        *("--worker-class", "gthread", "--threads", "4", "--log-level", "error", "--keep-alive", "60"),
    ]
    process = subprocess.Popen(command, cwd=HOUSE, env=place.environment | environment, start_new_session=True)
    try:
        _await(port, process)
        yield port
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise SystemExit("the web server did not start")


def page_weight(browser: Browser, path: str) -> dict[str, int]:
    """Bytes transferred for a page with everything it names, by address, nothing cached."""
    page = browser.get(path)
    weights = {path: page.transferred}
    queue = _named(page.text, path)
    while queue:
        address = queue.pop()
        if address in weights:
            continue
        answer = browser.get(address)
        weights[address] = answer.transferred
        if urlsplit(address).path.endswith(".css"):
            queue |= {
                urljoin(address, found) for found in re.findall(r"url\([\"']?(/[^)\"'#]+|[\w./-]+\.\w+)", answer.text)
            }
    return weights


def _named(html: str, path: str) -> set[str]:
    """Addresses of styles, scripts, images and icon sheets in a page."""
    found = re.findall(r"<(?:script|img)[^>]*\ssrc=\"([^\"]+)\"", html)
    found += re.findall(r"<link[^>]*rel=\"(?:stylesheet|icon|preload|manifest)\"[^>]*href=\"([^\"]+)\"", html)
    found += re.findall(r"<use[^>]*href=\"([^\"#]+)", html)
    return {urljoin(path, address) for address in found if not address.startswith("data:")}
