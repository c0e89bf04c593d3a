"""Essays: handed in, read without the name, marked once or more often, and what follows when the last mark is in."""

import re
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select

from learning.base.ledger import LedgerEntry
from learning.clauses.models import ClauseObservation
from learning.notices.models import Notice
from learning.publishing import verbs as publishing
from learning.quiz import queries, rules, verbs
from learning.quiz.models import Judgement, Mark, Marking
from learning.quiz.refusals import AlreadyAsked, MarksMissing, NotMarkedYet, NotThesePoints, NotYours, ReasonMissing, TooLateToAsk
from learning.quiz.verbs.marking import Given
from learning.study.models import StepFact
from tests.cast import MORNING, TODAY
from tests.quiz import hands
from tests.ten import TEN

NOON = MORNING + timedelta(hours=4)
F = Fraction
ESSAY, CASE = "t-essay", "t-case-2"


@pytest.fixture
def more(db, cast):
    """Two more trainers: one for the whole bank, one for Gutang only."""
    cast.yu = cast.person("T0002", "余诗涵", cast.bank, "back", role=("trainer", None))
    cast.wu = cast.person("T0003", "吴桐", cast.gutang, "back", role=("trainer", cast.gutang))
    db.commit()
    return cast


@pytest.fixture
def ten(db, cast):
    live = publishing.publish(db, TEN, by_id=None, note="ten", at=MORNING)
    db.commit()
    return live


def trainer(db, person, unit=None):
    return hands.viewer(db, person, ("trainer", unit.id if unit else None))


def sit(db, live, person, hand=hands.right):
    """The exam of ten types, answered and handed in."""
    me = hands.viewer(db, person)
    attempt = hands.begin(db, live, me, MORNING, quiz="ten-types")
    hands.answer_all(db, me, attempt, MORNING, hand)
    verbs.hand_in(db, me, attempt.uuid, at=MORNING)
    db.commit()
    return attempt


def essays(db, attempt) -> dict[str, Marking]:
    by_n = queries.markings(db, attempt.id)
    return {item.key: by_n[item.n] for item in attempt.items if item.n in by_n}


def judge(db, me, marking, *points, at=NOON, **more):
    return verbs.judge(db, me, marking.id, Given([F(one) for one in points], **more), at=at, on=TODAY)


def mark_of(db, attempt, key) -> Fraction | None:
    return queries.marks(db, attempt.id).get(next(item.n for item in attempt.items if item.key == key))


def told(db, person) -> list[str]:
    return list(db.scalars(select(Notice.kind).where(Notice.person_id == person.id).order_by(Notice.id)))


def acts(db, what) -> list[LedgerEntry]:
    return list(db.scalars(select(LedgerEntry).where(LedgerEntry.what == what).order_by(LedgerEntry.id)))


@pytest.mark.parametrize(
    ("given", "third", "counts"),
    [
        ([F(3)], True, F(3)), ([F(3), F(3)], True, F(3)), ([F(3), F(4)], True, F(7, 2)), ([F(3), F(5)], True, None),
        ([F(5), F(3)], False, F(4)), ([F(0), F(5), F(2)], True, F(2)), ([F(5, 2), F(3)], True, F(11, 4)),
    ],
)  # fmt: skip
def test_what_counts_of_several_marks(given, third, counts):
    assert rules.agreed(given, F(5), third_is_there=third) == counts


@pytest.mark.parametrize(
    ("points", "most", "possible"),
    [("2", "2", True), ("1.5", "2", True), ("0", "2", True), ("2.5", "2", False), ("-1", "2", False), ("0.25", "2", False),
     ("1.25", "1.25", True), ("0.5", "1.25", True)],
)  # fmt: skip
def test_points_come_in_halves_up_to_the_criterion(points, most, possible):
    assert rules.is_possible(F(points), F(most)) is possible


