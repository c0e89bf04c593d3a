"""Units, the calendar, the rules under both, and the operator's commands."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from learning.base.ledger import LedgerEntry
from learning.people import queries
from learning.people.models import CalendarDay, Person, RoleGrant, Unit, UnitPlace
from learning.people.rules import Viewer, add_working_days, is_own_path, is_working_day, sort_key
from learning.people.rules.passwords import DJCP, NIST
from learning.people.rules.tries import Try, wait_until
from learning.people.rules.working_days import SHIPPED, runs
from tests.cast import LONG_AGO, MORNING, PASSWORD
from tests.people.test_door import knock

WHY = {"reason": "the spring plan"}
MONDAY = date(2026, 3, 2)


def officer(cast):
    return Viewer(id=cast.he.id, number="H0001", name="何静怡", grants=(("officer", None),))


def tree(db, cast, on=MONDAY):
    return [(unit.code, depth) for unit, depth in queries.unit_tree(db, officer(cast), on)]


def test_the_tree_is_read_from_the_top(db, cast):
    assert tree(db, cast) == [("HQ", 0), ("AREA", 1), ("BJ", 2), ("GT", 1)]
    head = Viewer(id=cast.zhou.id, number="M0001", name="周明远", grants=(("head", cast.area.id),))
    assert [(unit.code, depth) for unit, depth in queries.unit_tree(db, head, MONDAY)] == [("AREA", 0), ("BJ", 1)]
    assert queries.unit_names(db, [cast.bank.id])[cast.bank.id].in_("zh") == "全行"


def test_a_unit_is_founded_named_moved_and_closed(visit, cast, db):
    he = visit(cast.he)
    new = {"code": "XC", "name": "西城支行", "name_en": "Xicheng", "unit_id": cast.bank.id, "from_on": "2026-03-02"}
    he.post("/units/new", new)
    he.post("/units/new", new, status=422)
    he.post("/units/new", {**new, "code": "<b>"}, status=422)
    unit_id = db.scalar(select(Unit.id).where(Unit.code == "XC"))
    db.commit()
    page = f"/units/{unit_id}"
    he.post(f"{page}/names", {"name": "西城区支行", "name_en": "", "position": "3"})
    he.post(f"{page}/places", {"unit_id": cast.area.id, "from_on": "2026-04-01", **WHY})
    assert tree(db, cast, date(2026, 3, 31)) == [("HQ", 0), ("AREA", 1), ("BJ", 2), ("GT", 1), ("XC", 1)]
    assert tree(db, cast, date(2026, 4, 1)) == [("HQ", 0), ("AREA", 1), ("BJ", 2), ("XC", 2), ("GT", 1)]
    db.commit()
    he.post(f"{page}/closing", {"closed_on": "2026-05-01", **WHY})
    assert tree(db, cast, date(2026, 5, 1)) == [("HQ", 0), ("AREA", 1), ("BJ", 2), ("GT", 1)]
    assert list(db.scalars(select(LedgerEntry.what).order_by(LedgerEntry.id))) == [
        "UnitAdded",
        "UnitChanged",
        "UnitMoved",
        "UnitClosed",
    ]


def test_a_unit_is_not_moved_below_itself_nor_closed_over_peoples_heads(visit, cast, db):
    he = visit(cast.he)
    for below in (cast.area.id, cast.binjiang.id):
        he.post(f"/units/{cast.area.id}/places", {"unit_id": below, "from_on": "2026-04-01", **WHY}, status=409)
    he.post(f"/units/{cast.area.id}/closing", {"closed_on": "2026-05-01", **WHY}, status=409)
    he.post(f"/units/{cast.binjiang.id}/closing", {"closed_on": "2026-05-01", **WHY}, status=409)
    he.post(f"/units/{cast.binjiang.id}/places", {"unit_id": cast.bank.id, "from_on": "2019-01-01", **WHY}, status=422)
    assert db.scalars(select(UnitPlace.from_on)).all() == [LONG_AGO] * 4


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 1, 1), False),
        (date(2026, 1, 4), True),
        (date(2026, 2, 14), True),
        (date(2026, 2, 16), False),
        (date(2026, 2, 24), True),
        (date(2026, 3, 7), False),
        (date(2026, 5, 9), True),
        (date(2026, 9, 20), True),
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),
        (date(2027, 2, 8), False),
        (date(2027, 2, 9), True),
        (date(2027, 6, 9), False),
    ],
)
def test_which_days_the_bank_works(day, works):
    assert is_working_day(day, SHIPPED) is works


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 2, 13), 2, date(2026, 2, 24)),
        (date(2026, 2, 15), 0, date(2026, 2, 24)),
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
    ],
)
def test_working_days_are_counted(day, count, found):
    assert add_working_days(day, count, SHIPPED) == found


def test_hr_lays_the_banks_own_days_over_the_calendar(visit, cast, db):
    he = visit(cast.he)
    assert 'data-testid="provisional"' in he.get("/calendar/?year=2027")
    assert 'data-testid="provisional"' not in he.get("/calendar/?year=2026")
    he.post("/calendar/days", {"day": "2026-02-16", "kind": "workday", "name": "年末决算", "name_en": ""})
    words = queries.exceptions(db, date(2026, 1, 1), date(2026, 12, 31))
    assert is_working_day(date(2026, 2, 16), words)
    db.commit()
    assert "年末决算" in visit(cast.lin).get("/calendar/?lang=zh")
    he.post("/calendar/2026-02-16/return")
    he.post("/calendar/yesterday/return", status=404)
    assert db.scalars(select(CalendarDay)).all() == []
    entries = [(e.what, e.details["before"], e.details["after"]) for e in db.scalars(select(LedgerEntry).order_by(LedgerEntry.id))]
    assert entries == [("CalendarChanged", None, "workday"), ("CalendarChanged", "workday", None)]


def test_holidays_in_a_row_are_shown_as_one():
    spring = [run for run in runs(SHIPPED.values()) if run[0].name == "春节" and run[0].day.year == 2026]
    assert [(run[0].day.day, run[-1].day.day) for run in spring] == [(15, 23)]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("林晓雯", "lin xiao wen  linxiaowen lxw"),
        ("曾国藩", "zeng guo fan  zengguofan zgf cengguofan"),
        ("欧阳锋", "ou yang feng  ouyangfeng oyf"),
        ("仇英", "qiu ying  qiuying qy chouying"),
        ("Anna Lin", "anna lin  annalin al"),
        ("", "  "),
    ],
)
def test_names_are_read_as_surnames_are(name, key):
    assert sort_key(name).startswith(key)


@pytest.mark.parametrize(
    ("path", "own"), [("/a?b=//c", True), ("//a", False), ("/\\a", False), ("a", False), ("/a\n", False), ("/林", True)]
)
def test_which_paths_are_our_own(path, own):
    assert is_own_path(path) is own


@pytest.mark.parametrize(
    ("wrong", "minutes"),
    [
        ([], None),
        ([("a", 0)] * 4, None),
        ([("a", 0)] * 5, 15),
        ([("b", 0)] * 5, None),
        ([("a", 14)] * 5, 1),
        ([("a", 15)] * 5, None),
    ],
)
def test_how_long_to_wait(wrong, minutes):
    from datetime import timedelta  # noqa: PLC0415 -- used once

    tries = [Try(source, MORNING - timedelta(minutes=ago)) for source, ago in wrong]
    until = wait_until(tries, Try("a", MORNING), NIST)
    assert until == (MORNING + timedelta(minutes=minutes) if minutes else None)


def test_djcp_counts_every_source_and_every_device():
    tries = [Try(str(n), MORNING, is_known_device=bool(n % 2)) for n in range(5)]
    assert wait_until(tries, Try("z", MORNING), NIST) is None
    assert (wait_until(tries, Try("z", MORNING), DJCP) - MORNING).total_seconds() == 1800


def run(app, *words):
    answer = app.test_cli_runner().invoke(args=list(words))
    return answer.exit_code, answer.output


def test_the_operator_adds_and_a_newcomer_comes_in(app, visit, cast, db):
    code, said = run(app, "staff", "add", "E0500", "仇英", "--unit", "GT", "--role", "trainer", "--json")
    given = json.loads(said)
    assert (code, given["number"]) == (0, "E0500")
    browser = visit()
    data = {"number": "E0500", "code": given["code"], "new_password": PASSWORD, "again": PASSWORD}
    assert browser.post("/sign-in/code", data) == "/"
    assert db.scalar(select(Person.sort_key).where(Person.number == "E0500")).startswith("qiu ying")
    assert db.scalars(
        select(RoleGrant.role).join(Person, Person.id == RoleGrant.person_id).where(Person.number == "E0500")
    ).all() == ["trainer"]
    assert {entry.by for entry in db.scalars(select(LedgerEntry)) if entry.what != "PasswordChanged"} == {None}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["staff", "add", "E0001", "林晓雯", "--unit", "BJ"], 1),
        (["staff", "add", "E 1", "林", "--unit", "BJ"], 1),
        (["staff", "add", "E0501", "林", "--unit", "??"], 1),
        (["staff", "add", "E0501", "林"], 2),
        (["staff", "reset", "E9999"], 1),
        (["staff", "disable", "E0001"], 2),
        (["staff", "disable", "S0001", "--reason", "gone"], 1),
        (["person", "export", "E9999"], 1),
    ],
)
def test_the_operator_is_told_what_is_wrong(app, cast, words, code):
    found, said = run(app, *words)
    assert (found, "Traceback" in said) == (code, False)
    assert said.strip()


def test_the_operator_disables_enables_resets_and_signs_out(app, visit, keyed, db):
    lin = visit(keyed.lin)
    lin.get("/profile")
    assert run(app, "staff", "sign-outs", "E0001", "--json") == (0, '{"number": "E0001", "sessions": 1}\n')
    lin.get("/profile", status=303, raw=True)
    assert run(app, "staff", "disable", "E0001", "--reason", "gone")[0] == 0
    assert knock(visit()).status_code == 422
    assert run(app, "staff", "enable", "E0001", "--reason", "back")[0] == 0
    assert knock(visit()).status_code == 303
    assert len(json.loads(run(app, "staff", "reset", "E0001", "--json")[1])["code"]) == 14
    code, said = run(app, "person", "export", "E0001")
    assert (code, json.loads(said)["people"]["person"]["name"]) == (0, "林晓雯")
