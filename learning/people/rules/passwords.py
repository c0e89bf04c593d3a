"""What a password must be under each profile, and its hash: argon2id, never more at once than the machine can bear."""

import os
import threading
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from learning.people.rules.viewer import IDLE

LONGEST = 256  # bytes after NFC
COMMON = Path(__file__).with_name("common_passwords.txt")
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
AT_ONCE = threading.BoundedSemaphore(2 * (os.cpu_count() or 1))  # a storm of sign-ins must not eat the memory
SHORTEST_WORD = 4


@dataclass(frozen=True)
class Profile:
    """One of the two rule-books for passwords (security.md 1.3)."""

    name: str
    shortest: int
    classes: int = 0  # of four: small letters, capitals, digits, others
    changed_every: timedelta | None = None
    remembered: int = 0
    idle: timedelta = IDLE
    is_one_session: bool = False
    locks_hard: bool = False


NIST = Profile("nist", 12)
DJCP = Profile(
    "djcp", 10, classes=3, changed_every=timedelta(days=90), remembered=5, idle=timedelta(minutes=15), is_one_session=True,
    locks_hard=True,
)  # fmt: skip
PROFILES = {profile.name: profile for profile in (NIST, DJCP)}


def weakness(password: str, profile: Profile, words: tuple[str, ...] = ()) -> str | None:
    """What is wrong with a new password: ``short``, ``long``, ``simple``, ``common``, or None.

    ``words`` are what a stranger would guess first: the bank's name, the product, the staff number.
    """
    text = normal(password)
    if len(text) < profile.shortest:
        return "short"
    if len(text.encode()) > LONGEST:
        return "long"
    if _classes(text) < profile.classes:
        return "simple"
    return "common" if _is_common(text.casefold(), words) else None


def normal(password: str) -> str:
    """The same password from every keyboard: NFC. What UTF-8 cannot hold is replaced, so that it is wrong, not an error."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "replace").decode()


def _classes(text: str) -> int:
    kinds = (str.islower, str.isupper, str.isdigit, lambda letter: not letter.isalnum())
    return sum(any(kind(letter) for letter in text) for kind in kinds)


def _is_common(text: str, words: tuple[str, ...]) -> bool:
    if text in _commonest() or len(set(text)) < SHORTEST_WORD or _is_run(text):
        return True
    folded = text.replace(" ", "")
    return any(word in folded for word in (w.casefold().replace(" ", "") for w in words) if _counts(word))


def _counts(word: str) -> bool:
    return len(word) >= SHORTEST_WORD or (len(word) > 1 and not word.isascii())


def _is_run(text: str) -> bool:
    """abcdefghijkl, 0987654321 …: every step the same small one."""
    steps = {ord(b) - ord(a) for a, b in zip(text, text[1:], strict=False)}
    return steps <= {1, -9} or steps <= {-1, 9}


@cache
def _commonest() -> frozenset[str]:
    lines = COMMON.read_text("utf-8").splitlines()
    return frozenset(line.strip().casefold() for line in lines if line and not line.startswith("#"))


def is_stale(changed_at: datetime | None, profile: Profile, at: datetime) -> bool:
    """Whether the profile asks for a new password by now."""
    return profile.changed_every is not None and (changed_at is None or at - changed_at >= profile.changed_every)


def hashed(password: str) -> str:
    with AT_ONCE:
        return HASHER.hash(normal(password))


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether the password fits. Without a hash the same work is done on a hash that nothing fits."""
    text = normal(password)
    with AT_ONCE:
        try:
            HASHER.verify(password_hash or _nobodys(), text if len(text.encode()) <= LONGEST else "")
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None and len(text.encode()) <= LONGEST


@cache
def _nobodys() -> str:
    return HASHER.hash(os.urandom(32))


def needs_rehash(password_hash: str) -> bool:
    return HASHER.check_needs_rehash(password_hash)
