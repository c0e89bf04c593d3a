"""What happened is kept, sealed and provable; what is altered is found and named."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from learning.base import sealing
from learning.base.ledger import Fact, LedgerBlock, LedgerEntry, announce
from tests.cast import MORNING

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


@dataclass(frozen=True, kw_only=True)
class CupBroken(Fact):
    subject: ClassVar[tuple[str, str]] = ("cup", "cup_id")
    cup_id: int
    pieces: int


def break_cups(db, *cups: int) -> None:
    for cup in cups:
        announce(db, CupBroken(at=MORNING, by=7, reason="a slip", cup_id=cup, pieces=3))
    db.commit()


def seal(db, minutes: int = 1) -> int:
    sealed = sealing.seal(db, KEY, at=MORNING + timedelta(minutes=minutes))
    db.commit()
    return sealed


def test_an_act_leaves_one_entry(db):
    break_cups(db, 12)
    entry = db.scalars(select(LedgerEntry)).one()
    assert (entry.what, entry.subject_kind, entry.subject_id, entry.by, entry.reason, entry.details) == (
        "CupBroken", "cup", "12", 7, "a slip", {"cup_id": 12, "pieces": 3},
    )  # fmt: skip


def test_the_act_and_its_entry_stand_or_fall_together(db):
    announce(db, CupBroken(at=MORNING, cup_id=1, pieces=2))
    db.rollback()
    assert db.scalars(select(LedgerEntry)).all() == []


def test_whoever_reacts_is_called_in_the_same_transaction(db):
    seen = []
    db.info["reactions"] = {CupBroken: [lambda _db, fact: seen.append(fact.cup_id)]}
    break_cups(db, 4)
    assert seen == [4]


def test_sealing_twice_seals_nothing_twice(db):
    break_cups(db, 1, 2, 3)
    assert (seal(db), seal(db, 2)) == (3, 0)
    break_cups(db, 4)
    assert seal(db, 3) == 1
    verdict = sealing.verify(db, KEY.public_key())
    assert (verdict.entries, verdict.blocks, verdict.unsealed, verdict.trouble) == (4, 2, 0, None)


def test_what_is_not_sealed_yet_is_counted(db):
    break_cups(db, 1)
    assert sealing.verify(db, KEY.public_key()).unsealed == 1


@pytest.mark.parametrize("statement", ["UPDATE ledger SET reason = 'x'", "DELETE FROM ledger", "DELETE FROM ledger_seal"])
def test_the_ledger_refuses_change(db, statement):
    break_cups(db, 1)
    seal(db)
    with pytest.raises(DBAPIError, match="append-only"):
        db.execute(text(statement))


def unguarded(db, statement: str) -> None:
    """What somebody with the database's own password could do."""
    if db.get_bind().dialect.name == "sqlite":
        for name in db.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            db.execute(text(f"DROP TRIGGER {name}"))
    else:
        for table in ("ledger", "ledger_seal", "ledger_block"):
            db.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    db.execute(text(statement))
    db.commit()
    db.expire_all()


@pytest.mark.parametrize(
    ("statement", "trouble"),
    [
        ("UPDATE ledger SET reason = 'a push' WHERE id = 2", "entry 2 of block 1 was altered"),
        ("UPDATE ledger_seal SET sha256 = 'x' WHERE entry_id = 2", "entry 2 of block 1 was altered"),
        ("DELETE FROM ledger_seal WHERE entry_id = 2", "the seals of block 1 do not match it"),
        ("UPDATE ledger_block SET signature = 'ab' WHERE number = 1", "block 1 carries a false signature"),
        ("UPDATE ledger_block SET prev = 'x' WHERE number = 2", "block 2 does not follow block 1"),
    ],
)
def test_an_altered_row_is_named(db, statement, trouble):
    break_cups(db, 1, 2, 3)
    seal(db)
    break_cups(db, 4)
    seal(db, 2)
    unguarded(db, statement)
    assert sealing.verify(db, KEY.public_key()).trouble == trouble


def test_a_tail_that_is_cut_off_shows_only_by_the_head_that_was_noted_outside(db):
    """The chain that is left is whole: that is why its head is printed on reports and copied out daily."""
    break_cups(db, 1)
    seal(db)
    before = sealing.verify(db, KEY.public_key()).head
    break_cups(db, 2)
    seal(db, 2)
    noted = sealing.verify(db, KEY.public_key()).head
    for statement in (
        "DELETE FROM ledger_seal WHERE block = 2",
        "DELETE FROM ledger_block WHERE number = 2",
        "DELETE FROM ledger WHERE id = 2",
    ):
        unguarded(db, statement)
    cut = sealing.verify(db, KEY.public_key())
    assert (cut.trouble, cut.head) == (None, before)
    assert cut.head != noted


def test_another_key_does_not_fit(db):
    break_cups(db, 1)
    seal(db)
    stranger = Ed25519PrivateKey.from_private_bytes(b"s" * 32).public_key()
    assert sealing.verify(db, stranger).trouble == "block 1 carries a false signature"


def test_blocks_are_numbered_without_gaps(db):
    for minutes, cup in enumerate((1, 2, 3), start=1):
        break_cups(db, cup)
        seal(db, minutes)
    assert db.scalars(select(LedgerBlock.number).order_by(LedgerBlock.number)).all() == [1, 2, 3]
