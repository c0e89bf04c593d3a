"""One attempt more with a reason; and who reads the attempts of whom."""

import pytest
from sqlalchemy import select

from learning.base.ledger import LedgerEntry
from learning.notices.models import Notice
from learning.people.models import RecordView
from learning.publishing import verbs as publishing
from learning.quiz import queries, verbs
from learning.quiz.refusals import AttemptOpen, AttemptsUsedUp, NoLimit, NotForOneself, NotUsedUp, ReasonMissing, TextTooLong
from tests.cast import MORNING
from tests.courses import EXAM, TINY, changed
from tests.quiz import hands

GRANT = "/people/E0001/attempts/greeting/greeting-exam/grant"


def fail(db, live, person, times=1):
    """Hand in the exam with every answer wrong, so often."""
    me = hands.viewer(db, person)
    for _ in range(times):
        attempt = hands.begin(db, live, me, MORNING)
        hands.answer_all(db, me, attempt, MORNING, hands.wrong)
        verbs.hand_in(db, me, attempt.uuid, at=MORNING)
    db.commit()
    return attempt


def grant(db, live, by, person, reason="网点停电，第三次没有做完"):
    course = live.catalogue.courses["greeting"]
    return verbs.grant(db, by, person, course, course.quizzes["greeting-exam"], reason=reason, at=MORNING)


def test_what_is_refused(db, cast, live):
    zhou, lin = hands.viewer(db, cast.zhou, ("head", cast.binjiang.id)), hands.viewer(db, cast.lin)
    fail(db, live, cast.lin, 2)
    with pytest.raises(NotUsedUp):
        grant(db, live, zhou, cast.lin)
    hands.begin(db, live, lin, MORNING)
    with pytest.raises(AttemptOpen):
        grant(db, live, zhou, cast.lin)
    fail(db, live, cast.lin)
    for reason, refusal in (("  ", ReasonMissing), ("长" * 501, TextTooLong)):
        with pytest.raises(refusal):
            grant(db, live, zhou, cast.lin, reason)
    with pytest.raises(NotForOneself):
        grant(db, live, lin, cast.lin)
    free = publishing.publish(db, changed(TINY, EXAM, "次数: 3\n", ""), by_id=None, note="no limit", at=MORNING)
    with pytest.raises(NoLimit):
        grant(db, free, zhou, cast.lin)


def test_one_more_is_one_more(db, cast, live):
    zhou, lin = hands.viewer(db, cast.zhou, ("head", cast.binjiang.id)), hands.viewer(db, cast.lin)
    fail(db, live, cast.lin, 3)
    with pytest.raises(AttemptsUsedUp):
        hands.begin(db, live, lin, MORNING)
    kept = grant(db, live, zhou, cast.lin)
    entry = db.scalars(select(LedgerEntry).where(LedgerEntry.what == "AttemptGranted")).one()
    assert (entry.by, entry.reason, entry.details["person_id"]) == (cast.zhou.id, kept.reason, cast.lin.id)
    told = db.scalars(select(Notice).where(Notice.kind == "granted")).one()
    assert (told.person_id, told.gaps["reason"], told.path) == (cast.lin.id, kept.reason, "/courses/greeting/quizzes/greeting-exam")
    with pytest.raises(NotUsedUp):
        grant(db, live, zhou, cast.lin)
    assert fail(db, live, cast.lin).number == 4
    with pytest.raises(AttemptsUsedUp) as refused:
        hands.begin(db, live, lin, MORNING)
    assert refused.value.gaps["attempts"] == 4
    raised = publishing.publish(db, changed(TINY, EXAM, "版本: 1", "版本: 2"), by_id=None, note="again", at=MORNING)
    quiz = raised.catalogue.courses["greeting"].quizzes["greeting-exam"]
    assert queries.tries(db, cast.lin.id, raised.catalogue.courses["greeting"], quiz).left == 3


def test_zhou_grants_one_from_lins_record(db, cast, live, visit):
    fail(db, live, cast.lin, 3)
    zhou, lin = visit(cast.zhou), visit(cast.lin)
    assert "周明远" in lin.get(hands.EXAM)
    assert GRANT in zhou.get("/people/E0001/attempts")
    assert "请填写此项" in zhou.post(GRANT, {"reason": ""}, status=422)
    assert zhou.post(GRANT, {"reason": "<b>网点停电</b>"}) == "/people/E0001/attempts"
    zhou.post(GRANT, {"reason": "再一次"}, status=409)
    page = lin.get(hands.EXAM)
    assert "周明远于2026年3月2日给予，理由：&lt;b&gt;网点停电&lt;/b&gt;" in page
    assert "还剩 1 次，共 4 次" in page
    assert lin.post(f"{hands.EXAM}/attempts").endswith("/1")
    for other, status in ((cast.qian, 404), (cast.chen, 403), (cast.he, 403), (cast.tao, 409)):
        visit(other).post(GRANT, {"reason": "再一次"}, status=status)


def test_who_reads_whose_attempt_and_sees_the_key(db, cast, live, visit):
    hidden = publishing.publish(
        db, changed(TINY, EXAM, "公布答案: 交卷后", "公布答案: 通过后"), by_id=None, note="hidden", at=MORNING
    )
    attempt = fail(db, hidden, cast.lin)
    path = f"/people/E0001/attempts/{attempt.uuid}"
    seen = {name: visit(getattr(cast, name)) for name in ("zhou", "tao", "he", "an", "qian", "chen", "shen")}
    for name in ("zhou", "he", "an"):
        page = seen[name].get(path)
        assert "林晓雯" in page
        assert "学员可以看到答案之后" in page
        assert "解析" not in page
    assert "解析" in seen["tao"].get(path)
    assert {name: seen[name].get(path, raw=True, status=status).status_code for name, status in
            (("qian", 404), ("chen", 403), ("shen", 403))} == {"qian": 404, "chen": 403, "shen": 403}  # fmt: skip
    seen["zhou"].get(f"/people/M0001/attempts/{attempt.uuid}", status=404)
    seen["tao"].get("/people/E9999/attempts", status=404)
    opened = db.execute(select(RecordView.viewer_id, RecordView.page).order_by(RecordView.id)).all()
    assert [(row.viewer_id, row.page) for row in opened] == [
        (person.id, "quiz.record_review") for person in (cast.zhou, cast.he, cast.an, cast.tao)
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_a_record_costs_the_same_however_long_it_is(db, cast, live, visit, queries, count):
    fail(db, live, cast.lin, count)
    tao = visit(cast.tao)
    tao.get("/people/E0001/attempts")
    with queries() as asked:
        page = tao.get("/people/E0001/attempts")
    assert page.count("/people/E0001/attempts/") == count + (count == 3)
    assert len(asked) == 7


def test_a_trainer_finds_a_learner_by_number(db, cast, live, visit):
    tao = visit(cast.tao)
    assert tao.get("/marking/learner?number=E0001", raw=True, status=303).location == "/people/E0001/attempts"
    assert "没有这个工号" in tao.get("/marking/learner?number=%00E%3Cb%3E", status=404)
