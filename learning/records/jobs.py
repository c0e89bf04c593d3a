"""What the worker makes of one's own record."""

from typing import IO, Any

from sqlalchemy.orm import Session

from learning.base.settings import Settings
from learning.content.catalogue import Words
from learning.downloads.jobs import Maker, Making
from learning.downloads.refusals import NoLongerYours
from learning.downloads.verbs import Wanted
from learning.people import queries as people
from learning.people.models import Person
from learning.people.rules import Viewer
from learning.records import queries
from learning.records.papers import bundle
from learning.tasks import queries as tasks

TRANSCRIPT = "transcript"
"""The kind of the file with somebody's transcript as a PDF."""
DATA = "my-data"
"""The kind of the file with everything that is kept of whoever asks."""


def transcript_wanted(person: Person, lang: str) -> Wanted:
    """The transcript of somebody as a paper."""
    title = Words(f"{person.name}的学习档案", f"Transcript of {person.name_en or person.name}")
    wish = {"number": person.number}
    return Wanted(TRANSCRIPT, wish, title, f"transcript-{person.number}.pdf", "application/pdf", lang)


def _print_transcript(work: Making, file: IO[bytes]) -> None:
    from learning.records.papers import sheet  # noqa: PLC0415 -- the compiler costs memory that no web worker has to pay

    with work.reading() as db:
        person = queries.holder(db, work.me, work.wish["number"], on=work.clock.today())
        if person is None:
            raise NoLongerYours
        found = queries.transcript(db, person, at=work.clock.now())
        settings: Settings = db.info["settings"]
    file.write(sheet.transcript(found, work.lang, work.say, work.clock, own_fonts=settings.fonts))


def data_wanted(me: Viewer, lang: str) -> Wanted:
    """Everything the house keeps of the viewer."""
    return Wanted(DATA, {}, Words("我的数据", "My data"), f"zhili-{me.number}.zip", "application/zip", lang)


def _bundle_data(work: Making, file: IO[bytes]) -> None:
    with work.reading() as db:
        parts = people.everything(db, work.me.id)
        bundle.bundle(parts, tasks.own_files(db, work.me.id), work.say, file)


def _may_read(db: Session, me: Viewer, wish: dict[str, Any]) -> bool:
    """Whether it is the viewer's own, or that of somebody they may (still) read."""
    return queries.holder(db, me, wish["number"], on=db.info["clock"].today()) is not None


TRANSCRIPT_FILE = Maker(make=_print_transcript, may=_may_read)
DATA_FILE = Maker(make=_bundle_data, may=lambda _db, _me, _wish: True)
"""Whoever asked gets their own."""
