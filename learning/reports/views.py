"""The completion report and the people behind its cells, on the screen and as files."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from learning.downloads import verbs as downloads
from learning.publishing import queries as publishing
from learning.publishing.queries import Live
from learning.reports import jobs, papers, queries, verbs
from learning.reports.forms import ViewForm, read_filters
from learning.reports.models import SavedView
from learning.reports.rules import ASKED, RHYTHMS, Board, Filters, path
from learning.study.rules import STATES
from learning.web.access import allow
from learning.web.files import spreadsheet
from learning.web.language import lang, say
from learning.web.pages import go, show, tell
from learning.web.request import db, me, now, today
from learning.web.roles import report_asker, report_reader

bp = Blueprint("reports", __name__)

AT_ONCE = 10_000
"""A file of more people is made in the background."""


@bp.get("/reports/completion")
@allow(report_reader)
def completion() -> Response:
    """Units by courses, as of a day; the same rows as CSV or XLSX."""
    live = publishing.live(db())
    filters = _filters(live, ASKED, default="complete", is_board=True)
    board = queries.board(db(), me(), live, filters, today=today(), is_paged=not _format()) or abort(404)
    if _format():
        return spreadsheet(papers.completion(board, say, lang(), _positions(live)), _format(), f"completion-{filters.on}")
    return _page(live, board, ViewForm().offer())


def _page(live: Live, board: Board, form: ViewForm, *, status: int = 200) -> Response:
    courses = queries.offered(live)
    return show(
        "reports/completion.html", board=board, line=path(board.trend), courses=courses, positions=live.catalogue.positions,
        states={state: papers.STATES[state] for state in papers.STATES if state in ASKED}, link=_link, form=form,
        views=queries.views(db(), me()), rhythms=RHYTHMS, status=status,
    )  # fmt: skip


@bp.post("/reports/completion")
@allow(report_asker)
def print_board() -> Response:
    """Ask the worker for the page as a paper; its own page says how far it is."""
    live = publishing.live(db())
    filters = _filters(live, ASKED, default="complete", is_board=True)
    board = queries.board(db(), me(), live, filters, today=today(), is_paged=True) or abort(404)
    row = downloads.ask(db(), me(), jobs.board_wanted(board, lang()), at=now())
    return go(url_for("downloads.download", download_id=row.id))


@bp.post("/reports/views/")
@allow(report_asker)
def save() -> Response:
    """Keep the page that is looked at under a name; it shows the day on which it is opened."""
    live = publishing.live(db())
    filters = _filters(live, ASKED, default="complete", is_board=True)
    board = queries.board(db(), me(), live, filters, today=today(), is_paged=True) or abort(404)
    form = ViewForm().offer()
    if not form.is_sent():
        return _page(live, board, form, status=422)
    wish = {"unit": filters.unit, "position": filters.position, "course": filters.course, "state": filters.state}
    verbs.save_view(db(), me(), form.name.data or "", wish, form.rhythm.data, at=now())
    tell("The view “%(name)s” is kept.", name=form.name.data)
    return go(_link("reports.completion", filters))


@bp.get("/reports/views/<int:view_id>")
@allow(report_reader, kind="view")
def view(view_id: int) -> Response:
    """A kept view, as of today."""
    return go(url_for("reports.completion", **_kept(view_id).wish))


@bp.post("/reports/views/<int:view_id>/removal")
@allow(report_asker, kind="view")
def drop(view_id: int) -> Response:
    """Not kept any more."""
    found = _kept(view_id)
    verbs.drop_view(db(), found)
    tell("The view “%(name)s” is not kept any more.", name=found.name)
    return go(url_for("reports.completion"))


def _kept(view_id: int) -> SavedView:
    return queries.view(db(), me(), view_id) or abort(404)


@bp.get("/reports/completion/people")
@allow(report_reader)
def people() -> Response:
    """The people of a unit in one course, 50 a page; all of them as CSV or XLSX."""
    live = publishing.live(db())
    filters = _filters(live, STATES, default="")
    after = request.args.get("after", "")[:32]
    found = queries.people(db(), me(), live, filters, today=today(), after=after) or abort(404)
    if _format():
        return _people_file(live, found)
    return show(
        "reports/people.html", found=found, after=after, is_large=found.lines > AT_ONCE,
        positions=live.catalogue.positions, states=papers.STATES, link=_link,
        line=lambda row: papers.person(row, say, lang(), _positions(live)),
    )  # fmt: skip


def _people_file(live: Live, found: queries.People) -> Response:
    """At once when it is small; a large one has to be asked for, because GET writes nothing."""
    if found.lines > AT_ONCE:
        return show("reports/large.html", found=found, ending=_format(), link=_link)
    everybody = queries.all_people(db(), me(), live, found.filters, today=today())
    paper = papers.people(everybody, found, say, lang(), _positions(live))
    return spreadsheet(paper, _format(), f"completion-{found.course.key}-{found.filters.on}")


@bp.post("/reports/completion/people")
@allow(report_asker)
def ask_people() -> Response:
    """Ask the worker for the file of the same address; its page says how far it is."""
    live = publishing.live(db())
    filters = _filters(live, STATES, default="")
    found = queries.people(db(), me(), live, filters, today=today()) or abort(404)
    wanted = jobs.wanted(found, _format() or abort(404), lang())
    row = downloads.ask(db(), me(), wanted, at=now())
    return go(url_for("downloads.download", download_id=row.id))


def _filters(live: Live, states: Iterable[str], *, default: str, is_board: bool = False) -> Filters:
    typed = {name: value for name, value in request.args.items() if value}
    return read_filters(
        {"state": default, **typed}, today=today(), positions=live.catalogue.positions, courses=live.catalogue.courses,
        states=tuple(states), is_board=is_board,
    )  # fmt: skip


def _positions(live: Live) -> dict[str, Any]:
    return {key: position.name for key, position in live.catalogue.positions.items()}


def _link(endpoint: str, filters: Filters, **changes: Any) -> str:
    """An address with the filters as they are, but for the changes; what is the default is left out."""
    values: dict[str, Any] = {
        "as_of": filters.on.isoformat() if filters.on != today() else None,
        "unit": filters.unit,
        "position": filters.position,
        "course": filters.course,
        "after": None,
        "state": filters.state if filters.state != "complete" or endpoint == "reports.people" else None,
    }
    return url_for(endpoint, **{name: value for name, value in (values | changes).items() if value})


def _format() -> str:
    wanted = request.args.get("format", "")
    return wanted if wanted in ("csv", "xlsx") else abort(404) if wanted else ""