def test_a_draw_with_points_of_its_own_scales_the_criteria_exactly():
    assert rules.worth([[1, 1], [1, 2]], [[2, 1], [1, 1]], F(2)) == 1
    assert rules.worth([[2, 1], [0, 1]], [[2, 1], [1, 1]], F(5)) == F(10, 3)
    assert [str(one) for one in rules.choices(F(5, 4))] == ["0", "1/2", "1", "5/4"]


def test_nobody_has_passed_before_the_last_mark_and_then_all_follows_once(db, more, ten):
    attempt = sit(db, ten, more.lin)
    assert (attempt.passed, attempt.marked_at, attempt.is_to_be_marked) == (None, None, True)
    assert queries.score(attempt) == (F(17), F(24))
    assert set(essays(db, attempt)) == {ESSAY, CASE}
    assert db.scalar(select(StepFact.id).where(StepFact.step == "ten-types")) is None
    assert (told(db, more.tao), told(db, more.yu), told(db, more.wu), told(db, more.zhou)) == (["to-mark"], ["to-mark"], [], [])
    tao = trainer(db, more.tao)
    judge(db, tao, essays(db, attempt)[ESSAY], "2", "0.5", "1.5", comment="先道歉，做得好。")
    assert (attempt.passed, queries.score(attempt)[0], told(db, more.lin)) == (None, F(21), [])
    judge(db, tao, essays(db, attempt)[CASE], "1", "0")
    assert (attempt.passed, queries.score(attempt)[0], attempt.marked_at) == (True, F(22), NOON)
    judge(db, tao, essays(db, attempt)[CASE], "1", "1")
    assert queries.score(attempt)[0] == 22
    assert told(db, more.lin) == ["marked"]
    assert len(acts(db, "EssayMarked")) == 2
    assert [entry.details["passed"] for entry in acts(db, "AttemptMarked")] == [True]
    assert acts(db, "AttemptHandedIn")[0].details | {"waiting": 2, "passed": None} == acts(db, "AttemptHandedIn")[0].details
    step = db.scalars(select(StepFact).where(StepFact.step == "ten-types")).one()
    assert (step.source, step.effective_at) == (f"attempt:{attempt.uuid}", NOON)
    kept = {(row.clause, row.source_id.rpartition(":")[2]): row.kept for row in db.scalars(select(ClauseObservation))}
    numbers = {item.key: str(item.n) for item in attempt.items}
    assert kept["s-wait-told", numbers[ESSAY]] is True
    assert kept["s-wait-told", numbers[CASE]] is True


def test_an_essay_left_empty_needs_nobody(db, more, ten):
    me = hands.viewer(db, more.lin)
    attempt = hands.begin(db, ten, me, MORNING, quiz="ten-types")
    verbs.hand_in(db, me, attempt.uuid, at=MORNING)
    assert (attempt.passed, attempt.marked_at, essays(db, attempt)) == (False, MORNING, {})


def test_two_who_are_close_meet_in_the_middle_and_two_who_are_not_call_a_third(db, more, ten):
    attempt = sit(db, ten, more.lin)
    tao, yu = trainer(db, more.tao), trainer(db, more.yu)
    essay, case = essays(db, attempt)[ESSAY], essays(db, attempt)[CASE]
    with pytest.raises(ReasonMissing):
        judge(db, tao, essay, "2", "1", "2", wants_second=True)
    judge(db, tao, essay, "2", "1", "0", wants_second=True, why="写得含糊")
    assert (essay.waits_for, mark_of(db, attempt, ESSAY), attempt.num) == (2, None, 17)
    assert queries.marking(db, tao, essay.id, TODAY) is None
    judge(db, yu, essay, "2", "1", "1")
    assert (essay.waits_for, mark_of(db, attempt, ESSAY)) == (None, F(7, 2))
    assert [
        (row.num, row.den, row.why) for row in db.scalars(select(Mark).where(Mark.attempt_id == attempt.id, Mark.n == essay.n))
    ] == [(7, 2, "second marker")]
    judge(db, tao, case, "1", "1", wants_second=True, why="拿不准")
    third = more.person("T0004", "许安", more.bank, "back", role=("trainer", None))
    judge(db, yu, case, "0", "0")
    assert (case.waits_for, mark_of(db, attempt, CASE)) == (3, None)
    judge(db, trainer(db, third), case, "0", "0.5")
    assert mark_of(db, attempt, CASE) == F(1, 2)
    assert db.scalars(select(Judgement.place).where(Judgement.marking_id == case.id).order_by(Judgement.place)).all() == [1, 2, 3]
    assert attempt.passed is True


