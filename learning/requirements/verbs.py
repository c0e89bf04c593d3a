"""Every write of certifications: new terms, never a changed row."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.content.catalogue import Words
from learning.publishing import queries as publishing
from learning.requirements import queries, rules
from learning.requirements.facts import CertificationSet
from learning.requirements.models import CertificationCourse, CertificationTerms
from learning.requirements.refusals import CertificationEnded, TermsChanged, TermsRefused
from learning.requirements.rules import Certification, Terms

KEY = re.compile(r"[a-z][a-z0-9-]{1,39}")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A certification as somebody wants it. ``after``: the terms they looked at; 0 for a new one."""

    key: str
    after: int
    title: Words
    terms: Terms
    asked_by: date | None = None
    reason: str | None = None


def trouble(db: Session, draft: Draft, *, on: date) -> dict[str, str]:
    """What keeps this draft from being saved: the field, and which of ``refusals.TROUBLES`` it is."""
    found = rules.trouble(draft.terms)
    for field, asked in (("courses", draft.terms.courses), ("renewal", draft.terms.renewal)):
        if code := _courses(db, asked):
            found[field] = code
    if draft.asked_by is not None and draft.asked_by <= on:
        found["asked_by"] = "asked-by"
    if not draft.after and not KEY.fullmatch(draft.key):
        found["key"] = "key"
    elif not draft.after and _is_taken(db, draft.key):
        found["key"] = "key-taken"
    return found


def _courses(db: Session, asked: tuple[rules.Asked, ...]) -> str | None:
    catalogue = publishing.live(db).catalogue
    for one in asked:
        course = catalogue.courses.get(one.course)
        if course is None:
            return "no-course"
        if not 0 < one.version <= course.edition:
            return "version"
    return None


def _is_taken(db: Session, key: str) -> bool:
    return publishing.live(db).catalogue.course(key) is not None or queries.certification(db, key) is not None


def set_terms(db: Session, draft: Draft, *, by: int | None, at: datetime) -> Certification:
    """Make a certification, or give it new terms. Periods that people hold keep their days.

    Announces ``CertificationSet``. Refuses what does not fit together, a certification that has ended, and terms written over
    ones that the writer has not seen.
    """
    if found := trouble(db, draft, on=db.info["clock"].day(at)):
        raise TermsRefused(found)
    former = queries.certification(db, draft.key)
    if former is not None and former.is_ended:
        raise CertificationEnded
    if draft.after != (former.n if former else 0):
        raise TermsChanged
    return _add(db, former, draft, by=by, at=at, is_ended=False)


def end(db: Session, former: Certification, *, reason: str, by: int | None, at: datetime) -> Certification:
    """Nobody gets this certification any more. Announces ``CertificationSet``; a second call is refused."""
    if former.is_ended:
        raise CertificationEnded
    draft = Draft(key=former.key, after=former.n, title=former.title, terms=former.terms, reason=reason)
    return _add(db, former, draft, by=by, at=at, is_ended=True)


def _add(  # noqa: PLR0913 -- the row before, the row after, who, when
    db: Session, former: Certification | None, draft: Draft, *, by: int | None, at: datetime, is_ended: bool
) -> Certification:
    terms = draft.terms
    row = CertificationTerms(
        key=draft.key, n=draft.after + 1, title=draft.title.zh, title_en=draft.title.en, validity=str(terms.validity),
        opens_before=str(terms.window), minimum=str(terms.minimum) if terms.minimum else None, rule=terms.rule,
        grace=terms.grace, asked_by=draft.asked_by, is_ended=is_ended, reason=draft.reason, by_id=by, at=at,
    )  # fmt: skip
    row.courses = [
        CertificationCourse(path=path, place=n, course=one.course, version=one.version)
        for path, asked in (("whole", terms.courses), ("renewal", terms.renewal))
        for n, one in enumerate(asked, 1)
    ]
    try:
        with db.begin_nested():
            db.add(row)
            db.flush()
    except IntegrityError:
        raise TermsChanged from None
    new = queries.certification(db, draft.key)
    assert new is not None  # noqa: S101 -- just written
    before, after = _said(former), _said(new)
    differs = {name: text for name, text in before.items() if text != after[name]}
    announce(
        db,
        CertificationSet(
            at=at, by=by, reason=draft.reason, certification=new.key, n=new.n, before=differs,
            after={name: text for name, text in after.items() if former is None or name in differs},
        ),
    )  # fmt: skip
    return new


def _said(one: Certification | None) -> dict[str, Any]:
    """The terms as the ledger keeps them."""
    if one is None:
        return {}
    terms = one.terms
    return {
        "title": one.title.zh, "title_en": one.title.en, "validity": str(terms.validity), "window": str(terms.window),
        "minimum": str(terms.minimum) if terms.minimum else None, "rule": terms.rule, "grace": terms.grace,
        "courses": [[asked.course, asked.version] for asked in terms.courses],
        "renewal": [[asked.course, asked.version] for asked in terms.renewal],
        "asked_by": one.asked_by, "is_ended": one.is_ended,
    }  # fmt: skip
