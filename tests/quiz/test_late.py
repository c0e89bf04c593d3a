"""Answers that were given in time and arrived late: kept, shown, and a trainer decides."""

import json
from datetime import timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from sqlalchemy import select

from learning.base.ledger import LedgerEntry
from learning.certificates.models import Proof
from learning.content.payloads import payload
from learning.notices.models import Notice
from learning.publishing import queries as publishing
from learning.questions.rules import LETTERS
from learning.questions.rules.reading import own_order
from learning.quiz import jobs
from learning.quiz.models import Answer, Attempt, Mark
from learning.study.models import StepFact
from tests.cast import MORNING
from tests.quiz import hands
from tests.quiz.test_views import sheet_of, sit

DEADLINE = MORNING + timedelta(minutes=10)
AFTER = DEADLINE + timedelta(minutes=15)
WHY = "网点十点到十点半断网，时间对得上。"


def milliseconds(moment) -> str:
    return str(int(moment.timestamp() * 1000))


def send(lin, path, n, texts, *, given, sent, key=None, status=200) -> dict:  # noqa: PLR0913 -- an answer and its moments
    """As the browser does: with the moments of its own clock."""
    more = {"seq": "9", "key": key or str(uuid4()), "given_at": milliseconds(given), "sent_at": milliseconds(sent)}
    answer = lin.post(
        f"{path}/answers", {"question": str(n), "value": texts, **more}, status=status, raw=True, Accept="application/json"
    )
    return json.loads(answer.text)


@pytest.fixture
def late(db, cast, live, visit, clock):
    """Lin answered one of three in time; the network went, and two more arrive a quarter of an hour after the end."""
    lin = visit(cast.lin)
    path = sit(lin)
    sheet = sheet_of(db, path)
    lin.post(f"{path}/answers", {"question": "1", "value": sheet[1]}, Accept="application/json", status=200)
    clock.at = AFTER
    assert jobs.hand_in_overdue(db, at=clock.at) == 1
    db.commit()
    for n in (2, 3):
        told = send(lin, path, n, sheet[n], given=DEADLINE - timedelta(minutes=1), sent=clock.at)
        assert (told["saved"], told["late"]) == (True, True)
    return lin, path


def attempt(db) -> Attempt:
    found = db.scalars(select(Attempt).execution_options(populate_existing=True)).one()
    db.commit()
    return found


def decide(visit, cast, path, decision, reason=WHY, **how):
    return visit(cast.tao).post(f"/late-answers/{path.rsplit('/', 1)[1]}/decision", {"reason": reason, "decision": decision}, **how)


def test_a_late_answer_is_kept_and_shown_and_counts_for_nothing_yet(db, cast, late):
    lin, path = late
    assert [(row.n, row.late) for row in db.scalars(select(Answer).order_by(Answer.n))] == [(1, False), (2, True), (3, True)]
    db.commit()
    assert (attempt(db).passed, Fraction(attempt(db).num, attempt(db).den)) == (False, 2)
    page = lin.get(f"{path}/review?lang=en")
    assert page.count("a trainer decides") == 2
    assert "given 08:39:00, arrived 08:55:00" in page


def test_accepted_late_answers_count_and_what_hangs_on_them_follows(db, cast, visit, late):
    lin, path = late
    page = visit(cast.tao).get("/late-answers/?lang=en")
    assert "given 08:39:00, arrived 08:55:00" in page
    assert "Late answers to decide about: 1" in visit(cast.tao).get("/?lang=en")
    assert decide(visit, cast, path, "accept") == "/late-answers/"
    found = attempt(db)
    assert (found.passed, Fraction(found.num, found.den), found.handed_in_at) == (True, 6, DEADLINE)
    marks = list(db.scalars(select(Mark).where(Mark.n == 2).order_by(Mark.id)))
    assert [(mark.num, mark.by_id, mark.why) for mark in marks] == [(0, None, "hand-in"), (2, cast.tao.id, "late answer accepted")]
    assert db.scalars(select(StepFact.step).where(StepFact.person_id == cast.lin.id)).all() == ["greeting-exam"]
    entry = db.scalars(select(LedgerEntry).where(LedgerEntry.what == "LateAnswersDecided")).one()
    assert (entry.by, entry.reason, entry.details["questions"], entry.details["accepted"]) == (cast.tao.id, WHY, [2, 3], True)
    told = db.scalars(select(Notice).where(Notice.person_id == cast.lin.id, Notice.kind == "late-accepted")).one()
    assert (told.gaps["reason"], told.path) == (WHY, f"{path}/review")
    db.commit()
    assert lin.get(f"{path}/review?lang=en").count(">accepted<") == 2
    assert decide(visit, cast, path, "accept", status=404) is not None, "nothing waits any more"


def test_the_last_step_completes_the_course_and_brings_the_certificate(db, cast, visit, late):
    lin, path = late
    lesson = "/courses/greeting/lessons/first-sentence"
    lin.post(f"{lesson}/reading", {"end": "1"})
    lin.post(f"{lesson}/responses", {"item": "q-first-words", "value": LETTERS[_place(db, cast)]})
    assert db.scalars(select(Proof)).all() == []
    db.commit()
    decide(visit, cast, path, "accept")
    assert len(db.scalars(select(Proof)).all()) == 1


