"""What the worker does: every proof gets its paper once, and one odd name keeps nobody else waiting."""

import io
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select

from learning.certificates import jobs, rules
from learning.certificates.models import ProofPaper
from learning.certificates.papers import sheet as papers
from learning.people.verbs import staff
from tests.cast import MORNING
from tests.certificates.test_verbs import issue, ledger


@pytest.fixture
def settings(bank):
    return replace(bank.settings, base_url="https://learn.qiming.example/")


def test_the_worker_prints_each_paper_once(bank, db, cast, settings):
    numbers = [issue(db, person).number for person in (cast.lin, cast.chen)]
    db.commit()

    assert [jobs.print_papers(bank.sessions, settings, at=MORNING) for _ in range(2)] == [2, 0]

    made = db.scalars(select(ProofPaper).order_by(ProofPaper.proof_id)).all()
    assert ["林晓雯" in PdfReader(io.BytesIO(paper.pdf)).pages[0].extract_text() for paper in made] == [True, False]
    assert len(numbers) == len(made)


def test_the_code_on_the_paper_leads_to_the_address_of_this_bank(bank, db, cast, settings, monkeypatch):
    asked = []
    monkeypatch.setattr(papers, "certificate", lambda printed, address, own_fonts: asked.append((printed, address)) or b"%PDF")
    number = issue(db, cast.lin).number
    db.commit()

    jobs.print_papers(bank.sessions, settings, at=MORNING)

    ((printed, address),) = asked
    assert address == f"https://learn.qiming.example/verify/{number}"
    assert [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(papers.picture(printed, address, ppi=144))))] == [
        address
    ]


def test_a_name_the_fonts_do_not_have_waits_for_nobody(bank, db, cast, settings):
    cast.lin.name = "林𠮷"
    issue(db, cast.lin)
    issue(db, cast.chen)
    db.commit()

    assert jobs.print_papers(bank.sessions, settings, at=MORNING) == 2
    kept = db.execute(select(ProofPaper.pdf.is_not(None), ProofPaper.refusal).order_by(ProofPaper.proof_id)).all()
    assert kept == [(False, "MissingGlyphs 𠮷"), (True, None)]


def test_the_paper_comes_when_hr_corrects_the_name(bank, db, cast, settings):
    cast.lin.name = "林𠮷"
    proof = issue(db, cast.lin)
    db.commit()
    assert [jobs.print_papers(bank.sessions, settings, at=MORNING) for _ in range(2)] == [1, 0]
    before = proof.sha256

    staff.change(db, cast.lin, {"name": "林吉"}, by=cast.he.id, at=MORNING)
    db.commit()

    assert jobs.print_papers(bank.sessions, settings, at=MORNING) == 1
    db.refresh(proof)
    paper = db.scalars(select(ProofPaper)).one()
    assert (paper.refusal, proof.printed["name"]) == (None, "林吉")
    assert "林吉" in PdfReader(io.BytesIO(paper.pdf)).pages[0].extract_text()
    assert ledger(db, "PrintedNameCorrected") == [
        ("PrintedNameCorrected", cast.he.id, None, {"proof_number": proof.number, "before": before, "after": proof.sha256})
    ]
    assert proof.sha256 == rules.digest(proof.number, proof.issued_at, proof.printed)


def test_a_printed_name_stays_as_it_was_printed(bank, db, cast, settings):
    proof = issue(db, cast.lin)
    db.commit()
    jobs.print_papers(bank.sessions, settings, at=MORNING)

    staff.change(db, cast.lin, {"name": "林小雯"}, by=cast.he.id, at=MORNING)
    db.commit()

    assert jobs.print_papers(bank.sessions, settings, at=MORNING) == 0
    assert (proof.printed["name"], ledger(db, "PrintedNameCorrected")) == ("林晓雯", [])


def test_the_paper_comes_when_the_bank_brings_a_font(bank, db, cast, settings, font_of_the_bank):
    cast.lin.name = "林𠮷"
    issue(db, cast.lin)
    db.commit()
    jobs.print_papers(bank.sessions, settings, at=MORNING)

    mended = replace(settings, data=font_of_the_bank.parent)
    assert jobs.print_papers(bank.sessions, mended, at=MORNING) == 1

    assert "林𠮷" in PdfReader(io.BytesIO(db.scalars(select(ProofPaper.pdf)).one())).pages[0].extract_text()


def test_a_compiler_that_breaks_leaves_a_word_and_the_next_paper(bank, db, cast, settings, monkeypatch):
    def broken(printed, address, own_fonts):
        raise RuntimeError("no")

    issue(db, cast.lin)
    db.commit()
    monkeypatch.setattr(papers, "certificate", broken)

    assert jobs.print_papers(bank.sessions, settings, at=MORNING) == 1
    assert db.scalars(select(ProofPaper.refusal)).all() == ["PaperFailed"]
