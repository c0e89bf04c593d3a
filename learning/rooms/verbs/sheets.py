"""The observer's sheet: a draft as they go, handed in once; with the last one the result, or a third observer."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.clauses import verbs as clauses
from learning.content.catalogue import Roleplay
from learning.people import queries as people
from learning.people.rules import Viewer
from learning.publishing import queries as publishing
from learning.rooms import queries, rules
from learning.rooms.facts import PracticeScored, SheetHandedIn, ThirdAsked
from learning.rooms.models import Result, Room, Seat, Sheet
from learning.rooms.refusals import AlreadyHandedIn, EvidenceMissing, NotOffered, NotStarted, RoomOver, RowsMissing
from learning.rooms.rules import Marks, Scored
from learning.rooms.verbs.opening import of, refuse_over, turn
from learning.rooms.verbs.words import clean, rows_named


@dataclass(frozen=True)
class Filled:
    """What stands on a sheet: points by the place of the row, red lines by theirs, one sentence."""

    points: Mapping[int, int]
    red_lines: Sequence[int]
    evidence: str


def save(db: Session, room: Room, seat: Seat, filled: Filled, *, at: datetime) -> Sheet:
    """Keep a sheet as it is now. Refuses a level or a red line that is not offered, and a sheet that was handed in."""
    _refuse_closed(room, seat, at=at)
    scene = queries.scene_of(db, room)
    offered = {level.points for level in scene.rubric.levels}
    rows = range(len(scene.rubric.rows))
    if not set(filled.points.values()) <= offered or not set(filled.points) <= set(rows):
        raise NotOffered
    if not set(filled.red_lines) <= set(range(len(scene.red_lines))):
        raise NotOffered
    sheet = seat.sheet or Sheet(seat_id=seat.id)
    sheet.points = [filled.points.get(row) for row in rows]
    sheet.red_lines, sheet.saved_at = sorted(set(filled.red_lines)), at
    sheet.evidence = clean(filled.evidence, most=rules.LONGEST_EVIDENCE)
    db.add(sheet)
    db.flush()
    db.refresh(seat, ["sheet"])
    return sheet


def hand_in(db: Session, me: Viewer, room: Room, seat: Seat, filled: Filled, *, at: datetime) -> Result | None:
    """Hand a sheet in, whole and once. The last that is needed makes the result, or asks for a third observer.

    Announces SheetHandedIn; PracticeScored or ThirdAsked with the last. The room is locked.
    """
    sheet = save(db, room, seat, filled, at=at)
    missing = [row for row, given in enumerate(sheet.points) if given is None]
    if missing:
        raise RowsMissing(rows=rows_named(missing))
    if not sheet.evidence:
        raise EvidenceMissing
    sheet.handed_in_at = at
    turn(room)
    counts = seat.role == "observer"
    announce(
        db,
        SheetHandedIn(at=at, by=me.id, person_id=seat.person_id, sheet_id=sheet.id, counts=counts, sha256=_digest(_of(sheet)),
                      **of(room)),
    )  # fmt: skip
    return _settle(db, room, at=at) if counts else None


def _refuse_closed(room: Room, seat: Seat, *, at: datetime) -> None:
    if seat.sheet is not None and seat.sheet.handed_in_at is not None:
        raise AlreadyHandedIn
    refuse_over(room, at=at)
    if room.started_at is None:
        raise NotStarted
    if seat.released_at is not None:
        raise RoomOver


def _settle(db: Session, room: Room, *, at: datetime) -> Result | None:
    """The result, once enough sheets are in: one, two that agree, or a third."""
    scene = queries.scene_of(db, room)
    sheets = [
        seat.sheet
        for seat in sorted(queries.taken(room), key=lambda seat: seat.place)
        if seat.role == "observer" and seat.sheet and seat.sheet.handed_in_at
    ]
    if len(sheets) < room.observers + (room.third_asked_at is not None):
        return None
    scored = [rules.score(scene, sheet.points, sheet.red_lines) for sheet in sheets]
    if len(sheets) == 1:
        return _finish(db, room, scene, sheets, scored[0], "one", at=at)
    if room.third_asked_at is not None:
        return _finish(db, room, scene, sheets, scored[-1], "third", at=at)
    apart = rules.agreement(scene, _marks(sheets[0]), _marks(sheets[1]))
    if apart.is_enough:
        return _finish(db, room, scene, sheets, rules.mean(scene, *scored), "two", at=at)
    room.third_asked_at, room.expires_at = at, at + rules.SCORES
    room.ends_at = min(room.ends_at or at, at)  # both have handed in: the scene is over
    announce(db, ThirdAsked(at=at, opener_id=room.opened_by, rows=apart.rows, points=apart.points, **of(room)))
    return None


def _finish(  # noqa: PLR0913 -- what a result rests on
    db: Session, room: Room, scene: Roleplay, sheets: list[Sheet], settled: Scored, decided_by: str, *, at: datetime
) -> Result:
    employee = next(seat for seat in queries.taken(room) if seat.role == "employee")
    rests_on = sheets[-1:] if decided_by == "third" else sheets
    whole = {
        **of(room), "rev": room.rev, "decided_by": decided_by, "total": [settled.total.numerator, settled.total.denominator],
        "seats": [[seat.role, seat.place, seat.person_id] for seat in queries.taken(room)],
        "sheets": [_of(sheet) for sheet in sheets],
    }  # fmt: skip
    result = Result(
        room_id=room.id, person_id=employee.person_id, num=settled.total.numerator, den=settled.total.denominator,
        passed=settled.passed, has_red_line=settled.has_red_line, decided_by=decided_by, sheets=[sheet.id for sheet in rests_on],
        sha256=_digest(whole), at=at,
    )  # fmt: skip
    room.closed_at = at
    db.add(result)
    db.flush()
    _observe(db, room, result, at=at)
    announce(
        db,
        PracticeScored(
            at=at, by=None, result_id=result.id, person_id=result.person_id, total=settled.total, passed=result.passed,
            has_red_line=result.has_red_line, decided_by=decided_by, sha256=result.sha256, **of(room),
        ),
    )  # fmt: skip
    return result


def _observe(db: Session, room: Room, result: Result, *, at: datetime) -> None:
    """The clauses that the role-play as a whole cites: kept by a practice that passed, broken by one with a red line.

    One that merely fell short says nothing of them: its rows name no clause, and what was not shown is not a breach.
    """
    found = publishing.live(db).catalogue.item(room.course, room.roleplay)
    if found is None or not (result.passed or result.has_red_line):
        return
    post = people.main_posting(db, result.person_id, db.info["clock"].day(at))
    unit_id = post.unit_id if post else None
    clauses.observe(
        db, result.person_id, unit_id, found.clauses, kept=result.passed, source="rubric", source_id=str(room.id), at=at
    )  # fmt: skip


def _marks(sheet: Sheet) -> Marks:
    return Marks(tuple(sheet.points), tuple(sheet.red_lines))


def _of(sheet: Sheet) -> dict[str, Any]:
    return {"points": sheet.points, "red_lines": sheet.red_lines, "evidence": sheet.evidence}


def _digest(content: Mapping[str, Any]) -> str:
    whole = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()
