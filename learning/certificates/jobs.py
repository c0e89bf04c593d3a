"""What the worker does for certificates. Safe to repeat, by as many workers as there are."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import IO, Any, BinaryIO, cast

from sqlalchemy.orm import Session

from learning.base.engines import Sessions
from learning.base.refusals import Refusal
from learning.base.settings import Settings
from learning.certificates import queries, verbs
from learning.certificates.models import Proof
from learning.certificates.refusals import MissingGlyphs, NothingToPrint, PaperFailed, TooManyPapers
from learning.downloads.jobs import Maker, Making
from learning.people import queries as people_queries
from learning.people.rules import Viewer

log = logging.getLogger(__name__)

AT_ONCE = 50
MOST_BOUND = 2_000
"""Certificates in one file: its parts wait in memory until it is written, 70 kB each."""
LOOPBACK = "http://127.0.0.1:8000"
"""Where a QR code leads as long as nobody set LEARNING_BASE_URL: to a demonstration on this very machine."""


def print_papers(sessions: Sessions, settings: Settings, *, at: datetime) -> int:
    """Make the PDF of every proof that has none, and say how many were dealt with.

    The compiler runs outside any transaction, so that on SQLite nobody waits for it; each paper is kept in a transaction of
    its own, the first one wins. What cannot be printed is kept as a refusal and not tried again.
    """
    _mended(sessions, settings)
    printed = 0
    while waiting := _waiting(sessions):
        printed += sum(_print(sessions, settings, proof, at) for proof in waiting)
    return printed


def _mended(sessions: Sessions, settings: Settings) -> None:
    """What a new font of the bank made possible is tried again."""
    from learning.certificates.papers import sheet  # noqa: PLC0415 -- the compiler costs memory that no web worker has to pay

    with sessions.reader() as db:
        refused = queries.lacking_glyphs(db)
    if can := [proof.id for proof in refused if not sheet.missing(proof.printed.values(), settings.fonts)]:
        with sessions.writer() as db, db.begin():
            verbs.try_again(db, can)


def _waiting(sessions: Sessions) -> list[Proof]:
    with sessions.reader() as db:
        return queries.unprinted(db, AT_ONCE)


def _print(sessions: Sessions, settings: Settings, proof: Proof, at: datetime) -> bool:
    from learning.certificates.papers import sheet  # noqa: PLC0415 -- the compiler costs memory that no web worker has to pay

    pdf, refusal = None, None
    address = f"{(settings.base_url or LOOPBACK).rstrip('/')}/verify/{proof.number}"
    try:
        pdf = sheet.certificate(proof.printed, address, own_fonts=settings.fonts)
    except MissingGlyphs as no:
        refusal = _kept(no)
    except Exception:  # one odd name must not keep everybody else's paper waiting
        log.exception("the paper of proof %s could not be made", proof.id)
        refusal = _kept(PaperFailed())
    with sessions.writer() as db, db.begin():
        return verbs.keep_paper(db, proof.id, pdf=pdf, refusal=refusal, at=at)


def certify_overlooked(sessions: Sessions, *, at: datetime) -> None:
    """Certify those who had done everything before somebody asked for it, some hundred people in a transaction."""
    place: tuple[str, int] | None = ("", 0)
    while place is not None:
        with sessions.writer() as db, db.begin():
            place = verbs.certify_overlooked(db, at=at, after=place)


def bind_papers(making: Making, into: IO[bytes]) -> None:
    """All papers of a course that are valid in a unit today, in one file. What is not printed yet is printed first."""
    from learning.certificates.papers import sheet  # noqa: PLC0415 -- the compiler costs memory that no web worker has to pay

    wish, on = making.wish, making.clock.today()
    with making.reading() as db:
        numbers = queries.valid_in(db, making.me, wish["course"], wish["unit"], on)
    if len(numbers) > MOST_BOUND:
        raise TooManyPapers(n=len(numbers), most=MOST_BOUND)
    kept = _papers(making, numbers)
    first = next(kept, None)
    if first is None:
        raise NothingToPrint
    sheet.bound(chain([first], kept), cast(BinaryIO, into), title=making.row.title["zh"])


def _papers(making: Making, proof_ids: Sequence[int]) -> Iterator[bytes]:
    for start in range(0, len(proof_ids), AT_ONCE):
        making.progress(start, len(proof_ids))
        ids = proof_ids[start : start + AT_ONCE]
        _print_first(making, ids)
        with making.sessions.reader() as db:
            yield from queries.papers(db, ids)


def _print_first(making: Making, ids: Sequence[int]) -> None:
    with making.sessions.reader() as db:
        settings: Settings = db.info["settings"]
        unprinted = queries.unprinted(db, AT_ONCE, among=ids)
    for proof in unprinted:
        _print(making.sessions, settings, proof, making.clock.now())


def may_bind(db: Session, me: Viewer, wish: dict[str, Any]) -> bool:
    """Whether this viewer is (still) head of the unit or HR for it."""
    on = db.info["clock"].today()
    return people_queries.unit(db, me, wish["unit"], on=on, roles=queries.PRINTERS) is not None


BINDING = Maker(make=bind_papers, may=may_bind)


def _kept(no: Refusal) -> str:
    return " ".join([type(no).__name__, *map(str, no.gaps.values())])[:400]
