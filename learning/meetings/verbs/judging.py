"""The branch head's card of a meeting's host."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.meetings import queries, rules
from learning.meetings.facts import HostJudged
from learning.meetings.models import HostCard, MeetingRun
from learning.meetings.refusals import CardNotWhole, NotOfOneself, NotOverYet, NotYoursToLead, TooLong
from learning.people.rules import Viewer

LONGEST_NOTE = 400


def judge(db: Session, me: Viewer, held: MeetingRun, scores: Mapping[str, int], note: str, *, at: datetime) -> HostCard:
    """Fill the card; the newest counts, all are kept. Announces ``HostJudged``.

    Refuses who is not head of the branch, one's own meeting, one that is not closed, and points that do not fit.
    """
    day = db.info["clock"].day(at)
    if not queries.leads(db, me, held.unit_id, day):
        raise NotYoursToLead
    if held.host_id == me.id:
        raise NotOfOneself
    if held.state_on(day) not in ("closed", "lapsed"):
        raise NotOverYet
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise TooLong(most=LONGEST_NOTE, n=len(note))
    try:
        total = rules.total(scores)
    except ValueError as error:
        raise CardNotWhole from error
    card = HostCard(run_id=held.id, scores=dict(scores), total=total, note=note, by_id=me.id, at=at)
    db.add(card)
    db.flush()
    announce(
        db,
        HostJudged(at=at, by=me.id, run_id=held.id, unit_id=held.unit_id, host_id=held.host_id, total=total, scores=dict(scores)),
    )  # fmt: skip
    return card
