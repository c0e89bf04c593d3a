"""What stands on a person's desk, and whether the program can serve."""

import tomllib
from datetime import date, datetime
from functools import cache
from importlib import metadata
from pathlib import Path

from sqlalchemy.orm import Session

from learning.base import revisions
from learning.certificates import queries as certificate_queries
from learning.desk import rules
from learning.desk.rules import Desk, Library
from learning.downloads import queries as download_queries
from learning.meetings import queries as meeting_queries
from learning.meetings.queries import overseeing
from learning.people.rules import Viewer
from learning.publishing import queries as publishing_queries
from learning.quiz import queries as quiz_queries
from learning.rooms import queries as room_queries
from learning.study import queries as study_queries
from learning.study import rules as study_rules
from learning.tasks import queries as task_queries

ROOT = Path(__file__).parent.parent.parent


def desk(db: Session, me: Viewer, *, on: date, at: datetime) -> Desk:
    """One's own courses, dates and certificates."""
    live = publishing_queries.live(db)
    rows = study_queries.my_courses(db, me, live, on)
    position = live.catalogue.positions.get(me.position or "")
    asked = [row for row in rows if row.is_asked]
    return Desk(
        position=position.name if position else None,
        current=study_rules.to_go_on_with(rows),
        waiting=rules.waiting(rows),
        offered=tuple(row for row in rows if row.is_offered),
        done=sum(row.state == "complete" for row in asked),
        assigned=len(asked),
        certificates=tuple(certificate_queries.newest(db, me.id, on)),
        is_open=live.edition > 0,
        to_sign=task_queries.waiting_count(db, me, on) if me.has_role("head") else 0,
        practised=room_queries.waiting_count(db, me, on) if me.has_role("head") else 0,
        files=download_queries.at_hand(db, me, at=at) if me.has_role(*rules.MAY_ASK_FOR_FILES) else (0, 0),
        meetings=meeting_queries.at_hand(db, me, on, at.astimezone(db.info["clock"].zone).hour),
        week=overseeing.week(db, me, on) if me.has_role("officer") else None,
        late=quiz_queries.late_count(db, me) if me.has_role("trainer") else 0,
    )


def edition(db: Session) -> int:
    """The number of the live edition; 0 when nothing is published."""
    return publishing_queries.live(db).edition


def unready(db: Session) -> str | None:
    """Why the program must not get visitors yet, or nothing: tables of this version, and an edition to learn from."""
    if revisions.standing(db.connection()) != revisions.wanted():
        return "migrations"
    return None if edition(db) else "edition"


@cache
def version() -> str:
    """The program's own version."""
    found: str = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return found


@cache
def libraries() -> tuple[Library, ...]:
    """What we use of others, by name, with the installed version."""
    known = [Library(name, metadata.version(name), licence) for name, licence in rules.LICENCES.items()]
    return tuple(sorted([*known, Library(*rules.HTMX)], key=lambda library: library.name))
