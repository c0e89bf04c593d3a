"""Every write of one's own record."""

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.content.catalogue import Words
from learning.content.written import render_written
from learning.people.rules import Viewer
from learning.records import queries
from learning.records.facts import PrivacyNoticePublished
from learning.records.models import PrivacyNotice, PrivacyReading
from learning.records.refusals import CannotBeShown, NothingChanged, VersionTaken
from learning.study.verbs import insert_once


def read_privacy(db: Session, me: Viewer, version: int, *, at: datetime) -> bool:
    """The viewer says that they have read this version; False when another holds by now. Said twice is said once."""
    holds = queries.notice(db)
    if holds is None or holds.version != version:
        return False
    db.execute(insert_once(db, PrivacyReading).values(person_id=me.id, version=version, at=at))
    return True


def publish_privacy(db: Session, me: Viewer, words: Words, *, after: int, at: datetime) -> PrivacyNotice:
    """New words on personal data: the version after ``after``, which everybody is asked to read once.

    Refuses words that hold already, that cannot be shown, or that follow a version somebody else has replaced meanwhile.
    Announces ``PrivacyNoticePublished``.
    """
    holds = queries.notice(db)
    if holds is None or holds.version != after:
        raise VersionTaken
    if holds.text == words:
        raise NothingChanged
    html = shown(words)
    made = PrivacyNotice(
        version=after + 1, text=words.zh, text_en=words.en or "", html=html.zh, html_en=html.en or "", by_id=me.id, at=at
    )
    db.add(made)
    db.flush()
    sha256 = hashlib.sha256("\0".join((words.zh, words.en or "")).encode()).hexdigest()
    announce(db, PrivacyNoticePublished(at=at, by=me.id, version=made.version, sha256=sha256))
    return made


def shown(words: Words) -> Words:
    """Both languages as safe HTML; refuses what goes beyond the limits, with the line."""
    return Words(_html(words.zh, "zh"), _html(words.en, "en") if words.en else None)


def _html(text: str, lang: str) -> str:
    html, trouble = render_written(text, lang)
    if trouble:
        raise CannotBeShown(trouble=trouble)
    return html
