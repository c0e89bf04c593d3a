"""Tables of people: who works where, since when, with which roles, and how they come in."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.base.tables import BIG, Sorted, Table


class Unit(Table):
    """A branch, an area, a department. Its place in the tree is a row of its own, so that moves keep their dates."""

    __tablename__ = "unit"
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str | None] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(default=0)  # order among its siblings
    closed_on: Mapped[date | None]


class UnitPlace(Table):
    """Where a unit hangs in the tree, from a day until the day before ``until_on`` (empty: until further notice)."""

    __tablename__ = "unit_place"
    __table_args__ = (Index("ix_unit_place_tree", "parent_id", "unit_id"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class Person(Table):
    """A member of staff. The staff number is hostile text until proved (security.md 0, fact 12) and never changes."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    number: Mapped[str] = mapped_column(Sorted(32), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    name_en: Mapped[str | None] = mapped_column(String(120))
    sort_key: Mapped[str] = mapped_column(Sorted(160), index=True, default="")  # pinyin of the name
    email: Mapped[str | None] = mapped_column(String(254))
    mobile: Mapped[str | None] = mapped_column(String(32))
    hired_on: Mapped[date]
    left_on: Mapped[date | None]
    language: Mapped[str | None] = mapped_column(String(8))
    theme: Mapped[str] = mapped_column(String(8), default="auto")  # auto | light | dark
    text_size: Mapped[str] = mapped_column(String(8), default="normal")  # normal | large
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_changed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    postings: Mapped[list["Posting"]] = relationship(back_populates="person", order_by="Posting.from_on")
    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="person", foreign_keys="RoleGrant.person_id", order_by="RoleGrant.id"
    )


class Posting(Table):
    """A post held in a unit, from a day until the day before ``until_on``. One main posting at a time."""

    __tablename__ = "posting"
    __table_args__ = (
        Index("ix_posting_unit", "unit_id", "kind", "from_on", "until_on"),
        CheckConstraint("kind IN ('main', 'second', 'acting')", name="kind"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="days"),
    )
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    position: Mapped[str] = mapped_column(String(40))  # a key of content/positions.md
    kind: Mapped[str] = mapped_column(String(8), default="main")
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    ended_by: Mapped[int | None] = mapped_column(BIG)
    person: Mapped[Person] = relationship(back_populates="postings")
    unit: Mapped[Unit] = relationship()


class Absence(Table):
    """Leave or suspension, from a day until the day before ``until_on``."""

    __tablename__ = "absence"
    __table_args__ = (CheckConstraint("kind IN ('leave', 'suspension')", name="kind"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    ended_by: Mapped[int | None] = mapped_column(BIG)


class RoleGrant(Table):
    """A role held by a person, for a unit with all below it (empty: the whole bank)."""

    __tablename__ = "role_grant"
    __table_args__ = (CheckConstraint("role IN ('head', 'trainer', 'officer', 'auditor', 'administrator')", name="role"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]
    person: Mapped[Person] = relationship(back_populates="grants", foreign_keys=[person_id])
    unit: Mapped[Unit | None] = relationship()


class LoginSession(Table):
    """A session kept on the server; only the digest of its token is stored."""

    __tablename__ = "login_session"
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    token_sha256: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    values: Mapped[dict[str, Any]] = mapped_column(JSON)  # flashes and what a form needs; never identity
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(64), default="")


class LoginTry(Table):
    """One try to sign in, counted before the password is looked at. The number is kept as a digest, known or not."""

    __tablename__ = "login_try"
    __table_args__ = (Index("ix_login_try_account", "number_sha256", "at"), Index("ix_login_try_source", "source", "at"))
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    number_sha256: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)
    is_known_device: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str] = mapped_column(String(8), default="open")  # open | right | wrong


class OneTimeCode(Table):
    """A code that lets a person choose a password once: from HR, the branch head, or the one-time set-up address."""

    __tablename__ = "one_time_code"
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)  # empty: the set-up of a new bank
    purpose: Mapped[str] = mapped_column(String(8))  # first | reset | setup
    code_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    given_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class FormerPassword(Table):
    """Hashes of passwords used before: the ``djcp`` profile refuses the last five."""

    __tablename__ = "former_password"
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    replaced_at: Mapped[datetime]


class CalendarDay(Table):
    """A day that differs from its weekday: a public holiday, or a weekend worked in exchange (调休)."""

    __tablename__ = "calendar_day"
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))  # holiday | workday
    name: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(80), default="")


class RecordView(Table):
    """Who opened whose record, and when."""

    __tablename__ = "record_view"
    __table_args__ = (Index("ix_record_view_person", "person_id", "at"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    viewer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    page: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
