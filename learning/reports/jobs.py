"""What the worker does for reports: keeps the sums, and writes the files that take longer than a request should."""

from datetime import date, datetime
from typing import IO, Any

from sqlalchemy.orm import Session

from learning.base import spreadsheets
from learning.base.clock import long_day
from learning.base.engines import Sessions
from learning.content.catalogue import Words
from learning.downloads.jobs import Maker, Making
from learning.downloads.verbs import Wanted
from learning.people.rules import Viewer
from learning.publishing import queries as publishing
from learning.reports import papers, queries, verbs
from learning.reports.queries import People
from learning.reports.rules import Filters

PEOPLE = "report-people"
"""The kind of the file with everybody behind a cell."""
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
    wish = {
        "on": on.isoformat(), "unit": filters.unit, "position": filters.position, "course": filters.course,
        "state": filters.state, "ending": ending,
    }  # fmt: skip
    name = f"completion-{found.course.key}-{on}.{ending}"
    return Wanted(PEOPLE, wish, title, name, spreadsheets.MIMETYPES[ending], lang)


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


PEOPLE_FILE = Maker(make=_make_people, may=_may_read)
