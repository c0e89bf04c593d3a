"""Which requirements there are: courses and certifications, what they are called, which courses each asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from learning.base.asking import ask
from learning.content.catalogue import Catalogue, Words
from learning.publishing import queries as publishing
from learning.requirements.models import CertificationCourse, CertificationTerms
from learning.requirements.rules import Asked, Call, Certification, Span, Terms


@dataclass(frozen=True)
class Requirements:
    """Everything that can be asked of people."""

    catalogue: Catalogue
    certifications: Mapping[str, Certification]

    def title(self, key: str) -> Words:
        """What a course or certification is called; of one that is gone, its key."""
        found = self.certifications.get(key) or self.catalogue.course(key)
        return found.title if found else Words(key)

    def courses(self, key: str) -> tuple[str, ...]:
        """Keys of the courses that this requirement asks of whoever begins: a course asks itself."""
        found = self.certifications.get(key)
        return tuple(one.course for one in found.terms.courses) if found else (key,)

    def is_offered(self, key: str) -> bool:
        """Whether it may still be asked of somebody."""
        if found := self.certifications.get(key):
            return not found.is_ended
        course = self.catalogue.course(key)
        return course is not None and course.status == "active"


def requirements(db: Session) -> Requirements:
    """Courses of the live edition, and all certifications, in one query."""
    return Requirements(publishing.live(db).catalogue, certifications(db))


def certifications(db: Session) -> dict[str, Certification]:
    """Every certification as it is now, by key, those that have ended too."""
    return {one.key: one for one in _read(db, ask(db, TERMS))}


def versions(db: Session, key: str) -> list[Certification]:
    """All terms of a certification, the first first."""
    return _read(db, ask(db, TERMS_OF, {"key": key}))


def certification(db: Session, key: str) -> Certification | None:
    """The certification as it is now."""
    return next(iter(reversed(versions(db, key))), None)


def title(db: Session, key: str) -> Words:
    """What a course or certification is called."""
    course = publishing.live(db).catalogue.course(key)
    found = course or certification(db, key)
    return found.title if found else Words(key)


def _terms() -> Any:
    one, course = CertificationTerms, CertificationCourse
    columns = [column for column in one.__table__.columns if column.name != "id"]
    return (
        select(*columns, course.path, course.course, course.version)
        .outerjoin(course, course.terms_id == one.id)
        .order_by(one.key, one.n, course.path, course.place)
    )


TERMS = _terms()
TERMS_OF = TERMS.where(CertificationTerms.key == bindparam("key"))


def _read(db: Session, rows: Iterable[Any]) -> list[Certification]:
    """One value for each row of terms; each knows the calls of its key up to itself."""
    day = db.info["clock"].day
    found: list[Certification] = []
    for _, group in groupby(rows, key=lambda row: (row.key, row.n)):
        lines = list(group)
        row = lines[0]
        calls = found[-1].calls if found and found[-1].key == row.key else ()
        if row.asked_by is not None:
            calls = (*calls, Call(row.n, day(row.at), row.asked_by))
        found.append(
            Certification(
                key=row.key, n=row.n, title=Words(row.title, row.title_en), terms=_terms_of(lines), asked_by=row.asked_by,
                is_ended=row.is_ended, reason=row.reason, by_id=row.by_id, at=row.at, calls=calls,
            )
        )  # fmt: skip
    return found


def _terms_of(lines: list[Any]) -> Terms:
    row = lines[0]
    whole, renewal = (
        tuple(Asked(line.course, line.version) for line in lines if line.path == path) for path in ("whole", "renewal")
    )
    return Terms(
        validity=Span.read(row.validity), window=Span.read(row.opens_before), rule=row.rule,
        minimum=Span.read(row.minimum) if row.minimum else None, grace=row.grace, courses=whole, renewal=renewal,
    )  # fmt: skip
