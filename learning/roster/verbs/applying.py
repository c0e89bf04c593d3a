"""Applying a file: what its lines say, in one transaction, with everything that the undo needs written beside them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.people.facts import PersonAdded, PersonChanged, PersonLeft, PostingChanged
from learning.people.models import Person, Posting, RoleGrant, Unit
from learning.people.refusals import LastAdministrator
from learning.people.rules import sort_key
from learning.people.verbs import units
from learning.roster import queries
from learning.roster.facts import RosterApplied
from learning.roster.models import RosterImport, RosterLine
from learning.roster.rules import ATTRIBUTES
from learning.roster.verbs.writing import AT_ONCE, Writing, as_day


def apply(db: Session, row: RosterImport, *, at: datetime) -> None:
    """Do what the kept lines say: units, people, posts, leaving. Announces ``RosterApplied`` once for those above.

    Whether the bank is still as it was when the lines were made, the caller has seen to. Refuses to leave the bank without
    an administrator.
    """
    writing = Writing(db, by=row.by_id, reason=row.name, at=at)
    made = _found(db, row, at=at)
    _rehang(db, row, made, at=at)
    joins = queries.lines(db, row.id, "joins")
    _join(writing, joins, made)
    others = queries.lines(db, row.id, "returns", "moves", "changes")
    for line in others:
        _change(writing, line)
    _post(writing, [*joins, *others], made)
    leaving = [*(line for line in joins if line.after.get("left_on")), *queries.lines(db, row.id, "leaves", "closes")]
    writing.write()
    _leave(writing, leaving, on=db.info["clock"].day(at))
    writing.write()
    if not queries.administrators(db, row.on):
        raise LastAdministrator
    announce(db, RosterApplied(at=at, by=row.by_id, import_id=row.id, sha256=row.sha256, counts=dict(row.counts)))


def _found(db: Session, row: RosterImport, *, at: datetime) -> dict[str, int]:
    made: dict[str, int] = {}
    for line in queries.lines(db, row.id, "founds"):
        parent = line.after["parent"]
        unit = units.found(
            db, code=line.after["code"], name=line.after["name"], name_en=None, parent_id=made.get(parent, parent), from_on=row.on,
            by=row.by_id, at=at,
        )  # fmt: skip
        made[line.key] = line.unit_id = unit.id
    return made


def _rehang(db: Session, row: RosterImport, made: dict[str, int], *, at: datetime) -> None:
    for line in queries.lines(db, row.id, "rehangs"):
        parent = line.after["parent"]
        unit = db.get_one(Unit, line.unit_id)
        units.move(db, unit, made.get(parent, parent), from_on=row.on, by=row.by_id, reason=row.name, at=at)


def _join(writing: Writing, joins: Sequence[RosterLine], made: dict[str, int]) -> None:
    new = [
        {
            "number": line.key, "name": line.after["name"], "name_en": line.after.get("name_en"), "email": line.after.get("email"),
            "mobile": line.after.get("mobile"), "sort_key": sort_key(line.after["name"]), "created_at": writing.at,
            "hired_on": as_day(line.after["hired_on"]), "left_on": as_day(line.after.get("left_on")),
        }
        for line in joins
    ]  # fmt: skip
    for line, person_id in zip(joins, writing.add(Person, new), strict=True):
        line.person_id = person_id
        main = line.after["main"]
        unit_id = made.get(main["unit"], main["unit"])
        writing.fact(PersonAdded, person_id=person_id, unit_id=unit_id, position=main["position"])


def _change(writing: Writing, line: RosterLine) -> None:
    columns = {name: value for name, value in line.after.items() if name in (*ATTRIBUTES, "left_on")}
    if not columns:
        return
    if "left_on" in columns:  # somebody comes back
        writing.fact(PersonLeft, person_id=line.person_id, before=as_day(line.before["left_on"]), after=None)
    writing.change(Person, line.person_id or 0, **values_of(columns))
    if changed := tuple(name for name in columns if name != "left_on"):
        writing.fact(PersonChanged, person_id=line.person_id, columns=changed)


def values_of(columns: dict[str, Any]) -> dict[str, Any]:
    """As the table wants them: days as days, and with the name the key by which it is sorted."""
    values = {name: as_day(value) if name in ("hired_on", "left_on") else value for name, value in columns.items()}
    return values | ({"sort_key": sort_key(columns["name"])} if "name" in columns else {})


def _post(writing: Writing, lines: Iterable[RosterLine], made: dict[str, int]) -> None:
    """New posts, main and others; a main post that goes on until then ends on the day the new one begins."""
    wanted = [(line, {"kind": "main", **line.after["main"]}) for line in lines if "main" in line.after]
    wanted += [(line, post) for line in lines for post in line.after.get("more", ())]
    rows = [
        {
            "person_id": line.person_id, "unit_id": made.get(post["unit"], post["unit"]), "position": post["position"],
            "kind": post["kind"], "from_on": as_day(post["from_on"]), "recorded_at": writing.at,
        }
        for line, post in wanted
    ]  # fmt: skip
    for (line, post), row, posting_id in zip(wanted, rows, writing.add(Posting, rows), strict=True):
        line.undo = {**line.undo, "made": [*line.undo.get("made", ()), posting_id]}
        before = line.before.get("main") if post["kind"] == "main" else None
        if before:
            writing.change(Posting, before["posting"], until_on=row["from_on"], ended_by=writing.by)
            line.undo = {**line.undo, "ended": [*line.undo.get("ended", ()), [before["posting"], None]]}
        if line.act != "joins" or post["kind"] != "main":
            writing.fact(PostingChanged, person_id=line.person_id, before=before, after={**post, "posting_id": posting_id})


def _leave(writing: Writing, leaving: Sequence[RosterLine], *, on: date) -> None:
    """The day is set; posts and roles end with it; whoever has left by today is signed out at once."""
    days = {line.person_id: as_day(line.after["left_on"]) for line in leaving}
    by_person = {line.person_id: line for line in leaving}
    for line in leaving:
        if line.act != "joins":
            writing.change(Person, line.person_id or 0, left_on=days[line.person_id])
            before = as_day(line.before.get("left_on"))
            writing.fact(PersonLeft, person_id=line.person_id, before=before, after=days[line.person_id])
    for table, key in ((Posting, "ended"), (RoleGrant, "grants")):
        for held in _held(writing.db, table, list(days)):
            left_on = days[held.person_id]
            if left_on is None or (held.until_on is not None and held.until_on <= left_on):
                continue
            until = max(left_on, held.from_on)
            more = {"ended_by": writing.by} if table is Posting else {}
            writing.change(table, held.id, until_on=until, **more)
            line = by_person[held.person_id]
            was = held.until_on.isoformat() if held.until_on else None
            line.undo = {**line.undo, key: [*line.undo.get(key, ()), [held.id, was]]}
    writing.shut_out(person_id for person_id, day in days.items() if person_id and day and day <= on)


def _held(db: Session, table: Any, person_ids: Sequence[int | None]) -> Iterable[Any]:
    columns = (table.id, table.person_id, table.from_on, table.until_on)
    for start in range(0, len(person_ids), AT_ONCE):
        some = person_ids[start : start + AT_ONCE]
        running = or_(table.until_on.is_(None), table.until_on > table.from_on)
        yield from db.execute(select(*columns).where(table.person_id.in_(some), running).order_by(table.id)).all()
