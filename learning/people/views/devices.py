"""The signed cookie by which a device is known again: ninety days, bound to the account, worth nothing but its own counter."""

from flask import Response, current_app, request
from itsdangerous import BadData, URLSafeSerializer

from learning.people.rules import tries
from learning.web.request import bank

KNOWN_FOR = 90 * 24 * 3600
MOST_ACCOUNTS = 20  # of one shared counter PC
KEPT = 20


def is_known(number: str) -> bool:
    """Whether this device has let this number in before."""
    return tries.digest_of(number)[:KEPT] in _accounts()


def remember(response: Response, number: str) -> Response:
    """From now on the device is known for this number, too."""
    accounts = {**_accounts(), tries.digest_of(number)[:KEPT]: int(_seconds())}
    newest = dict(sorted(accounts.items(), key=lambda item: -item[1])[:MOST_ACCOUNTS])
    response.set_cookie(
        _cookie(), str(_signer().dumps(newest)), max_age=KNOWN_FOR, secure=bank().settings.https, httponly=True, samesite="Lax"
    )
    return response


def _accounts() -> dict[str, int]:
    try:
        held = _signer().loads(request.cookies.get(_cookie(), ""))
    except BadData:
        return {}
    return {number: since for number, since in held.items() if _seconds() - since < KNOWN_FOR}


def _seconds() -> float:
    return bank().clock.now().timestamp()


def _cookie() -> str:
    return "__Host-device" if bank().settings.https else "device"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="known device")
