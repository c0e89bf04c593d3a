"""Beginning a run: everything that counts is copied, so that the scene goes on whatever is published meanwhile."""

import secrets
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.content.catalogue import Course, Roleplay
from learning.people.models import Person
from learning.people.rules import Viewer
from learning.roleplay import queries, rules
from learning.roleplay.models import Choice, Run
from learning.roleplay.refusals import NoLine, NotPlayable, RunIsOpen


def begin(  # noqa: PLR0913 -- who, what, and the things a run is fixed by
    db: Session, me: Viewer, course: Course, roleplay: Roleplay, *, edition: int, lang: str, at: datetime
) -> Run:
    """Begin a scored run, or go on with the open one: a second beginning changes nothing. Refuses a scene with errors."""
    _one_at_a_time(db, me.id)
    before = queries.open_run(db, me.id, course.key, roleplay.id, "scored")
    if before is not None:
        return before
    if not roleplay.playable or not roleplay.nodes:
        raise NotPlayable
    run = _run(
        db, me.id, course=course.key, roleplay=roleplay.id, rev=roleplay.revision, version=rules.version_of(course, roleplay),
        edition=edition, mode="scored", terms=rules.terms(course, roleplay), lang=lang, started_at=at,
    )  # fmt: skip
    db.flush()
    return run


def practise(db: Session, me: Viewer, uuid: str, n: int, *, lang: str, at: datetime) -> Run | None:
    """Play on from the ``n``-th line of a finished run of mine, in its text; None when there is no such run.

    The choices before it are taken over. A practice run that is still open is left. It counts nothing: no step, no clause, no
    fact. Refuses a run that is not over, and a line it never came to.
    """
    _one_at_a_time(db, me.id)
    past = queries.run(db, me, uuid)
    if past is None:
        return None
    if past.ended_at is None:
        raise RunIsOpen
    if not 1 <= n <= len(past.choices):
        raise NoLine
    left = queries.open_run(db, me.id, past.course, past.roleplay, "practice")
    if left is not None:
        left.ended_at = at
        db.flush()
    run = _run(
        db, me.id, course=past.course, roleplay=past.roleplay, rev=past.rev, version=past.version, edition=past.edition,
        mode="practice", carried=n - 1, terms=past.terms, lang=lang, started_at=at,
    )  # fmt: skip
    run.choices = [Choice(n=one.n, node=one.node, place=one.place, at=at) for one in past.choices[: n - 1]]
    db.flush()
    return run


def _run(db: Session, person_id: int, **columns: Any) -> Run:
    number = queries.count(db, person_id, columns["course"], columns["roleplay"], columns["mode"]) + 1
    run = Run(uuid=str(uuid4()), person_id=person_id, number=number, seed=secrets.token_hex(16), **columns)
    db.add(run)
    return run


def _one_at_a_time(db: Session, person_id: int) -> None:
    """Two beginnings at the same moment come one after the other; the unique index on open runs stands behind it."""
    db.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
