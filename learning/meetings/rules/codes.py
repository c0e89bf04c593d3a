"""The code that changes on the wall, and the address that followers ask. Both are signed, so that neither needs a row."""

import hashlib
import hmac
import uuid
from datetime import date, datetime, timedelta

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 6
WINDOW = timedelta(seconds=40)
REMEMBERED = 30
"""So many windows back a code is still known as one that was: "too old" helps more than "wrong"."""


def window_of(at: datetime) -> int:
    return int(at.timestamp() // WINDOW.total_seconds())


def code_at(secret: str, run: uuid.UUID, window: int) -> str:
    """Six letters and digits nobody can guess beforehand."""
    digest = hmac.new(secret.encode(), f"meeting-code:{run}:{window}".encode(), hashlib.sha256).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LETTERS])


def normal_code(typed: str) -> str:
    """As people type it: any case, any spacing, O for 0, I and L for 1."""
    plain = "".join(mark for mark in typed.upper() if mark.isalnum())[: 2 * LETTERS]
    return plain.translate(str.maketrans("OIL", "011"))


def code_state(secret: str, run: uuid.UUID, code: str, at: datetime) -> str | None:
    """``good`` in its own window and the one after, ``old`` for a while, otherwise it is none of this meeting's."""
    now = window_of(at)
    for back in range(REMEMBERED):
        if hmac.compare_digest(code_at(secret, run, now - back).encode(), code.encode()):
            return "good" if back < 2 else "old"
    return None


def follow_token(secret: str, run_id: int, day: date) -> str:
    """What a page carries to ask, without a sign-in, whether its meeting has changed. Good for the day; opens nothing."""
    said = f"{run_id}-{day.toordinal()}"
    return f"{said}-{_signature(secret, said)}"


def followed(secret: str, token: str, on: date) -> int | None:
    """The run that a token of today names."""
    said, _, signature = token.rpartition("-")
    run_id, _, day = said.partition("-")
    if not hmac.compare_digest(_signature(secret, said).encode(), signature.encode()):
        return None
    return int(run_id) if day == str(on.toordinal()) else None


def _signature(secret: str, said: str) -> str:
    return hmac.new(secret.encode(), f"meeting-follow:{said}".encode(), hashlib.sha256).hexdigest()[:32]
