"""The words on personal data that hold, those that held, and who has read which."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from learning.content.catalogue import Words
from learning.content.written import render_written
from learning.people.models import Person
from learning.records.models import PrivacyNotice, PrivacyReading

SHIPPED = Path(__file__).parents[3] / "templates" / "records"
SHIPPED_VERSION = 1
CURRENT = select(func.max(PrivacyNotice.version)).scalar_subquery()
"""The version of the bank's own that holds, as a number beside another question; none as long as the shipped words hold."""


@dataclass(frozen=True)
class Notice:
    """A version: its words as they were typed, and as safe HTML. The shipped one has neither moment nor author."""

    version: int
    text: Words
    html: Words
    at: datetime | None = None


@cache
def shipped() -> Notice:
    """Version 1: what holds until the bank writes its own."""
    zh, en = ((SHIPPED / f"privacy.{lang}.md").read_text(encoding="utf-8") for lang in ("zh", "en"))
    html = Words(render_written(zh, "zh")[0], render_written(en, "en")[0])
    return Notice(SHIPPED_VERSION, Words(zh, en), html)


def notice(db: Session, version: int | None = None) -> Notice | None:
    """The version that holds, or one that held."""
    asked = select(PrivacyNotice).order_by(PrivacyNotice.version.desc()).limit(1)
    row = db.scalar(asked if version is None else asked.where(PrivacyNotice.version == version))
    if row is not None:
        return Notice(row.version, Words(row.text, row.text_en or None), Words(row.html, row.html_en or None), row.at)
    return shipped() if version in (None, SHIPPED_VERSION) else None


def read_of(person_id: Any) -> Any:
    """The newest version somebody has read, as a number beside another question (``people.queries.session_rows``)."""
    return select(func.max(PrivacyReading.version)).where(PrivacyReading.person_id == person_id).scalar_subquery()


def is_unread(db: Session) -> bool:
    """Whether whoever asks this request has not yet read the version that holds; asked with the session, for nothing."""
    beside = db.info.get("beside", {})
    return (beside.get("privacy_read") or 0) < (beside.get("privacy_version") or SHIPPED_VERSION)


def versions(db: Session) -> Sequence[PrivacyNotice]:
    """The bank's own, the newest first, each with who published it."""
    return db.scalars(select(PrivacyNotice).options(joinedload(PrivacyNotice.by)).order_by(PrivacyNotice.version.desc())).all()


def counts(db: Session, *, on: date) -> tuple[dict[int, int], int]:
    """How many of those who work here have read each version, and how many work here."""
    here = (Person.hired_on <= on, Person.left_on.is_(None) | (Person.left_on > on))
    read = select(PrivacyReading.version, func.count()).join(Person, Person.id == PrivacyReading.person_id).where(*here)
    of = db.scalar(select(func.count()).select_from(Person).where(*here)) or 0
    return {version: n for version, n in db.execute(read.group_by(PrivacyReading.version))}, of


def own_data(db: Session, person_id: int) -> dict[str, Any]:
    """The part of records in everything the house knows of a person."""
    read = select(PrivacyReading.version, PrivacyReading.at).where(PrivacyReading.person_id == person_id)
    return {"privacy_notices": [dict(row) for row in db.execute(read.order_by(PrivacyReading.version)).mappings()]}
