"""A new bank: the one-time address, the first unit, the first administrator."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from learning.base.aside import aside
from learning.base.engines import Sessions
from learning.base.ledger import announce
from learning.people.facts import PasswordChanged, PersonAdded, RoleGranted, UnitAdded
from learning.people.models import OneTimeCode, Person, Posting, RoleGrant, Unit, UnitPlace
from learning.people.queries.accounts import code_digest, set_up_code
from learning.people.refusals import AlreadySetUp, WrongNumberOrCode
from learning.people.rules import passwords, sort_key

LIVES = timedelta(hours=24)


@dataclass(frozen=True)
class First:
    """What the first administrator typed."""

    unit: str
    number: str
    name: str
    password: str


def give_set_up_code(db: Session, *, at: datetime) -> str:
    """The code of the address ``/set-up/<code>``, good for 24 hours; an earlier one is void. Refuses in a bank with people."""
    if db.scalar(select(Person.id).limit(1)) is not None:
        raise AlreadySetUp
    db.execute(update(OneTimeCode).where(OneTimeCode.purpose == "setup", OneTimeCode.used_at.is_(None)).values(used_at=at))
    code = secrets.token_hex(16)
    db.add(OneTimeCode(person_id=None, purpose="setup", code_sha256=code_digest(code), given_at=at, ends_at=at + LIVES))
    return code


def set_up(db: Session, code: str, first: First, *, at: datetime) -> int:
    """Make the whole bank a unit and its first person the administrator. The code is used up."""
    live = set_up_code(db, code, at=at, lock=True)
    if live is None:
        raise WrongNumberOrCode
    if db.scalar(select(Person.id).limit(1)) is not None:
        raise AlreadySetUp
    live.used_at = at
    unit_id = _first_unit(db, first.unit, at)
    person_id = _first_person(db, first, unit_id, at)
    announce(db, PersonAdded(at=at, person_id=person_id, unit_id=unit_id, position="back"))
    announce(db, PasswordChanged(at=at, by=person_id, person_id=person_id, how="setup"))
    return person_id


def _first_unit(db: Session, name: str, at: datetime) -> int:
    on = db.info["clock"].day(at)
    roots = select(UnitPlace.unit_id).where(UnitPlace.parent_id.is_(None), UnitPlace.until_on.is_(None))
    if (known := db.scalar(roots.order_by(UnitPlace.unit_id).limit(1))) is not None:
        return known
    unit = Unit(code="HQ", name=name)
    db.add(unit)
    db.flush()
    db.add(UnitPlace(unit_id=unit.id, from_on=on))
    announce(db, UnitAdded(at=at, unit_id=unit.id, parent_id=None, from_on=on))
    return unit.id


def _first_person(db: Session, first: First, unit_id: int, at: datetime) -> int:
    on = db.info["clock"].day(at)
    person = Person(
        number=first.number, name=first.name, sort_key=sort_key(first.name), hired_on=on, created_at=at,
        password_hash=passwords.hashed(first.password), password_changed_at=at,
    )  # fmt: skip
    db.add(person)
    db.flush()
    grant = RoleGrant(person_id=person.id, role="administrator", unit_id=None, from_on=on, granted_at=at)
    db.add_all([Posting(person_id=person.id, unit_id=unit_id, position="back", from_on=on, recorded_at=at), grant])
    db.flush()
    announce(db, RoleGranted(at=at, person_id=person.id, grant_id=grant.id, role="administrator", unit_id=None))
    return person.id


def first_code(sessions: Sessions, *, at: datetime) -> str | None:
    """For ``flask init``: the code of a new bank, or None where people are already."""
    try:
        with aside(sessions) as db:
            return give_set_up_code(db, at=at)
    except AlreadySetUp:
        return None
