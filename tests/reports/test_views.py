"""The report on the screen and as files: the same rows, the same refusals."""

import csv
import io
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook

from learning.certificates import verbs as certificates
from learning.content.catalogue import Words
from tests.cast import MORNING, TODAY
from tests.reports.conftest import Cells

BOARD = "/reports/completion"
PEOPLE = "/reports/completion/people"


@pytest.fixture
def some(cast, live, asked, done):
    """Lin late, Chen with a week, Sun done, the rest asked for nothing."""
    asked("greeting", {cast.lin: TODAY - timedelta(days=3), cast.chen: TODAY + timedelta(days=5), cast.sun: None})
    done(cast.sun, "greeting", days=8)


def as_csv(answer) -> list[list[str]]:
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def as_xlsx(answer) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()


def board_cells(html: str) -> list[list[str]]:
    """The screen's table as the file says it: name, people, and of each cell the per cent, the part and the whole."""
    rows = []
    for name, *cells in Cells(html, "board").rows[1:]:
        parts = [[percent if percent != "—" else "", *fraction.split("/")] for percent, fraction in cells]
        rows.append([name[0], name[1], *(part for three in parts for part in three)])
    return rows


def test_the_board_says_who_is_late(visit, cast, some):
    html = visit(cast.he).get(BOARD)
    assert Cells(html, "board").rows[1][0] == ["全行", "9"]
    assert board_cells(html)[0] == ["全行", "9", "33", "1", "3", "", "0", "0", "33", "1", "3"]


@pytest.mark.parametrize(
    "where", ["", "?unit={area}", "?state=overdue", "?position=teller&course=greeting", "?as_of=2026-02-10&lang=en"]
)
def test_the_files_are_the_screen(visit, cast, some, where):
    address = BOARD + where.format(area=cast.area.id)
    he = visit(cast.he)
    shown = board_cells(he.get(address))
    more = "&" if where else "?"
    lines = as_csv(he.get(f"{address}{more}format=csv", raw=True))
    assert lines[1:-1] == shown
    sheet = as_xlsx(he.get(f"{address}{more}format=xlsx", raw=True))
    assert [[_text(cell) for cell in row] for row in sheet] == [lines[0], *shown]
    assert len(lines[0]) == len(shown[0])


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) else str(cell)


def test_the_last_line_says_what_is_shown(visit, cast, some):
    last = as_csv(visit(cast.he).get(f"{BOARD}?format=csv&lang=en&position=teller", raw=True))[-1]
    assert last == [
        "As of the end of: 2026-03-02", "Unit: HQ unit", "Position: Teller", "State shown: Complete",
        "People at work, each counted once: 2", "Courses asked of them: 2", "Of these completed: 1",
        "People with an overdue course: 1", "People with a course due within 7 days: 0",
    ]  # fmt: skip
    notes = CalamineWorkbook.from_filelike(io.BytesIO(visit(cast.he).get(f"{BOARD}?format=xlsx&lang=en", raw=True).data))
    assert notes.get_sheet_by_index(1).to_python()[4] == ["People at work, each counted once", 9.0]


def test_the_header_is_in_the_readers_language(visit, cast, some):
    header = as_csv(visit(cast.he).get(f"{BOARD}?format=csv&lang=zh", raw=True))[0]
    assert header[:3] == ["机构", "人数", "迎宾与分流 %"]


def people_cells(html: str) -> list[list[str]]:
    rows = []
    for name, steps, due, state, evidence in Cells(html, "people").rows[1:]:
        number, unit, position = name[1].split(" · ")
        done, _, required = steps[-1].partition(" / ")
        days = [text for text in due if text.startswith("20")]
        days_done = [text for text in evidence if text.startswith("20")]
        certificate = [text for text in evidence if len(text) == 26]
        revoked = (
            evidence[-1] if evidence and evidence[-1] in ("Revoked", "已撤销", "已吊销") else ("Issued" if certificate else "")
        )
        rows.append([number, name[0], unit, position, done, required, *(days or [""])[:1], state[0], *(days_done or [""])[:1],
                     *(certificate or [""]), revoked])  # fmt: skip
    return rows


def test_the_people_behind_a_cell_on_screen_and_in_files(visit, cast, some, db):
    certificates.issue(db, cast.sun.id, "greeting", version=1, title=Words("迎宾", "Greeting"), at=MORNING)
    db.commit()
    address = f"{PEOPLE}?unit={cast.bank.id}&course=greeting&lang=en"
    he = visit(cast.he)
    shown = people_cells(he.get(address))
    assert [(row[0], row[4], row[7]) for row in shown if row[7] != "Not assigned"] == [
        ("E0001", "0", "Overdue"), ("E0002", "0", "Complete"), ("E0003", "0", "Due within 7 days"),
    ]  # fmt: skip
    lines = as_csv(he.get(f"{address}&format=csv", raw=True))
    assert lines[1:-1] == shown
    sheet = as_xlsx(he.get(f"{address}&format=xlsx", raw=True))
    assert [[_text(cell) for cell in row] for row in sheet[1:]] == shown


def test_a_revoked_certificate_says_so(visit, cast, some, db):
    proof = certificates.issue(db, cast.sun.id, "greeting", version=1, title=Words("迎宾", "Greeting"), at=MORNING)
    certificates.revoke(db, proof, by=cast.he.id, reason="对错了人", at=MORNING)
    db.commit()
    row = people_cells(visit(cast.he).get(f"{PEOPLE}?unit={cast.gutang.id}&course=greeting&state=complete&lang=en"))[0]
    assert row[-2:] == [proof.number, "Revoked"]


