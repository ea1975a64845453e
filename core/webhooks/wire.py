"""The one call that leaves this house: a POST over TLS to an address that was looked at before it was called.

The name is looked up once, every address it leads to must lie outside, and the connection goes to the address
that was looked at, so that a name cannot lead elsewhere a moment later (A10). No redirect is followed, no proxy
of the environment is used, and of the answer only the status is read.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from core.webhooks.choices import Failure
from core.webhooks.rules import Destination, is_outside

NAME_SECONDS = CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 10.0


class NoAnswer(Exception):
    """The message was not taken; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


def _look_up(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_kind, address in found]


@dataclass(frozen=True)
class Network:
    """How names become addresses, which may be called, and whose certificates are believed.

    An argument, not a setting: a test gives its own, an environment cannot.
    """

    look_up: Callable[[str, int], list[str]] = _look_up
    may_call: Callable[[str], bool] = is_outside
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context
    connect_seconds: float = CONNECT_SECONDS
    whole_seconds: float = WHOLE_SECONDS


INTERNET = Network()


def post(to: Destination, *, body: bytes, headers: dict[str, str], network: Network = INTERNET) -> int:
    """Send `body` and give the status answered, within about fifteen seconds whatever the other side does.

    Raises NoAnswer if no status came.
    """
    address = _address_of(to, network)
    alarm = _Alarm(network.whole_seconds)
    connection = _PinnedConnection(to, address, network, alarm)
    try:
        with alarm:
            connection.request("POST", to.target, body=body, headers=headers | {"Connection": "close"})
            return connection.getresponse().status
    except ssl.SSLCertVerificationError:
        raise NoAnswer(Failure.TLS) from None
    except (OSError, http.client.HTTPException) as error:
        late = alarm.rang or isinstance(error, TimeoutError)
        raise NoAnswer(Failure.TIMEOUT if late else Failure.CONNECTION) from None
    finally:
        connection.close()


def _address_of(to: Destination, network: Network) -> str:
    """The first of the host's addresses, all of which lie outside.

    Asked in a thread, since nothing else ends a name server's silence.
    """
    found: list[str] = []

    def ask() -> None:
        with contextlib.suppress(OSError, UnicodeError):
            found.extend(network.look_up(to.host, to.port))

    asking = threading.Thread(target=ask, name="name look-up", daemon=True)
    asking.start()
    asking.join(NAME_SECONDS)
    addresses = list(found)
    if not addresses:
        raise NoAnswer(Failure.NO_NAME)
    if not all(network.may_call(address) for address in addresses):
        raise NoAnswer(Failure.INNER)
    return addresses[0]


class _Alarm:
    """Cuts a connection when its time is over; a timeout of the socket only counts from byte to byte."""

    def __init__(self, seconds: float) -> None:
        self.rang = False
        self._ends = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._ring)
        self._timer.daemon = True
        self._socket: socket.socket | None = None

    def watch(self, connected: socket.socket) -> None:
        self._socket = connected
        if self.rang:
            raise TimeoutError

    def left(self) -> float:
        """Seconds until it rings, at least a hundredth."""
        return max(self._ends - time.monotonic(), 0.01)

    def _ring(self) -> None:
        self.rang = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                # Of the plain socket below: TLS would first say goodbye, and wait for an answer.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_exception: object) -> None:
        self._timer.cancel()


class _PinnedConnection(http.client.HTTPSConnection):
    """Goes to `address` and shows the certificate check the host's name."""

    def __init__(self, to: Destination, address: str, network: Network, alarm: _Alarm) -> None:
        context = network.trust()
        super().__init__(to.host, to.port, timeout=network.connect_seconds, context=context)
        self._address, self._trust, self._alarm = address, context, alarm

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        wrapped = self._trust.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock = wrapped
        self._alarm.watch(wrapped)
        wrapped.do_handshake()
        wrapped.settimeout(self._alarm.left())
