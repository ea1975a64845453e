"""A branch with somebody who looks after it, a receiver on this machine, and a network in which it may be called."""

from __future__ import annotations

import datetime as dt
import http.server
import ipaddress
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core.jobs import messages
from core.webhooks import registry
from core.webhooks.models import WebhookEndpoint
from core.webhooks.services import create_endpoint
from core.webhooks.wire import Network
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit
from org.units.models import Unit

NOW = dt.datetime(2011, 1, 31, 8, 0, tzinfo=dt.UTC)
HOST, EVENT = "hooks.example.cn", "thing.happened"


@pytest.fixture(autouse=True)
def posted(monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """The numbers of jobs that were posted, instead of a broker."""
    numbers: list[int | None] = []
    monkeypatch.setattr(messages, "post", lambda job_id: not numbers.append(job_id))
    return numbers


@pytest.fixture(autouse=True)
def _an_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_events", dict(registry._events))
    registry.event(EVENT, title="Something happened")


@pytest.fixture(autouse=True)
def allowed(settings: Any) -> Any:
    settings.WEBHOOK_HOSTS, settings.WEBHOOK_PORTS = [HOST], [443]
    settings.PUBLIC_ADDRESS = "https://desk.example.cn"
    return settings


@pytest.fixture
def branch(db: None) -> Unit:
    return a_unit("富阳分公司", code="FY")


@pytest.fixture
def administrator(branch: Unit) -> Person:
    return a_person(Role.ADMINISTRATOR, at=branch)


@pytest.fixture
def endpoint(administrator: Person) -> WebhookEndpoint:
    made, _secret = an_endpoint(administrator)
    return made


def an_endpoint(by: Person, **more: Any) -> tuple[WebhookEndpoint, str]:
    """An endpoint at FY that hears of EVENT, and its secret."""
    values = {"name": "大屏", "url": f"https://{HOST}/in", "place": "FY", "events": [EVENT], **more}
    return create_endpoint(by=by, now=NOW, **values)


@dataclass
class Receiver:
    """Another system, over TLS. `answer` is called with the handler of each request, and speaks for itself."""

    port: int
    certificate: Path
    answer: Callable[[Any], None]
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def network(self, **more: Any) -> Network:
        """Every name leads to this machine, and its certificate is believed."""
        trust = lambda: ssl.create_default_context(cafile=str(self.certificate))  # noqa: E731
        whole = Network(look_up=lambda _host, _port: ["127.0.0.1"], may_call=lambda _address: True, trust=trust)
        return replace(whole, **more)


def answering(status: int, **headers: str) -> Callable[[Any], None]:
    def answer(handler: Any) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()

    return answer


def dripping(seconds: float) -> Callable[[Any], None]:
    """A header byte every twentieth of a second, so that no single read ever times out."""

    def answer(handler: Any) -> None:
        until = time.monotonic() + seconds
        try:
            while time.monotonic() < until:
                handler.wfile.write(b"H")
                time.sleep(0.05)
        except OSError:
            return

    return answer


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for HOST signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    today = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return folder / "cert.pem", folder / "key.pem"


class _Quiet(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Callers that hang up are what some tests are about."""


@pytest.fixture
def receiver(certificate: tuple[Path, Path], allowed: Any) -> Iterator[Receiver]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.heard.append((dict(self.headers), body))
            made.answer(self)

        def log_message(self, *_args: Any) -> None:
            return

    server = _Quiet((str(ipaddress.IPv4Address("127.0.0.1")), 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    made = Receiver(server.server_address[1], certificate[0], answering(204))
    allowed.WEBHOOK_PORTS = [443, made.port]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()
