"""The pages of certificates: mine, one, its paper, taking it back, and the check that is open to everybody."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from learning.certificates import rules, verbs
from learning.certificates.models import Proof
from learning.content.catalogue import Words
from learning.downloads.jobs import make_downloads
from learning.notices.models import Notice
from learning.people.models import RecordView
from learning.publishing import verbs as publishing
from tests.cast import MORNING, TODAY
from tests.certificates.test_verbs import issue
from tests.courses import TINY
from tests.visit import plain

NEVER = "0123 4567 89AB CDEF GHJK MNPQ RS"


@pytest.fixture
def proof(db, cast):
    """Lin's certificate for 服务标准."""
    made = issue(db, cast.lin)
    db.commit()
    return made


def test_lin_sees_what_she_holds(visit, cast, db, proof):
    issue(db, cast.lin, course="greeting", title=Words("问候", "Greeting"))
    verbs.revoke(db, proof, by=cast.he.id, reason="代考", at=proof.issued_at)
    db.commit()

    page = plain(visit(cast.lin).get("/certificates/?lang=zh", raw=True))
    assert "问候 自2026年3月2日起，长期有效 有效" in page
    assert "服务标准 2026年3月2日撤销 已撤销" in page


def test_without_a_certificate_the_page_says_what_to_do(visit, cast, proof):
    page = visit(cast.sun).get("/certificates/?lang=en")

    assert "No certificate yet." in page
    assert proof.number not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(visit, cast, db, queries, count):
    for n in range(count):
        issue(db, cast.lin, course=f"course-{n}")
    db.commit()
    lin = visit(cast.lin)

    with queries() as asked:
        page = lin.get("/certificates/")

    assert page.count('data-testid="certificate"') == count
    assert len(asked) == 4, asked.statements  # who is asking with the bell, certificates, their events, certifications


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("lin", 200), ("zhou", 200), ("he", 200), ("an", 200),
        ("chen", 404), ("sun", 404), ("qian", 404), ("tao", 404), ("shen", 404),
    ],
)  # fmt: skip
def test_who_opens_lins_certificate(visit, cast, db, proof, who, status):
    verbs.keep_paper(db, proof.id, pdf=b"%PDF-1.7", at=proof.issued_at)
    db.commit()
    person = visit(getattr(cast, who))

    page = person.get(f"/certificates/{proof.number}", status=status)
    person.get(f"/certificates/{proof.number}/paper.pdf", status=status)
    assert ("林晓雯" in page) is (status == 200)
    assert ('data-testid="revoke"' in page) is (who == "he")
    assert ('data-testid="show-name"' in page) is (who == "lin")


def test_who_opened_lins_certificate_is_written_down(visit, cast, db, proof):
    verbs.keep_paper(db, proof.id, pdf=b"%PDF-1.7", at=proof.issued_at)
    db.commit()
    for who in (cast.lin, cast.zhou):
        visit(who).get(f"/certificates/{proof.number}")
        visit(who).get(f"/certificates/{proof.number}/paper.pdf")

    rows = db.execute(select(RecordView.viewer_id, RecordView.person_id, RecordView.page).order_by(RecordView.id)).all()
    assert rows == [
        (cast.zhou.id, cast.lin.id, "certificates.certificate"),
        (cast.zhou.id, cast.lin.id, "certificates.paper"),
    ]


def test_a_stranger_is_sent_to_the_door(visit, proof):
    assert visit().get(f"/certificates/{proof.number}", status=303, raw=True).location.startswith("/sign-in")


def test_any_spelling_of_the_number_opens_the_page(visit, cast, proof):
    assert "林晓雯" in visit(cast.lin).get(f"/certificates/{rules.grouped(proof.number).lower()}")
    visit(cast.lin).get(f"/certificates/{NEVER}", status=404)
    visit(cast.lin).get("/certificates/x", status=404)


