"""Answers outside an attempt, where the key may be shown at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from learning.clauses import verbs as clauses
from learning.content.catalogue import Question
from learning.content.payloads import payload
from learning.people.rules import Viewer
from learning.questions import rules
from learning.questions.models import Response
from learning.questions.refusals import NothingChosen


def answer(  # noqa: PLR0913 -- who answers what, and where
    db: Session, me: Viewer, course: str, question: Question, texts: Sequence[str], *, place: str, at: datetime
) -> Response:
    """Read what was chosen, in the order in which this person saw it, and keep it with its mark.

    As often as one likes. Refuses no answer, and one that does not fit the question.
    """
    whole = payload(question)
    order = rules.own_order(me.id, question.id, question.revision, whole)
    value = rules.read_value(whole, texts, order=order)
    if value is None:
        raise NothingChosen
    return respond(
        db, me.id, course=course, item=question.id, rev=question.revision, payload=whole, value=value, place=place, at=at,
        unit_id=me.unit_id, cites=question.clauses,
    )  # fmt: skip


def respond(  # noqa: PLR0913 -- the columns of one row
    db: Session, person_id: int, *, course: str, item: str, rev: str, payload: Mapping[str, Any], value: Any, place: str,
    at: datetime, unit_id: int | None, cites: Iterable[str] = (),
) -> Response:  # fmt: skip
    """Keep an answer with its mark, and note the clauses that the question cites as kept or broken. All answers are kept.

    An essay gets no mark here and says nothing of clauses: nobody reads it but its writer.
    """
    share = None if rules.needs_marker(payload, value) else rules.mark(payload, value)
    response = Response(
        person_id=person_id, course=course, item=item, rev=rev, place=place, value=value, at=at,
        num=None if share is None else share.numerator, den=None if share is None else share.denominator,
    )  # fmt: skip
    db.add(response)
    db.flush()
    if value is not None and share is not None:
        clauses.observe(
            db,
            person_id,
            unit_id,
            cites,
            kept=rules.keeps_clauses(payload, share),
            source=place,
            source_id=f"response:{response.id}",
            at=at,
        )
    return response