def test_the_learner_asks_once_within_a_fortnight_and_cannot_lose_by_it(db, more, ten):
    attempt = sit(db, ten, more.lin, hands.wrong)
    me, tao, yu = hands.viewer(db, more.lin), trainer(db, more.tao), trainer(db, more.yu)
    essay, case = essays(db, attempt)[ESSAY], essays(db, attempt)[CASE]
    with pytest.raises(NotMarkedYet):
        verbs.ask_second(db, me, attempt.uuid, essay.n, "请再看看", at=NOON)
    judge(db, tao, essay, "1", "1", "1")
    judge(db, tao, case, "1", "0")
    assert attempt.passed is False
    with pytest.raises(ReasonMissing):
        verbs.ask_second(db, me, attempt.uuid, essay.n, "  ", at=NOON)
    with pytest.raises(TooLateToAsk):
        verbs.ask_second(db, me, attempt.uuid, essay.n, "请再看看", at=NOON + timedelta(days=14, seconds=1))
    assert verbs.ask_second(db, hands.viewer(db, more.sun), attempt.uuid, essay.n, "请再看看", at=NOON) is None
    verbs.ask_second(db, me, attempt.uuid, essay.n, "第三点我写了", at=NOON)
    with pytest.raises(AlreadyAsked):
        verbs.ask_second(db, me, attempt.uuid, essay.n, "再来", at=NOON)
    assert (essay.waits_for, mark_of(db, attempt, ESSAY), attempt.passed) == (2, 3, False)
    judge(db, yu, essay, "1", "0.5", "0.5")
    assert (mark_of(db, attempt, ESSAY), attempt.passed) == (3, False)
    verbs.ask_second(db, me, attempt.uuid, case.n, "语气是平和的", at=NOON)
    judge(db, yu, case, "1", "0.5")
    assert (mark_of(db, attempt, CASE), queries.score(attempt)[0]) == (F(5, 4), F(17, 4))
    assert told(db, more.lin) == ["marked", "marked-same", "marked-up"]
    assert [entry.details["after"] for entry in acts(db, "AttemptReviewed")] == [[3, 1], [5, 4]]


def test_a_mark_that_rises_over_the_line_passes_and_does_the_step(db, more, ten):
    me, tao, yu = hands.viewer(db, more.lin), trainer(db, more.tao), trainer(db, more.yu)
    attempt = hands.begin(db, ten, me, MORNING, quiz="ten-types")
    for n, texts in hands.answers(db, attempt).items():
        if attempt.items[n - 1].key not in ("t-classify", "t-match"):
            verbs.answer(db, me, attempt.uuid, n, verbs.Given(texts), at=MORNING)
    verbs.hand_in(db, me, attempt.uuid, at=MORNING)
    essay, case = essays(db, attempt)[ESSAY], essays(db, attempt)[CASE]
    judge(db, tao, essay, "2", "0", "1")
    judge(db, tao, case, "1", "0")
    assert (queries.score(attempt), attempt.passed) == ((F(14), F(24)), False)
    verbs.ask_second(db, me, attempt.uuid, essay.n, "时间我写了", at=NOON)
    judge(db, yu, essay, "2", "1", "1")
    assert (queries.score(attempt)[0], attempt.passed) == (F(29, 2), True)
    assert db.scalars(select(StepFact.source).where(StepFact.step == "ten-types")).all() == [f"attempt:{attempt.uuid}"]


