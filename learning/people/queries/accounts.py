"""Reads of accounts: tries, codes, sessions, former passwords."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.people.models import FormerPassword, LoginSession, LoginTry, OneTimeCode
from learning.people.rules import passwords, session_ends, tries

COUNTING = ("open", "wrong")
MOST_TRIES = 80


def profile_of(db: Session) -> passwords.Profile:
    """The password profile of this bank."""
    return passwords.PROFILES[db.info.get("password_profile", "nist")]


def tries_of(db: Session, number_sha256: str, *, at: datetime) -> Sequence[tries.Try]:
    """The tries of the last hour for this number that were wrong or are still open, newest first."""
    own = select(LoginTry.source, LoginTry.at, LoginTry.is_known_device).where(
        LoginTry.number_sha256 == number_sha256, LoginTry.at > at - tries.LOOK_BACK, LoginTry.outcome.in_(COUNTING)
    )
    return [tries.Try(*row) for row in db.execute(own.order_by(LoginTry.at.desc(), LoginTry.id.desc()).limit(MOST_TRIES))]


def source_limit(db: Session, source: str, *, at: datetime) -> datetime | None:
    """Until when this source must wait: an hour after the oldest of its last hundred wrong tries."""
    lately = select(LoginTry.at).where(
        LoginTry.source == source, LoginTry.at > at - tries.LOOK_BACK, LoginTry.outcome.in_(COUNTING)
    )
    oldest = db.scalar(lately.order_by(LoginTry.at.desc()).offset(tries.FROM_ONE_SOURCE - 1).limit(1))
    return oldest + tries.LOOK_BACK if oldest else None


def code_digest(code: str) -> str:
    """What is stored of a one-time code; hyphens, spaces and capitals do not matter."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()


def set_up_code(db: Session, code: str, *, at: datetime, lock: bool = False) -> OneTimeCode | None:
    """The code of a new bank's set-up address, if it is live."""
    live = select(OneTimeCode).where(
        OneTimeCode.code_sha256 == code_digest(code), OneTimeCode.purpose == "setup",
        OneTimeCode.used_at.is_(None), OneTimeCode.ends_at > at,
    )  # fmt: skip
    return db.scalar(live.with_for_update() if lock else live)


def former_hashes(db: Session, person_id: int, count: int) -> list[str]:
    """The hashes of the last passwords, newest first."""
    newest = select(FormerPassword.password_hash).where(FormerPassword.person_id == person_id)
    return list(db.scalars(newest.order_by(FormerPassword.replaced_at.desc(), FormerPassword.id.desc()).limit(count)))


def devices(db: Session, person_id: int, *, at: datetime) -> list[LoginSession]:
    """The person's live sessions, the last used first."""
    idle: timedelta = profile_of(db).idle
    rows = db.scalars(
        select(LoginSession)
        .where(LoginSession.person_id == person_id, LoginSession.ended_at.is_(None), LoginSession.last_seen_at > at - idle)
        .order_by(LoginSession.last_seen_at.desc(), LoginSession.id.desc())
    )
    return [row for row in rows if session_ends(row.created_at, row.last_seen_at, idle) > at]
