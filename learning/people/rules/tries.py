"""How long somebody must wait before the next try to sign in."""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from learning.people.rules.passwords import Profile

LOOK_BACK = timedelta(hours=1)
WRONG_IN_A_ROW = 5
PAUSE = timedelta(minutes=15)
HARD_PAUSE = timedelta(minutes=30)
WRONG_AN_HOUR = 20
FROM_ONE_SOURCE = 100
FROM_EVERYWHERE = 1_000
LONGEST_POWER = 10


@dataclass(frozen=True)
class Try:
    """A try of one account that was wrong, or whose outcome is still open."""

    source: str
    at: datetime
    is_known_device: bool = False


def tidy(number: str) -> str:
    """A staff number as meant: full-width letters of a Chinese keyboard and spaces around it do not matter."""
    return unicodedata.normalize("NFKC", number[:200]).replace("\0", "\ufffd").strip()[:64]


def digest_of(number: str) -> str:
    """Under which tries are counted, for numbers that exist and for those that do not."""
    return hashlib.sha256(b"number:" + tidy(number).encode("utf-8", "replace")).hexdigest()


def wait_until(tries: Sequence[Try], here: Try, profile: Profile) -> datetime | None:
    """Until when ``here`` must wait, given the account's tries of the last hour, newest first; None: go on.

    A device that has been here before has counters of its own: strangers cannot lock a person out.
    """
    if profile.locks_hard:
        return _after(tries, here.at, WRONG_IN_A_ROW, HARD_PAUSE)
    alike = [one for one in tries if one.is_known_device == here.is_known_device]
    own = [one for one in alike if here.is_known_device or one.source == here.source]
    waits = [_after(own, here.at, WRONG_IN_A_ROW, PAUSE), _growing(alike, here.at)]
    return max((wait for wait in waits if wait is not None), default=None)


def _after(tries: Sequence[Try], at: datetime, most: int, pause: timedelta) -> datetime | None:
    recent = [one.at for one in tries if one.at > at - pause]
    return max(recent) + pause if len(recent) >= most else None


def _growing(tries: Sequence[Try], at: datetime) -> datetime | None:
    """After twenty wrong ones in an hour: two seconds, four, eight … up to a quarter of an hour."""
    recent = [one.at for one in tries if one.at > at - LOOK_BACK]
    if len(recent) < WRONG_AN_HOUR:
        return None
    power = min(len(recent) - WRONG_AN_HOUR + 1, LONGEST_POWER)
    until = max(recent) + min(timedelta(seconds=2**power), PAUSE)
    return until if until > at else None
