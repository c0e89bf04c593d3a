"""The live session of a token, with whoever is signed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, select
from sqlalchemy.orm import Session

from learning.base.asking import ask
from learning.people import rules
from learning.people.models import LoginSession, Person, Posting, RoleGrant, Unit
from learning.people.queries.accounts import profile_of
from learning.people.queries.visible import holds
from learning.people.rules import Viewer

VIEWER_COLUMNS = ("number", "name", "name_en", "language", "theme", "text_size")
PERSON_COLUMNS = (*VIEWER_COLUMNS, "hired_on", "left_on", "disabled_at")


@dataclass(frozen=True)
class LiveSession:
    """A stored session that still counts, as ``web.sessions`` wants it."""

    id: int
    values: dict[str, Any]
    viewer: Viewer | None
    last_seen_at: datetime
    ends_at: datetime


def live_session(db: Session, token_sha256: bytes, *, at: datetime) -> LiveSession | None:
    """The live session of a token with whoever is signed in, in one query; None when ended, idle or too old.

    A disabled account or a leaver has no session, whatever the row says: state is read anew with every request.
    """
    on = db.info["clock"].day(at)
    rows = ask(db, db.info.get("session_rows", SESSION_ROWS), {"token": token_sha256, "on": on}).all()
    if not rows:
        return None
    first = rows[0]
    db.info["beside"] = {name: getattr(first, name) for name in db.info.get("beside_session", ())}
    ends_at = rules.session_ends(first.created_at, first.last_seen_at, profile_of(db).idle)
    if first.ended_at is not None or at >= ends_at or (first.person_id is not None and not _is_active(first, on)):
        return None
    return LiveSession(first.id, first.session_values, _viewer(rows, ends_at), first.last_seen_at, ends_at)


def session_rows(beside: Mapping[str, Any]) -> Select[Any]:
    """The question of every request. ``beside``: what features above want to know on every page, as numbers asked with it;
    the answers travel in ``db.info["beside"]``."""
    own = (
        LoginSession.id,
        LoginSession.person_id,
        LoginSession.values.label("session_values"),
        LoginSession.created_at,
        LoginSession.last_seen_at,
        LoginSession.ended_at,
    )
    more = (number.label(name) for name, number in beside.items())
    held = select(*own, *_viewer_columns(), *more).select_from(LoginSession).outerjoin(Person, Person.id == LoginSession.person_id)
    return _with_roles(held).where(LoginSession.token_sha256 == bindparam("token"))


def _viewer_rows() -> Select[Any]:
    columns = Person.id, Person.id.label("person_id"), *_viewer_columns()
    return _with_roles(select(*columns).select_from(Person)).where(Person.id == bindparam("person"))


def _viewer_columns() -> tuple[Any, ...]:
    return (
        *(getattr(Person, name) for name in PERSON_COLUMNS),
        Posting.unit_id,
        Posting.position,
        Unit.name.label("unit_name"),
        Unit.name_en.label("unit_name_en"),
        RoleGrant.role,
        RoleGrant.unit_id.label("role_unit"),
    )


def _with_roles(rows: Select[Any]) -> Select[Any]:
    on = bindparam("on", type_=Date)
    return (
        rows.outerjoin(Posting, and_(Posting.person_id == Person.id, Posting.kind == "main", holds(Posting, on)))
        .outerjoin(Unit, Unit.id == Posting.unit_id)
        .outerjoin(RoleGrant, and_(RoleGrant.person_id == Person.id, holds(RoleGrant, on)))
    )


SESSION_ROWS, VIEWER_ROWS = session_rows({}), _viewer_rows()
"""Built once: every request asks the first."""


def viewer(db: Session, person_id: int, *, on: date) -> Viewer | None:
    """Somebody for whom the worker acts, with the rights of the day; None for a leaver or a disabled account."""
    rows = db.execute(VIEWER_ROWS, {"person": person_id, "on": on}).all()
    return _viewer(rows, None) if rows and _is_active(rows[0], on) else None


def _is_active(row: Any, on: date) -> bool:
    return row.disabled_at is None and row.hired_on <= on and (row.left_on is None or row.left_on > on)


def _viewer(rows: Sequence[Any], ends_at: datetime | None) -> Viewer | None:
    first = rows[0]
    if first.person_id is None:
        return None
    return Viewer(
        id=first.person_id,
        **{name: getattr(first, name) for name in VIEWER_COLUMNS},
        unit_id=first.unit_id,
        unit_name=first.unit_name,
        unit_name_en=first.unit_name_en,
        position=first.position,
        grants=tuple(sorted({(row.role, row.role_unit) for row in rows if row.role}, key=str)),
        session_id=first.id if ends_at else None,
        session_ends_at=ends_at,
    )
