"""Scoring a sample case: every try is kept."""

from datetime import datetime

from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.people.rules import Viewer
from learning.rooms import queries, rules
from learning.rooms.facts import ObserverQualified
from learning.rooms.models import CaseTry
from learning.rooms.refusals import NotOffered, RowsMissing
from learning.rooms.rules import Case, Marks
from learning.rooms.verbs.sheets import Filled
from learning.rooms.verbs.words import rows_named


def try_case(db: Session, me: Viewer, case: Case, filled: Filled, *, at: datetime) -> CaseTry:
    """Compare somebody's sheet with the reference. The last case that is needed announces ObserverQualified."""
    rubric = case.scene.rubric
    offered = {level.points for level in rubric.levels}
    missing = [row for row in range(len(rubric.rows)) if row not in filled.points]
    if not set(filled.points.values()) <= offered or not set(filled.red_lines) <= set(range(len(case.scene.red_lines))):
        raise NotOffered
    if missing:
        raise RowsMissing(rows=rows_named(missing))
    points = [filled.points[row] for row in range(len(rubric.rows))]
    red_lines = sorted(set(filled.red_lines))
    was_qualified = queries.is_qualified(db, me.id)
    passed = rules.against(case, Marks(tuple(points), tuple(red_lines))).is_enough
    kept = CaseTry(
        person_id=me.id, course=case.course.key, case=case.sample.id, rev=case.sample.revision, points=points,
        red_lines=red_lines, passed=passed, at=at,
    )  # fmt: skip
    db.add(kept)
    db.flush()
    if passed and not was_qualified and queries.is_qualified(db, me.id):
        done = tuple(sorted(f"{course}/{key}" for course, key in queries.passed(db, me.id)))
        announce(db, ObserverQualified(at=at, by=me.id, person_id=me.id, cases=done))
    return kept
