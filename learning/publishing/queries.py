"""What is live, and what was live when somebody was asked."""

import hashlib
import mimetypes
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from learning.base.asking import ask
from learning.content.catalogue import EMPTY, Catalogue, Course
from learning.content.checks.editions import Past, compare, strings
from learning.content.findings import Finding
from learning.content.header import edition_of
from learning.content.reading import Reading, read_tree
from learning.people.models import Person
from learning.people.rules import Viewer
from learning.publishing.models import Blob, Edition, EditionFile, Flag, ItemRevision

PAYLOADS_KEPT = 5000
MOST_FLAGS = 50
_loading = Lock()


@dataclass(frozen=True)
class Live:
    """The edition that is live: its number (0: nothing yet), its digest and all that is taught in it."""

    edition: int
    digest: str
    catalogue: Catalogue
    published_at: datetime | None


@dataclass(frozen=True)
class Asset:
    """A picture of a course."""

    bytes: bytes
    mimetype: str
    sha256: str


NOTHING = Live(0, "", EMPTY, None)
NEWEST = select(Edition.n, Edition.digest, Edition.at).order_by(Edition.n.desc()).limit(1)
NUMBER: Any = select(func.max(Edition.n)).scalar_subquery()
"""The number of the live edition, asked with the session of every page (``people.queries.session_rows``)."""


def live(db: Session) -> Live:
    """The live edition. Asks one cheap query; a new edition is read once by each worker and then shared by all requests."""
    kept: dict[str, Any] = db.info["catalogues"]
    known: Live | None = kept.get("live")
    if known and known.edition == db.info.get("beside", {}).get("live_edition"):
        return known
    row = ask(db, NEWEST).first()
    if row is None:
        return NOTHING
    if known and known.edition == row.n:
        return known
    with _loading:
        known = kept.get("live")
        if not (known and known.edition == row.n):
            known = kept["live"] = Live(row.n, row.digest, read(db, tree(db, row.n)).catalogue, row.at)
    return known


def read(db: Session, files: Mapping[str, bytes], *, today: date | None = None) -> Reading:
    """What a folder says. Courses that this process has just read, byte for byte the same, are not read again."""
    kept: dict[str, Any] = db.info["catalogues"]
    reading = kept["reading"] = read_tree(files, today=today, before=kept.get("reading"))
    return reading


def tree(db: Session, edition: int) -> Mapping[str, bytes]:
    """Every file of an edition, byte for byte, by path."""
    rows = db.execute(
        select(EditionFile.path, Blob.bytes).join(Blob, Blob.sha256 == EditionFile.blob).where(EditionFile.edition == edition)
    )
    return {row.path: row.bytes for row in rows}


def published_on(db: Session, course: Course) -> date | None:
    """The day on which the 版本 of the course that is live was first published."""
    live_now = live(db)
    kept: dict[tuple[int, str], date | None] = db.info["catalogues"].setdefault("published", {})
    if (live_now.edition, course.key) not in kept:
        kept[live_now.edition, course.key] = _first_published(db, course)
    return kept[live_now.edition, course.key]


def _first_published(db: Session, course: Course) -> date | None:
    paths = [f"courses/{key}/course.md" for key in (course.key, *course.former)]
    first = select(EditionFile.blob, func.min(Edition.at).label("at")).join(Edition, Edition.n == EditionFile.edition)
    texts = first.where(EditionFile.path.in_(paths)).group_by(EditionFile.blob).subquery()
    rows = db.execute(select(Blob.bytes, texts.c.at).join(texts, texts.c.blob == Blob.sha256)).all()
    since = [at for text, at in rows if edition_of(text.decode()) >= course.edition]
    return db.info["clock"].day(min(since)) if since else None


def against_live(db: Session, files: Mapping[str, bytes], catalogue: Catalogue) -> list[Finding]:
    """V: what would happen to ids, people in the middle of a quiz and old passes if this folder went live."""
    now = live(db)
    return compare(now.catalogue, catalogue, files, lambda course, ids: _past(db, course, ids)) if now.edition else []


