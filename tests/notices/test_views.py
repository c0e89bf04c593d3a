"""The bell: what waits, what was read, day by day."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.content.catalogue import Words
from learning.notices import verbs
from learning.notices.models import Notice
from tests.cast import MORNING, TODAY
from tests.notices.test_verbs import COURSE, tell
from tests.visit import plain


def test_lin_reads_in_her_language_what_happened(visit, cast, db):
    gaps = {"course": COURSE, "due_on": TODAY + timedelta(days=18)}
    verbs.tell_person(db, cast.lin.id, "assigned", "a:1", gaps, "/courses/greeting/", at=MORNING)
    verbs.tell_person(db, cast.lin.id, "role", "r:1", {"role": "trainer"}, "/profile", at=MORNING - timedelta(days=1))
    verbs.tell_person(db, cast.lin.id, "news-of-2030", "x:1", {"what": 1}, "/profile", at=MORNING - timedelta(days=1))
    db.commit()

    chinese = plain(visit(cast.lin).get("/notices/?lang=zh", raw=True))
    english = plain(visit(cast.lin).get("/notices/?lang=en", raw=True))
    assert "2026年3月2日 您有新的学习任务：服务标准，请在2026年3月20日前完成。 08:30" in chinese
    assert "2026年3月1日" in chinese and "您被授予角色：培训师。" in chinese
    assert "You are to finish the course Service Standards by 20 March 2026." in english
    assert "You have been given a role: trainer." in english and "There is news on a page of yours." in english


def test_what_stands_in_a_reason_is_text(visit, cast, db):
    gaps = {"course": Words("<b>课</b>"), "reason": "<script>alert(1)</script> %(course)s %s"}
    verbs.tell_person(db, cast.lin.id, "revoked", "r:1", gaps, "/certificates/", at=MORNING)
    db.commit()

    page = visit(cast.lin).get("/notices/")
    assert "&lt;script&gt;" in page and "&lt;b&gt;课" in page and "%(course)s %s" in page


def test_opening_a_notice_marks_it_and_leads_to_its_page(visit, cast, db, clock):
    tell(db, cast.lin)
    tell(db, cast.lin, "flag:2")
    db.commit()
    first, second = db.scalars(select(Notice).order_by(Notice.id))
    db.commit()
    lin = visit(cast.lin)

    assert lin.post(f"/notices/{first.id}/reading") == "/courses/greeting/"
    clock.at += timedelta(minutes=5)
    lin.post(f"/notices/{first.id}/reading")

    db.refresh(first)
    assert (first.read_at, second.read_at) == (MORNING, None)
    db.commit()
    assert lin.get("/notices/").count("told--unread") == 1


def test_a_notice_of_somebody_else_is_not_there(visit, cast, db):
    tell(db, cast.lin)
    db.commit()
    notice = db.scalars(select(Notice)).one()
    db.commit()

    for who in (cast.sun, cast.zhou, cast.he, cast.an, cast.shen):
        visit(who).post(f"/notices/{notice.id}/reading", status=404)
        assert 'data-testid="notice"' not in visit(who).get("/notices/")
    visit(cast.lin).post("/notices/999999/reading", status=404)
    visit(cast.lin).post(f"/notices/{notice.id}/reading", csrf=False, status=403)
    assert visit().get("/notices/", status=303, raw=True).location.startswith("/sign-in")


def test_all_are_read_at_once(visit, cast, db):
    for n in range(3):
        tell(db, cast.lin, f"flag:{n}")
    db.commit()
    lin = visit(cast.lin)
    newest = max(db.scalars(select(Notice.id)))
    db.commit()

    assert f'name="until" value="{newest}"' in lin.get("/notices/")
    page = lin.follow("/notices/readings", {"until": str(newest)})

    assert "told--unread" not in page and "read-all" not in page


@pytest.mark.parametrize("until", ["", "x", "-1", "9" * 30])
def test_a_strange_until_reads_nothing(visit, cast, db, until):
    tell(db, cast.lin)
    db.commit()

    lin = visit(cast.lin)
    lin.post("/notices/readings", {"until": until}, status=400 if until.startswith("99") else 303)
    assert "told--unread" in lin.get("/notices/")


def test_the_list_pages_back(visit, cast, db):
    for n in range(31):
        tell(db, cast.lin, f"flag:{n}", at=MORNING - timedelta(days=n))
    db.commit()
    lin = visit(cast.lin)

    page = lin.get("/notices/")
    earlier = page.split('data-testid="earlier"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert page.count('data-testid="notice"') == 30
    assert lin.get(earlier).count('data-testid="notice"') == 1
    for strange in ("x", "-1", "0"):
        assert lin.get(f"/notices/?before={strange}").count('data-testid="notice"') == 30


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(visit, cast, db, queries, count):
    for n in range(count):
        tell(db, cast.lin, f"flag:{n}")
    db.commit()
    lin = visit(cast.lin)

    with queries() as asked:
        page = lin.get("/notices/")

    assert page.count('data-testid="notice"') == count
    assert len(asked) == 2, asked.statements  # who is asking with the bell, the notices


def test_the_bell_says_how_many_wait_and_asks_once(visit, cast, db, queries):
    tell(db, cast.lin)
    db.commit()

    with queries() as asked:
        page = visit(cast.lin).get("/certificates/?lang=en")

    assert 'aria-label="Notices, 1 unread"' in page
    assert len([statement for statement in asked.statements if "notice" in statement]) == 1


def test_a_fragment_and_a_stranger_ask_for_no_bell(visit, cast, db, queries):
    with queries() as asked:
        visit().get("/verify/")

    assert [statement for statement in asked.statements if statement.startswith("SELECT count")] == []