def test_every_row_leads_to_its_why_and_its_proof(visit, cast, some, db):
    proof = certificates.issue(db, cast.sun.id, "greeting", version=1, title=Words("迎宾", "Greeting"), at=MORNING)
    db.commit()
    html = visit(cast.an).get(f"{PEOPLE}?unit={cast.gutang.id}&course=greeting")
    assert '/why/E0002/greeting"' in html
    assert f'/certificates/{proof.number}"' in html
    assert "/why/E0002/greeting?as_of=2026-02-28" in visit(cast.an).get(
        f"{PEOPLE}?unit={cast.gutang.id}&course=greeting&as_of=2026-02-28"
    )


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@a", "＝一", "＋一", "－一", "＠一", "\t=1", "\r=1"])
def test_a_name_that_a_spreadsheet_would_obey_is_made_harmless(visit, cast, some, db, name):
    cast.lin.name, cast.lin.name_en = name, None
    db.commit()
    address = f"{PEOPLE}?unit={cast.binjiang.id}&course=greeting&state=overdue"
    answer = visit(cast.he).get(f"{address}&format=csv", raw=True)
    assert csv_cell(answer, 1, 1) == f"'{name}"
    assert answer.data.decode("utf-8-sig").count('"') % 2 == 0
    if name.isprintable():
        assert as_xlsx(visit(cast.he).get(f"{address}&format=xlsx", raw=True))[1][1] == f"'{name}"


def csv_cell(answer, row: int, column: int) -> str:
    text = answer.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[row][column]


def test_a_staff_number_stays_text(visit, cast, some, db):
    cast.lin.number = "000123"
    db.commit()
    address = f"{PEOPLE}?unit={cast.binjiang.id}&course=greeting&state=overdue&format="
    assert as_xlsx(visit(cast.he).get(address + "xlsx", raw=True))[1][0] == "000123"
    assert csv_cell(visit(cast.he).get(address + "csv", raw=True), 1, 0) == "000123"


def test_every_cell_of_the_csv_is_quoted(visit, cast, some):
    text = visit(cast.he).get(f"{BOARD}?format=csv", raw=True).data.decode("utf-8-sig")
    assert all(line.startswith('"') and line.endswith('"') for line in text.rstrip("\r\n").split("\r\n"))
    assert '"9","33","1","3"' in text


@pytest.mark.parametrize("who", ["lin", "tao", "shen"])
def test_the_report_is_not_for_everybody(visit, cast, some, who):
    visit(getattr(cast, who)).get(BOARD, status=403)
    visit(getattr(cast, who)).get(f"{PEOPLE}?unit={cast.binjiang.id}&course=greeting", status=403)


def test_a_stranger_signs_in_first(visit, live):
    visit().get(BOARD, status=303)


def test_a_head_sees_the_own_branch_and_404_elsewhere(visit, cast, some):
    zhou = visit(cast.zhou)
    assert [row[0] for row in board_cells(zhou.get(BOARD))] == ["滨江支行"]
    board, names = f"{BOARD}?unit={cast.gutang.id}", f"{PEOPLE}?unit={cast.gutang.id}&course=greeting"
    nowhere = f"{BOARD}?unit=987654321", f"{PEOPLE}?course=greeting", f"{PEOPLE}?unit={cast.binjiang.id}"
    for address in (board, f"{board}&format=csv", names, f"{names}&format=xlsx", *nowhere):
        zhou.get(address, status=404)


@pytest.mark.parametrize(
    "typed",
    ["as_of=2026-03-03", "as_of=gestern", "as_of=1999-12-31", "unit=x", "unit=-1", "unit=99999999999999999999", "unit=１",
     "position=king", "course=nothing", "state=great", "state=not_assigned"],
)  # fmt: skip
def test_a_filter_that_cannot_be_read_is_refused_in_a_sentence(visit, cast, some, typed):
    answer = visit(cast.he).get(f"{BOARD}?{typed}", status=422)
    assert "<h1" in answer


def test_an_unknown_format_is_not_there(visit, cast, some):
    visit(cast.he).get(f"{BOARD}?format=pdf", status=404)


def test_a_unit_opens_and_closes_without_script(visit, cast, some):
    he = visit(cast.he)
    assert [row[0] for row in board_cells(he.get(BOARD))] == ["全行", "滨江片区", "古塘支行"]
    opened = he.get(f"{BOARD}?unit={cast.area.id}")
    assert [row[0] for row in board_cells(opened)] == ["全行", "滨江片区", "滨江支行", "古塘支行"]
    assert f'href="{BOARD}?unit={cast.bank.id}"' in opened


def test_before_the_first_edition_the_page_says_so(visit, cast):
    assert "<table" not in visit(cast.he).get(BOARD)
    lines = as_csv(visit(cast.he).get(f"{BOARD}?format=csv", raw=True))
    assert [line[1] for line in lines[1:-1]] == ["9", "3", "2"]


def test_the_answer_of_a_file_is_nobody_elses(visit, cast, some):
    answer = visit(cast.he).get(f"{BOARD}?format=xlsx", raw=True)
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "completion-2026-03-02.xlsx" in answer.headers["Content-Disposition"]


def test_one_and_three_people_cost_the_same_queries(visit, cast, live, asked, queries):
    he = visit(cast.he)
    asked("greeting", {cast.lin: TODAY})
    he.get(BOARD)  # reads the edition
    counts = []
    for more in ({}, {cast.sun: TODAY, cast.chen: TODAY}):
        if more:
            asked("greeting", more)
        with queries() as board:
            he.get(BOARD)
        with queries() as people:
            he.get(f"{PEOPLE}?unit={cast.bank.id}&course=greeting")
        counts.append((len(board), len(people)))
    assert counts[0] == counts[1]
