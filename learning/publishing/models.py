"""Tables of publishing: immutable editions of the content folder, and the text of every item that was ever shown."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learning.base.tables import BIG, Table
from learning.people.models import Person


class Blob(Table):
    """The bytes of one file, kept once however many editions hold it."""

    __tablename__ = "blob"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    bytes: Mapped[bytes] = mapped_column(LargeBinary)


class Edition(Table):
    """One published state of the whole content folder. The highest ``n`` is live."""

    __tablename__ = "edition"
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))  # empty: the system
    note: Mapped[str] = mapped_column(String(400))


class EditionFile(Table):
    """One file of an edition, by its path below the content folder."""

    __tablename__ = "edition_file"
    edition: Mapped[int] = mapped_column(ForeignKey("edition.n"), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    blob: Mapped[str] = mapped_column(ForeignKey("blob.sha256"))


class ItemRevision(Table):
    """An item as it once stood: everything shown or scored. Immutable; attempts point here, never to a file."""

    __tablename__ = "item_revision"
    __table_args__ = (UniqueConstraint("course", "item", "rev"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    course: Mapped[str] = mapped_column(String(40))
    item: Mapped[str] = mapped_column(String(40))
    rev: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(12))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    first_seen_at: Mapped[datetime]
    edition: Mapped[int]


class ItemText(Table):
    """The rendered words of an item revision in one language, made at publication by one version of the renderer."""

    __tablename__ = "item_text"
    __table_args__ = (UniqueConstraint("course", "item", "rev", "lang"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    course: Mapped[str] = mapped_column(String(40))
    item: Mapped[str] = mapped_column(String(40))
    rev: Mapped[str] = mapped_column(String(64))
    lang: Mapped[str] = mapped_column(String(8))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    html: Mapped[str] = mapped_column(Text)
    renderer: Mapped[int]


class Flag(Table):
    """ "This is unclear": one sentence from a reader about one revision of an item, and the trainer's answer."""

    __tablename__ = "flag"
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    course: Mapped[str] = mapped_column(String(40))
    item: Mapped[str] = mapped_column(String(40))
    rev: Mapped[str] = mapped_column(String(64))
    lang: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(String(400))
    at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(String(400))
    answered_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    answered_at: Mapped[datetime | None]
