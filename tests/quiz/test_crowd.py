"""Thirty at the same moment leave one attempt, one marking, one ledger entry; on both databases, without a single 5xx."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from learning.base.ledger import LedgerEntry
from learning.quiz.models import Answer, Attempt, Mark
from learning.study.models import StepFact
from tests.quiz import hands

CROWD = 30


def together(visitors, act) -> list:
    """Every visitor acts at once; the answers."""
    barrier = Barrier(len(visitors))

    def one(visitor):
        barrier.wait()
        return act(visitor)

    with ThreadPoolExecutor(len(visitors)) as pool:
        return list(pool.map(one, visitors))


def post(path, **data):
    def act(visitor):
        answer = visitor.client.post(path, data=visitor._with_token(data, csrf=True), headers={"Accept": "text/html"})
        return answer.status_code, answer.location

    return act


@pytest.fixture
def crowd(visit, cast, live):
    """Lin's browser, thirty times."""
    return [visit(cast.lin) for _ in range(CROWD)]


def test_thirty_starts_are_one(db, crowd):
    answers = together(crowd, post(f"{hands.EXAM}/attempts"))
    assert Counter(status for status, _ in answers) == {303: CROWD}
    assert len({path for _, path in answers}) == 1
    assert db.scalar(select(func.count(Attempt.id))) == 1


def test_thirty_hand_ins_are_one(db, cast, crowd, live):
    attempt = hands.begin(db, live, hands.viewer(db, cast.lin), live.published_at)
    hands.answer_all(db, hands.viewer(db, cast.lin), attempt, live.published_at)
    db.commit()
    answers = together(crowd, post(f"/attempts/{attempt.uuid}/hand-in"))
    assert Counter(answers) == {(303, f"/attempts/{attempt.uuid}/review"): CROWD}
    assert db.scalar(select(func.count(Mark.id))) == 3
    assert db.scalar(select(func.count(LedgerEntry.id)).where(LedgerEntry.what == "AttemptHandedIn")) == 1
    assert db.scalar(select(func.count(StepFact.id))) == 1


def test_the_same_answer_thirty_times_is_one_row(db, cast, crowd, live):
    attempt = hands.begin(db, live, hands.viewer(db, cast.lin), live.published_at)
    texts = hands.answers(db, attempt)[1]
    db.commit()
    sent = {"question": "1", "value": texts, "seq": "3", "key": str(uuid4())}
    answers = together(crowd, post(f"/attempts/{attempt.uuid}/answers", **sent))
    assert Counter(status for status, _ in answers) == {303: CROWD}
    assert [answer.seq for answer in db.scalars(select(Answer))] == [3]


def test_thirty_answers_and_hand_ins_mixed_leave_nothing_half(db, cast, crowd, live):
    attempt = hands.begin(db, live, hands.viewer(db, cast.lin), live.published_at)
    sheet = hands.answers(db, attempt)
    db.commit()
    numbers = {id(visitor): i for i, visitor in enumerate(crowd)}

    def act(visitor):
        i = numbers[id(visitor)]
        if i % 5 == 4:
            return post(f"/attempts/{attempt.uuid}/hand-in")(visitor)
        return post(
            f"/attempts/{attempt.uuid}/answers", question=str(i % 3 + 1), value=sheet[i % 3 + 1], seq=str(i), key=str(uuid4())
        )(visitor)

    answers = together(crowd, act)
    assert {status for status, _ in answers} <= {303, 409}
    closed = db.scalars(select(Attempt).execution_options(populate_existing=True)).one()
    in_time = {answer.n for answer in db.scalars(select(Answer))}
    assert closed.handed_in_at is not None
    assert (closed.num, closed.den) == (2 * len(in_time), 1)
    assert re.fullmatch(
        "[0-9a-f]{64}", db.scalars(select(LedgerEntry).where(LedgerEntry.what == "AttemptHandedIn")).one().details["digest"]
    )
