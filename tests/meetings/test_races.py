"""Two devices at the very same moment, on both databases: one meeting, one step forward, one row for each colleague."""

import threading
import uuid

from sqlalchemy import select

from learning.base.refusals import Refusal
from learning.meetings import queries, verbs
from learning.meetings.models import Attendance, MeetingRun, RunEvent
from tests.cast import MORNING, TODAY
from tests.meetings.conftest import viewer


def at_once(bank, *acts):
    """Each act in a transaction of its own, all beginning together; what each came to, refusals by their name."""
    start, came = threading.Barrier(len(acts)), [None] * len(acts)

    def work(n, act):
        try:
            with bank.sessions.writer() as db, db.begin():
                start.wait()
                came[n] = act(db)
        except Refusal as no:
            came[n] = type(no).__name__

    threads = [threading.Thread(target=work, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def test_started_tapped_and_scanned_twice_at_the_same_moment(bank, db, cast, live):
    zhou, chen = viewer(db, cast.zhou), viewer(db, cast.chen)
    choice = verbs.Choice(cast.binjiang, "morning", "greeting", "one-line")
    db.commit()

    tokens = at_once(bank, *[lambda db: verbs.start(db, zhou, choice, at=MORNING).token] * 2)
    assert tokens[0] == tokens[1]

    def tap(db):
        held = queries.run(db, zhou, tokens[0], TODAY, lock=True)
        return verbs.tap(db, zhou, held, "next", key=uuid.uuid4(), segment="hello", at=MORNING)

    assert sorted(map(str, at_once(bank, tap, tap))) == ["AlreadyGoneOn", "True"]

    def come(db):
        return verbs.come(db, chen, queries.by_code(db, tokens[0]), at=MORNING).state

    def mark(db):
        held = queries.run(db, zhou, tokens[0], TODAY, lock=True)
        return verbs.mark(db, zhou, held, chen.id, "here", at=MORNING)

    assert at_once(bank, come, come, mark) == ["present", "present", None]
    assert len(db.scalars(select(MeetingRun.id)).all()) == 1
    assert db.scalars(select(RunEvent.kind).order_by(RunEvent.n)).all() == ["start", "next"]
    assert db.scalars(select(Attendance.person_id)).all() == [chen.id]
