"""Tables of one's own record: the bank's words on personal data, version by version, and who has read which."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.base.tables import Table
from learning.people.models import Person


class PrivacyNotice(Table):
    """A version of the bank's own; version 1 is the shipped text and has no row. Never changed: new words are a new version."""

    __tablename__ = "privacy_notice"
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)  # Markdown, as it was typed
    text_en: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text)  # made when it was published
    html_en: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    by: Mapped[Person] = relationship()


class PrivacyReading(Table):
    """Somebody has read a version and said so."""

    __tablename__ = "privacy_reading"
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
