"""The ledger of acts of consequence, written in the transaction of the act, and the facts that fill it.

``announce`` is the only way in: it writes the entry and calls whoever reacts. Personal data by id only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from fractions import Fraction
from typing import Any, ClassVar

from sqlalchemy import DDL, JSON, ForeignKey, Index, String, event, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from learning.base.tables import BIG, Table


class LedgerEntry(Table):
    """One act: who, what, on what, why, with what before and after. UPDATE and DELETE are refused by triggers."""

    __tablename__ = "ledger"
    __table_args__ = (Index("ix_ledger_subject", "subject_kind", "subject_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(BIG)
    what: Mapped[str] = mapped_column(String(60), index=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str | None] = mapped_column(String(2000))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)


class LedgerBlock(Table):
    """A signed link of the chain. ``prev`` is the digest of the block before, 64 zeros for the first."""

    __tablename__ = "ledger_block"
    number: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=False)
    prev: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    sealed_at: Mapped[datetime]
    signature: Mapped[str] = mapped_column(String(200))


class LedgerSeal(Table):
    """The seal on one entry: the ``n``-th of its block, with the digest of the entry as it stood."""

    __tablename__ = "ledger_seal"
    entry_id: Mapped[int] = mapped_column(BIG, ForeignKey("ledger.id"), primary_key=True, autoincrement=False)
    block: Mapped[int] = mapped_column(BIG, ForeignKey("ledger_block.number"), index=True)
    n: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))


APPEND_ONLY = ("ledger", "ledger_seal", "ledger_block")


def guards(table: str, dialect: str) -> list[str]:
    """The SQL that makes a table append-only; the migration and the tests' ``create_all`` both use it."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for act in ("UPDATE", "DELETE")
        ]
    return [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]


def _guard(entity: type[Table], dialect: str) -> None:
    table = entity.__tablename__
    for statement in guards(table, dialect):
        guard: Any = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]  # SQLAlchemy's own
        event.listen(entity.__table__, "after_create", guard.execute_if(dialect=dialect))


for _entity in (LedgerEntry, LedgerSeal, LedgerBlock):
    for _dialect in ("sqlite", "postgresql"):
        _guard(_entity, _dialect)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened, in the past tense. A subclass names its subject: the kind, and the field that holds its id."""

    subject: ClassVar[tuple[str, str]] = ("", "")
    at: datetime
    by: int | None = None
    reason: str | None = None

    def details(self) -> dict[str, Any]:
        """Every field but the ones with a column of their own, as plain JSON."""
        own = {"at", "by", "reason"}
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self) if f.name not in own}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return [value.numerator, value.denominator]
    if isinstance(value, tuple | list | frozenset | set):
        return [_plain(part) for part in value]
    return {key: _plain(part) for key, part in value.items()} if isinstance(value, dict) else value


Reaction = Callable[[Session, Any], None]
Reactions = dict[type[Fact], list[Reaction]]


def announce(db: Session, fact: Fact) -> None:
    """Write the fact into the ledger and let those above react, all in the transaction of the act."""
    db.add(LedgerEntry(**_entry(fact)))
    for react in db.info.get("reactions", {}).get(type(fact), []):
        react(db, fact)


def write_down(db: Session, facts: Sequence[Fact]) -> None:
    """Write very many facts into the ledger at once. Nobody reacts to each: the caller announces one fact that stands for all."""
    entries = [_entry(fact) for fact in facts]
    if entries:
        db.execute(insert(LedgerEntry), entries)


def _entry(fact: Fact) -> dict[str, Any]:
    kind, field = fact.subject
    return {
        "at": fact.at, "by": fact.by, "what": type(fact).__name__, "subject_kind": kind,
        "subject_id": str(getattr(fact, field)), "reason": fact.reason, "details": fact.details(),
    }  # fmt: skip


def merged(*tables: Reactions) -> Reactions:
    """Several features' reactions as one table, in the order given."""
    whole: Reactions = {}
    for table in tables:
        for fact, reactions in table.items():
            whole.setdefault(fact, []).extend(reactions)
    return whole
