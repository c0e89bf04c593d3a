"""Every write of reminders: the day's reminders, the digests, and the steps of their sending."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from learning.base import jobs
from learning.base.ledger import announce
from learning.content.catalogue import Words
from learning.notices import verbs as notices
from learning.publishing.queries import Live
from learning.reminders import queries
from learning.reminders.facts import MessageSentAgain, PeopleReminded
from learning.reminders.models import Message, MessageItem, PersonChannel
from learning.reminders.refusals import NotUnsure
from learning.reminders.rules import CHANNELS, STEPS
from learning.reminders.rules.heads import heads_to_tell
from learning.reminders.rules.ladder import Step, key

JOB = "send_notices"
AT_ONCE = 2000
BACK_OFF = (5, 15, 60, 240)
"""Minutes until the next try; after the last the message has failed."""
LONGEST_TROUBLE = 300


def remind(db: Session, live: Live, on: date, *, at: datetime) -> dict[str, int]:
    """Write the day's reminders into the bell, and tell the heads of those who are overdue. Twice is once.

    Returns how many of each step. Announces ``PeopleReminded`` when there were any.
    """
    groups: dict[tuple[str, date, Step], list[int]] = defaultdict(list)
    by_days = {step.days: step for step in STEPS}
    for one in queries.told(db, live, on):
        if one.due_on is not None and one.days is not None:
            groups[one.requirement, one.due_on, by_days[one.days]].append(one.person_id)
    for (requirement, due_on, step), people in groups.items():
        gaps = {"course": live.catalogue.courses[requirement].title, "due_on": due_on}
        notices.tell_people(db, people, step.kind, key(requirement, due_on, step), gaps, f"/courses/{requirement}/", at=at)
    steps = Counter({step.kind: 0 for step in STEPS})
    for (_, _, step), people in groups.items():
        steps[step.kind] += len(people)
    told = _tell_heads(db, groups, on, at=at)
    if groups:
        announce(db, PeopleReminded(at=at, on=on, steps=dict(steps), heads=told))
    return dict(steps)


def _tell_heads(db: Session, groups: dict[tuple[str, date, Step], list[int]], on: date, *, at: datetime) -> int:
    """One notice a head and day, with how many courses of how many people."""
    overdue = [(step, person_id) for (_, _, step), people in groups.items() if step.above for person_id in people]
    if not overdue:
        return 0
    units, above, heads = queries.heads(db, on)
    of_heads: dict[int, list[int]] = defaultdict(list)
    for step, person_id in overdue:
        if person_id in units:
            for head in heads_to_tell(units[person_id], person_id, step.above, above, heads):
                of_heads[head].append(person_id)
    for head, people in of_heads.items():
        gaps = {"n": len(people), "people": len(set(people))}
        notices.tell_person(db, head, "overdue-staff", f"overdue-staff:{on.isoformat()}", gaps, "/reports/completion", at=at)
    return len(of_heads)


def tell_reports(db: Session, due: Sequence[queries.ReportDue], *, at: datetime) -> None:
    """Put the kept views whose time has come into the bell; the day's digest takes them along. Twice is once."""
    for one in due:
        notices.tell_person(db, one.person_id, "report", one.key, one.gaps, one.path, at=at)


def write_digests(db: Session, ways: Sequence[str], on: date, *, at: datetime) -> int:
    """Put what nobody was written of into one digest a person. Who is reached by the bell only, gets none. Twice is once."""
    rows, items = [], []
    for one in queries.pending(db, ways, on, at=at):
        if one.channel is None:
            continue
        rows.append({
            "person_id": one.person_id, "on": on, "channel": one.channel, "address": one.address, "lang": one.lang,
            "letter_id": f"<{uuid.uuid4()}@zhili>", "state": "waiting", "made_at": at, "next_at": at, "tries": 0, "trouble": "",
        })  # fmt: skip
        items.append(one.notice_ids)
    for start in range(0, len(rows), AT_ONCE):
        made = insert(Message).returning(Message.id, sort_by_parameter_order=True)
        ids = db.scalars(made, rows[start : start + AT_ONCE]).all()
        held = zip(ids, items[start : start + AT_ONCE], strict=True)
        db.execute(insert(MessageItem), [{"message_id": id_, "notice_id": notice} for id_, some in held for notice in some])
    return len(rows)


def take(db: Session, *, at: datetime, most: int) -> list[Message]:
    """The next messages to send, marked as leaving before they leave: who dies from here on, sends no second one."""
    taken = list(queries.next_waiting(db, at=at, most=most))
    for one in taken:
        one.state, one.taken_at, one.tries = "sending", at, one.tries + 1
    return taken


def sent(db: Session, message_id: int, *, at: datetime) -> None:
    _became(db, message_id, state="sent", sent_at=at, trouble="")


def not_sent(db: Session, message_id: int, tries: int, trouble: str, *, for_good: bool, at: datetime) -> None:
    """It certainly did not arrive: tried again later, or (``for_good``, or after the last try) given up."""
    trouble = trouble[:LONGEST_TROUBLE]
    if for_good or tries > len(BACK_OFF):
        _became(db, message_id, state="failed", trouble=trouble)
    else:
        _became(db, message_id, state="waiting", next_at=at + timedelta(minutes=BACK_OFF[tries - 1]), trouble=trouble)


def _became(db: Session, message_id: int, **columns: object) -> None:
    leaving = update(Message).where(Message.id == message_id, Message.state == "sending")
    db.execute(leaving.values(**columns), execution_options={"synchronize_session": False})


def give_up_lost(db: Session, *, at: datetime) -> int:
    """What was leaving when its worker died may have arrived: it is not sent again unless somebody says so."""
    gone = queries.lost(db, at=at)
    for one in gone:
        one.state = "unsure"
    return len(gone)


def send_again(db: Session, found: Message, *, by: int, at: datetime) -> None:
    """Once more, on somebody's word. Announces ``MessageSentAgain``. Refuses what was sent or is on its way."""
    if found.state not in ("unsure", "failed"):
        raise NotUnsure
    found.state, found.next_at, found.tries, found.trouble = "waiting", at, 0, ""
    announce(db, MessageSentAgain(at=at, by=by, message_id=found.id, person_id=found.person_id))
    jobs.ask(db, JOB)


def choose_channel(db: Session, person_id: int, channel: str, *, at: datetime) -> None:
    """By which way the person wants the digest; ``bell``: by none."""
    if channel not in CHANNELS:
        raise ValueError(channel)
    found = db.get(PersonChannel, person_id)
    if found is None:
        db.add(PersonChannel(person_id=person_id, channel=channel, at=at))
    elif found.channel != channel:
        found.channel, found.at = channel, at


__all__ = [
    "JOB", "Words", "choose_channel", "give_up_lost", "not_sent", "remind", "send_again", "sent", "take",
    "tell_reports", "write_digests",
]  # fmt: skip
