"""HR's pages: send a file, look at what it would change, apply it, undo it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from learning.base.refusals import N_, Refusal
from learning.base.spreadsheets import Paper
from learning.people.rules import POSITIONS
from learning.roster import queries, rules, verbs
from learning.roster.intake import MOST_BYTES
from learning.roster.models import RosterImport, RosterLine
from learning.roster.refusals import FileMissing, FileTooLarge
from learning.web import roles
from learning.web.access import allow
from learning.web.files import spreadsheet
from learning.web.language import day, lang, say
from learning.web.pages import go, show
from learning.web.request import db, me, now, today

bp = Blueprint("roster", __name__)

KINDS = {"main": N_("Main posting"), "second": N_("Second posting"), "acting": N_("Acting for somebody")}
ABOVE = rules.COLUMNS["parent"]
POST = N_("%(unit)s, %(position)s, from %(day)s")
MODEL = {
    "zh": ["工号", "姓名", "拼音", "机构", "上级机构", "岗位", "任职类型", "到岗日期", "入职日期", "离职日期", "邮箱", "手机"],
    "en": ["Staff number", "Name", "Pinyin", "Unit", "Parent unit", "Position", "Posting kind", "Posting from", "Hired on",
           "Left on", "Email", "Mobile"],
}  # fmt: skip
EXAMPLE = {
    "zh": ["E9001", "林小雨", "Lin Xiaoyu", "示例支行", "示例片区", "柜员", "主岗", "2026-03-02", "2026-03-02", "", "", ""],
    "en": [
        "E9001",
        "林小雨",
        "Lin Xiaoyu",
        "Example branch",
        "Example area",
        "teller",
        "main",
        "2026-03-02",
        "2026-03-02",
        "",
        "",
        "",
    ],
}


@bp.app_template_filter("roster_sentence")
def sentence(finding: dict[str, Any]) -> str:
    """A finding, or why nothing was done, in the reader's language; a column among its gaps is named, too."""
    gaps = {name: say(gap) if name == "column" else gap for name, gap in finding["gaps"].items()}
    says = finding["says"]
    return say(says, **gaps)


@bp.app_template_filter("roster_state")
def state(row: RosterImport) -> str:
    """``reading``, ``applying``, ``undoing``; ``refused``, ``dropped``, ``undone``, ``applied``; ``ready`` to be applied."""
    if row.wanted:
        return {"read": "reading", "apply": "applying", "undo": "undoing"}[row.wanted]
    for what, moment in (("dropped", row.dropped_at), ("undone", row.undone_at), ("applied", row.applied_at)):
        if moment:
            return what
    return "ready" if row.read_at else "refused"


@bp.app_template_filter("roster_changes")
def changes(line: RosterLine) -> Iterator[tuple[str, str, str]]:
    """What the line changes, in the reader's words: what it is called, what it was, what it becomes."""
    for key, label in rules.COLUMNS.items():
        if key in line.after and key not in ("parent", "name" if line.act == "joins" else ""):
            yield say(label), line.before.get(key) or "", line.after[key] or ""
    if "above" in line.after:
        yield say(ABOVE), line.before.get("above", ""), line.after["above"]
    for post in (line.after.get("main"), *line.after.get("more", ())):
        if post:
            kind = KINDS[post.get("kind", "main")]
            yield say(kind), _post(line.before.get("main")) if post is line.after.get("main") else "", _post(post)


def _post(post: dict[str, Any] | None) -> str:
    if not post:
        return ""
    gaps = {"unit": post["unit_name"], "position": say(POSITIONS.get(post["position"], post["position"]))}
    return say(POST, **gaps, day=day(date.fromisoformat(post["from_on"])))


@bp.get("/roster/")
@allow(roles.staff_keeper)
def index() -> Response:
    return _index()


def _index(no: Refusal | None = None) -> Response:
    error = say(no.says, **no.gaps) if no else ""
    return show(
        "roster/index.html", status=no.status if no else 200, imports=queries.imports(db(), me()), error=error,
        most=MOST_BYTES // 2**20, columns=rules.COLUMNS,
    )  # fmt: skip


@bp.post("/roster/")
@allow(roles.staff_keeper)
def send() -> Response:
    """Take a file in; the worker reads it."""
    sent = request.files.get("file")
    content = sent.read(MOST_BYTES + 1) if sent and sent.filename else b""
    if not sent or not content:
        return _index(FileMissing())
    if len(content) > MOST_BYTES:
        return _index(FileTooLarge(most=MOST_BYTES // 2**20))
    is_full = request.form.get("act") == "full"
    row = verbs.send(db(), me(), sent.filename or "", content, is_full=is_full, on=today(), at=now())
    return go(url_for(".roster", import_id=row.id))


@bp.get("/roster/model.csv")
@allow(roles.staff_keeper)
def model() -> Response:
    """A table to be filled in, with the headings and one line as an example; Excel reads it as it is."""
    return spreadsheet(Paper("", MODEL[lang()], [EXAMPLE[lang()]]), "csv", "roster")


@bp.get("/roster/<int:import_id>")
@allow(roles.staff_keeper, kind="roster")
def roster(import_id: int) -> Response:
    """How far it is, and then what it would change or has changed."""
    asked = request.args
    return _shown(_mine(import_id), act=asked.get("act", ""), after=asked.get("after", 0, type=int))


def _shown(row: RosterImport, *, act: str = "", after: int = 0, no: Refusal | None = None) -> Response:
    acts = queries.act_counts(db(), row.id)
    act = act if act in acts else next(iter(acts), "")
    return show(
        "roster/roster.html", fragment="roster/_roster.html", status=no.status if no else 200, row=row, acts=acts,
        found=queries.page(db(), row.id, act, after=min(after, 2**53)), columns=rules.COLUMNS,
        is_many=verbs.is_many(row), error=say(no.says, **no.gaps) if no else "",
    )  # fmt: skip


@bp.post("/roster/<int:import_id>/application")
@allow(roles.staff_keeper, kind="roster")
def apply(import_id: int) -> Response:
    return _want(import_id, lambda row: verbs.ask_apply(db(), row, many=bool(request.form.get("many"))))


@bp.post("/roster/<int:import_id>/undo")
@allow(roles.staff_keeper, kind="roster")
def undo(import_id: int) -> Response:
    return _want(import_id, lambda row: verbs.ask_undo(db(), row))


@bp.post("/roster/<int:import_id>/dropping")
@allow(roles.staff_keeper, kind="roster")
def drop(import_id: int) -> Response:
    return _want(import_id, lambda row: verbs.drop(db(), row, at=now()))


def _want(import_id: int, ask: Any) -> Response:
    row = _mine(import_id, lock=True)
    try:
        ask(row)
    except Refusal as no:
        db().rollback()
        return _shown(_mine(import_id), no=no)
    return go(url_for(".roster", import_id=import_id))


def _mine(import_id: int, *, lock: bool = False) -> RosterImport:
    return queries.roster_import(db(), me(), import_id, lock=lock) or abort(404)
