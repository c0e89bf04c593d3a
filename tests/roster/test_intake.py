"""Files as HR's systems and people's hands make them."""

import io
import zipfile
from datetime import datetime

import pytest
import xlsxwriter

from learning.roster import intake, refusals
from learning.roster.rules import read_rows


def sheet(*rows, formula=None, merged=None, name="员工"):
    """A spreadsheet with these rows; ``formula``: (row, column, formula, what it comes to)."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        about = book.add_worksheet("说明")
        about.write(0, 0, "本表由人事系统导出")
        page = book.add_worksheet(name)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                if hasattr(cell, "isoformat"):
                    page.write_datetime(at, place, cell, day)
                else:
                    page.write(at, place, cell)
        if merged:
            page.merge_range(*merged)
        if formula:
            page.write_formula(*formula[:3], value=formula[3])
    return made.getvalue()


def rows_of(content):
    table = intake.read_table(content)
    return [
        (row.n, row.number, row.name, row.unit, row.hired_on and row.hired_on.isoformat())
        for row in read_rows(table, intake.heads_of(table))
    ]


TEXT = "工号,姓名,机构,入职日期\r\nE0001,林晓雯,滨江支行,2020/1/1\r\nE0100,“䶮”瑀,古塘支行,2026年3月2日\r\n"
READ = [(2, "E0001", "林晓雯", "滨江支行", "2020-01-01"), (3, "E0100", "“䶮”瑀", "古塘支行", "2026-03-02")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_every_encoding_a_bank_uses(encoding):
    assert rows_of(TEXT.encode(encoding)) == READ


@pytest.mark.parametrize("sign", ["\t", ";"])
def test_text_with_other_signs_between_the_cells(sign):
    assert rows_of(TEXT.replace(",", sign).encode()) == READ


def test_a_spreadsheet_with_days_as_numbers_numbers_as_numbers_a_formula_and_merged_cells():
    made = sheet(
        ["启明银行员工表", "", "", ""], ["工号", "姓名", "机构", "入职日期"],
        [10001, "林 晓雯", "滨江支行", datetime.fromisoformat("2020-01-01")],
        [10002, "孙晓岚", "", 43831], [10003, "周明远", "", "2020.01.01"],
        formula=(4, 1, '=CONCATENATE("周","明远")', "周明远"), merged=(2, 2, 4, 2, "滨江支行"),
    )  # fmt: skip
    assert rows_of(made) == [
        (3, "10001", "林晓雯", "滨江支行", "2020-01-01"),
        (4, "10002", "孙晓岚", "", "2020-01-01"),
        (5, "10003", "周明远", "", "2020-01-01"),
    ]


def bomb():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (60 * 2**20))
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"%PDF-1.7 nothing", refusals.NoHeads),
        (b"\x00\x01\x02\x03" * 9, refusals.NotATable),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 99, refusals.OldSpreadsheet),
        (b"PK\x03\x04 broken", refusals.LockedSpreadsheet),
        (bomb(), refusals.FilePacked),
        (b"a" * (6 * 2**20 + 1), refusals.FileTooLarge),
        ("姓名,机构\n林晓雯,滨江支行\n".encode(), refusals.NoHeads),
        ("工号,姓名,工号\nE1,甲,E1\n".encode(), refusals.HeadTwice),
        (("工号\n" + "E1\n" * 100_000).encode(), refusals.TooManyRows),
    ],
)
def test_what_is_no_roster_is_refused_with_a_sentence(content, refusal):
    with pytest.raises(refusal):
        intake.heads_of(intake.read_table(content))
