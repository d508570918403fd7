"""One attempt to deliver a piece of news over HTTP: where it may go, how it is signed.

Only to ``https`` at public addresses; hosts that ``XINLU_WEBHOOK_HOSTS`` names may be private and
may be ``http``. The name is looked up once and the connection goes to the address that was checked,
so that a name which changes its mind reaches nobody inside. Redirects are not followed.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from lms.core.errors import Invalid
from lms.core.models import WebhookEndpoint, WebhookEvent

TIMEOUT = 10
"""Seconds for an attempt, all in all."""
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Answer:
    """``said``: a few words for the list; never what the receiver wrote, which may be about
    people."""

    status: int | None
    said: str = ""

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class NotAllowed(Exception):
    """The address is not one to which news may go; the message says why."""


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over ``timestamp.body``, hex."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def check_url(url: str) -> None:
    """Raises `Invalid` for an address that can never be delivered to. Names are looked up when
    something is sent."""
    try:
        _target(url)
    except (NotAllowed, ValueError) as error:
        sentences = {
            "scheme": _("The address must begin with https://."),
            "http": _("Only hosts that XINLU_WEBHOOK_HOSTS names may be reached without https."),
            "private": _("Only hosts that XINLU_WEBHOOK_HOSTS names may be inside the network."),
        }
        sentence = sentences.get(str(error), _("This is not an address of a web server."))
        raise Invalid(sentence, code="url", fields={"url": [sentence]}) from error


def _target(url: str) -> tuple[SplitResult, str, int]:
    """(parts, host, port). Raises `NotAllowed`, ValueError."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in PORTS:
        raise NotAllowed("scheme")
    if not host or parts.username or parts.password or any(c.isspace() for c in url):
        raise NotAllowed("host")
    if parts.scheme == "http" and not is_named(host):
        raise NotAllowed("http")
    try:
        literal = ipaddress.ip_address(host)
    except ValueError:
        literal = None
    if literal is not None and not is_named(host) and not _is_public(literal):
        raise NotAllowed("private")
    return parts, host, parts.port or PORTS[parts.scheme]


def is_named(host: str) -> bool:
    return host.lower() in {name.lower() for name in settings.WEBHOOK_HOSTS}


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_global and not address.is_multicast


def _address_of(host: str, port: int) -> str:
    """The first address of the host, all of them checked."""
    found = [info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found:
        raise NotAllowed("host")
    if not is_named(host) and not all(_is_public(ipaddress.ip_address(one)) for one in found):
        raise NotAllowed("private")
    return str(found[0])


def send(endpoint: WebhookEndpoint, event: WebhookEvent, body: bytes) -> Answer:
    """One attempt. Never raises."""
    moment = str(int(time.time()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Xinlu-Webhook/1",
        "X-Xinlu-Id": str(event.pk),
        "X-Xinlu-Event": event.kind,
        "X-Xinlu-Timestamp": moment,
        "X-Xinlu-Signature": f"v1={signature(endpoint.secret, moment, body)}",
    }
    try:
        return _post(endpoint.url, body, headers)
    except NotAllowed as error:
        return Answer(None, f"not allowed: {error}")
    except TimeoutError:
        return Answer(None, "no answer in time")
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(None, type(error).__name__)


def _post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    parts, host, port = _target(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = _connection(parts.scheme, host, port, _address_of(host, port))
    late = threading.Event()
    watch = threading.Timer(TIMEOUT, _hang_up, (connection, late))
    watch.daemon = True
    watch.start()
    try:
        connection.request("POST", path, body, headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        if late.is_set():
            raise TimeoutError from error
        raise
    finally:
        watch.cancel()
        connection.close()
    return Answer(status, "redirect" if 300 <= status < 400 else "")


def _hang_up(connection: http.client.HTTPConnection, late: threading.Event) -> None:
    """A receiver that answers a byte now and then does not keep a worker."""
    late.set()
    sock: Any = connection.sock
    if sock is not None:
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def _connection(scheme: str, host: str, port: int, address: str) -> http.client.HTTPConnection:
    """To ``address``, speaking to ``host``: its name in the certificate and in ``Host``."""
    if scheme == "http":
        made = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    else:
        made = http.client.HTTPSConnection(
            host, port, timeout=TIMEOUT, context=ssl.create_default_context()
        )

    def connect_to(_named: Any, timeout: Any = None, source: Any = None) -> socket.socket:
        return socket.create_connection((address, port), timeout, source)

    made._create_connection = connect_to  # type: ignore[attr-defined]
    return made