def test_the_paper_is_in_the_making_until_the_worker_made_it(visit, cast, db, proof):
    lin = visit(cast.lin)
    address = f"/certificates/{proof.number}"

    assert "正在制作" in lin.get(f"{address}?lang=zh")
    assert 'hx-trigger="every 3s"' in lin.get(address)
    assert lin.get(address, htmx=True, status=204) == ""
    lin.get(f"{address}/paper.pdf", status=404)

    verbs.keep_paper(db, proof.id, pdf=b"%PDF-1.7 lin", at=proof.issued_at)
    db.commit()

    fragment = lin.get(address, htmx=True)
    assert fragment.count("<div") == 1 and "paper.pdf" in fragment and "hx-trigger" not in fragment
    answer = lin.get(f"{address}/paper.pdf", raw=True)
    assert (answer.data, answer.mimetype) == (b"%PDF-1.7 lin", "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "%E6%9C%8D%E5%8A%A1%E6%A0%87%E5%87%86-%E6%9E%97%E6%99%93%E9%9B%AF.pdf" in answer.headers["Content-Disposition"]


def test_why_there_is_no_paper_is_said(visit, cast, db, proof):
    verbs.keep_paper(db, proof.id, pdf=None, refusal="MissingGlyphs 𠮷 🙂", at=proof.issued_at)
    db.commit()

    for reader in (cast.lin, cast.he):
        assert "字库里没有𠮷 (U+20BB7) 🙂 (U+1F642)" in visit(reader).get(f"/certificates/{proof.number}?lang=zh")
        page = visit(reader).get(f"/certificates/{proof.number}?lang=en")
        assert "our fonts do not have 𠮷 (U+20BB7) 🙂 (U+1F642). HR corrects the name, or the administrator" in page
    told = {one.person_id: one.kind for one in db.query(Notice).filter(Notice.kind.startswith("paper-refused"))}
    assert told == {cast.lin.id: "paper-refused", cast.he.id: "paper-refused-of"}


@pytest.fixture
def world(db, cast):
    """The tiny course is live; Lin and Chen of Binjiang and Sun of Gutang hold its certificate, Zhou an expired one."""
    publishing.publish(db, TINY, by_id=None, note="tiny", at=MORNING)
    proofs = [
        issue(db, one, course="greeting", title=Words("问候", "Greeting")) for one in (cast.lin, cast.chen, cast.sun, cast.zhou)
    ]
    proofs[3].period.valid_until = TODAY - timedelta(days=1)
    db.commit()
    return {proof.period.person_id: proof for proof in proofs}


@pytest.mark.parametrize(
    ("who", "unit", "names"),
    [
        ("he", "bank", ["林晓雯", "孙晓岚", "陈立群"]),
        ("he", "area", ["林晓雯", "陈立群"]),
        ("zhou", "binjiang", ["林晓雯", "陈立群"]),
        ("qian", "gutang", ["孙晓岚"]),
    ],
)
def test_the_certificates_of_a_unit(visit, cast, world, who, unit, names):  # noqa: PLR0913 -- a table
    page = visit(getattr(cast, who)).get(f"/certificates/print?lang=zh&course=greeting&unit={getattr(cast, unit).id}")

    assert re.findall(r'row-title">([^<]+)<', page) == names
    assert f"有效证书：{len(names)}" in page


def test_nobody_else_prints_for_a_unit(visit, cast, world):
    for who in (cast.lin, cast.tao, cast.an, cast.shen):
        visit(who).get("/certificates/print", status=403)
        visit(who).post("/certificates/print", {"course": "greeting", "unit": str(cast.binjiang.id)}, status=403)
    visit(cast.qian).get(f"/certificates/print?course=greeting&unit={cast.binjiang.id}", status=404)
    for data in ({}, {"course": "no-such", "unit": str(cast.gutang.id)}, {"course": "greeting", "unit": str(cast.binjiang.id)}):
        visit(cast.qian).post("/certificates/print", data, status=404)


def test_a_unit_without_certificates_says_so(visit, cast, db, world):
    verbs.revoke(db, world[cast.sun.id], by=cast.he.id, reason="代考", at=MORNING)
    db.commit()

    page = visit(cast.qian).get("/certificates/print?lang=en&course=greeting")
    assert "Nobody here holds a valid certificate of this course yet." in page and 'data-testid="print-unit"' not in page


def test_fifty_a_page_and_the_same_number_of_questions(visit, cast, db, world, queries, monkeypatch):
    monkeypatch.setattr("learning.certificates.queries.proofs.A_PAGE", 2)
    he = visit(cast.he)
    with queries() as one:
        he.get(f"/certificates/print?course=greeting&unit={cast.gutang.id}")
    with queries() as three:
        first = he.get(f"/certificates/print?course=greeting&unit={cast.bank.id}")

    assert len(one) == len(three)
    after = re.search(r'after=(\w+)" data-testid="next"', first)[1]
    second = he.get(f"/certificates/print?course=greeting&unit={cast.bank.id}&after={after}")
    assert [re.findall(r'row-title">([^<]+)<', page) for page in (first, second)] == [["林晓雯", "孙晓岚"], ["陈立群"]]


def test_zhou_prints_his_branch_in_one_file(visit, cast, db, bank, world):
    verbs.keep_paper(db, world[cast.chen.id].id, pdf=None, refusal="MissingGlyphs 𠮷", at=MORNING)
    db.commit()
    zhou, he = visit(cast.zhou), visit(cast.he)
    where = f"/certificates/print?lang=en&course=greeting&unit={cast.binjiang.id}"
    assert "because their paper cannot be printed yet: 1." in plain(zhou.get(where, raw=True))

    address = zhou.post("/certificates/print", {"course": "greeting", "unit": str(cast.binjiang.id)})
    assert make_downloads(bank.sessions, bank.clock)

    page = zhou.get(address)
    assert "Certificates: Greeting and triage, BJ unit" in page
    answer = zhou.get(f"{address}/file", raw=True)
    book = PdfReader(BytesIO(answer.data))
    assert ["林晓雯" in sheet.extract_text() for sheet in book.pages] == [True]
    he.get(f"{address}/file", status=404)


@pytest.mark.parametrize(
    ("most", "says"), [(0, "2 certificates are too many for one file; at most 0"), (9, "There is no paper to print here")]
)
def test_why_there_is_no_file(visit, cast, db, bank, world, monkeypatch, most, says):  # noqa: PLR0913 -- a table
    monkeypatch.setattr("learning.certificates.jobs.MOST_BOUND", most)
    for person in (cast.lin, cast.chen):
        verbs.keep_paper(db, world[person.id].id, pdf=None, refusal="PaperFailed", at=MORNING)
    db.commit()
    address = visit(cast.zhou).post("/certificates/print", {"course": "greeting", "unit": str(cast.binjiang.id)})

    make_downloads(bank.sessions, bank.clock)

    assert says in visit(cast.zhou).get(f"{address}?lang=en")


def test_he_revokes_and_the_public_page_says_so(visit, cast, db, proof, clock):
    verbs.keep_paper(db, proof.id, pdf=b"%PDF-1.7", at=proof.issued_at)
    db.commit()
    clock.at += timedelta(days=1)
    address = f"/certificates/{proof.number}"

    page = visit(cast.he).follow(f"{address}/revocation", {"reason": "他人代考"})

    assert "他人代考" in page and 'data-testid="revoke"' not in page
    assert "他人代考" in visit(cast.lin).get(address)
    assert "Revoked" in plain(visit().get(f"/verify/{proof.number}?lang=en", raw=True))
    assert "他人代考" not in visit().get(f"/verify/{proof.number}")
    refused = visit(cast.lin).get(f"{address}/paper.pdf?lang=en", status=409)
    assert "Its paper is no longer given out" in refused


def test_a_revocation_needs_a_reason_and_an_officer(visit, cast, db, proof):
    address = f"/certificates/{proof.number}/revocation"

    for data in ({}, {"reason": "   "}, {"reason": "长" * 401}):
        assert "<h1>" in visit(cast.he).post(address, data, status=422)
    for who in (cast.lin, cast.zhou, cast.an, cast.shen):
        visit(who).post(address, {"reason": "x"}, status=403)
    visit(cast.he).post(f"/certificates/{NEVER}/revocation", {"reason": "x"}, status=404)
    visit(cast.he).post(address, {"reason": "x"}, csrf=False, status=403)
    assert "有效" in visit().get(f"/verify/{proof.number}?lang=zh")


def test_only_lin_decides_whether_her_name_is_shown(visit, cast, db, proof):
    address, public = f"/certificates/{proof.number}/name", f"/verify/{proof.number}"
    for who, status in ((cast.zhou, 404), (cast.he, 404), (cast.chen, 404)):
        visit(who).post(address, {"shown": "yes"}, status=status)
    assert "林＊＊" in visit().get(public) and "林晓雯" not in visit().get(public)

    assert "您的全名" in visit(cast.lin).follow(address, {"shown": "yes"})
    assert "林晓雯" in visit().get(public) and "Lin Xiaowen" in visit().get(public)

    visit(cast.lin).post(address, {"shown": "no"})
    assert "林晓雯" not in visit().get(public) and "L. X." in visit().get(public)


@pytest.mark.parametrize(
    ("event", "zh", "en"),
    [
        (None, "有效 自2026年3月2日起，长期有效", "Valid Since 2 March 2026, no expiry"),
        ("superseded", "已被取代 2026年3月12日由新证书取代", "Superseded A newer certificate took its place on 12 March 2026"),
        ("revoked", "已撤销 2026年3月12日撤销", "Revoked Revoked on 12 March 2026"),
    ],
)
def test_a_stranger_reads_the_state_of_today(visit, cast, db, proof, clock, event, zh, en):  # noqa: PLR0913 -- a table
    clock.at += timedelta(days=10)
    if event == "superseded":
        issue(db, cast.lin, version=2, at=clock.at)
    if event == "revoked":
        verbs.revoke(db, proof, by=cast.he.id, reason="代考", at=clock.at)
    db.commit()

    chinese = plain(visit().get(f"/verify/{proof.number}?lang=zh", raw=True))
    english = plain(visit().get(f"/verify/{proof.number}?lang=en", raw=True))
    assert zh in chinese and "启明银行" in chinese and "林＊＊" in chinese and "服务标准" in chinese
    assert en in english and "Qiming Bank" in english and "L. X." in english and "Service Standards" in english
    assert "林晓雯" not in chinese + english and "E0001" not in chinese + english


def test_the_form_takes_the_number_as_it_is_typed(visit, proof):
    assert 'data-testid="state"' in visit().get(f"/verify/?number=+{rules.grouped(proof.number).lower()}+")
    assert 'data-testid="not-found"' not in visit().get("/verify/")
    assert 'data-testid="not-found"' not in visit().get("/verify/?number=+")


@pytest.mark.parametrize("wrong", [NEVER, "x", "林", "'; DROP TABLE proof; --", "%00", "0" * 3000])
def test_every_wrong_number_gets_the_same_words_after_the_same_work(visit, proof, queries, wrong):
    with queries() as asked:
        page = visit().get(f"/verify/?number={wrong}&lang=en", status=404, raw=True)

    assert "No certificate has this number." in page.text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert len([statement for statement in asked.statements if "FROM proof" in statement]) == 1


def test_one_wrong_character_is_not_found(visit, proof):
    for place in (0, 10, 25):
        other = "1" if proof.number[place] != "1" else "2"
        visit().get(f"/verify/{proof.number[:place]}{other}{proof.number[place + 1 :]}", status=404)


def test_thirty_checks_a_minute(visit, proof, clock):
    stranger = visit()
    for _ in range(29):
        stranger.get(f"/verify/{NEVER}", status=404)
    stranger.get(f"/verify/{proof.number}")
    stranger.get(f"/verify/{proof.number}", status=429)
    stranger.get("/verify/")

    clock.at += timedelta(minutes=1)
    stranger.get(f"/verify/{proof.number}")


def test_checking_writes_nothing(visit, db, proof, queries):
    with queries() as asked:
        visit().get(f"/verify/{proof.number}")

    assert [statement for statement in asked.statements if not statement.lstrip().startswith("SELECT")] == []
    assert db.get_one(Proof, proof.id).number == proof.number
