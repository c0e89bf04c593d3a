"""Accounts: disabled, enabled, signed out; roles: granted, ended. What touches oneself or the last administrator is refused."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.people import policy
from learning.people.facts import AccountDisabled, AccountEnabled, RoleEnded, RoleGranted
from learning.people.models import Person, RoleGrant
from learning.people.queries.staff import roles_of
from learning.people.queries.visible import holds
from learning.people.queries.visible import person as visible
from learning.people.refusals import HasLeft, LastAdministrator, NotYourself, NotYoursToGrant, NotYoursToKeep, RoleHeld
from learning.people.rules import Viewer
from learning.people.verbs.passwords import give_code, void_codes
from learning.people.verbs.sessions import end_sessions, sign_out_everywhere
from learning.people.verbs.sign_in import forgive

SYSTEM = None
"""Instead of a viewer: whoever holds the keys of the house, at the command line."""


def disable(db: Session, me: Viewer | None, person: Person, *, reason: str, at: datetime) -> None:
    """Nobody comes in with this account any more, and who is in is out. Announces ``AccountDisabled``."""
    refuse_beyond(me, person, roles_of(db, person.id, on=_day(db, at)))
    if person.disabled_at is not None:
        return
    refuse_last_administrator(db, person.id, at=at)
    person.disabled_at = at
    void_codes(db, person.id, at=at)
    end_sessions(db, person.id, at=at)
    announce(db, AccountDisabled(at=at, by=_id(me), reason=reason, person_id=person.id))


def enable(db: Session, me: Viewer | None, person: Person, *, reason: str, at: datetime) -> None:
    """The account is open again, its wrong tries are forgiven. Announces ``AccountEnabled``."""
    refuse_beyond(me, person, roles_of(db, person.id, on=_day(db, at)))
    if person.disabled_at is None:
        return
    person.disabled_at = None
    forgive(db, person.number)
    announce(db, AccountEnabled(at=at, by=_id(me), reason=reason, person_id=person.id))


def help_in(db: Session, me: Viewer | None, person: Person, *, at: datetime) -> str:
    """A one-time code for somebody who forgot the password or never had one; wrong tries are forgiven with it."""
    if me is not None:
        _refuse_oneself(me, person)
        on = _day(db, at)
        keeps = visible(db, me, person.number, on=on, roles=policy.KEEPERS_OF_STAFF) is not None
        if not policy.may_help_in(me, roles_of(db, person.id, on=on), keeps=keeps):
            raise NotYoursToKeep
    forgive(db, person.number)
    return give_code(db, person, by=_id(me), at=at)


def sign_out(db: Session, me: Viewer | None, person: Person, *, reason: str | None, at: datetime) -> int:
    """End all the person's sessions."""
    refuse_beyond(me, person, roles_of(db, person.id, on=_day(db, at)))
    return sign_out_everywhere(db, person.id, by=_id(me), at=at, reason=reason)


def grant(  # noqa: PLR0913 -- who gives whom what, where, since when
    db: Session, me: Viewer | None, person: Person, *, role: str, unit_id: int | None, from_on: date, reason: str, at: datetime
) -> RoleGrant:
    """Give a role for a unit with all below it, or (None) the whole bank; the person signs in anew. Announces ``RoleGranted``."""
    if me is not None:
        _refuse_oneself(me, person)
        if not policy.may_grant(me, role):
            raise NotYoursToGrant
    if person.left_on is not None:
        raise HasLeft
    alike = select(RoleGrant.id).where(RoleGrant.person_id == person.id, RoleGrant.role == role, holds(RoleGrant, from_on))
    if db.scalar(alike.where(RoleGrant.unit_id.is_(None) if unit_id is None else RoleGrant.unit_id == unit_id)) is not None:
        raise RoleHeld
    row = RoleGrant(person_id=person.id, role=role, unit_id=unit_id, from_on=from_on, granted_by=_id(me), granted_at=at)
    db.add(row)
    db.flush()
    end_sessions(db, person.id, at=at)
    announce(db, RoleGranted(at=at, by=_id(me), reason=reason, person_id=person.id, grant_id=row.id, role=role, unit_id=unit_id))
    return row


def end_grant(db: Session, me: Viewer | None, row: RoleGrant, *, reason: str, at: datetime) -> None:
    """The role ends today; the person signs in anew. Refuses the last administrator. Announces ``RoleEnded``."""
    if me is not None and not policy.may_grant(me, row.role):
        raise NotYoursToGrant
    today = _day(db, at)
    if row.until_on is not None and row.until_on <= today:
        return
    if row.role == "administrator":
        refuse_last_administrator(db, row.person_id, at=at)
    row.until_on = max(today, row.from_on)
    end_sessions(db, row.person_id, at=at)
    announce(
        db,
        RoleEnded(
            at=at, by=_id(me), reason=reason, person_id=row.person_id, grant_id=row.id, role=row.role, unit_id=row.unit_id
        ),
    )  # fmt: skip


def refuse_beyond(me: Viewer | None, person: Person, roles: tuple[str, ...]) -> None:
    """Refuse to keep one's own account, or that of somebody above one's role."""
    if me is None:
        return
    _refuse_oneself(me, person)
    if not policy.may_keep_account(me, roles):
        raise NotYoursToKeep


def _refuse_oneself(me: Viewer, person: Person) -> None:
    if person.id == me.id:
        raise NotYourself


def refuse_last_administrator(db: Session, person_id: int, *, at: datetime) -> None:
    """Refuse whatever would leave the bank without an administrator. The rows are locked, so that two at once do not both pass."""
    on = _day(db, at)
    held = (
        select(RoleGrant.person_id, Person.disabled_at, Person.left_on)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role == "administrator", RoleGrant.unit_id.is_(None), holds(RoleGrant, on))
        .with_for_update()
    )
    able = {row.person_id for row in db.execute(held) if row.disabled_at is None and (row.left_on is None or row.left_on > on)}
    if able == {person_id}:
        raise LastAdministrator


def _day(db: Session, at: datetime) -> date:
    day: date = db.info["clock"].day(at)
    return day


def _id(me: Viewer | None) -> int | None:
    return me.id if me else None
