"""HR keeps the staff: people, postings, absences, roles, accounts; every act with its entry in the ledger."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from learning.base.ledger import LedgerEntry
from learning.people import queries
from learning.people.models import Absence, Person, Posting, RecordView, RoleGrant
from learning.people.queries.staff import Wish, people
from learning.people.rules import Viewer
from tests.visit import plain

WHY = {"reason": "as agreed on Monday"}
NEWCOMER = {
    "number": "E0100",
    "name": "单小楼",
    "name_en": "Shan Xiaolou",
    "position": "teller",
    "hired_on": "2026-03-02",
    "email": "",
    "mobile": "",
}


def entries(db):
    found = [(e.what, e.by, e.subject_id, e.reason, e.details) for e in db.scalars(select(LedgerEntry).order_by(LedgerEntry.id))]
    db.commit()
    return found


def person(db, number):
    found = db.scalar(select(Person).where(Person.number == number).execution_options(populate_existing=True))
    db.commit()
    return found


def test_he_adds_a_newcomer(visit, cast, db):
    to = visit(cast.he).post("/people/new", {**NEWCOMER, "unit_id": cast.binjiang.id})
    assert to == "/people/E0100"
    new = person(db, "E0100")
    assert (new.name, new.name_en, new.email, new.sort_key) == (
        "单小楼",
        "Shan Xiaolou",
        None,
        "shan xiao lou  shanxiaolou sxl danxiaolou chanxiaolou",
    )
    details = {"person_id": new.id, "unit_id": cast.binjiang.id, "position": "teller"}
    assert entries(db) == [("PersonAdded", cast.he.id, str(new.id), None, details)]
    page = visit(cast.he).get(f"{to}?lang=en")
    assert "Teller" in page and "not chosen yet" in page


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("number", "<img src=x onerror=alert(1)>", "letters, digits and hyphens"),
        ("number", "E 100", "letters, digits"),
        ("number", "new", "letters, digits"),
        ("number", "E" * 33, "letters, digits"),
        ("number", "e0001", "has this staff number"),
        ("number", "Ｅ0001", "letters, digits"),
        ("name", "", "fill this in"),
        ("name", "字" * 65, "longer than 64"),
        ("name", "a\x00b", "cannot be stored"),
        ("name", "a\u202eb", "cannot be stored"),
        ("hired_on", "tomorrow", "valid date"),
        ("hired_on", "0001-01-01", "Check the year"),
        ("position", "king", "valid choice"),
        ("unit_id", "99999", "valid choice"),
        ("unit_id", "x", "coerce"),
        ("email", "nobody", "mail"),
        ("mobile", "call me", "telephone"),
    ],
)
def test_bad_input_keeps_what_was_typed(visit, cast, db, field, typed, sentence):
    data = {**NEWCOMER, "unit_id": cast.binjiang.id} | {field: typed}
    he = visit(cast.he)
    he.get("/profile?lang=en")
    page = he.post("/people/new", data, status=422)
    assert sentence in page
    assert 'value="Shan Xiaolou"' in page
    assert "<img src=x" not in page
    assert db.scalar(select(func.count()).select_from(Person)) == 9


@pytest.mark.parametrize("canary", ["<script>alert(7)</script>", '"><b id=canary>', "'--", "{{7*7}}"])
def test_hostile_words_are_only_words(visit, cast, db, canary):
    cast.lin.name, cast.lin.name_en, cast.lin.number = canary, canary, canary[:32]
    cast.binjiang.name = cast.binjiang.name_en = canary
    db.commit()
    he = visit(cast.he)
    from urllib.parse import quote  # noqa: PLC0415 -- used once

    for path in ("/people/", f"/people/{quote(canary[:32], safe='')}", f"/people/?q={quote(canary)}", "/units/"):
        page = he.client.get(path).text
        assert "<script>alert" not in page
        assert "<b id=canary" not in page
    assert "<script>alert" not in visit(cast.lin).get("/profile")
    assert "<script>alert" not in visit(cast.lin).get("/profile/data")


def test_a_number_in_an_address_is_looked_up_and_never_echoed(visit, cast):
    page = visit(cast.he).get("/people/<b id=canary>", status=404)
    assert "canary" not in page.split("<main")[1]


def test_a_new_main_posting_ends_the_one_before(visit, cast, db):
    data = {"unit_id": cast.gutang.id, "position": "lobby", "kind": "main", "from_on": "2026-04-01", "until_on": "", **WHY}
    visit(cast.he).post("/people/E0001/postings", data)
    rows = db.execute(
        select(Posting.unit_id, Posting.from_on, Posting.until_on).where(Posting.person_id == cast.lin.id).order_by(Posting.id)
    ).all()
    assert rows == [
        (cast.binjiang.id, date(2020, 1, 1), date(2026, 4, 1)),
        (cast.gutang.id, date(2026, 4, 1), None),
    ]
    [(what, by, _, reason, details)] = entries(db)
    assert (what, by, reason) == ("PostingChanged", cast.he.id, "as agreed on Monday")
    assert (details["before"]["unit_id"], details["after"]["unit_id"]) == (cast.binjiang.id, cast.gutang.id)
    visit(cast.he).post("/people/E0001/postings", data, status=409)
    page = visit(cast.he).post("/people/E0001/postings", {**data, "from_on": "2026-03-10", "position": "back"}, status=409)
    assert "2026-04-01" in page


def test_a_second_posting_stands_beside_the_main_one(visit, cast, db):
    data = {
        "unit_id": cast.gutang.id,
        "position": "lobby",
        "kind": "acting",
        "from_on": "2026-03-02",
        "until_on": "2026-03-09",
        **WHY,
    }
    visit(cast.he).post("/people/E0001/postings", data)
    assert "E0001" in visit(cast.qian).get("/people/")
    main = queries.main_posting(db, cast.lin.id, date(2026, 3, 5))
    assert main.unit_id == cast.binjiang.id


def test_a_posting_and_an_absence_end(visit, cast, db):
    he = visit(cast.he)
    posting_id = db.scalar(select(Posting.id).where(Posting.person_id == cast.lin.id))
    db.commit()
    he.post(f"/people/E0001/postings/{posting_id}/end", {"until_on": "2019-01-01", **WHY}, status=422)
    he.post(f"/people/E0001/postings/{posting_id}/end", {"until_on": "2026-03-03", **WHY})
    he.post("/people/E0001/absences", {"kind": "leave", "from_on": "2026-03-02", "until_on": "", **WHY})
    he.post("/people/E0001/absences", {"kind": "leave", "from_on": "2026-03-05", "until_on": "2026-03-09", **WHY}, status=409)
    absence_id = db.scalar(select(Absence.id))
    db.commit()
    he.post(f"/people/E0001/absences/{absence_id}/end", {"until_on": "2026-03-04", **WHY})
    assert [what for what, *_ in entries(db)] == ["PostingChanged", "AbsenceChanged", "AbsenceChanged"]
    assert db.execute(select(Absence.from_on, Absence.until_on)).all() == [(date(2026, 3, 2), date(2026, 3, 4))]


def test_roles_are_given_and_ended(visit, cast, db):
    he, shen = visit(cast.he), visit(cast.shen)
    role = {"role": "head", "unit_id": cast.gutang.id, "from_on": "2026-03-02", **WHY}
    he.post("/people/E0002/roles", role)
    he.post("/people/E0002/roles", role, status=409)
    he.post("/people/E0002/roles", {**role, "role": "auditor"}, status=422)
    shen.post("/people/E0002/roles", {**role, "role": "auditor", "unit_id": 0})
    shen.post("/people/S0001/roles", {**role, "unit_id": 0}, status=409)
    grant_id = db.scalar(select(RoleGrant.id).where(RoleGrant.person_id == cast.sun.id, RoleGrant.role == "auditor"))
    db.commit()
    he.post(f"/people/E0002/roles/{grant_id}/end", WHY, status=409)
    shen.post(f"/people/E0002/roles/{grant_id}/end", WHY)
    assert [(what, details["role"]) for what, *_, details in entries(db)] == [
        ("RoleGranted", "head"),
        ("RoleGranted", "auditor"),
        ("RoleEnded", "auditor"),
    ]
    visit(cast.sun).get("/people/E0002")


def test_a_reason_is_owed(visit, cast, db):
    page = visit(cast.he).post("/people/E0001/disabling", {"reason": "  "}, status=422)
    assert 'id="reason-error"' in page
    assert person(db, "E0001").disabled_at is None


def test_the_last_administrator_stays(visit, cast, db):
    shen = visit(cast.shen)
    grant_id = db.scalar(select(RoleGrant.id).where(RoleGrant.person_id == cast.shen.id))
    db.commit()
    shen.get("/profile?lang=en")
    assert "last administrator" in shen.post(f"/people/S0001/roles/{grant_id}/end", WHY, status=409)
    shen.post("/people/S0001/disabling", WHY, status=409)
    second = cast.person("S0002", "石磊", cast.bank, "back", role=("administrator", None))
    db.commit()
    visit(second).post("/people/S0001/disabling", WHY)
    visit(second).post(f"/people/S0001/roles/{grant_id}/end", WHY)
    own = db.scalar(select(RoleGrant.id).where(RoleGrant.person_id == second.id))
    db.commit()
    visit(second).post(f"/people/S0002/roles/{own}/end", WHY, status=409)


def test_an_officer_does_not_touch_an_administrators_account(visit, cast, db):
    for act in ("disabling", "enabling", "sign-outs", "leaving"):
        visit(cast.he).post(f"/people/S0001/{act}", {**WHY, "left_on": "2026-03-02"}, status=409)
        visit(cast.he).post(f"/people/H0001/{act}", {**WHY, "left_on": "2026-03-02"}, status=409)
    assert entries(db) == []


def test_lin_leaves_and_comes_back(visit, cast, db):
    he = visit(cast.he)
    he.post("/people/E0001/leaving", {"left_on": "2019-12-31", **WHY}, status=422)
    he.post("/people/E0001/leaving", {"left_on": "2026-03-02", **WHY})
    assert db.scalar(select(Posting.until_on).where(Posting.person_id == cast.lin.id)) == date(2026, 3, 2)
    db.commit()
    assert "E0001" not in he.get("/people/").split("<ul")[-1]
    assert "E0001" in he.get("/people/?state=left")
    he.post("/people/E0001/absences", {"kind": "leave", "from_on": "2026-03-02", "until_on": "", **WHY})
    posting = {"unit_id": cast.gutang.id, "position": "lobby", "kind": "main", "from_on": "2026-04-01", "until_on": "", **WHY}
    he.post("/people/E0001/postings", posting, status=409)
    he.post("/people/E0001/leaving", {"left_on": "", **WHY})
    he.post("/people/E0001/postings", posting)
    assert [(w, d.get("before"), d.get("after")) for w, *_, d in entries(db) if w == "PersonLeft"] == [
        ("PersonLeft", None, "2026-03-02"),
        ("PersonLeft", "2026-03-02", None),
    ]


def test_a_correction_names_the_columns_and_not_the_values(visit, cast, db):
    data = {"name": "林小雯", "name_en": "Lin Xiaowen", "hired_on": "2020-01-01", "email": "lin@qiming.example", "mobile": ""}
    visit(cast.he).post("/people/E0001/details", data)
    visit(cast.he).post("/people/E0001/details", data)
    [(what, _, _, _, details)] = entries(db)
    assert (what, details) == ("PersonChanged", {"person_id": cast.lin.id, "columns": ["name", "email"]})
    assert person(db, "E0001").sort_key.startswith("lin xiao wen")


def test_who_opened_her_record_is_written_down(visit, cast, db):
    visit(cast.zhou).get("/people/E0001")
    visit(cast.he).get("/people/E0001")
    visit(cast.zhou).get("/people/M0001")
    seen = db.execute(select(RecordView.viewer_id, RecordView.person_id).order_by(RecordView.id)).all()
    assert seen == [(cast.zhou.id, cast.lin.id), (cast.he.id, cast.lin.id)]
    db.commit()
    assert "周明远" in visit(cast.an).get("/people/E0001?lang=zh")
    assert "何静怡" not in visit(cast.zhou).get("/people/E0001?lang=zh").split("<main")[1]


def test_her_data_is_hers_alone(visit, cast, db):
    visit(cast.he).get("/people/E0001")
    answer = visit(cast.lin).get("/profile/data.json", raw=True)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="zhili-E0001.json"'
    own = answer.json["people"]
    assert (own["person"]["number"], len(own["postings"]), len(own["sessions"]), len(own["record_opened"])) == ("E0001", 1, 1, 1)
    for other in ("H0001", "何静怡", "password_hash", "argon2"):
        assert other not in answer.text
    assert "林晓雯" in visit(cast.lin).get("/profile/data")


def test_what_she_chooses_for_herself(visit, cast, db):
    lin = visit(cast.lin)
    lin.get("/profile?lang=en")
    lin.post("/profile/settings", {"language": "zh", "theme": "dark", "text_size": "large"})
    page = lin.get("/profile")
    assert '<html lang="zh-CN" data-theme="dark" data-text="large"' in page
    lin.post("/profile/settings", {"language": "xx", "theme": "dark", "text_size": "large"})
    assert person(db, "E0001").language == "zh"


@pytest.mark.parametrize("typed", ["林", "晓雯", "linxiaowen", "lin xiao", "lxw", "xiaowen", "E0001", "e0001", "Xiaowen", "LIN"])
def test_she_is_found(visit, cast, db, typed):
    visit(cast.he).post("/people/E0001/details", {"name": "林晓雯", "name_en": "Xiaowen Lin", "hired_on": "2020-01-01"})
    from learning.people.rules import sort_key  # noqa: PLC0415 -- used once

    for one in db.scalars(select(Person)):
        one.sort_key = sort_key(one.name)
    db.commit()
    found = people(db, he(cast), Wish(text=typed), on=date(2026, 3, 2))
    assert "E0001" in [row.number for row in found.rows]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "'", "E0001%", "x" * 300, "\x00"])
def test_signs_of_the_database_are_letters(visit, cast, typed):
    page = visit(cast.he).client.get("/people/", query_string={"q": typed, "unit": "", "after": "\x00", "state": "?"})
    assert page.status_code == 200
    assert ("E0001" in plain(page)) == (typed == "\x00")


def he(cast):
    return Viewer(id=cast.he.id, number="H0001", name="何静怡", grants=(("officer", None),))


def test_fifty_a_page_and_nobody_twice(cast, db):
    for n in range(110):
        cast.person(f"E2{n:03}", "同名", cast.gutang, "teller", sort_key="tong ming" if n % 2 else f"tong{n % 7}")
    seen, after = [], ""
    while after is not None:
        page = people(db, he(cast), Wish(after=after), on=date(2026, 3, 2))
        seen += [row.number for row in page.rows]
        after = page.after
        assert len(page.rows) <= 50
    assert len(seen) == len(set(seen)) == 119


def test_everybody_in_a_unit_with_all_below_it(cast, db):
    found = people(db, he(cast), Wish(unit_id=cast.area.id), on=date(2026, 3, 2))
    assert sorted(row.number for row in found.rows) == ["E0001", "E0003", "M0001"]
    assert found.rows[0].unit.zh == "滨江支行"


def test_a_head_of_yesterday_sees_nobody(visit, cast, db):
    grant = db.scalar(select(RoleGrant).where(RoleGrant.person_id == cast.zhou.id))
    grant.until_on = date(2026, 3, 2) - timedelta(days=0)
    db.commit()
    visit(cast.zhou).get("/people/", status=403)
