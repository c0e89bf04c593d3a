"""What the bank's own sign-in service says about somebody: OpenID Connect, code flow with PKCE (S256), state and nonce.

https://openid.net/specs/openid-connect-core-1_0.html, section 3.1. The service is found by discovery; whatever it says is
believed only with its signature, for us, for this very sign-in.
"""

import base64
import hmac
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from learning.base.outside import Target, call, target
from learning.base.settings import Settings
from learning.people.refusals import IssuerRefused, IssuerSilent, NotBegunHere, SignInCancelled

log = logging.getLogger(__name__)

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
"""Signatures only: a token that is unsigned, or signed with the secret we share, is none."""
LONGEST = timedelta(minutes=10)
KEPT = 600  # seconds
LEEWAY = 60  # seconds
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_known: dict[str, tuple[float, dict[str, Any]]] = {}


@dataclass(frozen=True)
class Begun:
    """A sign-in that leaves this browser for the service; kept in the session until it comes back."""

    state: str
    nonce: str
    verifier: str
    after: str  # where to go then
    at: str


@dataclass(frozen=True)
class Issued:
    """Who it is, as the service says: the staff number it knows, and its own name for the person."""

    number: str
    subject: str


def begin(settings: Settings, back: str, after: str, *, at: datetime) -> tuple[str, Begun]:
    """The address to send the browser to, and what must be kept until it comes back to ``back``."""
    begun = Begun(generate_token(32), generate_token(32), generate_token(64), after, at.isoformat())
    wish = {
        "response_type": "code", "client_id": settings.oidc_client, "redirect_uri": back, "scope": "openid profile",
        "state": begun.state, "nonce": begun.nonce, "code_challenge_method": "S256",
        "code_challenge": create_s256_code_challenge(begun.verifier),
    }  # fmt: skip
    return _with(_found(settings, "authorization_endpoint"), wish), begun


def finish(settings: Settings, back: str, begun: Begun | None, answer: Mapping[str, str], *, at: datetime) -> Issued:
    """What came back, checked. Refuses what was not begun in this browser, is late, was cancelled, or cannot be trusted."""
    _refuse_strange(settings, begun, answer, at)
    assert begun is not None  # noqa: S101 -- refused above
    token = _token(settings, back, begun, answer.get("code", ""))
    claims = _claims(settings, str(token.get("id_token", "")), begun.nonce, at)
    number = claims.get(settings.oidc_claim) or _told(settings, token, claims["sub"]).get(settings.oidc_claim)
    if not isinstance(number, str) or not number.strip():
        raise _refused(f"no claim {settings.oidc_claim}")
    return Issued(number.strip(), str(claims["sub"]))


def way_out(settings: Settings, back: str) -> str | None:
    """Where the service itself is left (RP-initiated logout); None where it offers no such page."""
    page = _metadata(settings).get("end_session_endpoint")
    return _with(str(page), {"client_id": settings.oidc_client, "post_logout_redirect_uri": back}) if page else None


def _refuse_strange(settings: Settings, begun: Begun | None, answer: Mapping[str, str], at: datetime) -> None:
    if begun is None or not hmac.compare_digest(answer.get("state", "").encode(), begun.state.encode()):
        raise NotBegunHere
    if not timedelta(0) <= at - datetime.fromisoformat(begun.at) <= LONGEST:
        raise NotBegunHere
    if answer.get("iss", settings.oidc_issuer) != settings.oidc_issuer:
        raise _refused("answered by another issuer")
    if error := answer.get("error"):
        raise SignInCancelled if error in ("access_denied", "login_required") else _refused(error[:80])


def _token(settings: Settings, back: str, begun: Begun, code: str) -> dict[str, Any]:
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": back, "client_id": settings.oidc_client,
        "code_verifier": begun.verifier,
    }  # fmt: skip
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    ways = _metadata(settings).get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if settings.oidc_secret and "client_secret_basic" in ways:
        named = f"{quote(settings.oidc_client, safe='')}:{quote(settings.oidc_secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(named.encode()).decode()}"
    elif settings.oidc_secret:
        form["client_secret"] = settings.oidc_secret
    status, token = _call(settings, _found(settings, "token_endpoint"), urlencode(form).encode(), headers)
    if status != 200:  # noqa: PLR2004 -- OK
        raise _refused(f"token endpoint {status}: {str(token.get('error', ''))[:80]}")
    return token


