"""What a list comes to beside the bank as it is: pure values."""

from datetime import date, datetime

import pytest

from learning.roster.rules import Bank, KnownPerson, KnownPost, KnownUnit, find_heads, plan, read_rows
from learning.roster.rules.cells import day, name, text

ON = date(2026, 3, 2)
UNITS = {
    1: KnownUnit(1, "HQ", "全行", None),
    2: KnownUnit(2, "AREA", "滨江片区", 1),
    3: KnownUnit(3, "BJ", "滨江支行", 2),
    4: KnownUnit(4, "GT", "古塘支行", 1),
}
HEADS = ["工号", "姓名", "机构", "上级机构", "岗位", "任职类型", "到岗日期", "入职日期", "离职日期", "手机"]
LIN = KnownPerson(
    10, "E0001", "林晓雯", None, None, None, date(2020, 1, 1), None, (KnownPost(100, 3, "teller", "main", date(2020, 1, 1)),)
)
SUN = KnownPerson(
    11, "E0002", "孙晓岚", None, None, None, date(2020, 1, 1), None, (KnownPost(101, 4, "teller", "main", date(2020, 1, 1)),)
)
GONE = KnownPerson(12, "E0009", "走远", None, None, None, date(2020, 1, 1), date(2025, 12, 31), ())


def bank(*people, **more):
    return Bank(on=ON, units=UNITS, root=1, people={one.number.casefold(): one for one in people or (LIN, SUN, GONE)}, **more)


def of(*rows, heads=HEADS, where=None, is_full=False):
    """The plan of a list with these rows; a row may be shorter than the headings."""
    table = [heads, *([*row, *[""] * (len(heads) - len(row))] for row in rows)]
    return plan(where or bank(), read_rows(table, find_heads(table)), is_full=is_full)


def said(found):
    return [(line.act, line.n, line.key, [(one.column, one.says % one.gaps) for one in line.findings]) for line in found.lines]


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("2026-03-01", date(2026, 3, 1)), ("2026/3/1", date(2026, 3, 1)), ("2026年3月1日", date(2026, 3, 1)),
        ("20260301", date(2026, 3, 1)),
        ("２０２６－０３－０１", date(2026, 3, 1)), (46082.0, date(2026, 3, 1)), ("46082", date(2026, 3, 1)),
        (datetime.fromisoformat("2026-03-01"), date(2026, 3, 1)), (date(2024, 2, 29), date(2024, 2, 29)), ("", None), (None, None),
    ],
)  # fmt: skip
def test_a_day_is_typed_in_a_dozen_ways(cell, meant):
    assert day(cell) == meant


@pytest.mark.parametrize("cell", ["2026-02-30", "2025-02-29", "1 March", "12", "0.5", "2026-13-01"])
def test_what_is_no_day_is_said_to_be_none(cell):
    with pytest.raises(ValueError):
        day(cell)


def test_numbers_and_names_are_read_as_people_mean_them():
    assert [text(10001.0), text("Ｅ０００１ "), name("张 三"), name("张　三"), name("Lin  Xiaowen"), name("䶮瑀")] == [
        "10001", "E0001", "张三", "张三", "Lin Xiaowen", "䶮瑀",
    ]  # fmt: skip


def test_headings_are_found_below_a_title_in_any_order_and_language():
    table = [
        ["启明银行员工信息表", "", ""],
        ["2026 年 3 月", "", ""],
        ["Branch *", "Staff No.", "备注"],
        ["滨江支行", "E0001", "x"],
    ]
    heads = find_heads(table)
    assert (heads.at, heads.columns, heads.unread) == (2, {0: "unit", 1: "number"}, ("备注",))
    assert find_heads([["姓名", "机构"], ["林晓雯", "滨江支行"]]) is None


def test_a_second_row_of_headings_and_empty_rows_are_passed_over():
    found = of(["staff no", "name", "unit"], ["", "", ""], ["E0001", "林晓雯", "滨江支行"])
    assert (said(found), found.counts["unchanged"], found.counts["rows"]) == ([], 1, 1)


