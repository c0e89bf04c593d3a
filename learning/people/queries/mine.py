"""What the product knows of one person: every feature adds its part to ``MY_DATA`` of the factory."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.people.models import Absence, LoginSession, Person, Posting, RecordView, RoleGrant

OWN_COLUMNS = (
    "number", "name", "name_en", "email", "mobile", "hired_on", "left_on", "language", "theme", "text_size", "password_changed_at",
    "disabled_at", "created_at",
)  # fmt: skip


def everything(db: Session, person_id: int) -> dict[str, Any]:
    """All parts, plain enough for JSON. Nothing of other people, no secret, no key to a question."""
    return {name: plain(part(db, person_id)) for name, part in db.info.get("my_data", {}).items()}


def own_data(db: Session, person_id: int) -> dict[str, Any]:
    """The part of people: the person, postings, absences, roles, sessions, and when the record was opened."""
    person = db.get_one(Person, person_id)
    return {
        "person": {name: getattr(person, name) for name in OWN_COLUMNS},
        "postings": _rows(db, Posting, person_id, "unit_id", "position", "kind", "from_on", "until_on", "recorded_at"),
        "absences": _rows(db, Absence, person_id, "kind", "from_on", "until_on", "recorded_at"),
        "roles": _rows(db, RoleGrant, person_id, "role", "unit_id", "from_on", "until_on", "granted_at"),
        "sessions": _rows(db, LoginSession, person_id, "created_at", "last_seen_at", "ended_at", "device", "source"),
        "record_opened": _rows(db, RecordView, person_id, "page", "at"),
    }


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
