"""A large file is made by the worker and is the same, byte for byte, as a small one that is answered at once."""

import csv
import re
from datetime import timedelta
from io import BytesIO, StringIO

from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from learning.downloads import jobs as downloads
from learning.downloads.models import Download
from learning.people.models import RoleGrant
from learning.reports import views
from tests.cast import TODAY

PEOPLE = "/reports/completion/people"


def told_by(ending, data):
    """What a file says: a spreadsheet also holds the second in which it was made."""
    return data if ending == "csv" else CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()


def test_the_large_file_is_the_small_one(visit, bank, db, cast, live, asked, done, monkeypatch):  # noqa: PLR0913 -- the whole story
    asked("greeting", {cast.lin: TODAY - timedelta(days=3), cast.sun: None})
    done(cast.sun, "greeting", days=8)
    he, address = visit(cast.he), f"{PEOPLE}?unit={cast.bank.id}&course=greeting&lang=en"
    small = {ending: he.get(f"{address}&format={ending}", raw=True) for ending in ("csv", "xlsx")}
    monkeypatch.setattr(views, "AT_ONCE", 2)
    assert 'data-testid="ask"' in he.get(f"{address}&format=csv")
    assert f'formaction="{PEOPLE}?unit={cast.bank.id}&amp;course=greeting&amp;format=xlsx"' in he.get(address)
    for ending, kept in small.items():
        page = he.post(f"{address}&format={ending}")
        assert he.post(f"{address}&format={ending}") == page
        assert downloads.make_downloads(bank.sessions, bank.clock) is True
        made = he.get(f"{page}/file", raw=True)
        assert made.headers["Content-Disposition"] == f"attachment; filename=completion-greeting-2026-03-02.{ending}"
        assert made.mimetype == kept.mimetype
        assert told_by(ending, made.data) == told_by(ending, kept.data)
    row = db.query(Download).order_by(Download.id).first()
    assert (row.done, row.total, row.title["en"]) == (9, 9, "Greeting and triage: completion, HQ unit, 2 March 2026")
    assert "completion-greeting-2026-03-02.xlsx" in he.get("/downloads/")


def test_a_head_gets_the_own_branch_only_and_nothing_once_the_role_is_gone(  # noqa: PLR0913 -- the whole story
    visit, bank, db, cast, live, asked, monkeypatch
):
    asked("greeting", {cast.lin: TODAY})
    monkeypatch.setattr(views, "AT_ONCE", 0)
    zhou = visit(cast.zhou)
    zhou.post(f"{PEOPLE}?unit={cast.gutang.id}&course=greeting&format=csv", status=404)
    zhou.post(f"{PEOPLE}?unit={cast.binjiang.id}&course=greeting&format=pdf", status=404)
    visit(cast.lin).post(f"{PEOPLE}?unit={cast.binjiang.id}&course=greeting&format=csv", status=403)
    page = zhou.post(f"{PEOPLE}?unit={cast.binjiang.id}&course=greeting&format=csv")
    downloads.make_downloads(bank.sessions, bank.clock)
    assert len(re.findall(rb'"E000\d"', zhou.get(f"{page}/file", raw=True).data)) == 2
    db.rollback()
    db.query(RoleGrant).filter_by(person_id=cast.zhou.id).one().until_on = TODAY
    db.commit()
    zhou.get(f"{page}/file", status=403)
    visit(cast.he).get(page, status=404)


def test_the_printed_report_says_what_the_page_says(  # noqa: PLR0913 -- the whole story
    visit, bank, db, cast, live, asked, done
):
    """Cell by cell the numbers of the CSV; in the reader's language; gone with the role."""
    asked("greeting", {cast.lin: TODAY - timedelta(days=3), cast.sun: None})
    done(cast.sun, "greeting", days=8)
    he, board = visit(cast.he), "/reports/completion"
    head, *table = list(csv.reader(StringIO(he.get(f"{board}?format=csv&lang=en", raw=True).data.decode("utf-8-sig"))))
    page = he.post(f"{board}?lang=en")
    assert downloads.make_downloads(bank.sessions, bank.clock) is True
    made = he.get(f"{page}/file", raw=True)
    assert (made.mimetype, made.data[:5]) == ("application/pdf", b"%PDF-")
    text = " ".join(PdfReader(BytesIO(made.data)).pages[0].extract_text().split())
    assert "Completion · " in text and "As of the end of: 2 March 2026" in text
    for name, people, *cells in (row for row in table if len(row) == len(head)):
        assert f"{name} {people}" in text
        for percent, part, asked_of in zip(*(cells[n::3] for n in range(3)), strict=True):
            assert f"{percent or '—'}{'%' if percent else ''} {part}/{asked_of}" in text

    visit(cast.lin).post(board, status=403)
    zhou = visit(cast.zhou)
    zhou.post(f"{board}?unit={cast.gutang.id}", status=404)
    own = zhou.post(board)
    db.query(RoleGrant).filter_by(person_id=cast.zhou.id).one().until_on = TODAY
    db.commit()
    downloads.make_downloads(bank.sessions, bank.clock)
    assert db.query(Download).order_by(Download.id.desc()).first().refusal
    zhou.get(f"{own}/file", status=410)
