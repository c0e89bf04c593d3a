"""From the completion of a course to the certificate, in the same transaction."""

from sqlalchemy import select

from learning.base.ledger import announce
from learning.certificates.models import Proof
from learning.publishing import verbs as publishing
from learning.study.facts import CourseCompleted
from tests.cast import MORNING
from tests.courses import TINY


def complete(db, person, course="greeting", version=1):
    announce(
        db,
        CourseCompleted(at=MORNING, by=person.id, completion_id=1, person_id=person.id, course=course, version=version, edition=1),
    )


def test_completing_a_course_certifies_under_its_title(db, cast):
    live = publishing.publish(db, TINY, by_id=None, note="tiny", at=MORNING)
    title = live.catalogue.course("greeting").title

    complete(db, cast.lin)
    complete(db, cast.lin)

    (proof,) = db.scalars(select(Proof))
    assert (proof.printed["course"], proof.printed["course_en"]) == (title.zh, title.in_("en"))
    assert proof.period.person_id == cast.lin.id


def test_a_course_that_is_gone_keeps_its_key_as_title(db, cast):
    complete(db, cast.lin, course="no-more")

    assert db.scalars(select(Proof)).one().printed["course"] == "no-more"


def test_a_rollback_takes_the_certificate_with_it(db, cast):
    complete(db, cast.lin)
    db.rollback()

    assert db.scalars(select(Proof)).all() == []