def test_the_same_list_comes_to_nothing():
    found = of(["E0001", "林 晓雯", "滨江支行", "滨江片区", "柜员"], ["e0002", "孙晓岚", "GT", "全行", "柜员"])
    assert (said(found), found.counts["unchanged"]) == ([], 2)


def test_one_joins_one_moves_one_is_corrected_one_leaves_one_comes_back():
    people = (
        LIN,
        SUN,
        GONE,
        KnownPerson(13, "E0004", "李四", None, None, None, ON, None, (KnownPost(102, 3, "lobby", "main", ON),)),
    )
    found = of(
        ["E0100", "新人", "滨江支行", "", "大堂经理", "", "", "2026-04-01"],
        ["E0001", "", "古塘支行"],
        ["E0002", "", "", "", "", "", "", "", "", "13800000000"],
        ["E0004", "", "", "", "", "", "", "", "2026-03-02"],
        ["E0009", "", "古塘支行", "", "柜员"],
        where=bank(*people),
    )
    assert [(line.act, line.key, line.before, line.after) for line in found.lines] == [
        ("joins", "E0100", {}, {
            "name": "新人", "hired_on": "2026-04-01",
            "main": {"unit": 3, "unit_name": "滨江支行", "position": "lobby", "from_on": "2026-04-01"},
        }),
        ("returns", "E0009", {"left_on": "2025-12-31"}, {
            "left_on": None, "main": {"unit": 4, "unit_name": "古塘支行", "position": "teller", "from_on": "2026-03-02"},
        }),
        ("moves", "E0001", {
            "main": {"posting": 100, "unit": 3, "unit_name": "滨江支行", "position": "teller", "from_on": "2020-01-01"},
        }, {"main": {"unit": 4, "unit_name": "古塘支行", "position": "teller", "from_on": "2026-03-02"}}),
        ("changes", "E0002", {"mobile": None}, {"mobile": "13800000000"}),
        ("leaves", "E0004", {"left_on": None}, {"left_on": "2026-03-02"}),
    ]  # fmt: skip
    assert {name: found.counts[name] for name in ("added", "moved", "changed", "closed", "wrong")} == {
        "added": 2, "moved": 1, "changed": 1, "closed": 1, "wrong": 0,
    }  # fmt: skip


def test_somebody_in_two_posts_has_a_main_and_a_second_one():
    twice = of(["E0001", "", "滨江支行", "", "柜员"], ["E0001", "", "古塘支行", "", "大堂经理"])
    assert said(twice) == [
        (
            "wrong",
            2,
            "E0001",
            [("number", "This staff number stands in row 2 already. Somebody with two posts has one 主岗 and one 兼岗.")],
        )
    ]
    found = of(["E0001", "", "滨江支行", "", "柜员"], ["E0001", "", "古塘支行", "", "大堂经理", "兼岗"])
    assert [(line.act, line.after) for line in found.lines] == [
        ("moves", {"more": [{"unit": 4, "unit_name": "古塘支行", "position": "lobby", "kind": "second", "from_on": "2026-03-02"}]})
    ]


def test_everything_wrong_is_said_at_once_by_row_and_column():
    found = of(
        ["", "没号", "滨江支行", "", "柜员"],
        ["E 0!", "怪号", "滨江支行", "", "柜员"],
        ["E0100", "", "", "", "司机", "", "", "2026-02-30", "", "call me"],
        ["E0001", "#REF!", "滨江支行", "", "", "常驻"],
        ["E0002", "", "", "", "", "", "", "", "2019-01-01"],
    )
    assert said(found) == [
        ("wrong", 2, "", [("number", "The staff number is missing. If cells are merged, split them and fill each row.")]),
        ("wrong", 3, "E0!", [("number", "A staff number has letters, digits and hyphens, 32 at most.")]),
        ("wrong", 4, "E0100", [
            ("position", "There is no position “司机”. Known are: 柜员、大堂经理、客户经理、网点负责人、后台与新员工."),
            ("mobile", "This is not a telephone number."),
            ("hired_on", "“2026-02-30” is not a day. Write it like 2026-03-01."),
            ("name", "Somebody new needs a name."),
            ("unit", "Say in which unit. If cells are merged, split them and fill each row."),
        ]),
        ("wrong", 5, "E0001", [
            ("name", "This is a formula or its error (#REF!). Put the value itself into the cell."),
            ("kind", "A posting is 主岗 (main), 兼岗 (second) or 代理 (acting)."),
        ]),
        ("wrong", 6, "E0002", [("left_on", "The last day lies before the first one.")]),
    ]  # fmt: skip


