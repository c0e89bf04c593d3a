"""What the worker does for reports: keeps the sums, and writes the files that take longer than a request should."""

from datetime import date, datetime
from typing import IO, Any

from sqlalchemy.orm import Session

from learning.base import spreadsheets
from learning.base.clock import long_day
from learning.base.engines import Sessions
from learning.base.settings import Settings
from learning.content.catalogue import Words
from learning.downloads.jobs import Maker, Making
from learning.downloads.refusals import NoLongerYours
from learning.downloads.verbs import Wanted
from learning.people.rules import Viewer
from learning.publishing import queries as publishing
from learning.reports import papers, queries, verbs
from learning.reports.queries import People
from learning.reports.rules import Board, Filters

PEOPLE = "report-people"
"""The kind of the file with everybody behind a cell."""
BOARD = "report-board"
"""The kind of the printed report."""
BEAT = 1000


def renew_sums(sessions: Sessions, *, at: datetime) -> int | None:
    """Count again what facts, the new day or a new edition have made stale."""
    return verbs.renew(sessions, at=at)


def wanted(found: People, ending: str, lang: str) -> Wanted:
    """The file of everybody behind a cell as somebody asks for it: the filters as plain JSON, ``csv`` or ``xlsx``."""
    filters, unit, course = found.filters, found.unit.name, found.course.title
    on = filters.on
    title = Words(
        f"{course.zh}完成情况，{unit.zh}，截至{long_day(on, 'zh')}",
        f"{course.in_('en')}: completion, {unit.in_('en')}, {long_day(on, 'en')}",
    )
    wish = {**_wish(filters), "ending": ending}
    name = f"completion-{found.course.key}-{on}.{ending}"
    return Wanted(PEOPLE, wish, title, name, spreadsheets.MIMETYPES[ending], lang)


def board_wanted(found: Board, lang: str) -> Wanted:
    """The report as a paper, with the filters of its page."""
    filters, on = found.filters, found.filters.on
    unit = found.chosen.name if found.chosen else Words("全部机构", "All units")
    title = Words(
        f"学习完成情况，{unit.zh}，截至{long_day(on, 'zh')}", f"Completion, {unit.in_('en')}, {long_day(on, 'en')}"
    )  # fmt: skip
    return Wanted(BOARD, _wish(filters), title, f"completion-{on}.pdf", "application/pdf", lang)


def _wish(filters: Filters) -> dict[str, Any]:
    return {
        "on": filters.on.isoformat(), "unit": filters.unit, "position": filters.position, "course": filters.course,
        "state": filters.state,
    }  # fmt: skip


def _filters(wish: dict[str, Any]) -> Filters:
    return Filters(date.fromisoformat(wish["on"]), wish["unit"], wish["position"], wish["course"], wish["state"])


def _make_people(work: Making, file: IO[bytes]) -> None:
    """The same lines as a small file has, from one moment, written as they come."""
    today, filters = work.clock.today(), _filters(work.wish)
    with work.reading() as db:
        live = publishing.live(db)
        about = queries.people(db, work.me, live, filters, today=today)
        if about is None:
            return
        total = about.lines
        positions = {key: position.name for key, position in live.catalogue.positions.items()}
        rows = _counted(queries.all_people(db, work.me, live, filters, today=today), work, total)
        spreadsheets.write(papers.people(rows, about, work.say, work.lang, positions), work.wish["ending"], file)


def _counted(rows: Any, work: Making, total: int) -> Any:
    work.progress(0, total)
    for n, row in enumerate(rows, 1):
        yield row
        if n % BEAT == 0:
            work.progress(n, total)


def _may_read(db: Session, me: Viewer, wish: dict[str, Any]) -> bool:
    """Whether the unit is still the viewer's to read."""
    if not me.has_role(*queries.READERS):
        return False
    today = db.info["clock"].today()
    return any(node.id == wish["unit"] for node in queries.nodes(db, me, on=_filters(wish).on, today=today))


def _print_board(work: Making, file: IO[bytes]) -> None:
    from learning.reports.papers import sheet  # noqa: PLC0415 -- the compiler costs memory that no web worker has to pay

    with work.reading() as db:
        live = publishing.live(db)
        found = queries.board(db, work.me, live, _filters(work.wish), today=work.clock.today(), is_paged=False)
        if found is None:
            raise NoLongerYours
        settings: Settings = db.info["settings"]
    positions = {key: position.name for key, position in live.catalogue.positions.items()}
    at = work.clock.now()
    file.write(sheet.board(found, work.lang, work.say, positions, at=at, own_fonts=settings.fonts))


def _may_print(db: Session, me: Viewer, wish: dict[str, Any]) -> bool:
    return _may_read(db, me, wish) if wish["unit"] is not None else me.has_role(*queries.READERS)


PEOPLE_FILE = Maker(make=_make_people, may=_may_read)
BOARD_FILE = Maker(make=_print_board, may=_may_print)
