"""HR's pages of certifications, and what the holder reads: with typing mistakes that lose nothing."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.certificates.models import Proof
from learning.notices.models import Notice
from tests.cast import MORNING
from tests.certificates.test_certified import School

FORM = {
    "key_": "front-annual", "title": "柜面年度认证", "title_en": "Annual counter certification", "validity_n": "12",
    "validity_unit": "month", "window_n": "2", "window_unit": "month", "rule": "expiry", "minimum_unit": "month", "grace": "30",
    "whole-greeting": "1", "whole-waiting": "1", "whole-farewell": "", "renewal-greeting": "", "renewal-waiting": "1",
    "renewal-farewell": "", "example": "2028-02-29", "act": "preview",
}  # fmt: skip
ONE = "/certifications/front-annual"
LIN = f"{ONE}/people/E0001"


def said(html, testid):
    """The words of the element, or nothing when the page has none."""
    found = re.search(rf'<(\w+)[^>]*data-testid="{testid}"[^>]*>(.*?)</\1>', html, re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[2])).strip() if found else None


@pytest.fixture
def school(db, cast):
    school = School(db, cast)
    db.commit()
    return school


@pytest.fixture
def lin(school, db, cast):
    """Lin has held it since 2 March 2026, the day of the test."""
    school.set()
    for course in ("greeting", "waiting"):
        school.finish(cast.lin, course, "2026-03-02")
    db.commit()
    return cast.lin


def test_he_sees_what_it_would_do_and_then_saves_it(school, db, cast, visit):
    for course in ("greeting", "waiting"):
        school.finish(cast.lin, course, "2026-03-02")
    db.commit()
    he = visit(cast.he)
    assert said(he.get("/certifications/new"), "effects") is None

    page = he.post("/certifications/", FORM, status=200)
    assert (said(page, "ready"), said(page, "holding")) == ("1", "0")
    assert [row for row in re.findall(r"\d+年\d+月\d+日", said(page, "rounds-in_time"))] == [
        "2028年2月29日", "2028年12月28日", "2029年2月28日", "2029年2月28日", "2029年12月28日", "2030年2月28日", "2030年2月28日",
        "2030年12月28日", "2031年2月28日",
    ]  # fmt: skip
    assert "柜面年度认证" not in he.get("/certifications/")

    assert "有效期 12 个月" in said(he.follow("/certifications/", FORM | {"act": "save"}), "sentences")
    assert "柜面年度认证" in he.get("/certifications/")
    for person in (cast.zhou, cast.an):
        page = visit(person).get(ONE)
        assert (said(page, "change"), said(page, "end-certification")) == (None, None)
        visit(person).get(f"{ONE}/terms", status=403)
    visit(cast.lin).get(ONE, status=403)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"validity_n": "0"}, "请填写 1 以上的数"),
        ({"validity_n": "-12"}, "请填写 1 以上的数"),
        ({"validity_n": "a year"}, "请输入整数"),
        ({"window_n": "12"}, "复审期必须短于有效期"),
        ({"whole-greeting": "", "whole-waiting": ""}, "请至少选择一门课程"),
        ({"whole-greeting": "2"}, "请从列表中选择"),
        ({"example": "2027-02-30"}, "日期格式不正确"),
        ({"example": "9999-12-31"}, "请选择本世纪内的日期"),
        ({"key_": "greeting"}, "已有课程或认证使用这个代号"),
        ({"rule": "fixed"}, "固定到期日需填写最短持有期"),
        ({"title": "认证\0"}, "控制字符"),
        ({"grace": "-1"}, "0 至 366"),
    ],
)
def test_what_does_not_fit_gets_a_sentence_and_keeps_what_was_typed(school, cast, visit, changes, sentence):
    page = visit(cast.he).post("/certifications/", FORM | {"title_en": "Kept as typed"} | changes, status=422)

    assert sentence in page
    assert "Kept as typed" in page
    assert said(page, "effects") is None


def test_a_change_keeps_days_and_refuses_to_write_over_anothers(lin, cast, visit):
    he = visit(cast.he)
    page = he.get(f"{ONE}/terms")
    assert 'value="柜面年度认证"' in page

    page = he.post(f"{ONE}/terms", FORM | {"after": "1", "asked_by": "2026-06-30", "grace": "0"}, status=200)
    assert said(page, "holding") == "1"
    assert "2026年6月30日" in page
    he.post(f"{ONE}/terms", FORM | {"after": "1", "grace": "0", "act": "save", "reason": "取消宽限"})
    he.post(f"{ONE}/terms", FORM | {"after": "1", "grace": "5", "act": "save"}, status=409)
    assert "取消宽限" in said(he.get(ONE), "versions")
    assert said(he.get(LIN), "ends") == "2027年3月2日"


def test_lin_reads_until_when_and_when_the_renewal_opens(lin, cast, visit, clock):
    mine = visit(lin).get("/certificates/")
    assert said(mine, "holding") == "柜面年度认证 自2026年3月2日至2027年3月2日 复审自 2027年1月2日 开始。 有效"
    page = visit(lin).get(LIN)
    assert (said(page, "opens"), said(page, "ends")) == ("2027年1月2日", "2027年3月2日")
    assert "复审自 2027年1月2日 开始" in said(page, "closed")
    assert said(page, "extension") is None
    assert said(visit(cast.zhou).get(LIN), "extension") is None
    visit(cast.qian).get(LIN, status=404)
    assert visit(lin).get("/why/E0001/front-annual", status=303, raw=True).location == LIN
    visit(cast.sun).get(LIN, status=404)

    clock.at = MORNING + timedelta(days=320)
    page = visit(lin).get(LIN)
    assert said(page, "state") == "即将到期"
    assert "迎宾与分流" in said(page, "path")
    assert said(visit(lin).get(f"{LIN}?as_of=2026-05-01"), "state") == "有效"
    visit(lin).get(f"{LIN}?as_of=2026-02-30", status=422)


def test_he_extends_and_suspends_and_the_holder_is_told(lin, db, cast, visit):
    he = visit(cast.he)
    page = he.post(f"{LIN}/extension", {"until": "2027-02-30", "reason": "住院三个月"}, status=422)
    assert "住院三个月" in page
    page = he.post(f"{LIN}/extension", {"until": "2027-03-02", "reason": "住院三个月"}, status=422)
    assert "请选择晚于目前到期日的日期" in page and "住院三个月" in page

    assert said(he.follow(f"{LIN}/extension", {"until": "2027-06-02", "reason": "住院三个月"}), "ends").startswith("2027年6月2日")
    page = he.follow(f"{LIN}/suspension", {"from_on": "2026-03-02", "reason": "产假"})
    assert (said(page, "state"), said(page, "extension")) == ("暂停", None)
    assert said(he.follow(f"{LIN}/resumption", {"back_on": "2026-03-02", "reason": "未休"}), "state") == "有效"
    page = he.post(f"{LIN}/resumption", {"back_on": "2026-03-02", "reason": "再来一次"}, status=409)
    assert "目前没有暂停，无需恢复" in page and "再来一次" in page

    assert "住院三个月" in visit(lin).get("/notices/")
    kinds = select(Notice.kind).where(Notice.person_id == lin.id, Notice.key.startswith("period:")).order_by(Notice.id)
    assert db.scalars(kinds).all() == ["extended", "suspended", "resumed"]


def test_he_certifies_sun_for_now_and_takes_it_back_and_never_for_himself(lin, cast, visit):
    he, sun = visit(cast.he), f"{ONE}/people/E0002"
    assert said(he.follow(f"{sun}/temporary", {"until": "2026-03-31", "reason": "顶岗"}), "state") == "临时"
    assert said(he.get(ONE), "in-temporary") == "1 临时"
    assert said(he.follow(f"{sun}/withdrawal", {"reason": "不需要了"}), "state") == "已撤销"
    he.post(f"{sun}/withdrawal", {"reason": "不需要了"}, status=409)
    he.post(f"{ONE}/people/H0001/temporary", {"until": "2026-03-31", "reason": "顶岗"}, status=403)
    visit(cast.zhou).post(f"{LIN}/extension", {"until": "2027-06-02", "reason": "x"}, status=403)


def test_ended_it_is_offered_to_nobody(lin, cast, visit):
    he = visit(cast.he)
    he.post(f"{ONE}/end", {"reason": ""}, status=422)
    page = he.follow(f"{ONE}/end", {"reason": "改为课程"})
    assert (said(page, "change"), said(page, "end-certification")) == (None, None)
    he.post(f"{ONE}/terms", FORM | {"after": "2", "act": "save"}, status=409)


def test_the_number_and_the_print_of_a_unit_know_its_state(lin, db, cast, visit, clock):
    held = Proof.period.has(person_id=lin.id, certification="front-annual")
    (number,) = db.scalars(select(Proof.number).where(held)).all()
    db.commit()
    he = visit(cast.he)
    page = he.get(f"/certificates/print?course=front-annual&unit={cast.binjiang.id}")
    assert said(page, "count") == "有效证书：1"

    states = {}
    for days in (1, 320, 370, 400):
        clock.at = MORNING + timedelta(days=days)
        page = visit(None).get(f"/verify/{number}")
        states[days] = re.search(r'data-state="(\w+)"', page)[1]
    assert states == {1: "valid", 320: "expiring", 370: "grace", 400: "expired"}


@pytest.mark.parametrize("people", [1, 3])
def test_a_list_of_holders_costs_the_same(school, db, cast, visit, queries, people):
    school.set()
    for person in (cast.lin, cast.chen, cast.sun)[:people]:
        for course in ("greeting", "waiting"):
            school.finish(person, course, "2026-03-02")
    db.commit()
    he = visit(cast.he)
    he.get(ONE)
    with queries() as asked:
        he.get(ONE)
    assert len(asked) == 9
