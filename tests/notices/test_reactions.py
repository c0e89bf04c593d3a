"""What happened below reaches whom it concerns."""

import pytest
from sqlalchemy import select

from learning.base.ledger import announce
from learning.certificates import verbs as certificates
from learning.content.catalogue import Words
from learning.notices.models import Notice
from learning.people.facts import CodeGiven, RoleGranted
from learning.publishing import verbs as publishing
from learning.publishing.facts import FlagAnswered
from learning.study.facts import CourseAssigned
from tests.cast import MORNING, TODAY
from tests.courses import TINY


def told(db):
    rows = db.scalars(select(Notice).order_by(Notice.id))
    return [(row.person_id, row.kind, row.key, row.gaps, row.path) for row in rows]


def assigned(*people, due_on=TODAY, is_own=False):
    ids = tuple(person.id for person in people)
    return CourseAssigned(at=MORNING, by=1, assignment_id=7, requirement="greeting", person_ids=ids, due_on=due_on, is_own=is_own)


def test_everybody_who_is_assigned_is_told_with_the_title_and_the_day(db, cast):
    title = publishing.publish(db, TINY, by_id=None, note="tiny", at=MORNING).catalogue.course("greeting").title

    announce(db, assigned(cast.lin, cast.chen))
    announce(db, assigned(cast.lin, cast.chen, cast.sun))

    gaps = {"course": {"zh": title.zh, "en": title.en}, "due_on": "2026-03-02"}
    assert told(db) == [
        (person.id, "assigned", "assignment:7", gaps, "/courses/greeting/") for person in (cast.lin, cast.chen, cast.sun)
    ]


def test_without_a_due_date_the_sentence_is_another(db, cast):
    announce(db, assigned(cast.lin, due_on=None))

    assert told(db) == [
        (cast.lin.id, "assigned-open", "assignment:7", {"course": {"zh": "greeting", "en": None}}, "/courses/greeting/")
    ]


def test_who_enrolled_alone_knows_already(db, cast):
    announce(db, assigned(cast.lin, is_own=True))

    assert told(db) == []


@pytest.mark.parametrize("count", [1, 3])
def test_many_are_told_with_as_many_statements_as_one(db, cast, queries, count):
    people = [cast.lin, cast.chen, cast.sun][:count]
    db.flush()
    with queries() as asked:
        announce(db, assigned(*people))
        db.flush()

    assert (
        len(asked) == 5
    )  # the ledger, the live edition, certifications, the notices, the units whose sums are to be counted again
    assert len(told(db)) == count


def test_a_certificate_and_its_revocation(db, cast):
    proof = certificates.issue(db, cast.lin.id, "greeting", version=1, title=Words("问候"), at=MORNING, by=cast.lin.id)
    certificates.revoke(db, proof, by=cast.he.id, reason="代考", at=MORNING)

    course, path = {"zh": "greeting", "en": None}, f"/certificates/{proof.number}"
    assert told(db) == [
        (cast.lin.id, "certificate", f"certificate:{proof.period_id}", {"course": course}, path),
        (cast.lin.id, "revoked", f"revoked:{proof.period_id}", {"course": course, "reason": "代考"}, path),
    ]


def test_an_answer_a_role_and_a_code(db, cast):
    announce(db, FlagAnswered(at=MORNING, by=cast.tao.id, flag_id=5, person_id=cast.lin.id, course="greeting", item="q1"))
    announce(db, RoleGranted(at=MORNING, by=cast.shen.id, person_id=cast.lin.id, grant_id=9, role="trainer", unit_id=None))
    announce(db, CodeGiven(at=MORNING, by=cast.he.id, person_id=cast.lin.id, purpose="reset"))
    announce(db, CodeGiven(at=MORNING, by=cast.he.id, person_id=cast.chen.id, purpose="first"))

    assert [row[:3] for row in told(db)] == [
        (cast.lin.id, "flag", "flag:5"),
        (cast.lin.id, "role", "role:9"),
        (cast.lin.id, "code", f"code:{MORNING.isoformat()}"),
    ]
