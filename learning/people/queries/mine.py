"""What the product knows of one person: every feature adds its part to ``MY_DATA`` of the factory."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.people.models import (
    Absence,
    FormerPassword,
    LoginSession,
    LoginTry,
    OneTimeCode,
    Person,
    Posting,
    RecordView,
    RoleGrant,
    Unit,
)
from learning.people.rules import tries

OWN_COLUMNS = (
    "number", "name", "name_en", "email", "mobile", "hired_on", "left_on", "language", "theme", "text_size", "password_changed_at",
    "disabled_at", "created_at",
)  # fmt: skip


def everything(db: Session, person_id: int) -> dict[str, Any]:
    """All parts, plain enough for JSON. Nothing of other people, no secret, no key to a question."""
    return {name: plain(part(db, person_id)) for name, part in db.info.get("my_data", {}).items()}


def own_data(db: Session, person_id: int) -> dict[str, Any]:
    """The part of people: the person, postings, absences, roles, how they came in, and from which office the record was opened."""
    person = db.get_one(Person, person_id)
    return {
        "person": {name: getattr(person, name) for name in OWN_COLUMNS},
        "postings": _rows(db, Posting, person_id, "unit_id", "position", "kind", "from_on", "until_on", "recorded_at"),
        "absences": _rows(db, Absence, person_id, "kind", "from_on", "until_on", "recorded_at"),
        "roles": _rows(db, RoleGrant, person_id, "role", "unit_id", "from_on", "until_on", "granted_at"),
        "sessions": _rows(db, LoginSession, person_id, "created_at", "last_seen_at", "ended_at", "device", "source"),
        "sign_in_tries": _tries(db, person.number),
        "codes": _rows(db, OneTimeCode, person_id, "purpose", "given_at", "ends_at", "used_at"),
        "former_passwords": _rows(db, FormerPassword, person_id, "replaced_at"),
        "record_opened": _opened(db, person_id),
    }


def _tries(db: Session, number: str) -> list[dict[str, Any]]:
    """Tries to come in under this number, whoever made them: their rows hold only its digest."""
    columns = (LoginTry.at, LoginTry.source, LoginTry.is_known_device, LoginTry.outcome)
    mine = select(*columns).where(LoginTry.number_sha256 == tries.digest_of(number))
    return [dict(row) for row in db.execute(mine.order_by(LoginTry.id)).mappings()]


def _opened(db: Session, person_id: int) -> list[dict[str, Any]]:
    """Which page was opened when, by the holder of which post. The name stays with HR, auditors and administrators."""
    views = db.execute(
        select(RecordView.viewer_id, RecordView.page, RecordView.at)
        .where(RecordView.person_id == person_id)
        .order_by(RecordView.id)
    ).all()
    held = select(Posting.person_id, Posting.position, Posting.from_on, Posting.until_on, Unit.name)
    held = held.join(Unit, Unit.id == Posting.unit_id).where(Posting.kind == "main")
    posts = db.execute(held.where(Posting.person_id.in_({row.viewer_id for row in views})).order_by(Posting.id)).all()
    day = db.info["clock"].day
    return [{"page": row.page, "at": row.at, **_office(posts, row.viewer_id, day(row.at))} for row in views]


def _office(posts: Any, person_id: int, on: date) -> dict[str, Any]:
    held = (post for post in posts if post.person_id == person_id and post.from_on <= on)
    post = next((one for one in held if one.until_on is None or one.until_on > on), None)
    return {"position": post.position if post else None, "unit": post.name if post else None}


def _rows(db: Session, table: Any, person_id: int, *columns: str) -> list[dict[str, Any]]:
    chosen = select(*(getattr(table, name) for name in columns)).where(table.person_id == person_id).order_by(table.id)
    return [dict(zip(columns, row, strict=True)) for row in db.execute(chosen)]


def plain(value: Any) -> Any:
    """Days and moments as ISO text, tuples as lists."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, list | tuple | set | frozenset) else value
