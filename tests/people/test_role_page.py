"""Who holds which role: the auditor's page. Whoever sees only a part of the bank sees only its roles."""

import csv
from datetime import timedelta
from io import StringIO

from learning.people.models import RoleGrant
from learning.people.queries import roles
from learning.people.rules import Viewer
from tests.cast import MORNING, TODAY

PAGE = "/roles/"


def table(visitor, query=""):
    text = visitor.get(f"{PAGE}?format=csv{query}", raw=True).data.decode("utf-8-sig")
    return [row for row in list(csv.reader(StringIO(text)))[1:] if row]


def test_the_auditor_reads_who_may_do_what_since_when_and_by_whom(visit, cast, db):
    db.add(RoleGrant(person_id=cast.lin.id, role="trainer", unit_id=cast.binjiang.id, from_on=TODAY - timedelta(days=9),
                     granted_by=cast.he.id, granted_at=MORNING, until_on=TODAY + timedelta(days=1)))  # fmt: skip
    db.add(RoleGrant(person_id=cast.sun.id, role="head", unit_id=None, from_on=TODAY - timedelta(days=9), until_on=TODAY,
                     granted_by=None, granted_at=MORNING))  # fmt: skip
    lin, he_name, sun, branch = cast.lin.name, cast.he.name, cast.sun.name, cast.binjiang.name
    an, others = visit(cast.an), [visit(one) for one in (cast.lin, cast.zhou, cast.tao)]
    db.commit()
    page = an.get(PAGE)
    assert "林" in page and he_name in page and "HR" not in page
    rows = table(an)
    assert [row[:5] for row in rows if row[1] == "E0001"] == [["培训师", "E0001", lin, branch, "2026-02-21"]]
    assert [row[5:] for row in rows if row[1] == "E0001"] == [["2026-03-03", he_name, TODAY.isoformat()]]
    assert len(rows) == db.query(RoleGrant).count() - 1
    db.rollback()
    assert [row[:4] for row in table(an, "&past=1")] == [["网点负责人", "E0002", sun, "全行"]]
    assert {row[0] for row in table(an, "&role=trainer")} == {"培训师"}
    an.get(f"{PAGE}?role=king", status=404)
    an.get(f"{PAGE}?format=pdf", status=404)
    for other in others:
        other.get(PAGE, status=403)


def test_an_officer_of_one_branch_reads_its_roles_only(db, cast):
    part = Viewer(cast.he.id, "H0001", "何", grants=(("officer", cast.binjiang.id),))
    numbers = {one.number for one in roles.held(db, part, on=TODAY)}
    assert "M0001" in numbers and "M0002" not in numbers


def test_a_page_has_fifty_and_costs_as_much_as_one(visit, cast, db, queries):
    he = visit(cast.he)
    he.get(PAGE)
    with queries() as few:
        he.get(PAGE)
    db.add_all(RoleGrant(person_id=cast.lin.id, role="trainer", unit_id=None, from_on=TODAY, granted_at=MORNING) for _ in range(60))
    db.commit()
    with queries() as many:
        page = he.get(PAGE)
    assert len(few) == len(many)
    assert page.count("<tr>") == 51 and 'rel="next"' in page
