"""Tables of the roster. What came in a file is kept until it is applied; what was changed is kept for the undo, and as proof."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.base.claims import Claimed
from learning.base.tables import BIG, Table
from learning.people.models import Person


class RosterImport(Claimed, Table):
    """One file that HR sent in. ``wanted`` is what the worker shall do next; the moments say what was done."""

    __tablename__ = "roster_import"
    __table_args__ = (
        CheckConstraint("wanted IN ('read', 'apply', 'undo')", name="wanted"),
        Index("ix_roster_import_wanted", "wanted", "id"),
    )
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)  # empty: the operator's shell
    name: Mapped[str] = mapped_column(String(120))  # of the file
    sha256: Mapped[str] = mapped_column(String(64))
    is_full: Mapped[bool] = mapped_column(default=False)  # who is missing in it has left
    on: Mapped[date]  # the day from which its moves and closings count
    at: Mapped[datetime]
    wanted: Mapped[str | None] = mapped_column(String(8))
    read_at: Mapped[datetime | None]
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    seen: Mapped[int] = mapped_column(BIG, default=0)  # the newest entry of the ledger about people when it was read
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    refusal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # why the last thing wanted was not done
    by: Mapped[Person | None] = relationship()


class RosterFile(Table):
    """The file itself, until it is applied or dropped."""

    __tablename__ = "roster_file"
    import_id: Mapped[int] = mapped_column(ForeignKey(RosterImport.id), primary_key=True)
    bytes: Mapped[bytes] = mapped_column(LargeBinary)


class RosterLine(Table):
    """What one row of the file comes to, except where it changes nothing: an act with before and after, or what is wrong."""

    __tablename__ = "roster_line"
    __table_args__ = (Index("ix_roster_line_act", "import_id", "act", "id"), Index("ix_roster_line_person", "person_id"))
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey(RosterImport.id))
    n: Mapped[int]  # the row in the sheet; 0: no row of its own (somebody missing in a full list, a unit)
    act: Mapped[str] = mapped_column(String(12))  # see ``rules.ACTS``
    key: Mapped[str] = mapped_column(String(80))  # a staff number, a unit
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    unit_id: Mapped[int | None] = mapped_column(BIG)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    undo: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # rows made and ended, by id
    says: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # findings: column, severity, sentence, gaps
