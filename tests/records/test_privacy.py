"""The words on personal data: shown once a version, never in the middle of a quiz, never before a form; changed by HR."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from learning.base.ledger import LedgerEntry
from learning.people import queries as people
from learning.publishing import verbs as publishing
from learning.records.models import PrivacyNotice, PrivacyReading
from tests.cast import MORNING, TODAY
from tests.courses import tiny
from tests.quiz import hands

BROWSER = {"Accept": "text/html,application/xhtml+xml"}
SHOWN = "/privacy?next=/courses/?state%3Dtodo"


def asked_to_read(visitor, path="/courses/?state=todo", **headers) -> str | None:
    """Where opening a page leads, if anywhere else than to the page."""
    answer = visitor.client.get(path, headers=BROWSER | headers)
    assert answer.status_code in (200, 303)
    return answer.location


def test_a_new_colleague_reads_it_once_and_nothing_else_is_in_the_way(db, cast, visit, queries):
    live = publishing.publish(db, tiny("greeting"), by_id=None, note="one", at=MORNING)
    db.execute(delete(PrivacyReading).where(PrivacyReading.person_id == cast.lin.id))
    db.commit()
    lin, chen = visit(cast.lin), visit(cast.chen)

    assert [asked_to_read(lin), asked_to_read(chen)] == [SHOWN, None]
    assert asked_to_read(lin, "/courses/greeting/") is None
    assert asked_to_read(lin, **{"HX-Request": "true"}) is None
    assert lin.get("/courses/", raw=True, Accept="application/json").status_code == 200
    lin.post("/courses/greeting/quizzes/greeting-exam/attempts")

    page = lin.get(SHOWN, **BROWSER)
    assert "我已阅读" in page and "处理什么，为什么" in page
    assert "我已阅读" not in chen.get("/privacy")
    assert "I have read this" not in visit(None).get("/privacy?lang=en")
    assert lin.post("/privacy/readings", {"version": "1", "next": "//evil.example"}) == "/"
    assert lin.post("/privacy/readings", {"version": "1", "next": "/courses/?state=todo"}) == "/courses/?state=todo"
    with queries() as asked:
        assert asked_to_read(lin) is None
    assert sum("privacy_reading" in statement for statement in asked.statements) == 1  # beside the session's own question
    rows = db.execute(select(PrivacyReading.version, PrivacyReading.at).where(PrivacyReading.person_id == cast.lin.id)).all()
    assert [tuple(row) for row in rows] == [(1, MORNING)]
    assert live.edition == 1


def test_who_sits_in_a_quiz_is_left_alone_until_the_clock_has_run_out(db, cast, visit, clock):
    live = publishing.publish(db, tiny("greeting"), by_id=None, note="one", at=MORNING)
    db.execute(delete(PrivacyReading).where(PrivacyReading.person_id == cast.lin.id))
    attempt = hands.begin(db, live, people.viewer(db, cast.lin.id, on=TODAY), MORNING)
    attempt.deadline_at = MORNING + timedelta(minutes=10)
    db.commit()
    lin = visit(cast.lin)

    assert asked_to_read(lin) is None
    clock.at += timedelta(minutes=11)
    assert asked_to_read(lin) == SHOWN


def test_hr_writes_new_words_and_everybody_reads_them_once(db, cast, visit):
    he, lin = visit(cast.he), visit(cast.lin)
    page = he.get("/privacy/versions")
    assert "9 人中 9 人已读" in page
    words = {"after": "1", "zh": "## 依据\r\n\r\n<script>alert(1)</script>本行**只**用于培训。", "en": ""}
    seen = he.post("/privacy/versions", words | {"act": "preview"}, status=200)
    assert "<h2>依据</h2>" in seen and "&lt;script&gt;" in seen and "<script>alert" not in seen
    assert he.post("/privacy/versions", words | {"act": "publish"}) == "/privacy/versions"
    assert "别人发布" in he.post("/privacy/versions", words | {"act": "publish"}, status=409)
    assert "现行的内容" in he.post("/privacy/versions", words | {"after": "2", "act": "publish"}, status=422)
    assert "行 1" in he.post("/privacy/versions", {"after": "2", "zh": "字" * 3000, "act": "publish"}, status=422)

    assert "内容刚刚更新" in lin.follow("/privacy/readings", {"version": "1", "next": "/"})
    assert asked_to_read(lin) == SHOWN
    assert "Not yet in English" in lin.get("/privacy?lang=en")
    lin.post("/privacy/readings", {"version": "2"})
    assert asked_to_read(lin) is None
    assert "9 人中 1 人已读" in he.get("/privacy/versions")
    assert "第十三条" in lin.get("/privacy?version=1&lang=zh")
    lin.get("/privacy?version=3", status=404)

    assert [row.text for row in db.scalars(select(PrivacyNotice))] == ["## 依据\n\n<script>alert(1)</script>本行**只**用于培训。"]
    entry = db.scalars(select(LedgerEntry).where(LedgerEntry.what == "PrivacyNoticePublished")).one()
    assert (entry.by, entry.subject_id) == (cast.he.id, "2")


@pytest.mark.parametrize("who", ["lin", "zhou", "tao", "an"])
def test_nobody_else_writes_them(cast, visit, who):
    visit(getattr(cast, who)).get("/privacy/versions", status=403)
