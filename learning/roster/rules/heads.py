"""Which column is what: headings in Chinese or English, in any order, after whatever stands above them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from learning.base.refusals import N_
from learning.roster.rules.cells import Cell, text

COLUMNS: dict[str, str] = {
    "number": N_("Staff number"),
    "name": N_("Name"),
    "unit": N_("Unit"),
    "unit_code": N_("Unit code"),
    "parent": N_("Unit above"),
    "position": N_("Position"),
    "kind": N_("Kind of posting"),
    "from_on": N_("Posting from"),
    "hired_on": N_("First day at the bank"),
    "left_on": N_("First day no longer here"),
    "email": N_("Mail"),
    "mobile": N_("Mobile"),
    "name_en": N_("Name in Latin letters"),
}
"""The columns that are read, and what they are called on a page."""

HEADS: dict[str, str] = {
    "number": "工号 员工号 员工工号 员工编号 人员编号 柜员号 staffnumber staffno number employeeno employeenumber employeeid id no",
    "name": "姓名 员工姓名 名字 name fullname chinesename",
    "unit": "机构 机构名称 所属机构 所在机构 网点 支行 部门 单位 unit branch department unitname branchname",
    "unit_code": "机构号 机构编号 机构代码 网点号 部门编号 unitcode branchcode unitid",
    "parent": "上级机构 上级机构名称 上级 上级单位 上级部门 parentunit parent unitabove above",
    "position": "岗位 岗位名称 职位 职务 position post job jobtitle",
    "kind": "任职类型 任职 岗位类型 主兼岗 postingtype kind postingkind",
    "from_on": "到岗日期 任职日期 调动日期 生效日期 postingfrom effectivefrom from since",
    "hired_on": "入职日期 入行日期 入职时间 参加工作日期 hiredon hiredate hired firstday joined",
    "left_on": "离职日期 离行日期 离职时间 lefton leavingdate left leavedate terminationdate",
    "email": "邮箱 电子邮箱 邮件 email mail emailaddress",
    "mobile": "手机 手机号 手机号码 电话 联系电话 mobile phone cellphone mobilenumber",
    "name_en": "拼音 姓名拼音 英文名 pinyin namepinyin englishname latinname nameen",
}
_BY_HEAD = {head: column for column, heads in HEADS.items() for head in heads.split()}
FIRST_ROWS = 20
"""Titles, notes and merged cells may stand above the headings, but not more than this."""


@dataclass(frozen=True)
class Heads:
    """Where the headings stand (a place in the rows, from 0), and the column at each place; what nobody reads is named."""

    at: int
    columns: dict[int, str]
    unread: tuple[str, ...]
    twice: str | None = None


def column_of(cell: Cell) -> str | None:
    """工号*, 工 号 and ＩＤ are headings, too."""
    plain = unicodedata.normalize("NFKC", text(cell)).casefold()
    return _BY_HEAD.get(re.sub(r"\(.*\)|[\s*_:：.\-]", "", plain))


def find_heads(rows: Sequence[Sequence[Cell]]) -> Heads | None:
    """The row of the first rows that names most columns, the staff number among them. None: there is none."""
    best: Heads | None = None
    for at, row in enumerate(rows[:FIRST_ROWS]):
        found: dict[int, str] = {}
        twice = None
        for place, cell in enumerate(row):
            if column := column_of(cell):
                twice = twice or (column if column in found.values() else None)
                found.setdefault(place, column)
        if "number" in found.values() and (best is None or len(found) > len(best.columns)):
            unread = tuple(text(cell) for place, cell in enumerate(row) if place not in found and text(cell))
            best = Heads(at, found, unread, twice)
    return best
