"""Views that a branch head keeps: under a name, at an address of their own, in the bell at the beginning of the week."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from learning.notices.models import Notice
from learning.people.models import RoleGrant
from learning.publishing import queries as publishing
from learning.reminders import queries as reminders
from learning.reminders import verbs
from learning.reports.models import SavedView
from learning.reports.rules import begin
from tests.cast import MORNING, TODAY

BOARD, VIEWS = "/reports/completion", "/reports/views/"
MONDAY = TODAY + timedelta(days=7 - TODAY.weekday())
NEXT = datetime(2026, 3, 9, 0, 30, tzinfo=UTC)


def test_a_view_is_kept_under_a_name_opened_again_and_dropped(visit, db, cast, live, asked):
    asked("greeting", {cast.lin: TODAY - timedelta(days=1)})
    zhou, qian, lin = visit(cast.zhou), visit(cast.qian), visit(cast.lin)
    asks = f"?unit={cast.binjiang.id}&course=greeting&state=overdue"
    db.commit()
    zhou.post(f"{VIEWS}{asks}", {"name": " 欠课的人 ", "rhythm": "weekly"})
    page = zhou.get(f"{BOARD}{asks}")
    assert "欠课的人" in page and "每周初" in page
    [kept] = rows(db)
    assert (kept.name, kept.wish["state"], kept.rhythm) == ("欠课的人", "overdue", "weekly")
    address = f"{VIEWS}{kept.id}"
    assert zhou.get(address, status=303, raw=True).headers["Location"] == f"{BOARD}{asks}"

    zhou.post(f"{VIEWS}{asks}", {"name": "欠课的人", "rhythm": "never"})
    assert [(one.name, one.rhythm) for one in rows(db)] == [("欠课的人", "never")]
    qian.get(address, status=404)
    qian.post(f"{address}/removal", status=404)
    lin.get(address, status=403)
    zhou.post(f"{address}/removal")
    assert rows(db) == []


def rows(db) -> list[SavedView]:
    """As they are now; nothing is held open for whoever comes next."""
    found = list(db.scalars(select(SavedView).order_by(SavedView.id).execution_options(populate_existing=True)))
    db.expunge_all()
    db.rollback()
    return found


def test_a_view_without_a_name_keeps_what_was_typed_and_a_thirty_first_is_refused(visit, db, cast, live, queries):
    he = visit(cast.he)
    page = he.post(VIEWS, {"name": "", "rhythm": "monthly"}, status=422)
    assert '<option selected value="monthly">' in page and "<details open>" in page
    he.post(f"{VIEWS}?unit=99999", {"name": "别处", "rhythm": "never"}, status=404)
    he.post(VIEWS, {"name": "x" * 61, "rhythm": "never"}, status=422)
    for n in range(30):
        he.post(VIEWS, {"name": f"视图 {n}", "rhythm": "never"})
    assert "已经保存了 30 个视图" in he.post(VIEWS, {"name": "又一个", "rhythm": "never"}, status=409)
    he.post(VIEWS, {"name": "视图 7", "rhythm": "weekly"})
    he.get(BOARD)  # the first page of a minute also says that he was seen
    with queries() as many:
        he.get(BOARD)
    for one in db.scalars(select(SavedView).where(SavedView.name != "视图 7")):
        db.delete(one)
    db.commit()
    with queries() as few:
        he.get(BOARD)
    assert len(many) == len(few)


def test_the_beginning_of_a_week_and_of_a_month():
    assert (begin("weekly", TODAY), begin("weekly", MONDAY)) == (TODAY - timedelta(days=TODAY.weekday()), MONDAY)
    assert begin("monthly", TODAY) == TODAY.replace(day=1)
    assert begin("never", TODAY) is None


def test_a_view_comes_once_a_week_and_not_to_whoever_may_no_longer_read_it(visit, db, cast, live, asked):
    asked("greeting", {cast.lin: TODAY - timedelta(days=1)})
    for person, unit in ((cast.zhou, cast.binjiang), (cast.qian, cast.gutang)):
        visit(person).post(f"{VIEWS}?unit={unit.id}", {"name": "每周一看", "rhythm": "weekly"})
    assert reminders.reports_due(db, publishing.live(db), TODAY) == []  # saved in this week

    db.query(RoleGrant).filter_by(person_id=cast.qian.id).one().until_on = MONDAY
    db.flush()
    for on in (MONDAY, MONDAY, MONDAY + timedelta(days=1)):
        verbs.tell_reports(db, reminders.reports_due(db, publishing.live(db), on), at=NEXT)
    told = [(one.person_id, one.gaps["late"], one.path) for one in db.scalars(select(Notice).where(Notice.kind == "report"))]
    kept = db.scalar(select(SavedView).where(SavedView.person_id == cast.zhou.id))
    assert told == [(cast.zhou.id, 1, f"{VIEWS}{kept.id}")]
    db.commit()
    assert "您的报表“每周一看”" in visit(cast.zhou).get("/notices/")
    assert len(reminders.reports_due(db, publishing.live(db), MONDAY + timedelta(days=7))) == 1
    assert MORNING < NEXT
