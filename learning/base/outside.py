"""The few places outside that this program calls: only those an administrator has set, at hosts that are allowed, no redirects.

The name of a host is resolved once, and that address is called: a second answer of the name server changes nothing.
"""

import http.client
import json
import socket
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from learning.base.refusals import N_, Refusal
from learning.base.settings import Settings

SECONDS = 10
MOST_BYTES = 64 * 1024


class HostNotAllowed(Refusal):
    says = N_("%(host)s is not among the hosts this program may call. Add it to LEARNING_OUTSIDE_HOSTS, or correct the address.")


class AddressWrong(Refusal):
    says = N_("%(setting)s cannot be read. It should look like %(example)s.")


@dataclass(frozen=True)
class Target:
    """A place to call: what the setting says, taken apart."""

    scheme: str
    host: str
    port: int
    path: str = "/"
    user: str = ""
    password: str = ""


def target(settings: Settings, name: str, address: str, schemes: dict[str, int], example: str) -> Target:
    """Take an address apart. Refuses other schemes, and hosts that LEARNING_OUTSIDE_HOSTS does not name."""
    parts = urlsplit(address)
    try:
        port = parts.port or schemes.get(parts.scheme, 0)
    except ValueError as error:
        raise AddressWrong(setting=name, example=example) from error
    if parts.scheme not in schemes or not parts.hostname:
        raise AddressWrong(setting=name, example=example)
    if parts.hostname not in settings.outside_hosts:
        raise HostNotAllowed(host=parts.hostname)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, port, path, parts.username or "", parts.password or "")


def resolved(host: str, port: int) -> str:
    """The one address that is called."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return str(found[0][4][0])


def post(where: Target, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Post JSON; the status and what was answered (nothing, where it is no JSON)."""
    return call(where, json.dumps(body, ensure_ascii=False).encode(), {"Content-Type": "application/json; charset=utf-8"})


def call(where: Target, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, dict[str, Any]]:
    """GET, or POST where there is a body; the status and the JSON that was answered. A redirect is an answer like any other.

    Raises OSError when nobody answers in ``SECONDS``, or what answers does not speak HTTP.
    """
    address = resolved(where.host, where.port)
    if where.scheme == "https":
        connection: http.client.HTTPConnection = _Pinned(where.host, where.port, address)
    else:
        connection = http.client.HTTPConnection(address, where.port, timeout=SECONDS)
    named = where.host if where.port in (80, 443) else f"{where.host}:{where.port}"
    try:
        connection.request("GET" if body is None else "POST", where.path, body, {"Host": named, **(headers or {})})
        answer = connection.getresponse()
        content = answer.read(MOST_BYTES)
    except http.client.HTTPException as error:
        raise OSError(f"{type(error).__name__}: {error}") from error
    finally:
        connection.close()
    try:
        told = json.loads(content)
    except ValueError:
        told = {}
    return answer.status, told if isinstance(told, dict) else {}


class _Pinned(http.client.HTTPSConnection):
    """Connects to the resolved address; the certificate must be that of the host's name."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=SECONDS, context=ssl.create_default_context())
        self._address = address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), SECONDS)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