def _claims(settings: Settings, token: str, nonce: str, at: datetime) -> CodeIDToken:
    """The claims of an ID token: signed by the issuer, for us, for this sign-in, and not over."""
    ours = {
        "iss": {"essential": True, "value": settings.oidc_issuer}, "sub": {"essential": True},
        "aud": {"essential": True, "value": settings.oidc_client},
    }  # fmt: skip
    try:
        signed = _decoded(settings, token)
        claims = CodeIDToken(signed.claims, signed.header, ours, {"nonce": nonce, "client_id": settings.oidc_client})
        claims.validate(now=int(at.timestamp()), leeway=LEEWAY)
    except (JoseError, AuthlibBaseError, ValueError) as error:
        raise _refused(f"{type(error).__name__}: {error}"[:200]) from error
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if settings.oidc_client not in audience or not claims["sub"]:  # an empty list passes the library
        raise _refused("not for us")
    return claims


def _decoded(settings: Settings, token: str) -> jwt.Token:
    """With the issuer's keys; fetched anew, once, when it has changed them."""
    try:
        return jwt.decode(token, _keys(settings), algorithms=ALGORITHMS)
    except (JoseError, ValueError):
        _known.pop(_found(settings, "jwks_uri"), None)
        return jwt.decode(token, _keys(settings), algorithms=ALGORITHMS)


def _keys(settings: Settings) -> KeySet:
    return KeySet.import_key_set(_kept(settings, _found(settings, "jwks_uri")))  # type: ignore[arg-type]  # checked by the library


def _told(settings: Settings, token: dict[str, Any], subject: str) -> dict[str, Any]:
    """What the service tells about the person beside the token, if it tells anything, and of the same person."""
    page = _metadata(settings).get("userinfo_endpoint")
    if not page:
        return {}
    _, told = _call(settings, str(page), None, {"Authorization": f"Bearer {token.get('access_token', '')}"})
    return told if told.get("sub") == subject else {}


def _metadata(settings: Settings) -> dict[str, Any]:
    found = _kept(settings, f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != settings.oidc_issuer:
        raise _refused(f"discovery names another issuer: {str(found.get('issuer'))[:80]}")
    return found


def _found(settings: Settings, name: str) -> str:
    if not (page := _metadata(settings).get(name)):
        raise _refused(f"discovery names no {name}")
    return str(page)


def _kept(settings: Settings, address: str) -> dict[str, Any]:
    """What stands at an address, asked for once in ten minutes."""
    at, found = _known.get(address, (0.0, {}))
    if not found or time.monotonic() - at > KEPT:
        status, found = _call(settings, address)
        if status != 200:  # noqa: PLR2004 -- OK
            raise _refused(f"{address} answered {status}")
        _known[address] = time.monotonic(), found
    return found


def _call(
    settings: Settings, address: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, Any]]:
    try:
        return call(_target(settings, address), body, headers)
    except OSError as error:
        log.warning("the sign-in service does not answer: %s: %s", type(error).__name__, error)
        raise IssuerSilent from error


def _target(settings: Settings, address: str) -> Target:
    """By https; a service on the machine itself may speak plainly."""
    schemes = {"https": 443, "http": 80} if urlsplit(address).hostname in LOOPBACK else {"https": 443}
    return target(settings, "LEARNING_OIDC_ISSUER", address, schemes, "https://id.bank.example")


def _with(address: str, wish: dict[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(wish)}"


def _refused(why: str) -> IssuerRefused:
    """The administrator reads why in the log; the person at the door is told what to do."""
    log.warning("the sign-in service's answer is not taken: %s", why)
    return IssuerRefused()
