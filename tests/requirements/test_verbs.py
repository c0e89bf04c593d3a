"""He makes a certification, changes it and ends it: always a new row, and nothing that does not fit together."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from learning.base.ledger import LedgerEntry
from learning.content.catalogue import Words
from learning.publishing import verbs as publishing
from learning.requirements import queries, verbs
from learning.requirements.refusals import TROUBLES, CertificationEnded, TermsChanged, TermsRefused
from learning.requirements.rules import Asked, Call, Span, Terms
from learning.requirements.verbs import Draft
from tests.cast import MORNING
from tests.courses import tiny

TERMS = Terms(
    validity=Span(12), window=Span(60, "day"), rule="fixed", minimum=Span(6), courses=(Asked("greeting"), Asked("waiting"))
)
DRAFT = Draft(key="counter", after=0, title=Words("柜面认证", "Counter certification"), terms=TERMS)


@pytest.fixture
def counter(db, cast):
    publishing.publish(db, tiny("greeting", "waiting"), by_id=None, note="two", at=MORNING)
    return verbs.set_terms(db, DRAFT, by=cast.he.id, at=MORNING)


def test_what_was_saved_is_read_back(db, counter):
    assert (counter.key, counter.n, counter.title, counter.terms) == ("counter", 1, DRAFT.title, TERMS)
    assert queries.certifications(db) == {"counter": counter}


def test_which_requirements_there_are(db, counter):
    found = queries.requirements(db)

    assert [found.title(key).zh for key in ("counter", "greeting", "gone")] == ["柜面认证", "迎宾与分流", "gone"]
    assert [found.courses(key) for key in ("counter", "greeting")] == [("greeting", "waiting"), ("greeting",)]
    assert [found.is_offered(key) for key in ("counter", "greeting", "gone")] == [True, True, False]


def test_a_change_is_a_new_row_and_says_what_changed(db, cast, counter):
    new = replace(TERMS, grace=30)
    later = MORNING + timedelta(days=3)
    verbs.set_terms(db, replace(DRAFT, after=1, terms=new, asked_by=date(2026, 4, 1)), by=cast.he.id, at=later)
    verbs.set_terms(db, replace(DRAFT, after=2, terms=replace(new, grace=31)), by=cast.he.id, at=later)

    assert [(one.n, one.terms.grace) for one in queries.versions(db, "counter")] == [(1, 0), (2, 30), (3, 31)]
    call = Call(2, date(2026, 3, 5), date(2026, 4, 1))
    now = queries.certification(db, "counter")
    assert [now.call_for(n) for n in (None, 1, 2, 3)] == [None, call, None, None]
    entries = db.scalars(select(LedgerEntry).where(LedgerEntry.what == "CertificationSet").order_by(LedgerEntry.id)).all()
    assert (entries[1].details["before"], entries[1].details["after"]) == (
        {"grace": 0, "asked_by": None}, {"grace": 30, "asked_by": "2026-04-01"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"key": "Counter"}, {"key": "key"}),
        ({"key": "x"}, {"key": "key"}),
        ({"key": "greeting"}, {"key": "key-taken"}),
        ({"key": "counter"}, {"key": "key-taken"}),
        ({"asked_by": date(2026, 3, 2)}, {"asked_by": "asked-by"}),
        ({"terms": replace(TERMS, courses=(Asked("nowhere"),))}, {"courses": "no-course"}),
        ({"terms": replace(TERMS, renewal=(Asked("waiting", 2),))}, {"renewal": "version"}),
        ({"terms": replace(TERMS, validity=Span(-12), grace=-1)}, {"validity": "span", "grace": "grace"}),
        ({"terms": replace(TERMS, window=Span(12), minimum=Span(13))}, {"window": "window", "minimum": "minimum-long"}),
    ],
)
def test_what_does_not_fit_together_is_refused_all_at_once(db, cast, counter, changes, found):
    with pytest.raises(TermsRefused) as no:
        verbs.set_terms(db, replace(DRAFT, **({"key": "another"} | changes)), by=cast.he.id, at=MORNING)

    assert no.value.fields == found
    assert set(found.values()) <= set(TROUBLES)


def test_nobody_writes_over_terms_they_have_not_seen(db, cast, counter):
    verbs.set_terms(db, replace(DRAFT, after=1), by=cast.he.id, at=MORNING)

    with pytest.raises(TermsChanged):
        verbs.set_terms(db, replace(DRAFT, after=1), by=cast.he.id, at=MORNING)


def test_what_has_ended_stays_ended(db, cast, counter):
    ended = verbs.end(db, counter, reason="改为课程", by=cast.he.id, at=MORNING)

    assert (ended.is_ended, queries.requirements(db).is_offered("counter")) == (True, False)
    with pytest.raises(CertificationEnded):
        verbs.end(db, ended, reason="again", by=cast.he.id, at=MORNING)
    with pytest.raises(CertificationEnded):
        verbs.set_terms(db, replace(DRAFT, after=2), by=cast.he.id, at=MORNING)
