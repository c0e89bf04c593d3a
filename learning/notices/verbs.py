"""Every write of notices."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, exists, insert, literal, null, select, update
from sqlalchemy.orm import Session

from learning.base.tables import Moment
from learning.notices import rules
from learning.notices.models import Notice
from learning.people.models import Person

COLUMNS = ("person_id", "kind", "key", "gaps", "path", "at", "read_at")
AT_ONCE = 10_000


def tell_people(  # noqa: PLR0913 -- the columns of one row
    db: Session, person_ids: Iterable[int], kind: str, key: str, gaps: dict[str, Any], path: str, *, at: datetime
) -> None:
    """Tell many people the same, in one statement for each ten thousand. Whoever was told under this key is not told again."""
    if not rules.is_local(path):
        raise ValueError(f"a notice may not lead to {path!r}")
    everybody = list(dict.fromkeys(person_ids))
    for start in range(0, len(everybody), AT_ONCE):
        ids = everybody[start : start + AT_ONCE]
        told = exists().where(Notice.person_id == Person.id, Notice.key == key)
        rows = select(
            Person.id, literal(kind), literal(key), literal(rules.stored(gaps), JSON), literal(path), literal(at, Moment), null()
        ).where(Person.id.in_(ids), ~told)
        db.execute(insert(Notice).from_select(COLUMNS, rows))


def tell_person(  # noqa: PLR0913 -- the columns of one row
    db: Session, person_id: int, kind: str, key: str, gaps: dict[str, Any], path: str, *, at: datetime
) -> None:
    """Tell one person something, once for each ``key``. ``kind`` chooses the sentence, ``gaps`` fill it at show time."""
    tell_people(db, [person_id], kind, key, gaps, path, at=at)


def read_one(db: Session, notice: Notice, *, at: datetime) -> None:
    """The notice was opened. A second call changes nothing."""
    notice.read_at = notice.read_at or at


def read_all(db: Session, person_id: int, *, until: int, at: datetime) -> None:
    """Everything of this person up to the notice ``until``: what came while the page was open stays unread."""
    unread = (Notice.person_id == person_id, Notice.read_at.is_(None), Notice.id <= until)
    db.execute(update(Notice).where(*unread).values(read_at=at), execution_options={"synchronize_session": False})