def _place(db, cast) -> int:
    """Where Lin sees the right first words."""
    question = publishing.live(db).catalogue.courses["greeting"].questions["q-first-words"]
    db.commit()
    return list(own_order(cast.lin.id, question.id, question.revision, payload(question))).index(1)


def test_declined_late_answers_change_nothing_and_say_why(db, cast, visit, late):
    lin, path = late
    assert "请用一句话说明原因" in decide(visit, cast, path, "decline", reason=" ", status=422)
    assert decide(visit, cast, path, "decline", reason="x" * 501, status=422)
    decide(visit, cast, path, "decline", reason="当天没有断网。")
    assert (attempt(db).passed, Fraction(attempt(db).num, attempt(db).den)) == (False, 2)
    assert "当天没有断网。" in lin.get(f"{path}/review")
    assert db.scalars(select(Notice.kind).where(Notice.person_id == cast.lin.id)).all() == ["late-declined"]


def test_nobody_decides_about_their_own_and_only_trainers_decide(db, cast, visit, late, clock):
    lin, path = late
    decision = f"/late-answers/{path.rsplit('/', 1)[1]}/decision"
    for person in (cast.lin, cast.zhou, cast.he, cast.an):
        visit(person).post(decision, {"reason": WHY, "decision": "accept"}, status=403)
        visit(person).get("/late-answers/", status=403)
    db.execute(Attempt.__table__.update().values(person_id=cast.tao.id))
    db.commit()
    visit(cast.tao).post(decision, {"reason": WHY, "decision": "accept"}, status=404)
    assert 'data-testid="late"' not in visit(cast.tao).get("/late-answers/")


@pytest.mark.parametrize(
    ("given", "sent", "at"),
    [
        (DEADLINE + timedelta(seconds=6), AFTER, AFTER),  # given too late
        (MORNING - timedelta(minutes=2), AFTER, AFTER),  # given before the attempt began
        (AFTER + timedelta(hours=1), AFTER, AFTER),  # given after it was sent
        (DEADLINE - timedelta(minutes=1), DEADLINE + timedelta(hours=25), DEADLINE + timedelta(hours=25)),  # a day too late
    ],
)
def test_what_was_not_given_in_time_is_refused(db, cast, live, visit, clock, given, sent, at):  # noqa: PLR0913 -- three moments
    path = sit(visit(cast.lin))
    sheet = sheet_of(db, path)
    clock.at = at
    told = send(visit(cast.lin), path, 2, sheet[2], given=given, sent=sent, status=409)
    assert told["refused"] == "TimeIsUp"
    assert db.scalars(select(Answer)).all() == []


def test_a_clock_that_is_an_hour_wrong_is_put_right_and_told(db, cast, live, visit, clock):
    path = sit(visit(cast.lin))
    sheet = sheet_of(db, path)
    clock.at, wrong = AFTER, timedelta(hours=1)
    given = DEADLINE - timedelta(minutes=1) + wrong
    send(visit(cast.lin), path, 2, sheet[2], given=given, sent=AFTER + wrong)
    kept = db.scalars(select(Answer)).one()
    assert (kept.client_at, kept.clock_off, kept.late) == (DEADLINE - timedelta(minutes=1), 3600, True)
    db.commit()
    assert "differs by 3600 seconds" in visit(cast.tao).get("/late-answers/?lang=en")


def test_the_same_late_answer_again_is_one_and_a_plain_form_is_too_late(db, cast, visit, late, clock):
    lin, path = late
    sheet, key = sheet_of(db, path, hands.wrong), str(uuid4())
    for _ in range(2):
        more = {
            "seq": "10",
            "key": key,
            "given_at": milliseconds(DEADLINE - timedelta(minutes=2)),
            "sent_at": milliseconds(clock.at),
        }
        lin.post(f"{path}/answers", {"question": "1", "value": sheet[1], **more}, status=200, Accept="application/json")
    assert len(db.scalars(select(Answer).where(Answer.n == 1)).all()) == 2
    db.commit()
    lin.post(f"{path}/answers", {"question": "2", "value": sheet[2]}, status=409)
    decide(visit, cast, path, "accept")
    assert attempt(db).passed is True, "a wrong late answer takes nothing away"
    assert db.scalars(select(Mark.num).where(Mark.n == 1)).all() == [2]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(db, cast, live, visit, clock, queries, number):  # noqa: PLR0913 -- counted
    for person in (cast.lin, cast.sun, cast.chen)[:number]:
        visitor = visit(person)
        path = sit(visitor)
        clock.at = AFTER
        send(visitor, path, 2, sheet_of(db, path)[2], given=DEADLINE - timedelta(minutes=1), sent=AFTER)
        clock.at = MORNING
    clock.at = AFTER
    tao = visit(cast.tao)
    tao.get("/late-answers/")
    with queries() as asked:
        page = tao.get("/late-answers/")
    assert (page.count('data-testid="late"'), len(asked)) == (number, 3)
