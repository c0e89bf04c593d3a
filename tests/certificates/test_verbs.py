"""Issuing, superseding, revoking: once for each person and version, whoever asks how often."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from learning.base.ledger import LedgerEntry
from learning.certificates import queries, rules, verbs
from learning.certificates.models import CertificationPeriod, PeriodEvent, Proof, ProofPaper
from learning.certificates.refusals import ReasonMissing
from learning.content.catalogue import Words
from learning.people import queries as people
from tests.cast import MORNING, TODAY

STANDARDS = Words("服务标准", "Service Standards")


def issue(db, person, *, version=1, at=MORNING, course="service-standards", title=STANDARDS):
    return verbs.issue(db, person.id, course, version=version, title=title, at=at, by=person.id)


def ledger(db, *what):
    asked = select(LedgerEntry).where(LedgerEntry.what.in_(what)).order_by(LedgerEntry.id)
    return [(entry.what, entry.by, entry.reason, entry.details) for entry in db.scalars(asked)]


def test_lin_completes_a_course_and_holds_a_numbered_proof(db, cast):
    proof = issue(db, cast.lin)

    assert proof.printed == {
        "number": proof.number, "name": "林晓雯", "name_en": "Lin Xiaowen", "course": "服务标准", "course_en": "Service Standards",
        "bank": "启明银行", "bank_en": "Qiming Bank", "signatory": "", "signatory_en": "", "issued_on": "2026-03-02",
        "valid_until": None,
    }  # fmt: skip
    assert rules.read_number(proof.number) == proof.number
    assert proof.sha256 == rules.digest(proof.number, MORNING, proof.printed)
    assert (proof.period.certification, proof.period.baseline) == ("service-standards", "completion:service-standards:1")
    assert (proof.period.valid_from, proof.period.valid_until) == (TODAY, None)
    expected = {
        "proof_number": proof.number, "person_id": cast.lin.id, "certification": "service-standards", "period_id": proof.period_id,
    }  # fmt: skip
    assert ledger(db, "CertificateIssued") == [("CertificateIssued", cast.lin.id, None, expected)]


def test_issuing_twice_is_once(db, cast):
    first = issue(db, cast.lin)
    again = issue(db, cast.lin, at=MORNING + timedelta(days=1))

    assert again is first
    assert db.scalar(select(func.count()).select_from(Proof)) == 1
    assert len(ledger(db, "CertificateIssued")) == 1


def test_the_words_stay_as_they_were_printed(db, cast):
    issue(db, cast.lin)
    cast.lin.name = "林小雯"
    db.commit()

    (found,) = queries.certificates_of(db, cast.lin.id, TODAY)
    assert found.name == Words("林晓雯", "Lin Xiaowen")
    assert found.is_intact


def test_a_changed_proof_is_noticed(db, cast):
    proof = issue(db, cast.lin)
    proof.printed = proof.printed | {"name": "陈立群"}
    db.commit()

    assert [found.is_intact for found in queries.certificates_of(db, cast.lin.id, TODAY)] == [False]


def test_thirty_claims_at_once_leave_one_certificate(bank, db, cast):
    everybody_is_ready = Barrier(30)

    def claim(_n):
        everybody_is_ready.wait()
        with bank.sessions.writer() as own, own.begin():
            return issue(own, cast.lin).number

    with ThreadPoolExecutor(30) as threads:
        numbers = list(threads.map(claim, range(30)))

    assert len(set(numbers)) == 1
    assert [db.scalar(select(func.count()).select_from(table)) for table in (CertificationPeriod, Proof)] == [1, 1]
    assert len(ledger(db, "CertificateIssued")) == 1


def test_a_later_version_supersedes_the_earlier_one(db, cast):
    issue(db, cast.lin)
    issue(db, cast.sun)
    issue(db, cast.lin, course="greeting")
    issue(db, cast.lin, version=2, at=MORNING + timedelta(days=10))
    db.commit()

    def states(person, days):
        found = queries.certificates_of(db, person.id, TODAY + timedelta(days=days))
        return [(row.proof.period.baseline, row.state.kind) for row in found]

    assert states(cast.lin, 10) == [
        ("completion:service-standards:2", "valid"), ("completion:greeting:1", "valid"),
        ("completion:service-standards:1", "superseded"),
    ]  # fmt: skip
    assert states(cast.lin, 9)[2] == ("completion:service-standards:1", "valid")
    assert states(cast.sun, 10) == [("completion:service-standards:1", "valid")]
    assert [entry[0] for entry in ledger(db, "CertificateSuperseded")] == ["CertificateSuperseded"]


def test_an_earlier_version_that_comes_late_is_born_superseded(db, cast):
    issue(db, cast.lin, version=2)
    issue(db, cast.lin, version=1, at=MORNING + timedelta(days=1))

    found = queries.certificates_of(db, cast.lin.id, TODAY + timedelta(days=1))
    assert [(row.proof.period.baseline[-1], row.state.kind) for row in found] == [("1", "superseded"), ("2", "valid")]


def test_he_revokes_with_a_reason_and_nothing_is_deleted(db, cast):
    proof = issue(db, cast.lin)

    verbs.revoke(db, proof, by=cast.he.id, reason=" 他人代考 ", at=MORNING + timedelta(days=3))
    verbs.revoke(db, proof, by=cast.he.id, reason="again", at=MORNING + timedelta(days=4))
    db.commit()

    (found,) = queries.certificates_of(db, cast.lin.id, TODAY + timedelta(days=5))
    assert found.state == rules.PeriodState("revoked", TODAY + timedelta(days=3))
    assert [(event.kind, event.reason, event.by_id) for event in db.scalars(select(PeriodEvent))] == [
        ("revoked", "他人代考", cast.he.id)
    ]
    assert [entry[1:3] for entry in ledger(db, "CertificateRevoked")] == [(cast.he.id, "他人代考")]
    assert [row.state.kind for row in queries.certificates_of(db, cast.lin.id, TODAY)] == ["valid"]


def test_without_a_reason_nothing_is_revoked(db, cast):
    proof = issue(db, cast.lin)

    with pytest.raises(ReasonMissing):
        verbs.revoke(db, proof, by=cast.he.id, reason="  ", at=MORNING)


def test_ten_revocations_at_once_are_one(bank, db, cast):
    proof = issue(db, cast.lin)
    db.commit()
    everybody_is_ready = Barrier(10)

    def revoke(_n):
        everybody_is_ready.wait()
        with bank.sessions.writer() as own, own.begin():
            verbs.revoke(own, own.get_one(Proof, proof.id), by=cast.he.id, reason="代考", at=MORNING)

    with ThreadPoolExecutor(10) as threads:
        list(threads.map(revoke, range(10)))

    assert db.scalar(select(func.count()).select_from(PeriodEvent)) == 1


def test_the_first_paper_stays(db, cast):
    proof = issue(db, cast.lin)

    assert verbs.keep_paper(db, proof.id, pdf=b"%PDF first", at=MORNING)
    assert not verbs.keep_paper(db, proof.id, pdf=b"%PDF second", at=MORNING)
    assert db.get_one(ProofPaper, proof.id).pdf == b"%PDF first"


def test_what_the_house_knows_of_lin(db, cast):
    proof = issue(db, cast.lin)

    (known,) = queries.own_data(db, cast.lin.id)
    assert (known["number"], known["printed"]["course"], known["events"]) == (proof.number, "服务标准", [])
    assert queries.own_data(db, cast.sun.id) == []


HISTORIES = [
    [], [("revoked", 5, None)], [("revoked", -5, None)], [("superseded", 0, None)], [("suspended", -5, 5)], [("suspended", -5, -1)],
    [("suspended", -5, None), ("resumed", -1, None)], [("suspended", -5, None), ("resumed", 1, None)],
    [("resumed", -5, None), ("suspended", -1, None)], [("extended", -5, 3)], [("extended", 1, 3)], [("suspended", -1, 0)],
]  # fmt: skip


@pytest.mark.parametrize(("until", "due"), [(None, None), (-1, None), (0, None), (-9, 0), (-9, -1)])
def test_what_is_printed_for_a_unit_is_what_counts(db, cast, until, due):
    """The SQL of ``valid_in`` and ``rules.period_state`` say the same of every history."""
    days = lambda n: None if n is None else TODAY + timedelta(days=n)  # noqa: E731 -- a word of this test
    proofs = []
    for n, history in enumerate(HISTORIES):
        person = cast.person(f"E1{n:03}", "甲", cast.binjiang, "teller")
        proofs.append(issue(db, person))
        proofs[-1].period.valid_from, proofs[-1].period.valid_until = TODAY - timedelta(days=30), days(until)
        proofs[-1].period.due_on = days(due)
        for kind, first, last in history:
            event = {"reason": "", "effective_at": MORNING, "recorded_at": MORNING}
            proofs[-1].period.events.append(PeriodEvent(kind=kind, from_on=days(first), until_on=days(last), **event))
    db.commit()

    he = people.viewer(db, cast.he.id, on=TODAY)
    counts = [one.id for one in proofs if rules.period_state(one.period, one.period.events, TODAY).counts]
    assert queries.valid_in(db, he, "service-standards", cast.area.id, TODAY) == counts