def test_who_may_not_mark(db, more, ten):
    attempt = sit(db, ten, more.lin)
    essay = essays(db, attempt)[ESSAY]
    assert judge(db, trainer(db, more.wu, more.gutang), essay, "2", "1", "2") is None
    assert judge(db, hands.viewer(db, more.zhou, ("head", more.binjiang.id)), essay, "2", "1", "2") is None
    own = sit(db, ten, more.tao)
    with pytest.raises(NotYours):
        judge(db, trainer(db, more.tao), essays(db, own)[ESSAY], "2", "1", "2")
    for points, refusal in ((("2", "1"), MarksMissing), (("2", "1", "2", "1"), MarksMissing), (("2", "1", "2.5"), NotThesePoints),
                            (("2", "1", "-1"), NotThesePoints), (("2", "0.3", "2"), NotThesePoints)):  # fmt: skip
        with pytest.raises(refusal):
            judge(db, trainer(db, more.tao), essay, *points)
    assert db.scalars(select(Judgement.id)).all() == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_however_long_it_is(db, more, ten, visit, queries, count):
    for person in (more.lin, more.chen, more.sun)[:count]:
        sit(db, ten, person)
    tao = visit(more.tao)
    tao.get("/marking/")
    with queries() as asked:
        page = tao.get("/marking/")
    assert len(re.findall(r'href="/marking/\d+"', page)) == 2 * count
    assert len(asked) == 4  # session with edition and bell, what waits, what one has marked, how many wait in all


def test_tao_reads_without_the_name_marks_and_goes_on(db, more, ten, visit):
    attempt = sit(db, ten, more.lin)
    tao, lin = visit(more.tao), visit(more.lin)
    assert "待评分" in lin.get(f"/attempts/{attempt.uuid}/review")
    assert "2 份答卷待阅" in tao.get("/")
    queue = tao.get("/marking/")
    addresses = re.findall(r'href="(/marking/\d+)"', queue)
    page = tao.get(addresses[0])
    assert all(name not in queue + page for name in ("林晓雯", "E0001", "Lin Xiaowen"))
    assert "各位客户，非常抱歉" in page
    assert "先道歉" in page
    refused = tao.post(f"{addresses[0]}/judgements", {"points": ["2", "1", ""], "comment": "<b>好</b>"}, status=422)
    assert "请给每个评分点打分" in refused
    assert "&lt;b&gt;好&lt;/b&gt;" in refused
    assert refused.count(" selected>") == 2
    assert tao.post(f"{addresses[0]}/judgements", {"points": ["2", "1", "1.5"], "comment": "<b>好</b>"}) == addresses[1]
    assert tao.post(f"{addresses[1]}/judgements", {"points": ["1", "1"]}) == "/marking/"
    assert tao.post(f"{addresses[1]}/judgements", {"points": ["1", "1"]}) == "/marking/"
    assert "林晓雯" in tao.get("/marking/")
    tao.get(addresses[0], status=404)
    for visitor, status in ((lin, 403), (visit(more.zhou), 403), (visit(more.wu), 404)):
        visitor.get(addresses[0], status=status)


def test_the_learner_reads_the_marks_and_asks_again(db, more, ten, visit):
    attempt = sit(db, ten, more.lin)
    for key, points in ((ESSAY, ("2", "1", "1.5")), (CASE, ("1", "1"))):
        judge(db, trainer(db, more.tao), essays(db, attempt)[key], *points, comment="<b>好</b>")
    marking = essays(db, attempt)[ESSAY]
    db.commit()
    lin, path = visit(more.lin), f"/attempts/{attempt.uuid}"
    review = lin.get(f"{path}/review")
    assert "通过" in review
    assert "&lt;b&gt;好&lt;/b&gt;" in review
    asked = {"question": str(marking.n), "why": "请再看"}
    assert lin.post(f"{path}/second-markings", asked) == f"{path}/review#review-{marking.n}"
    visit(more.chen).post(f"{path}/second-markings", asked, status=404)
    assert "第二位评分人正在复阅" in lin.get(f"{path}/review")
    assert "您是第二位评分人" in visit(more.yu).get(f"/marking/{marking.id}")
    visit(more.tao).get(f"/marking/{marking.id}", status=404)
