"""Every read of notices."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from learning.base.asking import ask
from learning.notices.models import Notice
from learning.people.rules import Viewer

A_PAGE = 30
COUNTED = 100
"""The bell counts no further."""


@dataclass(frozen=True)
class Page:
    """Notices, the newest first; ``before`` leads to the next page, ``newest`` is the highest id among all of the person's."""

    notices: list[Notice]
    before: int | None
    newest: int


def unread(db: Session, person_id: int) -> int:
    """How many notices wait, up to 100: one small look into an index of unread rows only."""
    beside: int | None = db.info.get("beside", {}).get("unread_notices")
    return ask(db, WAITING, {"person": person_id}).scalar() or 0 if beside is None else min(beside, COUNTED)


def unread_of(person_id: Any) -> Any:
    """The same as a number beside another question (``people.queries.session_rows``)."""
    return select(func.count()).where(Notice.person_id == person_id, Notice.read_at.is_(None)).scalar_subquery()


def _waiting() -> Select[Any]:
    unread_rows = select(Notice.id).where(Notice.person_id == bindparam("person"), Notice.read_at.is_(None)).limit(COUNTED)
    return select(func.count()).select_from(unread_rows.subquery())


WAITING = _waiting()
"""Built once: every page asks it."""


def page(db: Session, me: Viewer, before: int | None = None) -> Page:
    """A page of the viewer's notices; ``before`` is the last notice of the page before."""
    asked = select(Notice).where(Notice.person_id == me.id).order_by(Notice.at.desc(), Notice.id.desc()).limit(A_PAGE + 1)
    if before is not None and (last := notice(db, me, before)):
        asked = asked.where(or_(Notice.at < last.at, and_(Notice.at == last.at, Notice.id < last.id)))
    found = list(db.scalars(asked))
    shown = found[:A_PAGE]
    return Page(shown, shown[-1].id if len(found) > A_PAGE else None, max((row.id for row in shown), default=0))


def notice(db: Session, me: Viewer, notice_id: int) -> Notice | None:
    """The notice, if it was sent to the viewer."""
    return db.scalar(select(Notice).where(Notice.id == notice_id, Notice.person_id == me.id))


def own_data(db: Session, person_id: int) -> list[dict[str, Any]]:
    """The part of notices in everything the house knows of a person."""
    rows = db.scalars(select(Notice).where(Notice.person_id == person_id).order_by(Notice.id))
    return [{name: getattr(row, name) for name in ("kind", "gaps", "path", "at", "read_at")} for row in rows]
