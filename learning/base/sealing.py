"""Sealing the ledger in signed blocks, and proving later that nothing was altered.

Writers never wait for one another: the worker seals once a minute every committed entry that has no seal, whatever its id.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learning.base.ledger import LedgerBlock, LedgerEntry, LedgerSeal

FIRST = "0" * 64
ENTRIES_A_BLOCK = 5000


@dataclass(frozen=True)
class Verdict:
    """What ``flask ledger verify`` says: the first thing that is wrong (None: all is well) and how much is not sealed yet."""

    entries: int
    blocks: int
    unsealed: int
    head: str
    trouble: str | None


def seal(db: Session, key: Ed25519PrivateKey, *, at: datetime, most: int | None = None) -> int:
    """Seal what is unsealed, in blocks of at most 5,000, at ``most`` so many of them; returns how many entries.

    Running it twice seals nothing twice.
    """
    sealed, blocks = 0, 0
    while (most is None or blocks < most) and (waiting := _unsealed(db)):
        blocks += 1
        last = db.scalar(select(LedgerBlock).order_by(LedgerBlock.number.desc()).limit(1).with_for_update())
        number, prev = (last.number + 1, last.sha256) if last else (1, FIRST)
        digests = [entry_digest(entry) for entry in waiting]
        digest = block_digest(number, prev, at, digests)
        db.add(LedgerBlock(number=number, prev=prev, sha256=digest, sealed_at=at, signature=key.sign(digest.encode()).hex()))
        db.flush()
        db.add_all(
            LedgerSeal(entry_id=entry.id, block=number, n=n, sha256=one)
            for n, (entry, one) in enumerate(zip(waiting, digests, strict=True))
        )
        db.flush()
        sealed += len(waiting)
    return sealed


def _unsealed(db: Session) -> list[LedgerEntry]:
    bare = select(LedgerEntry).outerjoin(LedgerSeal, LedgerSeal.entry_id == LedgerEntry.id).where(LedgerSeal.entry_id.is_(None))
    return list(db.scalars(bare.order_by(LedgerEntry.id).limit(ENTRIES_A_BLOCK)))


def entry_digest(entry: LedgerEntry) -> str:
    """SHA-256 over the canonical JSON of every column of the entry."""
    return _sha256([
        entry.id, entry.at.isoformat(), entry.by, entry.what, entry.subject_kind, entry.subject_id, entry.reason, entry.details,
    ])  # fmt: skip


def block_digest(number: int, prev: str, sealed_at: datetime, digests: Iterable[str]) -> str:
    """SHA-256 over the block's number, predecessor, moment and seals, in order."""
    return _sha256([number, prev, sealed_at.isoformat(), list(digests)])


def _sha256(value: object) -> str:
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def verify(db: Session, key: Ed25519PublicKey) -> Verdict:
    """Recompute each entry against its seal and each block against its seals and predecessor; name the first bad row."""
    blocks = list(db.scalars(select(LedgerBlock).order_by(LedgerBlock.number)))
    entries = db.scalar(select(func.count()).select_from(LedgerEntry)) or 0
    seals = db.scalar(select(func.count()).select_from(LedgerSeal)) or 0
    trouble = _broken_chain(blocks, key) or next(filter(None, (_broken_block(db, block) for block in blocks)), None)
    return Verdict(entries, len(blocks), entries - seals, blocks[-1].sha256 if blocks else FIRST, trouble)


def _broken_chain(blocks: list[LedgerBlock], key: Ed25519PublicKey) -> str | None:
    if blocks and (blocks[0].number, blocks[0].prev) != (1, FIRST):
        return f"block {blocks[0].number} does not begin the chain"
    for before, after in pairwise(blocks):
        if (after.number, after.prev) != (before.number + 1, before.sha256):
            return f"block {after.number} does not follow block {before.number}"
    return next((f"block {b.number} carries a false signature" for b in blocks if not _is_signed(b, key)), None)


def _is_signed(block: LedgerBlock, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(bytes.fromhex(block.signature), block.sha256.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _broken_block(db: Session, block: LedgerBlock) -> str | None:
    rows = db.execute(
        select(LedgerSeal, LedgerEntry)
        .outerjoin(LedgerEntry, LedgerEntry.id == LedgerSeal.entry_id)
        .where(LedgerSeal.block == block.number)
        .order_by(LedgerSeal.n)
    ).all()
    for seal_row, entry in rows:
        if entry is None:
            return f"entry {seal_row.entry_id} of block {block.number} is missing"
        if entry_digest(entry) != seal_row.sha256:
            return f"entry {entry.id} of block {block.number} was altered"
    if block_digest(block.number, block.prev, block.sealed_at, [s.sha256 for s, _ in rows]) != block.sha256:
        return f"the seals of block {block.number} do not match it"
    db.expunge_all()
    return None
