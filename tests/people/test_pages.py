"""Every page of people opens, for whom it is meant, in both languages; the auditor reads and cannot write."""

import pytest

from learning.people.models import Absence, Posting, RoleGrant

PAGES = [
    "/people/",
    "/people/new",
    "/people/E0001",
    "/people/E0001/postings",
    "/people/E0001/absences",
    "/people/E0001/roles",
    "/people/E0001/disabling",
    "/people/E0001/enabling",
    "/people/E0001/leaving",
    "/people/E0001/sign-outs",
    "/people/E0001/details",
    "/units/",
    "/units/new",
    "/units/1",
    "/units/3/names",
    "/units/3/places",
    "/units/3/closing",
    "/calendar/",
    "/calendar/?year=2027",
    "/calendar/days",
    "/profile",
    "/profile/password",
    "/profile/data",
]
READ = ["/people/", "/people/E0001", "/units/", "/units/3", "/calendar/"]
WRITE = [
    "/people/new",
    "/people/E0001/postings",
    "/people/E0001/absences",
    "/people/E0001/roles",
    "/people/E0001/disabling",
    "/people/E0001/enabling",
    "/people/E0001/leaving",
    "/people/E0001/sign-outs",
    "/people/E0001/codes",
    "/people/E0001/details",
    "/units/new",
    "/units/3/names",
    "/units/3/places",
    "/units/3/closing",
    "/calendar/days",
    "/calendar/2026-03-03/return",
]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_he_of_hr_opens_every_page(visit, cast, lang):
    browser = visit(cast.he)
    for path in PAGES:
        page = browser.get(path + ("&" if "?" in path else "?") + f"lang={lang}")
        assert ('<html lang="zh-CN"' in page) == (lang == "zh"), path


def test_a_stranger_opens_the_door_pages_and_no_other(visit, cast):
    browser = visit()
    for path in ("/sign-in", "/sign-in/code", "/sign-in/new-password"):
        assert "<h1>" in browser.get(path)
    for path in PAGES:
        assert browser.get(path, status=303, raw=True).location.startswith("/sign-in?next="), path


def test_the_auditor_reads_and_cannot_write(visit, cast):
    an = visit(cast.an)
    for path in READ:
        page = an.get(path)
        assert 'method="post"' not in page.split("<main")[1].split("</main>")[0], path
    for path in WRITE:
        an.post(path, status=403)


def test_who_is_no_keeper_cannot_write(visit, cast):
    for person in (cast.lin, cast.tao, cast.zhou):
        browser = visit(person)
        for path in WRITE:
            if not path.endswith("/codes"):
                browser.post(path, status=403)


def test_a_head_sees_the_own_branch_and_not_another(visit, cast):
    zhou = visit(cast.zhou)
    page = zhou.get("/people/")
    assert ("林晓雯" in page, "孙晓岚" in page) == (True, False)
    zhou.get("/people/E0001")
    for path in (
        "/people/E0002",
        "/people/S0001",
        "/people/E9999",
        f"/units/{cast.gutang.id}",
        f"/units/{cast.bank.id}",
        "/units/99999",
    ):
        zhou.get(path, status=404)
    for asked in ("q=孙", "q=E0002", f"unit={cast.gutang.id}", "state=all", "q=sunxiaolan"):
        assert "E0002" not in zhou.get(f"/people/?{asked}").split("</main>")[0].split("</form>")[-1], asked
    assert "古塘支行" not in zhou.get("/units/")


def test_an_officer_for_one_area_keeps_only_that(visit, cast, db):
    officer = cast.person("H0009", "陆之行", cast.area, "back", role=("officer", cast.area))
    posting = db.query(Posting).filter_by(person_id=cast.sun.id).one()
    db.commit()
    lu = visit(officer)
    lu.get("/people/E0001/postings")
    for path in (
        "/people/E0002/postings",
        "/people/E0002/details",
        f"/people/E0002/postings/{posting.id}/end",
        f"/people/E0001/postings/{posting.id}/end",
        f"/units/{cast.gutang.id}/names",
    ):
        lu.get(path, status=404)
        lu.post(path, status=404)
    lu.get("/calendar/days", status=403)
    data = {"number": "E0100", "name": "新人", "unit_id": str(cast.gutang.id), "position": "teller", "hired_on": "2026-03-02"}
    lu.post("/people/new", data, status=422)


def test_rows_of_others_are_not_reached_through_ones_own_address(visit, cast, db, clock):
    absence = Absence(person_id=cast.sun.id, kind="leave", from_on=clock.today(), recorded_at=clock.now())
    db.add(absence)
    grant = db.query(RoleGrant).filter_by(person_id=cast.qian.id).one()
    db.commit()
    he = visit(cast.he)
    he.get(f"/people/E0001/absences/{absence.id}/end", status=404)
    he.get(f"/people/E0002/absences/{absence.id}/end")
    he.get(f"/people/M0001/roles/{grant.id}/end", status=404)
    he.get(f"/people/M0002/roles/{grant.id}/end")


@pytest.mark.parametrize("path", ["/people/", "/people/E0001", "/units/", "/profile", "/calendar/"])
def test_pages_ask_the_same_number_of_questions_for_one_and_for_three(visit, cast, db, queries, clock, path):
    he = visit(cast.lin if path == "/profile" else cast.he)
    asked = []
    for number in (1, 3):
        for _ in range(number):
            grow(cast, db, clock)
        db.commit()
        he.get(path)
        with queries() as sent:
            he.get(path)
        asked.append(len(sent))
    assert asked[0] == asked[1]


def grow(cast, db, clock):
    """One more of everything that a list shows."""
    n = db.query(Posting).count()
    unit = cast.unit(f"U{n}", f"第{n}支行", cast.bank)
    new = cast.person(f"E1{n:03}", f"新人{n}", unit, "teller", role=("trainer", unit))
    db.add(
        Posting(
            person_id=cast.lin.id, unit_id=unit.id, position="lobby", kind="second", from_on=clock.today(), recorded_at=clock.now()
        )
    )
    db.add(Absence(person_id=cast.lin.id, kind="leave", from_on=clock.today(), recorded_at=clock.now()))
    db.add(RoleGrant(person_id=cast.lin.id, role="trainer", unit_id=unit.id, from_on=clock.today(), granted_at=clock.now()))
    db.flush()
    return new