def test_new_units_come_below_the_one_named_and_an_unknown_one_below_the_whole_bank():
    found = of(
        ["E0100", "甲", "城东支行", "城东片区", "柜员"],
        ["E0101", "乙", "城西支行", "滨江片区", "柜员"],
        ["E0102", "丙", "郊外支行", "", "柜员"],
    )
    units = [
        (line.key, line.after["code"], line.after["above"], [one.says % one.gaps for one in line.findings])
        for line in found.lines[:4]
    ]
    lone = "%s is new, and nobody says below which unit it hangs: it comes below the whole bank."
    assert units == [
        ("城西支行", "U0002", "滨江片区", []),
        ("郊外支行", "U0003", "全行", [lone % "郊外支行"]),
        ("城东片区", "U0004", "全行", [lone % "城东片区"]),
        ("城东支行", "U0001", "城东片区", []),
    ]
    assert (found.counts["founded"], found.counts["added"]) == (4, 3)


def test_a_unit_moves_and_a_circle_is_refused():
    moved = of(["E0002", "", "古塘支行", "滨江片区"])
    assert [(line.act, line.key, line.before["above"], line.after["above"]) for line in moved.lines] == [
        ("rehangs", "古塘支行", "全行", "滨江片区")
    ]
    circle = of(["E0100", "甲", "滨江片区", "滨江支行", "柜员"])
    assert said(circle)[0][3] == [
        ("parent", "These units would hang below one another in a circle: 滨江片区 › 滨江支行 › 滨江片区.")
    ]
    two = of(["E0100", "甲", "东", "西", "柜员"], ["E0101", "乙", "西", "东", "柜员"])
    assert two.counts["wrong"] == 2
    places = of(["E0100", "甲", "新支行", "滨江片区", "柜员"], ["E0101", "乙", "新支行", "全行", "柜员"])
    assert said(places)[0][3] == [("parent", "Row 2 puts this unit below 滨江片区. A unit hangs in one place.")]


def test_a_list_of_one_branch_touches_no_other_branch():
    found = of(
        ["E0002", "", "", "", "大堂经理"], ["E0001", "", "古塘支行"], ["E0100", "甲", "新柜台", "滨江支行", "柜员"],
        where=bank(scope=frozenset({3})),
    )  # fmt: skip
    assert [(act, key, [text for _, text in findings]) for act, _, key, findings in said(found)] == [
        ("wrong", "E0002", ["This colleague belongs to a unit that you do not keep.", "You do not keep the unit 古塘支行."]),
        ("wrong", "E0001", ["You do not keep the unit 古塘支行."]),
        ("founds", "新柜台", []),
        ("joins", "E0100", []),
    ]


def test_a_complete_list_closes_who_is_missing_but_not_whoever_sent_it():
    kept = {11: "Nobody sends themselves away with a file."}
    found = of(["E0009", "", "", "", "", "", "", "", "2025-12-31"], where=bank(kept=kept), is_full=True)
    assert said(found) == [
        ("closes", 0, "E0001", []),
        ("kept", 0, "E0002", [(None, "Nobody sends themselves away with a file.")]),
    ]
    assert (found.counts["missing"], found.counts["here"]) == (1, 2)


def test_who_left_elsewhere_is_named_and_left_alone():
    found = of(["E0777", "", "", "", "", "", "", "", "2026-01-31"])
    assert said(found) == [
        ("kept", 2, "E0777", [("left_on", "Nobody here has this number, and whoever had it has left: nothing is done.")])
    ]