def _past(db: Session, course: Course, ids: Collection[str]) -> dict[str, Past]:
    """Which of these ids stood in some edition before, with what was last under them."""
    rows = db.execute(
        select(ItemRevision.item, ItemRevision.kind, ItemRevision.rev, ItemRevision.payload)
        .where(ItemRevision.course.in_((course.key, *course.former)), ItemRevision.item.in_(ids))
        .order_by(ItemRevision.id)
    )
    found: dict[str, Past] = {}
    for row in rows:
        known = found[row.item].revisions if row.item in found else frozenset()
        words = " ".join(strings(row.payload.get("zh", row.payload.get("title", {}).get("zh", ""))))
        found[row.item] = Past(row.kind, known | {row.rev}, words)
    return found


def payloads(db: Session, course: str, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], dict[str, Any]]:
    """The stored text and key of item revisions, by (item, rev). Immutable, so each is read once by a worker."""
    kept: dict[tuple[str, str, str], dict[str, Any]] = db.info["catalogues"].setdefault("payloads", {})
    keys = set(wanted)
    missing = [key for key in keys if (course, *key) not in kept]
    if missing:
        if len(kept) > PAYLOADS_KEPT:
            kept.clear()
        rows = db.execute(
            select(ItemRevision.item, ItemRevision.rev, ItemRevision.payload).where(
                ItemRevision.course == course, tuple_(ItemRevision.item, ItemRevision.rev).in_(missing)
            )
        )
        kept.update({(course, row.item, row.rev): row.payload for row in rows})
    return {key: kept[course, *key] for key in keys if (course, *key) in kept}


def asset(db: Session, course_key: str, name: str, lang: str) -> Asset | None:
    """A picture of a live course, in the reader's language where there is one (``plan.en.svg`` beside ``plan.svg``)."""
    now = live(db)
    course = now.catalogue.course(course_key)
    if course is None:
        return None
    stem, dot, ending = name.rpartition(".")
    path = course.assets.get(f"{stem}.{lang}{dot}{ending}") or course.assets.get(name)
    if path is None:
        return None
    holds = (EditionFile.edition == now.edition, EditionFile.path == path)
    found = db.scalar(select(Blob.bytes).join(EditionFile, EditionFile.blob == Blob.sha256).where(*holds))
    if found is None:
        return None
    return Asset(found, mimetypes.guess_type(path)[0] or "application/octet-stream", hashlib.sha256(found).hexdigest())


def editions(db: Session, *, before: int | None = None, limit: int = 20) -> Sequence[Any]:
    """Editions, newest first, with who published them."""
    wanted = select(Edition.n, Edition.digest, Edition.at, Edition.note, Person.name, Person.name_en, Person.number)
    wanted = wanted.outerjoin(Person, Person.id == Edition.by_id).order_by(Edition.n.desc()).limit(limit)
    return db.execute(wanted if before is None else wanted.where(Edition.n < before)).all()


def flags(db: Session) -> Sequence[Any]:
    """What readers found unclear: unanswered first, then newest. Names are not shown to trainers; the sentence is the point."""
    return db.scalars(select(Flag).order_by(Flag.answered_at.is_not(None), Flag.id.desc()).limit(MOST_FLAGS)).all()


def flag(db: Session, flag_id: int) -> Flag | None:
    """One flag; only trainers come here, and they see all of them."""
    return db.get(Flag, flag_id)


def publisher(db: Session, number: str, *, on: date) -> Viewer | None:
    """Who has this staff number, with the roles of that day, for the command line; None for an unknown or inactive account."""
    person = db.scalar(select(Person).where(Person.number == number, Person.disabled_at.is_(None), Person.left_on.is_(None)))
    if person is None:
        return None
    held = [grant for grant in person.grants if grant.from_on <= on and (grant.until_on is None or grant.until_on > on)]
    return Viewer(id=person.id, number=person.number, name=person.name, grants=tuple((g.role, g.unit_id) for g in held))


def own_data(db: Session, person_id: int) -> list[dict[str, Any]]:
    """The part of publishing in everything the house knows of a person: what they found unclear, and the answer."""
    columns = (Flag.course, Flag.item, Flag.text, Flag.at, Flag.answer, Flag.answered_at)
    return [dict(row) for row in db.execute(select(*columns).where(Flag.person_id == person_id).order_by(Flag.id)).mappings()]
