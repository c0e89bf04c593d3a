"""The one place where a password or a one-time code is looked at. Every entrance comes through here.

A try is counted in a transaction of its own before anything is looked at; known and unknown numbers cost the same work.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from math import ceil

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from learning.base.aside import aside
from learning.base.engines import Sessions
from learning.people.models import LoginTry, OneTimeCode, Person
from learning.people.queries.accounts import code_digest, profile_of, source_limit, tries_of
from learning.people.refusals import NotKnownHere, TooManyTries, WrongNumberOrCode, WrongNumberOrPassword
from learning.people.rules import passwords, tries

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Knock:
    """Somebody at the door: which number they say, from where, whether this device was here before, when."""

    number: str
    source: str
    at: datetime
    is_known_device: bool = False


@dataclass
class _Looked:
    """What the first transaction found; ``is_right`` is decided after it."""

    try_id: int
    person_id: int | None = None
    password_hash: str | None = None
    changed_at: datetime | None = None
    is_active: bool = False
    codes: list[tuple[int, str]] = field(default_factory=list)
    is_right: bool = False


@dataclass(frozen=True)
class Admitted:
    """Who it is; ``must_renew``: the profile asks for a new password first."""

    person_id: int
    must_renew: bool = False


def check_password(sessions: Sessions, knock: Knock, password: str, *, beside: Session | None = None) -> Admitted:
    """Whose number and password these are. Refuses with the same words and the same work whatever is wrong."""
    with _counted(sessions, knock, beside) as looked:
        looked.is_right = passwords.is_right(looked.password_hash, password) and looked.is_active
        renewed = passwords.hashed(password) if looked.is_right and passwords.needs_rehash(looked.password_hash or "") else None
    if not looked.is_right or looked.person_id is None:
        raise WrongNumberOrPassword
    profile = _settle_in(sessions, looked.person_id, knock, renewed, beside)
    return Admitted(looked.person_id, must_renew=passwords.is_stale(looked.changed_at, profile, knock.at))


def admit(db: Session, number: str, *, at: datetime) -> int:
    """The person of a number that the bank's sign-in service vouches for. Refuses unknown and closed numbers alike.

    Many services write account names small: where nobody has the number as it stands, its capitals are tried.
    """
    known = tries.tidy(number)
    who = select(Person.id, Person.disabled_at, Person.hired_on, Person.left_on)
    row = db.execute(who.where(Person.number == known)).first() or db.execute(who.where(Person.number == known.upper())).first()
    if row is None or not _is_active(row[1], row[2], row[3], db.info["clock"].day(at)):
        raise NotKnownHere(number=number[:64])
    return int(row[0])


def check_code(sessions: Sessions, knock: Knock, code: str, *, beside: Session | None = None) -> tuple[int, int]:
    """The person and the code's id, if the code is theirs and live. The code is not used up by this."""
    with _counted(sessions, knock, beside) as looked:
        found = [code_id for code_id, stored in looked.codes if stored == code_digest(code)]
        looked.is_right = bool(found) and looked.is_active
    if not looked.is_right or looked.person_id is None:
        raise WrongNumberOrCode
    return looked.person_id, found[0]


@contextmanager
def _counted(sessions: Sessions, knock: Knock, beside: Session | None) -> Iterator[_Looked]:
    """Count the try, hand out what is known of the number, and write down how it ended."""
    with aside(sessions, beside=beside) as db:
        _refuse_too_many(db, knock)
        looked = _look(db, knock)
    yield looked
    with aside(sessions, beside=beside) as db:
        db.execute(update(LoginTry).where(LoginTry.id == looked.try_id).values(outcome="right" if looked.is_right else "wrong"))


def _refuse_too_many(db: Session, knock: Knock) -> None:
    digest = tries.digest_of(knock.number)
    if db.get_bind().dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(int(digest[:15], 16))))  # two at once are counted one after the other
    here = tries.Try(knock.source, knock.at, knock.is_known_device)
    waits = [tries.wait_until(tries_of(db, digest, at=knock.at), here, profile_of(db))]
    waits.append(None if knock.is_known_device else source_limit(db, knock.source, at=knock.at))
    until = max((wait for wait in waits if wait is not None), default=None)
    if until is not None and until > knock.at:
        log.warning("sign-in: too many tries for one number or from %r", knock.source)
        raise TooManyTries(minutes=ceil((until - knock.at).total_seconds() / 60))


def _look(db: Session, knock: Knock) -> _Looked:
    if (everywhere := _wrong_everywhere(db, knock.at)) >= tries.FROM_EVERYWHERE:
        log.warning("sign-in: %d wrong tries within an hour in the whole bank", everywhere)
    one = LoginTry(
        number_sha256=tries.digest_of(knock.number), source=knock.source, at=knock.at, is_known_device=knock.is_known_device
    )
    db.add(one)
    db.flush()
    return _with_person(db, _Looked(one.id), knock)


def _wrong_everywhere(db: Session, at: datetime) -> int:
    lately = select(LoginTry.id).where(LoginTry.at > at - tries.LOOK_BACK, LoginTry.outcome == "wrong")
    return db.scalar(select(func.count()).select_from(lately.limit(tries.FROM_EVERYWHERE).subquery())) or 0


def _with_person(db: Session, looked: _Looked, knock: Knock) -> _Looked:
    """The person of the number with the live codes, in one query, whether there is such a number or not."""
    rows = db.execute(
        select(
            Person.id, Person.password_hash, Person.password_changed_at, Person.disabled_at, Person.hired_on, Person.left_on,
            OneTimeCode.id, OneTimeCode.code_sha256,
        )
        .outerjoin(
            OneTimeCode,
            (OneTimeCode.person_id == Person.id) & OneTimeCode.used_at.is_(None) & (OneTimeCode.ends_at > knock.at),
        )
        .where(Person.number == tries.tidy(knock.number))
    ).all()  # fmt: skip
    for row in rows:
        looked.person_id, looked.password_hash, looked.changed_at = row[0], row[1], row[2]
        looked.is_active = _is_active(row[3], row[4], row[5], db.info["clock"].day(knock.at))
        looked.codes += [(row[6], row[7])] if row[6] else []
    return looked


def _is_active(disabled_at: datetime | None, hired_on: date, left_on: date | None, on: date) -> bool:
    return disabled_at is None and hired_on <= on and (left_on is None or left_on > on)


def _settle_in(sessions: Sessions, person_id: int, knock: Knock, renewed: str | None, beside: Session | None) -> passwords.Profile:
    """After a right password: its own wrong tries forgotten, and a stronger hash if ours has grown."""
    with aside(sessions, beside=beside) as db:
        profile = profile_of(db)
        forgive(db, knock.number, source=knock.source, is_known_device=knock.is_known_device)
        if renewed:
            db.execute(update(Person).where(Person.id == person_id).values(password_hash=renewed))
    return profile


def forgive(db: Session, number: str, *, source: str | None = None, is_known_device: bool = False) -> None:
    """Forget the wrong tries of a number: after a right password those of this source or device, after a new password all."""
    wrong = update(LoginTry).where(LoginTry.number_sha256 == tries.digest_of(number), LoginTry.outcome == "wrong")
    if source is not None:
        wrong = wrong.where(LoginTry.is_known_device == is_known_device)
        wrong = wrong if is_known_device else wrong.where(LoginTry.source == source)
    db.execute(wrong.values(outcome="cleared"))
