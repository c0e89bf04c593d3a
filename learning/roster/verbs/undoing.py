"""Undoing a file: every row it made or ended goes back, if nobody has changed anything there since. Nothing is deleted."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.people.facts import PersonChanged, PersonLeft, PostingChanged
from learning.people.models import Person, Posting, RoleGrant, Unit
from learning.people.refusals import UnitInUse
from learning.people.verbs import units
from learning.roster import queries
from learning.roster.facts import RosterUndone
from learning.roster.models import RosterImport, RosterLine
from learning.roster.refusals import ChangedSince
from learning.roster.rules import ATTRIBUTES
from learning.roster.verbs.applying import values_of
from learning.roster.verbs.writing import AT_ONCE, Writing, as_day

NAMED = 5
PEOPLE = ("joins", "returns", "moves", "changes", "leaves", "closes")


def undo(db: Session, row: RosterImport, *, at: datetime) -> None:
    """Put everything back as it was before the file. Announces ``RosterUndone``.

    Who had joined keeps their row and has left on their first day. A unit that was founded is closed, unless somebody has
    moved in since. Refuses when any of these people or units has been changed by somebody else since.
    """
    lines = queries.lines(db, row.id, *PEOPLE)
    _refuse_changed(db, row, lines)
    writing = Writing(db, by=row.by_id, reason=row.name, at=at)
    begun = _begun(db, [one for line in lines for one in line.undo.get("made", ())])
    for line in lines:
        _undo_posts(writing, line, begun)
        _undo_person(writing, line)
    writing.shut_out(line.person_id for line in lines if line.act == "joins" and line.person_id)
    writing.write()
    _undo_units(db, row, at=at)
    announce(db, RosterUndone(at=at, by=row.by_id, import_id=row.id, sha256=row.sha256, counts=dict(row.counts)))


def _refuse_changed(db: Session, row: RosterImport, lines: Sequence[RosterLine]) -> None:
    people = queries.changed_since(db, "person", [line.person_id for line in lines if line.person_id], row.seen)
    moved = {line.unit_id: line.key for line in queries.lines(db, row.id, "founds", "rehangs") if line.unit_id}
    touched = queries.changed_since(db, "unit", list(moved), row.seen)
    if people or touched:
        names = [*queries.names(db, people[:NAMED]).values(), *(moved[one] for one in touched)][:NAMED]
        raise ChangedSince(n=len(people) + len(touched), who="、".join(names))


def _begun(db: Session, posting_ids: Sequence[int]) -> dict[int, Posting]:
    found: dict[int, Posting] = {}
    for start in range(0, len(posting_ids), AT_ONCE):
        some = posting_ids[start : start + AT_ONCE]
        found |= {posting.id: posting for posting in db.scalars(select(Posting).where(Posting.id.in_(some)))}
    return found


def _undo_posts(writing: Writing, line: RosterLine, begun: dict[int, Posting]) -> None:
    for posting_id in line.undo.get("made", ()):
        writing.change(Posting, posting_id, until_on=begun[posting_id].from_on, ended_by=writing.by)
    for posting_id, until in line.undo.get("ended", ()):
        if posting_id not in line.undo.get("made", ()):
            writing.change(Posting, posting_id, until_on=as_day(until), ended_by=None)
    for grant_id, until in line.undo.get("grants", ()):
        writing.change(RoleGrant, grant_id, until_on=as_day(until))
    if line.undo.get("made") or line.undo.get("ended"):
        writing.fact(PostingChanged, person_id=line.person_id, before=line.after.get("main"), after=line.before.get("main"))


def _undo_person(writing: Writing, line: RosterLine) -> None:
    person_id = line.person_id or 0
    if line.act == "joins":
        hired_on = as_day(line.after["hired_on"])
        writing.change(Person, person_id, left_on=hired_on)
        writing.fact(PersonLeft, person_id=person_id, before=as_day(line.after.get("left_on")), after=hired_on)
        return
    columns = {name: value for name, value in line.before.items() if name in ATTRIBUTES and name in line.after}
    if columns:
        writing.change(Person, person_id, **values_of(columns))
        writing.fact(PersonChanged, person_id=person_id, columns=tuple(columns))
    if "left_on" in line.after:
        before = as_day(line.before["left_on"])
        writing.change(Person, person_id, left_on=before)
        writing.fact(PersonLeft, person_id=person_id, before=as_day(line.after["left_on"]), after=before)


def _undo_units(db: Session, row: RosterImport, *, at: datetime) -> None:
    for line in queries.lines(db, row.id, "rehangs"):
        if line.before["parent"] is not None:
            unit = db.get_one(Unit, line.unit_id)
            units.move(db, unit, line.before["parent"], from_on=row.on, by=row.by_id, reason=row.name, at=at)
    for line in reversed(queries.lines(db, row.id, "founds")):
        try:
            units.close(db, db.get_one(Unit, line.unit_id), row.on, by=row.by_id, reason=row.name, at=at)
        except UnitInUse:
            continue  # somebody has moved in: the unit stays
