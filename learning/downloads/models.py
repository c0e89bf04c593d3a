"""Tables of downloads. What there is to make is read from these rows; the queue only rings."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from learning.base.claims import Claimed
from learning.base.tables import BIG, Table
from learning.people.models import Person

UNFINISHED = text("finished_at IS NULL")


class Download(Claimed, Table):
    """A file somebody asked for. ``kind`` names who makes it, ``wish`` says what shall be in it; both are the asking feature's."""

    __tablename__ = "download"
    __table_args__ = (
        Index("ix_download_unfinished", "id", sqlite_where=UNFINISHED, postgresql_where=UNFINISHED),
        Index("ix_download_person", "person_id", "id"),
    )
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    kind: Mapped[str] = mapped_column(String(40))
    wish: Mapped[dict[str, Any]] = mapped_column(JSON)
    title: Mapped[dict[str, Any]] = mapped_column(JSON)  # in both languages, for lists and the bell
    lang: Mapped[str] = mapped_column(String(8))  # of the file
    name: Mapped[str] = mapped_column(String(120))
    mimetype: Mapped[str] = mapped_column(String(100))
    asked_at: Mapped[datetime]
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    finished_at: Mapped[datetime | None]  # made, refused or cancelled
    refusal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # why there is no file
    cancelled_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]  # from then on it can no longer be fetched


class DownloadPiece(Table):
    """A piece of a finished file: kept in the database, so that every web process of every machine can hand it out."""

    __tablename__ = "download_piece"
    download_id: Mapped[int] = mapped_column(ForeignKey(Download.id), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    bytes: Mapped[bytes] = mapped_column(LargeBinary)
